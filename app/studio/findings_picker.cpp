#include "app/studio/findings_picker.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "core/cohort/report_writer.h"
#include "core/text/report_mentions.h"
#include "widgets/common/core_words.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

FindingsPicker::FindingsPicker(const std::vector<text::FindingFact>& chosen, QWidget* parent)
    : QDialog(parent) {
  setObjectName(QStringLiteral("findingsPicker"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Findings of the stratum"));
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(spacing4);
  grid->setVerticalSpacing(spacing1);
  for (const std::string_view finding : text::reportedFindings()) {
    const QString name = QString::fromUtf8(finding.data(), static_cast<qsizetype>(finding.size()));
    const auto fact = std::find_if(chosen.begin(), chosen.end(),
                                   [&](const text::FindingFact& one) { return one.finding == finding; });
    Row row{new QCheckBox(coreWord(finding)), nullptr};
    row.shown->setObjectName(QStringLiteral("finding:") + name);
    row.shown->setChecked(fact != chosen.end());
    const int at = static_cast<int>(rows_.size());
    grid->addWidget(row.shown, at, 0);
    if (cohort::isSided(std::string(finding))) {
      row.side = new QComboBox;
      row.side->setObjectName(QStringLiteral("side:") + name);
      row.side->setAccessibleName(tr("Side of %1").arg(coreWord(finding)));
      row.side->addItem(tr("side is drawn"), static_cast<int>(text::Side::unstated));
      row.side->addItem(tr("left"), static_cast<int>(text::Side::left));
      row.side->addItem(tr("right"), static_cast<int>(text::Side::right));
      row.side->addItem(tr("both sides"), static_cast<int>(text::Side::both));
      if (fact != chosen.end()) row.side->setCurrentIndex(row.side->findData(static_cast<int>(fact->side)));
      row.side->setEnabled(row.shown->isChecked());
      connect(row.shown, &QCheckBox::toggled, row.side, &QWidget::setEnabled);
      grid->addWidget(row.side, at, 1);
    }
    rows_.push_back(row);
  }
  auto* hint = new QLabel(tr("Nothing chosen: No Finding."));
  setRole(hint, "secondary");
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(this, &QDialog::accepted, this, [this] { Q_EMIT picked(findings()); });
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing3);
  layout->addLayout(grid);
  layout->addWidget(hint);
  layout->addWidget(buttons);
}

std::vector<text::FindingFact> FindingsPicker::findings() const {
  std::vector<text::FindingFact> chosen;
  const auto known = text::reportedFindings();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!rows_[i].shown->isChecked()) continue;
    const auto side = rows_[i].side == nullptr
                          ? text::Side::unstated
                          : static_cast<text::Side>(rows_[i].side->currentData().toInt());
    chosen.push_back({std::string(known[i]), side});
  }
  return chosen;
}

}  // namespace chexgen::studio
