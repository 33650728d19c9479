#include "app/studio/tasks_room.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "app/studio/batch_form.h"
#include "app/studio/fine_tune_form.h"
#include "app/studio/session.h"
#include "app/studio/task_card.h"
#include "app/studio/task_queue.h"
#include "core/base/inside_path.h"
#include "core/base/json.h"
#include "core/jobs/event_reader.h"
#include "widgets/charts/curve_view.h"
#include "widgets/common/error_text.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using jobs::JobState;

namespace {

using namespace widgets;

enum RightPage { emptyPage, detailPage, formPage, batchPage };
constexpr int folderRole = Qt::UserRole;
constexpr std::size_t logShown = 64 * 1024;          // bytes from the end
constexpr std::uint64_t longestSample = 64U << 20U;  // bytes
constexpr int smoothSteps = 100;
constexpr const char* trainEvent = "train";
constexpr const char* validationEvent = "validation";
constexpr const char* checkpointEvent = "checkpoint";
constexpr const char* samplesEvent = "samples";

QPushButton* taskButton(const QString& text, const char* name) {
  auto* button = new QPushButton(text);
  button->setObjectName(QString::fromLatin1(name));
  return button;
}

// One number of every event of a kind, over its steps.
Curve curveOf(const jobs::EventLedger& events, const char* event, const std::string& quantity,
              const QString& name) {
  Curve curve{.name = name, .steps = {}, .values = {}, .marks = {}};
  for (const auto& [step, told] : events.steps(event)) {
    const auto value = told.data.find(quantity);
    if (value == told.data.end() || !value->is_number()) continue;
    curve.steps.push_back(static_cast<double>(step));
    curve.values.push_back(value->get<double>());
  }
  return curve;
}

}  // namespace

TasksRoom::TasksRoom(Session& session, TaskQueue& queue, QWidget* parent)
    : QWidget(parent),
      session_(session),
      queue_(queue),
      right_(new QStackedWidget),
      form_(new FineTuneForm(session, queue)),
      batch_(new BatchForm(session, queue)) {
  auto* columns = new QSplitter(Qt::Horizontal);
  columns->addWidget(buildList());
  right_->addWidget(buildEmpty());
  right_->addWidget(buildDetail());
  right_->addWidget(form_);
  right_->addWidget(batch_);
  columns->addWidget(right_);
  columns->setStretchFactor(1, 1);
  columns->setChildrenCollapsible(false);
  columns->setSizes({340, 900});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(columns);
  connect(&queue_, &TaskQueue::changed, this, &TasksRoom::takeQueue);
  connect(&queue_, &TaskQueue::failed, this, &TasksRoom::failed);
  connectForm(form_);
  connectForm(batch_);
  takeQueue();
}

template <class Form>
void TasksRoom::connectForm(Form* form) {
  connect(form, &Form::failed, this, &TasksRoom::failed);
  connect(form, &Form::closeAsked, this, [this] {
    right_->setCurrentIndex(emptyPage);
    takeQueue();
  });
  connect(form, &Form::started, this, [this](const fs::path& folder) {
    right_->setCurrentIndex(detailPage);
    select(folder);
    takeQueue();
  });
  connect(&session_, &Session::modelsChanged, form, &Form::refresh);
}

QWidget* TasksRoom::buildEmpty() {
  auto* empty = new QLabel(tr("Nothing to do. Trainings and batches of images that you start appear here."));
  empty->setAlignment(Qt::AlignCenter);
  setRole(empty, "empty");
  return empty;
}

void TasksRoom::planFineTuning(const std::vector<std::int64_t>& images) {
  form_->refresh();
  if (!images.empty()) form_->useImages(images);
  right_->setCurrentIndex(formPage);
}

void TasksRoom::planBatch() {
  batch_->refresh();
  right_->setCurrentIndex(batchPage);
}

