#include "app/studio/cohort_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "app/studio/background.h"
#include "app/studio/cohort_export_panel.h"
#include "app/studio/cohort_words.h"
#include "app/studio/doubt_words.h"
#include "app/studio/session.h"
#include "app/studio/task_card.h"
#include "app/studio/task_queue.h"
#include "widgets/common/theme.h"
#include "widgets/gallery/thumbnail_cache.h"
#include "widgets/gallery/thumbnail_delegate.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;
using cohort::CaseState;

namespace {

constexpr int lookEvery = 1000;  // ms
constexpr int gridSide = 120;
constexpr int viewerHeight = 300;
constexpr int allCases = -1, turnedAway = -2;  // of the filter, beside the states

QString from(const std::string& text) { return QString::fromStdString(text); }

QPushButton* button(const QString& text, const char* name) {
  auto* made = new QPushButton(text);
  made->setObjectName(QString::fromLatin1(name));
  return made;
}

QTableWidget* plainTable(const QStringList& head) {
  auto* table = new QTableWidget(0, static_cast<int>(head.size()));
  table->setHorizontalHeaderLabels(head);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  table->verticalHeader()->hide();
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setWordWrap(false);
  return table;
}

void setCells(QTableWidget* table, int row, const QStringList& cells) {
  for (int column = 0; column < cells.size(); ++column) {
    QTableWidgetItem* item = table->item(row, column);
    if (item == nullptr) {
      item = new QTableWidgetItem;
      if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      table->setItem(row, column, item);
    }
    if (item->text() != cells[column]) item->setText(cells[column]);
    if (column == 0) item->setToolTip(cells[column]);
  }
}

}  // namespace

