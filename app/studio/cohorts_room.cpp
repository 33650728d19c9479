#include "app/studio/cohorts_room.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "app/studio/cohort_form.h"
#include "app/studio/cohort_page.h"
#include "app/studio/session.h"
#include "app/studio/task_card.h"
#include "app/studio/task_queue.h"
#include "core/cohort/cohort_job.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr int taskRole = Qt::UserRole;

}  // namespace

CohortsRoom::CohortsRoom(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      list_(new QListWidget),
      right_(new QStackedWidget),
      form_(new CohortForm(session, queue)),
      page_(new CohortPage(session, queue)) {
  auto* left = new QWidget;
  auto* add = new QPushButton(tr("New cohort…"));
  add->setObjectName(QStringLiteral("cohortNew"));
  setRole(add, "primary");
  list_->setObjectName(QStringLiteral("cohortList"));
  list_->setAccessibleName(tr("Cohorts"));
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(spacing3, spacing3, spacing3, spacing3);
  column->setSpacing(spacing2);
  column->addWidget(add);
  column->addWidget(list_, 1);
  auto* empty =
      new QLabel(tr("No cohort yet. “New cohort…” plans one: who its radiographs show, how many of each, and "
                    "which are turned away."));
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  empty->setMargin(3 * spacing4);
  setRole(empty, "empty");
  right_->addWidget(empty);
  right_->addWidget(form_);
  right_->addWidget(page_);
  auto* columns = new QSplitter(Qt::Horizontal);
  columns->addWidget(left);
  columns->addWidget(right_);
  columns->setStretchFactor(1, 1);
  columns->setChildrenCollapsible(false);
  columns->setSizes({200, 1120});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(columns);
  connect(add, &QPushButton::clicked, this, &CohortsRoom::plan);
  connect(list_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    if (item != nullptr) open(item->data(taskRole).toString().toStdString());
  });
  connect(&queue_, &TaskQueue::changed, this, &CohortsRoom::listCohorts);
  connect(form_, &CohortForm::failed, this, &CohortsRoom::failed);
  connect(form_, &CohortForm::started, this, [this](const fs::path& task) { open(task); });
  connect(form_, &CohortForm::closeAsked, this,
          [this] { right_->setCurrentIndex(page_->task().empty() ? emptyPage : cohortPage); });
  connect(page_, &CohortPage::failed, this, &CohortsRoom::failed);
  connect(page_, &CohortPage::told, this, &CohortsRoom::told);
  connect(&session_, &Session::modelsChanged, form_, &CohortForm::refresh);
  connect(&session_, &Session::projectClosed, this, [this] {
    page_->open({});
    right_->setCurrentIndex(emptyPage);
    listCohorts();
  });
}

void CohortsRoom::plan() {
  form_->refresh();
  right_->setCurrentIndex(formPage);
}

void CohortsRoom::open(const fs::path& task) {
  page_->open(task);
  if (page_->watched() == nullptr) return;
  right_->setCurrentIndex(cohortPage);
  listCohorts();
}

void CohortsRoom::listCohorts() {
  std::vector<const Task*> cohorts;
  for (const Task& task : queue_.tasks())
    if (task.stored.kind == cohort::cohortJobKind) cohorts.push_back(&task);
  const QSignalBlocker quiet(list_);
  while (list_->count() > static_cast<int>(cohorts.size())) delete list_->takeItem(list_->count() - 1);
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    const int row = static_cast<int>(i);
    if (list_->count() <= row) list_->addItem(new QListWidgetItem);
    QListWidgetItem* item = list_->item(row);
    item->setSizeHint(QSize(0, 2 * controlHeight));  // two lines
    item->setData(taskRole, QString::fromStdString(cohorts[i]->stored.folder.string()));
    item->setText(QString::fromStdString(cohorts[i]->stored.name) + QLatin1Char('\n') +
                  taskStateText(*cohorts[i]));
    if (cohorts[i]->stored.folder == page_->task()) list_->setCurrentRow(row);
  }
}

void CohortsRoom::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  queue_.look();
  listCohorts();
  if (right_->currentIndex() == emptyPage && list_->count() > 0)
    open(list_->item(list_->count() - 1)->data(taskRole).toString().toStdString());
  page_->look();
}

}  // namespace chexgen::studio
