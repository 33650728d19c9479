#include "app/studio/sample_size_help.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "core/statistics/sample_size.h"
#include "widgets/common/error_text.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

constexpr double usualPower = 0.8;

QDoubleSpinBox* number(double value, double least, double greatest, double step, const QString& name) {
  auto* box = new QDoubleSpinBox;
  box->setRange(least, greatest);
  box->setSingleStep(step);
  box->setDecimals(2);
  box->setValue(value);
  box->setAccessibleName(name);
  return box;
}

}  // namespace

SampleSizeHelp::SampleSizeHelp(QWidget* parent)
    : QWidget(parent),
      effect_(number(0.5, 0.05, 5, 0.05, tr("Expected difference of the means"))),
      spread_(number(1, 0.05, 5, 0.05, tr("Spread of a case's difference"))),
      share_(number(0.65, 0.51, 0.99, 0.01, tr("How often the better one is preferred"))),
      effectName_(new QLabel(tr("Difference"))),
      spreadName_(new QLabel(tr("spread"))),
      shareName_(new QLabel(tr("The better one is preferred in a share of"))),
      answer_(new QLabel) {
  effect_->setToolTip(tr("How far the means of two arms lie apart, in steps of the scale"));
  spread_->setToolTip(
      tr("Standard deviation of a case's difference between the arms, in the mean of readers"));
  answer_->setWordWrap(true);
  answer_->setObjectName(QStringLiteral("sampleSizeAnswer"));
  setRole(answer_, "secondary");
  auto* row = new QHBoxLayout;
  row->setSpacing(spacing2);
  for (QWidget* part :
       std::initializer_list<QWidget*>{effectName_, effect_, spreadName_, spread_, shareName_, share_})
    row->addWidget(part);
  row->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing1);
  layout->addLayout(row);
  layout->addWidget(answer_);
  for (QDoubleSpinBox* box : {effect_, spread_, share_})
    connect(box, &QDoubleSpinBox::valueChanged, this, &SampleSizeHelp::compute);
  setStudy(kind_, 0);
}

void SampleSizeHelp::setStudy(study::StudyKind kind, std::size_t cases) {
  kind_ = kind;
  cases_ = cases;
  const bool preference = kind == study::StudyKind::preference;
  for (QWidget* part : std::initializer_list<QWidget*>{effectName_, effect_, spreadName_, spread_})
    part->setVisible(!preference);
  shareName_->setVisible(preference);
  share_->setVisible(preference);
  compute();
}

QString SampleSizeHelp::answer() const { return answer_->text(); }

void SampleSizeHelp::compute() {
  const bool preference = kind_ == study::StudyKind::preference;
  const auto needed = preference ? statistics::choicesNeeded(share_->value(), usualPower)
                                 : statistics::pairsNeeded(effect_->value(), spread_->value(), usualPower);
  if (!needed) {
    answer_->setText(messageText(needed.error()));
    return;
  }
  QString text = tr("%n case(s) are needed to find that with 80 % probability (two-sided, 5 %).", nullptr,
                    static_cast<int>(*needed));
  const auto power = preference ? statistics::signTestPower(share_->value(), cases_)
                                : statistics::pairedTPower(effect_->value(), spread_->value(), cases_);
  if (cases_ > 1 && power)
    text +=
        QLatin1Char(' ') + tr("The %n case(s) chosen find it with %1 %.", nullptr, static_cast<int>(cases_))
                               .arg(qRound(100 * *power));
  answer_->setText(text);
}

}  // namespace chexgen::studio
