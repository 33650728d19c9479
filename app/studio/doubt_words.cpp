#include "app/studio/doubt_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "widgets/common/core_words.h"

namespace chexgen::studio {

namespace {

struct DoubtWords {
  Q_DECLARE_TR_FUNCTIONS(DoubtWords)
};

QString measured(double low, double high) {
  const QLocale locale;
  return DoubtWords::tr("AUC %1 to %2").arg(locale.toString(low, 'f', 2), locale.toString(high, 'f', 2));
}

}  // namespace

QString wishText(const std::string& wish) {
  if (wish == "sex") return DoubtWords::tr("sex");
  if (wish == "age") return DoubtWords::tr("age");
  if (wish == "race") return DoubtWords::tr("race");
  if (wish == "view") return DoubtWords::tr("view");
  return widgets::coreWord(wish);
}

QString doubtText(const jobs::Doubt& doubt) {
  QString wish = wishText(doubt.wish);
  if (doubt.sideOnly) {
    switch (doubt.side) {
      case text::Side::left: wish = DoubtWords::tr("%1 on the left, its side").arg(wish); break;
      case text::Side::right: wish = DoubtWords::tr("%1 on the right, its side").arg(wish); break;
      case text::Side::both: wish = DoubtWords::tr("%1 on both sides").arg(wish); break;
      case text::Side::unstated: break;
    }
  }
  return doubt.standing == jobs::Standing::unproven
             ? DoubtWords::tr("%1: unproven, %2").arg(wish, measured(doubt.low, doubt.high))
             : DoubtWords::tr("%1: not learned").arg(wish);
}

QString doubtsText(const std::vector<jobs::Doubt>& doubts) {
  if (doubts.empty()) return {};
  QStringList lines{DoubtWords::tr("This model was not shown to draw:")};
  for (const jobs::Doubt& doubt : doubts) lines << doubtText(doubt);
  return lines.join(QLatin1Char('\n'));
}

QString measuredText(const weights::Evidence& evidence) {
  QStringList parts;
  for (const weights::MeasuredWish& one : evidence.measured)
    parts << QStringLiteral("%1: %2").arg(wishText(one.wish), measured(one.low, one.high));
  return parts.join(QLatin1Char('\n'));
}

}  // namespace chexgen::studio