QWidget* TasksRoom::buildList() {
  list_ = new QListWidget;
  list_->setObjectName(QStringLiteral("taskList"));
  list_->setAccessibleName(tr("Tasks"));
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(list_, &QListWidget::currentItemChanged, this, [this] {
    right_->setCurrentIndex(detailPage);
    showDetail();
  });
  auto* plan = taskButton(tr("New fine-tuning…"), "taskPlan");
  connect(plan, &QPushButton::clicked, this, [this] { planFineTuning({}); });
  auto* batch = taskButton(tr("Images from a table…"), "taskBatch");
  connect(batch, &QPushButton::clicked, this, &TasksRoom::planBatch);
  auto* left = new QWidget;
  auto* layout = new QVBoxLayout(left);
  layout->setContentsMargins(spacing3, spacing3, spacing3, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(plan);
  layout->addWidget(batch);
  layout->addWidget(list_, 1);
  return left;
}

QWidget* TasksRoom::buildDetail() {
  auto* detail = new QWidget;
  title_ = new QLabel;
  setRole(title_, "title");
  state_ = new QLabel;
  state_->setObjectName(QStringLiteral("taskState"));
  state_->setWordWrap(true);
  state_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  pause_ = taskButton(tr("Pause"), "taskPause");
  resume_ = taskButton(tr("Resume"), "taskResume");
  cancel_ = taskButton(tr("Cancel"), "taskCancel");
  up_ = taskButton(tr("Earlier"), "taskUp");
  down_ = taskButton(tr("Later"), "taskDown");
  remove_ = taskButton(tr("Take off the list"), "taskRemove");
  up_->setToolTip(tr("Its turn comes before the task above"));
  down_->setToolTip(tr("Its turn comes after the task below"));
  remove_->setToolTip(tr("What it has made stays on the disk"));
  connect(pause_, &QPushButton::clicked, this, [this] { queue_.pause(current()); });
  connect(resume_, &QPushButton::clicked, this, [this] { queue_.resume(current()); });
  connect(cancel_, &QPushButton::clicked, this, [this] { queue_.cancel(current()); });
  connect(remove_, &QPushButton::clicked, this, [this] { queue_.remove(current()); });
  connect(up_, &QPushButton::clicked, this, [this] { moveCurrent(-1); });
  connect(down_, &QPushButton::clicked, this, [this] { moveCurrent(1); });
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  for (QPushButton* button : {pause_, resume_, cancel_, up_, down_, remove_}) buttons->addWidget(button);
  buttons->addStretch(1);

  samples_ = new QLabel;
  samples_->setAlignment(Qt::AlignCenter);
  samples_->setObjectName(QStringLiteral("taskSamples"));
  auto* scroll = new QScrollArea;
  scroll->setWidget(samples_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  log_ = new QPlainTextEdit;
  log_->setReadOnly(true);
  log_->setAccessibleName(tr("Log"));
  tabs_ = new QTabWidget;
  tabs_->addTab(buildCurves(), tr("Curves"));
  tabs_->addTab(scroll, tr("Samples"));
  tabs_->addTab(log_, tr("Log"));
  connect(tabs_, &QTabWidget::currentChanged, this, [this] { showDetail(); });

  auto* layout = new QVBoxLayout(detail);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing2);
  layout->addWidget(title_);
  layout->addWidget(state_);
  layout->addLayout(buttons);
  layout->addWidget(tabs_, 1);
  return detail;
}

QWidget* TasksRoom::buildCurves() {
  auto* page = new QWidget;
  quantity_ = new QComboBox;
  quantity_->setObjectName(QStringLiteral("taskQuantity"));
  quantity_->setAccessibleName(tr("What is drawn"));
  smoothness_ = new QSlider(Qt::Horizontal);
  smoothness_->setRange(0, smoothSteps - 1);
  smoothness_->setFixedWidth(140);
  smoothness_->setAccessibleName(tr("Smoothing"));
  logarithmic_ = new QCheckBox(tr("Logarithmic"));
  overlay_ = new QCheckBox(tr("All runs"));
  overlay_->setToolTip(tr("Draws the other tasks that tell the same quantity, too"));
  curves_ = new CurveView;
  auto* strip = new QHBoxLayout;
  strip->setSpacing(spacing2);
  strip->addWidget(quantity_);
  strip->addWidget(new QLabel(tr("Smoothing")));
  strip->addWidget(smoothness_);
  strip->addWidget(logarithmic_);
  strip->addWidget(overlay_);
  strip->addStretch(1);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, spacing2, 0, 0);
  layout->addLayout(strip);
  layout->addWidget(curves_, 1);
  connect(quantity_, &QComboBox::currentIndexChanged, this, [this] { showDetail(); });
  connect(overlay_, &QCheckBox::toggled, this, [this] { showDetail(); });
  connect(logarithmic_, &QCheckBox::toggled, curves_, &CurveView::setLogarithmic);
  connect(smoothness_, &QSlider::valueChanged, curves_,
          [this](int value) { curves_->setSmoothness(static_cast<double>(value) / smoothSteps); });
  return page;
}

fs::path TasksRoom::current() const {
  const QListWidgetItem* item = list_->currentItem();
  return item == nullptr ? fs::path() : fs::path(item->data(folderRole).toString().toStdString());
}

