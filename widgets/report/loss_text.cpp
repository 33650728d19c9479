#include "widgets/report/loss_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace chexgen::widgets {

namespace {

struct LossText {
  Q_DECLARE_TR_FUNCTIONS(LossText)
};

QString withExample(const text::PromptLoss& loss) {
  if (loss.example.empty()) return {};
  return LossText::tr(", for example “%1”").arg(QString::fromStdString(loss.example));
}

}  // namespace

QString unreadText(const text::PromptLoss& loss) {
  if (loss.nothingLeft)
    return LossText::tr("Nothing that the model can read is left of the report%1.").arg(withExample(loss));
  if (loss.removed + loss.unread + loss.foreign == 0) return {};
  QStringList what;
  if (loss.removed > 0)
    what << LossText::tr("%1 of %2 characters are taken out in cleaning")
                .arg(loss.removed)
                .arg(loss.characters);
  if (loss.unknown > 0)
    what << LossText::tr("%1 of %2 tokens are unknown to it").arg(loss.unknown).arg(loss.tokens);
  if (loss.foreign > 0)
    what << LossText::tr("%1 of %2 characters are of another script than Latin")
                .arg(loss.foreign)
                .arg(loss.characters);
  return LossText::tr("The model cannot read %1 % of the report: %2%3.")
      .arg(text::percentOf(loss.share()))
      .arg(what.join(LossText::tr(" and ")), withExample(loss));
}

QString cutText(const text::PromptLoss& loss) {
  if (loss.cut == 0) return {};
  return LossText::tr("%1 of %2 tokens are cut after “… %3”.")
      .arg(loss.cut)
      .arg(loss.promptTokens)
      .arg(QString::fromStdString(loss.lastWords));
}

}  // namespace chexgen::widgets