CohortPage::CohortPage(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      thumbnails_(new ThumbnailCache(
          QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/thumbnails"),
          this)),
      model_(new CohortGridModel(*thumbnails_, this)),
      title_(new QLabel),
      state_(new QLabel),
      export_(new CohortExportPanel),
      strata_(plainTable({tr("Stratum"), tr("Accepted"), tr("Waiting"), tr("Rejected")})),
      rates_(plainTable({tr("Check"), tr("Turned away"), tr("of"), tr("%"), tr("95 % interval")})),
      unchecked_(new QLabel),
      filter_(new QComboBox),
      counted_(new QLabel),
      tries_(new QComboBox),
      view_(new QListView),
      viewer_(new Viewer),
      caseText_(new QLabel),
      accept_(button(tr("Accept (A)"), "cohortAccept")),
      reject_(button(tr("Reject (R)"), "cohortReject")) {
  auto* columns = new QSplitter(Qt::Horizontal);
  columns->addWidget(buildSide());
  columns->addWidget(buildGrid());
  columns->addWidget(buildDetails());
  columns->setStretchFactor(1, 1);
  columns->setChildrenCollapsible(false);
  columns->setSizes({400, 430, 350});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(buildHead());
  export_->hide();
  layout->addWidget(export_);
  layout->addWidget(columns, 1);
  connect(export_, &CohortExportPanel::failed, this, &CohortPage::failed);
  connect(export_, &CohortExportPanel::exported, this, [this](const QString& text) {
    export_->hide();
    Q_EMIT told(text);
  });
  connect(&queue_, &TaskQueue::changed, this, &CohortPage::showState);
  timer_.setInterval(lookEvery);
  connect(&timer_, &QTimer::timeout, this, [this] {
    if (isVisible()) look();
  });
}

CohortPage::~CohortPage() { model_->setCohort(nullptr); }

QWidget* CohortPage::buildHead() {
  auto* head = new QWidget;
  setRole(title_, "title");
  state_->setObjectName(QStringLiteral("cohortState"));
  pause_ = button(tr("Pause"), "cohortPause");
  resume_ = button(tr("Go on"), "cohortResume");
  cancel_ = button(tr("Cancel"), "cohortCancel");
  exportButton_ = button(tr("Export…"), "cohortExport");
  connect(pause_, &QPushButton::clicked, this, [this] { queue_.pause(task_); });
  connect(resume_, &QPushButton::clicked, this, [this] { queue_.resume(task_); });
  connect(cancel_, &QPushButton::clicked, this, [this] { queue_.cancel(task_); });
  connect(exportButton_, &QPushButton::clicked, this, [this] { export_->setVisible(!export_->isVisible()); });
  auto* row = new QHBoxLayout;
  row->setSpacing(spacing2);
  row->addWidget(title_);
  row->addWidget(state_, 1);
  for (QPushButton* one : {pause_, resume_, cancel_, exportButton_}) row->addWidget(one);
  row->setContentsMargins(0, 0, 0, 0);
  head->setLayout(row);
  return head;
}

QWidget* CohortPage::buildSide() {
  auto* tabs = new QTabWidget;
  strata_->setAccessibleName(tr("Strata"));
  strata_->setObjectName(QStringLiteral("cohortProgress"));
  rates_->setAccessibleName(tr("What the checks turned away"));
  tabs->addTab(strata_, tr("Strata"));
  unchecked_->setObjectName(QStringLiteral("uncheckedWishes"));
  unchecked_->setTextFormat(Qt::PlainText);
  unchecked_->setWordWrap(true);
  setRole(unchecked_, "warn");
  auto* checks = new QWidget;
  auto* column = new QVBoxLayout(checks);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(spacing2);
  column->addWidget(rates_, 1);
  column->addWidget(unchecked_);
  tabs->addTab(checks, tr("Turned away"));
  connect(strata_, &QTableWidget::currentCellChanged, this, [this] { filterChanged(); });
  connect(tabs, &QTabWidget::currentChanged, this, [this] { showRates(); });
  return tabs;
}

QWidget* CohortPage::buildGrid() {
  auto* box = new QWidget;
  filter_->setObjectName(QStringLiteral("cohortFilter"));
  filter_->setAccessibleName(tr("Which cases"));
  filter_->addItem(tr("All cases"), allCases);
  for (const CaseState state : {CaseState::accepted, CaseState::rejected, CaseState::waiting})
    filter_->addItem(caseStateText(state), static_cast<int>(state));
  filter_->addItem(tr("with a try turned away"), turnedAway);
  connect(filter_, &QComboBox::currentIndexChanged, this, [this] { filterChanged(); });
  auto* delegate = new ThumbnailDelegate(view_);
  delegate->setSide(gridSide);
  view_->setObjectName(QStringLiteral("cohortGrid"));
  view_->setAccessibleName(tr("Radiographs of the cohort"));
  view_->setModel(model_);
  view_->setItemDelegate(delegate);
  view_->setFlow(QListView::LeftToRight);
  view_->setWrapping(true);
  view_->setResizeMode(QListView::Adjust);
  view_->setUniformItemSizes(true);
  view_->setGridSize(delegate->cell());
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  view_->verticalScrollBar()->setSingleStep(delegate->cell().height() / 4);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  view_->installEventFilter(this);
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { showCase(); });
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(spacing2, 0, spacing2, 0);
  layout->setSpacing(spacing2);
  setRole(counted_, "secondary");
  auto* row = new QHBoxLayout;
  row->setSpacing(spacing2);
  row->addWidget(filter_, 1);
  row->addWidget(counted_);
  layout->addLayout(row);
  layout->addWidget(view_, 1);
  return box;
}

