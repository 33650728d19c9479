#include "app/studio/cohort_checks.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <initializer_list>
#include <utility>

#include "widgets/common/flow_layout.h"
#include "widgets/common/form_parts.h"

namespace chexgen::studio {

using namespace widgets;

CohortChecks::CohortChecks(QObject* parent)
    : QObject(parent),
      blank_(checkBox(tr("Blank"), true, tr("Nearly one grey, or mostly black and white"))),
      frame_(
          checkBox(tr("Cropped"), true, tr("Bars at an edge, a lung that reaches it, or no pair of lungs"))),
      side_(checkBox(tr("Mirrored"), true, tr("The heart lies on the wrong side"))),
      duplicates_(
          checkBox(tr("Near-duplicates"), true, tr("Two radiographs of the cohort that are nearly alike"))),
      lungs_(checkBox(tr("Lungs where the mask shows them"), false,
                      tr("Only for masks of lung fields: they are found again in the radiograph"))),
      labels_(
          checkBox(tr("Findings by a classifier"), false,
                   tr("Learned from the real radiographs named below; what it cannot tell is not checked"))),
      memorisation_(checkBox(tr("Copies of training radiographs"), false,
                             tr("Nearer to one real radiograph named below than any held-out one is"))),
      reference_(new QLineEdit),
      uncertain_(new QComboBox) {}

void CohortChecks::addTo(QFormLayout& form) {
  form_ = &form;
  auto* box = new QWidget;
  auto* flow = new FlowLayout(box);
  flow->setContentsMargins(0, 0, 0, 0);
  for (QCheckBox* one : {blank_, frame_, side_, duplicates_, lungs_, labels_, memorisation_}) {
    flow->addWidget(one);
    connect(one, &QCheckBox::toggled, this, &CohortChecks::showRows);
    connect(one, &QCheckBox::toggled, this, &CohortChecks::changed);
  }
  form.addRow(tr("Turn away"), box);
  reference_->setPlaceholderText(tr("CSV: image, split (train, val), labels"));
  referenceRow_ =
      fileLine(reference_, tr("Real radiographs"), tr("Tables (*.csv *.json *.gz *.jsonl);;All files (*)"));
  form.addRow(tr("Real radiographs"), referenceRow_);
  uncertain_->setObjectName(QStringLiteral("cohortUncertain"));
  uncertain_->setToolTip(
      tr("Labels of −1 in a column for each finding. Blank ones say nothing and are always left out."));
  for (const auto& [as, text] : std::initializer_list<std::pair<training::UncertainAs, QString>>{
           {training::UncertainAs::leftOut, tr("leave those radiographs out")},
           {training::UncertainAs::present, tr("count as with the finding")},
           {training::UncertainAs::absent, tr("count as without the finding")}})
    uncertain_->addItem(text, static_cast<int>(as));
  form.addRow(tr("Uncertain labels"), uncertain_);
  connect(uncertain_, &QComboBox::currentIndexChanged, this, &CohortChecks::changed);
  connect(reference_, &QLineEdit::textChanged, this, &CohortChecks::changed);
  showRows();
}

void CohortChecks::showRows() {
  form_->setRowVisible(referenceRow_, labels_->isChecked() || memorisation_->isChecked());
  form_->setRowVisible(uncertain_, labels_->isChecked());
}

bool CohortChecks::isReady() const {
  const bool real = labels_->isChecked() || memorisation_->isChecked();
  return !real || !reference_->text().trimmed().isEmpty();
}

cohort::GateSettings CohortChecks::gates() const {
  return {.blank = blank_->isChecked(),
          .frame = frame_->isChecked(),
          .side = side_->isChecked(),
          .adherence = lungs_->isChecked(),
          .duplicates = duplicates_->isChecked(),
          .labels = labels_->isChecked(),
          .memorisation = memorisation_->isChecked(),
          .labelRules = {.uncertain = static_cast<training::UncertainAs>(uncertain_->currentData().toInt())},
          .reference = reference_->text().trimmed().toStdString()};
}

}  // namespace chexgen::studio
