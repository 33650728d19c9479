#include "app/studio/study_cases.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "app/studio/column_pickers.h"
#include "app/studio/session.h"
#include "core/study/arm_names.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr int tableHeight = 220;
constexpr int armsWidth = 200;
enum CaseColumn { caseColumn, armsColumn, reportColumn, stratumColumn };
enum StratumFrom { noStratum, byView, bySex, byFinding };

std::string stratumOf(const project::StoredImage& image, int from) {
  const project::ImageFacts& facts = image.facts;
  switch (from) {
    case byView: return facts.demographics.view.value_or("");
    case bySex: return facts.demographics.sex.value_or("");
    case byFinding: return facts.findings.empty() ? std::string() : facts.findings.front();
    default: return {};
  }
}

std::string armOf(const project::StoredImage& image) {
  if (image.kind == project::ImageKind::imported) return study::realArm;
  return image.recipe && !image.recipe->modelName.empty() ? image.recipe->modelName : "model";
}

}  // namespace

StudyCases::StudyCases(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      strata_(new QComboBox),
      columns_(new ColumnPickers(caseTable())),
      columnsRow_(nullptr),
      table_(new QTableWidget(0, 4)),
      remarks_(new QLabel),
      remove_(new QPushButton(tr("Remove"))) {
  table_->setHorizontalHeaderLabels({tr("Case"), tr("Arms"), tr("Report"), tr("Stratum")});
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  table_->horizontalHeader()->setSectionResizeMode(reportColumn, QHeaderView::Stretch);
  table_->setColumnWidth(armsColumn, armsWidth);
  table_->verticalHeader()->hide();
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setTabKeyNavigation(false);
  table_->setFixedHeight(tableHeight);
  table_->setAccessibleName(tr("Cases"));
  table_->setObjectName(QStringLiteral("studyCases"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  layout->addWidget(buildSources());
  layout->addWidget(buildColumns());
  layout->addWidget(table_);
  remarks_->setObjectName(QStringLiteral("studyCaseRemarks"));
  remarks_->setTextFormat(Qt::PlainText);
  remarks_->setWordWrap(true);
  setRole(remarks_, "secondary");
  remarks_->hide();
  layout->addWidget(remarks_);
  list();
}

QWidget* StudyCases::buildSources() {
  auto* sources = new QWidget;
  auto* row = new FlowLayout(sources);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(spacing2);
  auto* fromGallery = new QPushButton(tr("From Gallery"));
  fromGallery->setObjectName(QStringLiteral("studyFromGallery"));
  fromGallery->setToolTip(
      tr("The images chosen there, or all that it shows; imported ones are the arm “real”"));
  auto* fromFolder = new QPushButton(tr("From a folder…"));
  fromFolder->setToolTip(tr("Each subfolder is an arm; files of the same name are one case"));
  auto* fromTable = new QPushButton(tr("From a table…"));
  fromTable->setToolTip(tr("CSV: case, arm, image, and report, stratum, practice where there are"));
  strata_->addItem(tr("no strata"), noStratum);
  strata_->addItem(tr("strata by view"), byView);
  strata_->addItem(tr("strata by sex"), bySex);
  strata_->addItem(tr("strata by finding"), byFinding);
  strata_->setAccessibleName(tr("Strata"));
  strata_->setObjectName(QStringLiteral("studyStrata"));
  strata_->setToolTip(tr("Of images from Gallery; a table has a column for it"));
  for (QWidget* part : std::initializer_list<QWidget*>{strata_, fromGallery, fromFolder, fromTable, remove_})
    row->addWidget(part);
  connect(fromGallery, &QPushButton::clicked, this, [this] {
    if (gallery_) takeImages(gallery_());
  });
  connect(fromFolder, &QPushButton::clicked, this, [this] {
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Folder with a subfolder for each arm"));
    if (!chosen.isEmpty()) takeFolder(chosen.toStdString());
  });
  connect(fromTable, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getOpenFileName(this, tr("Table of cases"), {},
                                                        tr("Tables (*.csv *.tsv *.txt);;All files (*)"));
    if (!chosen.isEmpty()) takeTable(chosen.toStdString());
  });
  connect(remove_, &QPushButton::clicked, this, &StudyCases::removeSelected);
  return sources;
}

QWidget* StudyCases::buildColumns() {
  columnsRow_ = new QWidget;
  auto* column = new QVBoxLayout(columnsRow_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(spacing2);
  column->addWidget(paragraph(tr("These columns of the table were taken as:")));
  column->addWidget(columns_);
  columnsRow_->hide();
  connect(columns_, &ColumnPickers::looked, this, [this] { columnsRow_->setVisible(columns_->hasTable()); });
  connect(columns_, &ColumnPickers::changed, this, &StudyCases::readTable);
  return columnsRow_;
}

void StudyCases::forgetTable() {
  tableFile_.clear();
  columns_->setTable({});
  columnsRow_->hide();
}

void StudyCases::takeImages(const std::vector<std::int64_t>& ids) {
  const project::Project* project = session_.project();
  if (project == nullptr) return;
  forgetTable();
  std::vector<study::SourceImage> images;
  for (const std::int64_t id : ids) {
    const auto image = project->image(id);
    if (!image) {
      Q_EMIT failed(image.error(), {});
      return;
    }
    const auto file = image->file.plain();
    if (!file) {
      Q_EMIT failed(file.error(), {});
      return;
    }
    images.push_back({.arm = armOf(*image),
                      .image = *file,
                      .report = image->facts.report,
                      .stratum = stratumOf(*image, strata_->currentData().toInt())});
  }
  take(study::casesByReport(images));
}

void StudyCases::takeFolder(const fs::path& folder) {
  forgetTable();
  take(study::readCaseFolder(folder));
}

void StudyCases::takeTable(const fs::path& table) {
  forgetTable();
  tableFile_ = table;
  columns_->setTable(table);
  readTable();
}

void StudyCases::readTable() {
  auto list = study::readCases(tableFile_, columns_->chosen());
  const bool isContent = !list && (list.error().code == base::ErrorCode::formatInvalid ||
                                   list.error().code == base::ErrorCode::argumentInvalid);
  if (!isContent) {
    take(std::move(list));
    return;
  }
  // Another column may be all that is needed, so it is told where that is chosen. No case of an earlier
  // choice stands for this one.
  cases_.clear();
  this->list();
  tell({QString::fromStdString(list.error().message),
        tr("Choose above which column it is, or correct the table.")},
       "error");
}

void StudyCases::tell(const QStringList& lines, const char* role) {
  setRole(remarks_, role);
  remarks_->setText(lines.join(u'\n').trimmed());
  remarks_->setVisible(!remarks_->text().isEmpty());
}

void StudyCases::take(base::Result<study::CaseList> list) {
  if (!list) {
    Q_EMIT failed(list.error(), {});
    return;
  }
  cases_ = std::move(list->cases);
  QStringList lines;
  for (const std::string& remark : list->remarks) lines << QString::fromStdString(remark);
  tell(lines, "secondary");
  this->list();
}

void StudyCases::clear() {
  forgetTable();
  cases_.clear();
  remarks_->hide();
  list();
}

int StudyCases::practice() const {
  return static_cast<int>(
      std::count_if(cases_.begin(), cases_.end(), [](const study::Case& one) { return one.practice; }));
}

void StudyCases::removeSelected() {
  std::set<int, std::greater<>> rows;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows()) rows.insert(index.row());
  for (const int row : rows) cases_.erase(cases_.begin() + row);
  list();
}

void StudyCases::list() {
  table_->setRowCount(static_cast<int>(cases_.size()));
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    const study::Case& one = cases_[i];
    QStringList arms;
    for (const study::Candidate& candidate : one.candidates) arms << QString::fromStdString(candidate.arm);
    QString id = QString::fromStdString(one.id);
    if (one.practice) id += QStringLiteral(" · ") + tr("practice");
    const QStringList cells{id, arms.join(QStringLiteral(", ")),
                            QString::fromStdString(one.report).simplified(),
                            QString::fromStdString(one.stratum)};
    for (int column = 0; column < cells.size(); ++column) {
      auto* cell = new QTableWidgetItem(cells[column]);
      cell->setToolTip(cells[column]);
      table_->setItem(static_cast<int>(i), column, cell);
    }
  }
  table_->resizeColumnToContents(caseColumn);
  remove_->setEnabled(!cases_.empty());
  Q_EMIT changed();
}

}  // namespace chexgen::studio