QWidget* CohortPage::buildDetails() {
  auto* box = new QWidget;
  viewer_->setMinimumHeight(viewerHeight);
  caseText_->setTextFormat(Qt::RichText);  // of escaped parts
  caseText_->setWordWrap(true);
  caseText_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  caseText_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  caseText_->setObjectName(QStringLiteral("cohortCase"));
  auto* scroll = new QScrollArea;
  scroll->setWidget(caseText_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  buttons->addWidget(accept_);
  buttons->addWidget(reject_);
  buttons->addStretch(1);
  buttons->addWidget(tries_);
  tries_->setAccessibleName(tr("Try"));
  tries_->setObjectName(QStringLiteral("cohortTries"));
  connect(tries_, &QComboBox::activated, this, [this] { showCase(); });
  connect(accept_, &QPushButton::clicked, this, [this] { judge(true); });
  connect(reject_, &QPushButton::clicked, this, [this] { judge(false); });
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(spacing2, 0, 0, 0);
  layout->setSpacing(spacing2);
  layout->addWidget(viewer_, 3);
  layout->addLayout(buttons);
  layout->addWidget(scroll, 2);
  return box;
}

void CohortPage::open(const fs::path& task) {
  if (task == task_ && watched_ != nullptr) {
    look();
    return;
  }
  model_->setCohort(nullptr);
  watched_.reset();
  task_ = task;
  shownCase_.reset();
  shownFile_.clear();
  export_->hide();
  strata_->setRowCount(0);
  rates_->setRowCount(0);
  timer_.stop();
  if (task.empty()) return;
  auto opened = cohort::openCohort(queue_.absolute(task));
  if (!opened) {
    Q_EMIT failed(opened.error(), {});
    return;
  }
  cohort::Ledger ledger(opened->files, opened->cases.size(), opened->plan.rerolls);
  watched_ = std::make_unique<WatchedCohort>(WatchedCohort{std::move(*opened), std::move(ledger)});
  title_->setText(from(watched_->cohort.plan.name));
  export_->setCohort(watched_->cohort.files.folder);
  if (session_.project() != nullptr)
    export_->setTarget(session_.project()->info().folder / "exports" / task.filename());
  model_->setCohort(watched_.get());
  look();
  timer_.start();
}

void CohortPage::look() {
  if (watched_ == nullptr) return;
  const auto news = watched_->ledger.update();
  if (!news) {
    Q_EMIT failed(news.error(), {});
    return;
  }
  if (*news || strata_->rowCount() == 0) {
    model_->refresh();
    counted_->setText(tr("%n case(s)", nullptr, model_->rowCount()));
    showStrata();
    showRates();
    showCase();
  }
  showState();
}

void CohortPage::showState() {
  const Task* task = queue_.find(task_);
  if (task == nullptr || watched_ == nullptr) return;
  state_->setText(taskStateText(*task));
  setRole(state_, taskStateRole(*task));
  const bool writable = !session_.readOnly();
  const bool active = jobs::isActive(task->status.state);
  const bool held = task->isPaused();
  bool waits = false;
  for (std::size_t i = 0; i < watched_->ledger.size() && !waits; ++i)
    waits = watched_->ledger.state(i) == CaseState::waiting;
  const bool queued = task->status.state == jobs::JobState::queued && !task->problem;
  pause_->setEnabled(writable && !held && (active || queued));
  // What was rejected by hand after the run was done is made again.
  resume_->setEnabled(writable && (held || (!active && !queued && waits)));
  cancel_->setEnabled(writable && (active || queued));
}

void CohortPage::showStrata() {
  const cohort::Summary summary = cohort::summarise(watched_->cohort, watched_->ledger);
  const auto& strata = watched_->cohort.plan.strata;
  const QSignalBlocker quiet(strata_);
  strata_->setRowCount(static_cast<int>(strata.size()) + 1);
  const auto show = [&](int row, const QString& name, const cohort::StratumStatus& one) {
    setCells(strata_, row,
             {name, tr("%1 of %2").arg(one.accepted).arg(one.planned), QString::number(one.waiting),
              QString::number(one.rejected)});
  };
  show(0, tr("All"), summary.total);
  for (std::size_t i = 0; i < strata.size(); ++i)
    show(static_cast<int>(i) + 1, from(cohort::describe(strata[i])), summary.strata[i]);
}

void CohortPage::showRates() {
  if (watched_ == nullptr || !rates_->isVisible()) return;
  const cohort::Summary summary = cohort::summarise(watched_->cohort, watched_->ledger);
  rates_->setRowCount(static_cast<int>(summary.rates.size()));
  for (std::size_t i = 0; i < summary.rates.size(); ++i) {
    const cohort::GateRate& rate = summary.rates[i];
    const QString name = rate.subgroup.empty() ? gateText(rate.gate)
                                               : QStringLiteral("    ") + attributeText(rate.attribute) +
                                                     QStringLiteral(" ") + from(rate.subgroup);
    const double share = 100.0 * static_cast<double>(rate.failed) / static_cast<double>(rate.judged);
    setCells(
        rates_, static_cast<int>(i),
        {name, QString::number(rate.failed), QString::number(rate.judged), locale().toString(share, 'f', 1),
         tr("%1 to %2")
             .arg(locale().toString(100 * rate.low, 'f', 1), locale().toString(100 * rate.high, 'f', 1))});
    rates_->item(static_cast<int>(i), 0)->setToolTip(gateText(rate.gate));
  }
  QStringList unchecked;
  for (const cohort::UncheckedWish& one : summary.unchecked)
    unchecked << tr("%1 (%n case(s))", nullptr, static_cast<int>(one.cases))
                     .arg(one.side ? tr("side of %1").arg(wishText(one.wish)) : wishText(one.wish));
  unchecked_->setVisible(!unchecked.isEmpty());
  unchecked_->setText(
      tr("Asked for, but looked at by no check: %1").arg(unchecked.join(QStringLiteral(", "))));
}

void CohortPage::filterChanged() {
  CaseFilter filter;
  const int chosen = filter_->currentData().toInt();
  if (chosen >= 0) filter.state = static_cast<CaseState>(chosen);
  filter.turnedAway = chosen == turnedAway;
  if (const int row = strata_->currentRow(); row > 0) filter.stratum = static_cast<std::size_t>(row - 1);
  model_->setFilter(filter);
  counted_->setText(tr("%n case(s)", nullptr, model_->rowCount()));
  showCase();
}

const cohort::Try* CohortPage::lookedAt(const cohort::CaseRecord& record) const {
  if (!tries_->isHidden() && tries_->currentIndex() >= 0) {
    const auto chosen = record.tries.find(tries_->currentData().toInt());
    if (chosen != record.tries.end() && !chosen->second.file.empty()) return &chosen->second;
  }
  return CohortGridModel::shownTry(record);
}

void CohortPage::showTries(const cohort::CaseRecord& record, std::size_t position) {
  const bool same = shownCase_ == position && tries_->count() == static_cast<int>(record.tries.size());
  if (same) return;
  shownCase_ = position;
  const QSignalBlocker quiet(tries_);
  tries_->clear();
  const cohort::Try* usual = CohortGridModel::shownTry(record);
  for (const auto& [attempt, made] : record.tries) {
    tries_->addItem(tr("Try %1").arg(attempt + 1), attempt);
    if (&made == usual) tries_->setCurrentIndex(tries_->count() - 1);
  }
  tries_->setVisible(record.tries.size() > 1);
}

void CohortPage::showCase() {
  const auto position = watched_ == nullptr ? std::nullopt : model_->caseAt(view_->currentIndex().row());
  const cohort::CaseRecord* record = position ? &watched_->ledger.at(*position) : nullptr;
  if (record == nullptr) {
    shownCase_.reset();
    tries_->hide();
    accept_->setEnabled(false);
    reject_->setEnabled(false);
    viewer_->setGrid(1, 1);
    viewer_->setImage(0, nullptr);
    viewer_->setCornerText(0, Qt::TopLeftCorner, {});
    shownFile_.clear();
    caseText_->setText(tr("Choose a case to see its radiograph, its report and what the checks found."));
    return;
  }
  showTries(*record, *position);
  const cohort::Try* shown = lookedAt(*record);
  const bool writable = !session_.readOnly();
  accept_->setEnabled(writable && shown != nullptr && !record->stands(*shown));
  reject_->setEnabled(writable && shown != nullptr && record->stands(*shown));
  const cohort::Case& one = watched_->cohort.cases[*position];
  QString text = QStringLiteral("<b>%1</b> · %2<br>")
                     .arg(from(one.name).toHtmlEscaped(), caseStateText(watched_->ledger.state(*position)));
  text += from(cohort::describe(watched_->cohort.plan.strata[one.stratum])).toHtmlEscaped() +
          QStringLiteral("<br>");
  for (const std::string& part : {one.report.patient, one.report.technique, one.report.findings})
    if (!part.empty()) text += from(part).toHtmlEscaped() + QStringLiteral(" ");
  text += QStringLiteral("<br><b>%1</b><br>").arg(from(one.report.impression).toHtmlEscaped());
  for (const auto& [attempt, made] : record->tries)
    text += QStringLiteral("<br>") + tr("Try %1, seed %2").arg(attempt + 1).arg(made.seed) +
            QStringLiteral(": ") + foundText(*record, made).toHtmlEscaped();
  if (caseText_->text() != text) caseText_->setText(text);
  showPictures(*record, shown, from(one.name));
}

// The radiograph, and beside it the one that it was found to be like.
void CohortPage::showPictures(const cohort::CaseRecord& record, const cohort::Try* shown,
                              const QString& name) {
  // Names out of the ledger, and only plain files behind them.
  const auto plainImage = [this](const std::string& file) {
    const auto place = base::InsidePath::in(watched_->cohort.files.images, file);
    return place ? place->plain().value_or(fs::path()) : fs::path();
  };
  std::string other;
  if (shown != nullptr) {
    for (const cohort::GateResult& gate : shown->gates)
      if (!gate.passed && !gate.other.empty()) other = gate.other;
    const auto decision = record.decisions.find(shown->attempt);
    if (decision != record.decisions.end() && !decision->second.accept && !decision->second.other.empty())
      other = plainImage(decision->second.other).string();
  }
  const std::string files = shown == nullptr ? std::string() : shown->file + "|" + other;
  if (files == shownFile_) return;
  shownFile_ = files;
  viewer_->setGrid(1, other.empty() ? 1 : 2);
  const auto put = [this](int viewport, const fs::path& path, bool synthetic, const QString& words) {
    const auto grey = path.empty() ? base::Result<GreyPointer>(GreyPointer()) : readBackground(path);
    viewer_->setImage(viewport, grey ? *grey : nullptr);
    viewer_->setSynthetic(viewport, synthetic);
    viewer_->setCornerText(viewport, Qt::TopLeftCorner, words);
  };
  put(0, shown == nullptr ? fs::path() : plainImage(shown->file), true, name);
  if (other.empty()) return;
  const bool generated = fs::path(other).parent_path() == watched_->cohort.files.images;
  put(1, other, generated, generated ? tr("the one it is like") : tr("training radiograph"));
}

void CohortPage::judge(bool accept) {
  if (watched_ == nullptr || session_.readOnly()) return;
  std::vector<std::pair<std::size_t, cohort::Decision>> decisions;
  for (const QModelIndex& index : view_->selectionModel()->selectedIndexes()) {
    const auto position = model_->caseAt(index.row());
    if (!position) continue;
    const cohort::CaseRecord& record = watched_->ledger.at(*position);
    const bool current = index == view_->currentIndex();
    const cohort::Try* shown = current ? lookedAt(record) : CohortGridModel::shownTry(record);
    if (shown == nullptr || record.stands(*shown) == accept) continue;
    decisions.emplace_back(
        *position, cohort::Decision{.attempt = shown->attempt, .accept = accept, .by = decidedByPerson});
  }
  if (decisions.empty()) return;
  std::sort(decisions.begin(), decisions.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  if (const auto kept = cohort::decide(watched_->cohort.files, decisions); !kept) {
    Q_EMIT failed(kept.error(), [this, accept] { judge(accept); });
    return;
  }
  look();
}

bool CohortPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == view_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);  // told by its type
    if (key->modifiers() == Qt::NoModifier && (key->key() == Qt::Key_A || key->key() == Qt::Key_R)) {
      judge(key->key() == Qt::Key_A);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace chexgen::studio
