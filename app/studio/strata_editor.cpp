#include "app/studio/strata_editor.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "app/studio/findings_picker.h"
#include "app/studio/strata_delegate.h"
#include "app/studio/strata_model.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

constexpr int tableHeight = 220;

}  // namespace

StrataEditor::StrataEditor(StrataModel& model, QWidget* parent)
    : QWidget(parent), model_(model), table_(new QTableView), text_(new QLabel) {
  text_->setObjectName(QStringLiteral("strataText"));
  text_->setWordWrap(true);
  table_->setModel(&model_);
  table_->setObjectName(QStringLiteral("cohortStrata"));
  table_->setAccessibleName(tr("Strata"));
  table_->setFixedHeight(tableHeight);
  table_->setItemDelegate(new StrataDelegate(table_));
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                          QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->horizontalHeader()->setSectionResizeMode(StrataModel::findings, QHeaderView::Stretch);
  table_->verticalHeader()->setDefaultSectionSize(controlHeight);
  auto* add = new QPushButton(tr("Add"));
  add->setToolTip(tr("A stratum like the chosen one"));
  add->setObjectName(QStringLiteral("cohortAdd"));
  auto* remove = new QPushButton(tr("Remove"));
  auto* pick = new QPushButton(tr("Findings…"));
  pick->setToolTip(tr("Findings and sides of the chosen stratum"));
  pick->setObjectName(QStringLiteral("cohortPick"));
  auto* load = new QPushButton(tr("Load a table of strata…"));
  connect(add, &QPushButton::clicked, this, [this] { model_.add(table_->currentIndex().row()); });
  connect(remove, &QPushButton::clicked, this, [this] { model_.remove(table_->currentIndex().row()); });
  connect(pick, &QPushButton::clicked, this, &StrataEditor::pick);
  connect(load, &QPushButton::clicked, this, &StrataEditor::load);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  for (QPushButton* button : {add, remove, pick, load}) buttons->addWidget(button);
  buttons->addWidget(text_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing1);
  layout->addWidget(table_);
  layout->addLayout(buttons);
  connect(&model_, &StrataModel::edited, this, &StrataEditor::showTotal);
  connect(&model_, &StrataModel::modelReset, this, &StrataEditor::showTotal);
  showTotal();
}

void StrataEditor::tell(const QString& remark) {
  showTotal();
  text_->setText(text_->text() + QStringLiteral(" · ") + remark);
}

void StrataEditor::load() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Strata"), {}, tr("Tables (*.csv)"));
  if (file.isEmpty()) return;
  const auto strata = cohort::readStrata(file.toStdString());
  if (strata)
    model_.setStrata(*strata);
  else
    Q_EMIT failed(strata.error(), {});
}

void StrataEditor::pick() {
  const int row = std::max(0, table_->currentIndex().row());
  if (row >= model_.rowCount()) return;
  const QPersistentModelIndex cell = model_.index(row, StrataModel::findings);
  table_->setCurrentIndex(cell);
  auto* picker = new FindingsPicker(model_.strata()[static_cast<std::size_t>(row)].findings, this);
  connect(picker, &FindingsPicker::picked, this, [this, cell](const auto& findings) {
    if (cell.isValid())
      model_.setData(cell, QString::fromStdString(cohort::formatFindings(findings)), Qt::EditRole);
    table_->setFocus();
  });
  picker->open();
}

void StrataEditor::showTotal() {
  if (const QString problem = model_.problem(); !problem.isEmpty()) {
    text_->setText(problem);
    setRole(text_, "error");
    return;
  }
  text_->setText(tr("%n case(s) in all", nullptr, static_cast<int>(model_.total())));
  setRole(text_, "secondary");
}

}  // namespace chexgen::studio