void TasksRoom::select(const fs::path& folder) {
  for (int row = 0; row < list_->count(); ++row)
    if (list_->item(row)->data(folderRole).toString().toStdString() == folder.string())
      list_->setCurrentRow(row);
}

void TasksRoom::takeQueue() {
  const auto& tasks = queue_.tasks();
  if (right_->currentIndex() < formPage) right_->setCurrentIndex(tasks.empty() ? emptyPage : detailPage);
  bool same = list_->count() == static_cast<int>(tasks.size());
  for (int row = 0; same && row < list_->count(); ++row)
    same = list_->item(row)->data(folderRole).toString().toStdString() ==
           tasks[static_cast<std::size_t>(row)].stored.folder.string();
  if (!same) {
    const fs::path kept = current();
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (const Task& task : tasks) {
      auto* item = new QListWidgetItem(list_);
      item->setData(folderRole, QString::fromStdString(task.stored.folder.string()));
      auto* card = new TaskCard;
      card->show(task);
      item->setSizeHint(card->sizeHint());
      list_->setItemWidget(item, card);
    }
    select(kept);
    if (list_->currentRow() < 0 && list_->count() > 0) list_->setCurrentRow(list_->count() - 1);
  }
  for (int row = 0; row < list_->count(); ++row) {
    const Task& task = tasks[static_cast<std::size_t>(row)];
    auto* card = qobject_cast<TaskCard*>(list_->itemWidget(list_->item(row)));
    card->show(task);
    list_->item(row)->setSizeHint(card->sizeHint());
    list_->item(row)->setData(Qt::AccessibleTextRole, card->accessibleName());
  }
  showDetail();
  summarise();
}

void TasksRoom::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  queue_.look();
  showDetail();
  list_->setFocus();
}

void TasksRoom::showDetail() {
  const Task* task = queue_.find(current());
  if (task == nullptr) return;
  title_->setText(QString::fromStdString(task->stored.name));
  showState(*task);
  if (!isVisible()) return;
  if (tabs_->currentIndex() == 0) showCurves(*task);
  if (tabs_->currentIndex() == 1) showSamples(*task);
  if (tabs_->currentIndex() == 2) showLog(*task);
}

void TasksRoom::showState(const Task& task) {
  const JobState state = task.status.state;
  QString text = taskStateText(task);
  const std::optional<base::Error>& error = task.problem ? task.problem : task.status.error;
  if (task.diskFull) {
    text += QStringLiteral("\n") +
            tr("There was no room for what it made next. Everything up to then is kept; make "
               "room on the disk, then resume.");
  } else if ((task.problem || state == JobState::failed) && error) {
    text += QStringLiteral("\n") + messageText(*error);
    if (const QString advice = adviceText(*error); !advice.isEmpty()) text += QStringLiteral("\n") + advice;
  }
  if (state == JobState::interrupted && !task.diskFull)
    text += QStringLiteral("\n") + tr("Its process ended without a word: it was killed, or the computer went "
                                      "off. It goes on exactly where its "
                                      "last checkpoint stands.");
  if (!task.stored.after.empty() && state == JobState::queued) {
    if (const Task* before = queue_.find(task.stored.after);
        before != nullptr && before->status.state != JobState::done)
      text += QStringLiteral("\n") +
              tr("It needs “%1” to be done first.").arg(QString::fromStdString(before->stored.name));
  }
  state_->setText(text);
  setRole(state_, taskStateRole(task));
  const bool writable = !session_.readOnly();
  const bool active = jobs::isActive(state);
  const bool held = task.isPaused();
  const bool waits = state == JobState::queued && !task.problem;
  pause_->setEnabled(writable && !held && (active || waits));
  resume_->setText(active || task.diskFull || (waits && held)                       ? tr("Resume")
                   : state == JobState::interrupted || state == JobState::cancelled ? tr("Go on")
                                                                                    : tr("Try again"));
  resume_->setEnabled(writable && state != JobState::done && (held || (!active && !waits)));
  cancel_->setEnabled(writable && (active || waits || state == JobState::interrupted));
  remove_->setEnabled(writable && !active);
  up_->setEnabled(writable && list_->currentRow() > 0);
  down_->setEnabled(writable && list_->currentRow() + 1 < list_->count());
}

