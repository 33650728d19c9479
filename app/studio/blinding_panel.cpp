#include "app/studio/blinding_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "app/studio/blinding_words.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

constexpr int mostFeatures = 6;

const char* roleOf(study::Verdict verdict) {
  switch (verdict) {
    case study::Verdict::toldApart: return "warn";
    case study::Verdict::notToldApart: return "ok";
    case study::Verdict::tooFew: break;
  }
  return "warn";
}

}  // namespace

BlindingPanel::BlindingPanel(QWidget* parent)
    : QFrame(parent),
      verdict_(paragraph({}, "ok")),
      figures_(paragraph()),
      features_(new QTableWidget(0, 5)),
      more_(paragraph()),
      advice_(paragraph()) {
  setRole(this, "card");
  setObjectName(QStringLiteral("blindingPanel"));
  verdict_->setObjectName(QStringLiteral("blindingVerdict"));
  figures_->setObjectName(QStringLiteral("blindingFigures"));
  advice_->setObjectName(QStringLiteral("blindingAdvice"));
  features_->setObjectName(QStringLiteral("blindingFeatures"));
  features_->setAccessibleName(tr("What tells the arms apart"));
  features_->verticalHeader()->hide();
  features_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  features_->setSelectionMode(QAbstractItemView::NoSelection);
  features_->setTabKeyNavigation(false);
  features_->setFocusPolicy(Qt::NoFocus);
  features_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  features_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  for (QWidget* part : std::initializer_list<QWidget*>{verdict_, figures_, features_, more_, advice_})
    layout->addWidget(part);
  hide();
}

void BlindingPanel::fillTable(const std::vector<study::ArmLeak>& leaks) {
  const std::vector<study::TellingFeature> telling = study::tellingFeatures(leaks);
  const int rows = std::min(mostFeatures, static_cast<int>(telling.size()));
  features_->setVisible(rows > 0);
  more_->setVisible(static_cast<int>(telling.size()) > rows);
  more_->setText(tr("and %n further feature(s), which the report names", nullptr,
                    static_cast<int>(telling.size()) - rows));
  if (rows == 0) return;
  const QString arm = QString::fromStdString(telling.front().arm);
  const bool one = std::all_of(telling.begin(), telling.end(), [&](const study::TellingFeature& feature) {
    return feature.arm == telling.front().arm;
  });
  features_->setHorizontalHeaderLabels({tr("What tells the arms apart"), one ? arm : tr("The arm"),
                                        tr("The others"), tr("Area"), tr("p after Holm")});
  features_->setRowCount(rows);
  for (int row = 0; row < rows; ++row) {
    const study::TellingFeature& feature = telling[static_cast<std::size_t>(row)];
    QString name = blindingWord(feature.name);
    if (!feature.reader.empty()) name += QStringLiteral(" · ") + QString::fromStdString(feature.reader);
    QString own = QString::fromStdString(feature.ofArm);
    if (!one) own = QString::fromStdString(feature.arm) + QStringLiteral(": ") + own;
    const QStringList cells{name, own, QString::fromStdString(feature.ofOthers),
                            QString::fromStdString(feature.area), QString::fromStdString(feature.p)};
    for (int column = 0; column < cells.size(); ++column) {
      auto* cell = new QTableWidgetItem(cells[column]);
      if (column == 1 || column == 2) cell->setToolTip(tr("Median, and where nine tenths of the images lie"));
      features_->setItem(row, column, cell);
    }
  }
  features_->resizeRowsToContents();
  int height = features_->horizontalHeader()->sizeHint().height() + 2 * features_->frameWidth() + 2;
  for (int row = 0; row < rows; ++row) height += features_->rowHeight(row);
  features_->setFixedHeight(height);
}

void BlindingPanel::show(const std::vector<study::ArmLeak>& leaks, const study::RemedyPlan& remedies,
                         const study::BlindingOptions& blinding, const std::vector<std::string>& remarks) {
  const std::vector<study::Sentence> words = study::verdictWords(leaks);
  setVisible(!words.empty());
  if (words.empty()) return;
  verdict_->setText(blindingText(words.front()));
  setRole(verdict_, roleOf(study::verdictOf(leaks).value_or(study::Verdict::tooFew)));
  QStringList figures, advice;
  for (auto word = words.begin() + 1; word != words.end(); ++word) figures << blindingText(*word);
  figures_->setText(figures.join(QLatin1Char('\n')));
  figures_->setVisible(!figures.isEmpty());
  fillTable(leaks);
  for (const study::Sentence& sentence : study::remedyWords(remedies, blinding))
    advice << blindingText(sentence);
  for (const study::Sentence& sentence : study::adviceWords(leaks)) advice << blindingText(sentence);
  for (const std::string& remark : remarks) advice << QString::fromStdString(remark);
  advice_->setText(advice.join(QLatin1Char('\n')));
  advice_->setVisible(!advice.isEmpty());
}

}  // namespace chexgen::studio