void TasksRoom::showCurves(const Task& task) {
  const jobs::EventLedger* events = queue_.events(task.stored.folder);
  if (events == nullptr) return;
  // Whatever numbers the job tells can be drawn.
  QStringList quantities;
  for (const char* event : {trainEvent, validationEvent}) {
    const auto& steps = events->steps(event);
    if (steps.empty()) continue;
    for (const auto& [name, value] : steps.rbegin()->second.data.items())
      if (value.is_number() && !quantities.contains(QString::fromStdString(name)))
        quantities << QString::fromStdString(name);
  }
  QStringList offered;
  for (int i = 0; i < quantity_->count(); ++i) offered << quantity_->itemText(i);
  if (offered != quantities) {
    const QSignalBlocker quiet(quantity_);
    const QString chosen =
        quantity_->currentText().isEmpty() ? QStringLiteral("loss") : quantity_->currentText();
    quantity_->clear();
    quantity_->addItems(quantities);
    quantity_->setCurrentIndex(std::max(0, static_cast<int>(quantities.indexOf(chosen))));
  }
  const std::string quantity = quantity_->currentText().toStdString();
  std::vector<Curve> curves;
  const auto add = [&](const Task& one) {
    const jobs::EventLedger* told = queue_.events(one.stored.folder);
    if (told == nullptr) return;
    const QString name = QString::fromStdString(one.stored.name);
    Curve training = curveOf(*told, trainEvent, quantity, name);
    for (const auto& [step, event] : told->steps(checkpointEvent))
      training.marks.push_back(static_cast<double>(step));
    Curve heldOut = curveOf(*told, validationEvent, quantity, tr("%1, held out").arg(name));
    heldOut.pointed = true;
    for (Curve* curve : {&training, &heldOut})
      if (!curve->steps.empty()) curves.push_back(std::move(*curve));
  };
  add(task);
  if (overlay_->isChecked()) {
    for (const Task& other : queue_.tasks())
      if (other.stored.folder != task.stored.folder) add(other);
  }
  curves_->setCurves(std::move(curves));
}

void TasksRoom::showSamples(const Task& task) {
  const jobs::EventLedger* events = queue_.events(task.stored.folder);
  const jobs::Event* latest = events == nullptr ? nullptr : events->latest(samplesEvent);
  if (latest == nullptr) {
    shownSample_.clear();
    samples_->setText(tr("It has drawn no samples yet."));
    return;
  }
  const std::string written = base::jsonValueOr<std::string>(latest->data, "file", "").value_or("");
  const fs::path folder = queue_.absolute(task.stored.folder);
  const QString file = QString::fromStdString((folder / written).string());
  if (file == shownSample_) return;
  shownSample_ = file;
  const auto place = base::InsidePath::in(folder, written);
  const auto bytes =
      place ? place->read(longestSample) : base::Result<std::string>(tl::unexpected(place.error()));
  QPixmap picture;
  if (bytes)
    picture.loadFromData(reinterpret_cast<const uchar*>(bytes->data()), static_cast<uint>(bytes->size()));
  samples_->setPixmap(picture);
  samples_->setToolTip(latest->step ? tr("Synthetic; after %1 steps").arg(*latest->step) : tr("Synthetic"));
}

void TasksRoom::showLog(const Task& task) {
  const auto end = base::readEnd(jobs::runFiles(queue_.absolute(task.stored.folder)).log, logShown);
  QString text = end ? QString::fromStdString(*end) : QString();
  if (text.isEmpty()) text = tr("Nothing was logged.");
  if (text == log_->toPlainText()) return;
  log_->setPlainText(text);
  log_->verticalScrollBar()->setValue(log_->verticalScrollBar()->maximum());
}

void TasksRoom::moveCurrent(int by) {
  const int row = list_->currentRow();
  const auto& tasks = queue_.tasks();
  // Earlier: in front of the one above; later: in front of the one after the next.
  const int before = by < 0 ? row - 1 : row + 2;
  queue_.move(current(), before >= 0 && before < static_cast<int>(tasks.size())
                             ? tasks[static_cast<std::size_t>(before)].stored.folder
                             : fs::path());
}

void TasksRoom::summarise() {
  int active = 0, waiting = 0;
  const Task* shown = nullptr;
  for (const Task& task : queue_.tasks()) {
    if (jobs::isActive(task.status.state)) {
      ++active;
      if (shown == nullptr) shown = &task;
    } else if (task.status.state == JobState::queued && task.stored.wanted == jobs::Wish::run) {
      ++waiting;
    }
  }
  if (shown == nullptr) {
    Q_EMIT jobText({});
    return;
  }
  QString text = QString::fromStdString(shown->stored.name) + QStringLiteral(": ") + taskStateText(*shown);
  if (active + waiting > 1) text += tr(" · %1 more").arg(active + waiting - 1);
  Q_EMIT jobText(text);
}

}  // namespace chexgen::studio
