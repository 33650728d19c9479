#include "app/studio/main_window.h"

#include <QButtonGroup>
#include <QCloseEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/cohorts_room.h"
#include "app/studio/compare_room.h"
#include "app/studio/compose_room.h"
#include "app/studio/gallery_room.h"
#include "app/studio/generate_panel.h"
#include "app/studio/home_room.h"
#include "app/studio/key_sheet.h"
#include "app/studio/models_room.h"
#include "app/studio/preferences.h"
#include "app/studio/reading_room.h"
#include "app/studio/session.h"
#include "app/studio/settings_room.h"
#include "app/studio/study_cases.h"
#include "app/studio/study_form.h"
#include "app/studio/task_queue.h"
#include "app/studio/tasks_room.h"
#include "app/studio/tour.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/error_panel.h"
#include "widgets/common/key_bindings.h"
#include "widgets/common/theme.h"
#include "widgets/gallery/gallery_model.h"
#include "widgets/report/report_editor.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr int railWidth = 64;
constexpr int barHeight = 40;
constexpr QSize firstSize(1440, 900);
const QString geometryName = QStringLiteral("window");

QLabel* roleLabel(const char* role) {
  auto* label = new QLabel;
  setRole(label, role);
  return label;
}

}  // namespace

MainWindow::MainWindow(Session& session, QWidget* parent)
    : QMainWindow(parent),
      session_(session),
      home_(new HomeRoom(session)),
      compose_(new ComposeRoom(session)),
      gallery_(new GalleryRoom(session)),
      compare_(new CompareRoom(session)),
      reading_(new ReadingRoom(session)),
      queue_(new TaskQueue(session, this)),
      cohorts_(new CohortsRoom(session, *queue_)),
      tasks_(new TasksRoom(session, *queue_)),
      models_(new ModelsRoom(session, *queue_)),
      settings_(new SettingsRoom),
      tour_(nullptr),
      rooms_(new QStackedWidget),
      railButtons_(new QButtonGroup(this)),
      errors_(new ErrorPanel),
      title_(roleLabel("title")),
      projectName_(roleLabel("secondary")),
      readOnlyMark_(roleLabel("warn")),
      deviceState_(roleLabel("secondary")),
      viewStatus_(new QLabel),
      valueStatus_(new QLabel),
      jobStatus_(new QLabel),
      taskStatus_(new QLabel) {
  KeyBindings::instance().load(Preferences::keys());
  setWindowTitle(QStringLiteral("ChexGen Studio"));
  buildFrame();
  buildStatus();
  connectSession();
  connectGallery();
  connectTasks();
  connectReading();
  connectCohorts();
  buildTour();
  onKey(KeyCommand::showKeys, this, Qt::WindowShortcut, [this] { showKeys(); });
  if (!restoreGeometry(Preferences::layout(geometryName))) resize(firstSize);
  showProject();
}

void MainWindow::buildFrame() {
  auto* frame = new QWidget;
  frame->setObjectName(QStringLiteral("studio"));
  auto* right = new QVBoxLayout;
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(0);
  auto* rail = buildRail();
  right->addWidget(buildBar());
  right->addWidget(errors_);
  right->addWidget(rooms_, 1);
  auto* layout = new QHBoxLayout(frame);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(rail);
  layout->addLayout(right, 1);
  setCentralWidget(frame);
}

QWidget* MainWindow::buildRail() {
  auto* rail = new QWidget;
  setRole(rail, "rail");
  rail->setAttribute(Qt::WA_StyledBackground);
  rail->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  auto* layout = new QVBoxLayout(rail);
  layout->addStrut(railWidth);  // at least; longer words of another language widen it
  layout->setContentsMargins(0, spacing2, 0, spacing2);
  layout->setSpacing(spacing1);
  addRoom(layout, homeRoom, QStringLiteral("go-home"), tr("Project"), home_);
  addRoom(layout, composeRoom, QStringLiteral("document-edit"), tr("Compose"), compose_);
  addRoom(layout, galleryRoom, QStringLiteral("view-grid"), tr("Gallery"), gallery_);
  addRoom(layout, compareRoom, QStringLiteral("view-split-left-right"), tr("Compare"), compare_);
  addRoom(layout, readingRoom, QStringLiteral("view-readermode"), tr("Reading"), reading_);
  addRoom(layout, cohortsRoom, QStringLiteral("view-group"), tr("Cohorts"), cohorts_);
  addRoom(layout, tasksRoom, QStringLiteral("view-list-details"), tr("Tasks"), tasks_);
  addRoom(layout, modelsRoom, QStringLiteral("distribute-graph-directed"), tr("Models"), models_);
  layout->addStretch(1);
  addRoom(layout, settingsRoom, QStringLiteral("configure"), tr("Settings"), settings_);
  connect(railButtons_, &QButtonGroup::idClicked, this, [this](int room) { enter(static_cast<Room>(room)); });
  return rail;
}

void MainWindow::addRoom(QVBoxLayout* rail, Room room, const QString& icon, const QString& name,
                         QWidget* widget) {
  auto* button = new QToolButton;
  button->setIcon(themedIcon(icon));
  button->setIconSize(QSize(22, 22));
  button->setText(name);
  button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  button->setCheckable(true);
  button->setAccessibleName(name);
  const auto key = static_cast<KeyCommand>(static_cast<int>(KeyCommand::goProject) + room);
  showKeyInToolTip(button, name, key);
  railButtons_->addButton(button, room);
  rail->addWidget(button);
  rooms_->insertWidget(room, widget);
  roomNames_.insert(room, name);
  onKey(key, this, Qt::WindowShortcut, [button] { button->click(); });
}

QWidget* MainWindow::buildBar() {
  auto* bar = new QWidget;
  setRole(bar, "bar");
  bar->setAttribute(Qt::WA_StyledBackground);
  bar->setFixedHeight(barHeight);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(spacing4, 0, spacing4, 0);
  layout->setSpacing(spacing3);
  layout->addWidget(title_);
  layout->addWidget(projectName_);
  layout->addWidget(readOnlyMark_);
  layout->addStretch(1);
  deviceState_->setObjectName(QStringLiteral("deviceState"));
  layout->addWidget(deviceState_);
  return bar;
}

void MainWindow::buildStatus() {
  statusBar()->setSizeGripEnabled(false);
  statusBar()->addWidget(viewStatus_);
  statusBar()->addWidget(valueStatus_);
  auto* notice = new QLabel(tr("Synthetic radiographs · not for diagnosis"));
  setRole(notice, "synthetic");
  statusBar()->addPermanentWidget(jobStatus_);
  statusBar()->addPermanentWidget(taskStatus_);
  statusBar()->addPermanentWidget(notice);
  connect(compose_, &ComposeRoom::viewText, viewStatus_, &QLabel::setText);
  connect(compose_, &ComposeRoom::valueText, valueStatus_, &QLabel::setText);
  connect(compose_, &ComposeRoom::jobText, jobStatus_, &QLabel::setText);
  connect(compare_, &CompareRoom::viewText, viewStatus_, &QLabel::setText);
  connect(compare_, &CompareRoom::valueText, valueStatus_, &QLabel::setText);
}

void MainWindow::connectTasks() {
  connect(tasks_, &TasksRoom::jobText, taskStatus_, &QLabel::setText);
  connect(tasks_, &TasksRoom::failed, this,
          [this](const base::Error& error, const std::function<void()>& retry) {
            errors_->showError(error, retry);
          });
  connect(models_, &ModelsRoom::failed, this,
          [this](const base::Error& error, const std::function<void()>& retry) {
            errors_->showError(error, retry);
          });
  connect(models_, &ModelsRoom::importStarted, this, [this](const std::filesystem::path& task) {
    enter(tasksRoom);
    tasks_->select(task);
  });
  connect(gallery_, &GalleryRoom::fineTuneAsked, this, [this](const std::vector<std::int64_t>& ids) {
    enter(tasksRoom);
    tasks_->planFineTuning(ids);
  });
  connect(queue_, &TaskQueue::imagesMade, gallery_, &GalleryRoom::refresh);
  // A model that was trained can be chosen at once, and images that were made are in the gallery.
  connect(queue_, &TaskQueue::taskDone, this, [this] {
    session_.refreshModels();
    gallery_->refresh();
  });
}

void MainWindow::connectReading() {
  connect(reading_, &ReadingRoom::failed, this,
          [this](const base::Error& error, const std::function<void()>& retry) {
            errors_->showError(error, retry);
          });
  connect(reading_, &ReadingRoom::told, jobStatus_, &QLabel::setText);
  connect(reading_, &ReadingRoom::succeeded, errors_, &ErrorPanel::clear);
  connect(gallery_, &GalleryRoom::studyAsked, this, [this](const std::vector<std::int64_t>& ids) {
    enter(readingRoom);
    reading_->plan(ids);
  });
  reading_->form()->cases()->setGallery([this] { return gallery_->chosenOrShown(); });
}

void MainWindow::connectCohorts() {
  connect(cohorts_, &CohortsRoom::failed, this,
          [this](const base::Error& error, const std::function<void()>& retry) {
            errors_->showError(error, retry);
          });
  connect(cohorts_, &CohortsRoom::told, jobStatus_, &QLabel::setText);
}

void MainWindow::buildTour() {
  const auto inRoom = [this](Room room, QWidget* target) {
    return [this, room, target] {
      enter(room);
      return target;
    };
  };
  tour_ = new Tour({{tr("Say what it should show"),
                     tr("Write findings and impression, and choose sex, age and view. Below the text you see "
                        "what the model will read of it."),
                     inRoom(composeRoom, compose_->report())},
                    {tr("Draw where it should be"),
                     tr("Paint a mask or draw finding boxes, on black or over a radiograph, for models that "
                        "are guided by them."),
                     inRoom(composeRoom, compose_->canvas())},
                    {tr("Generate"),
                     tr("The starter model is ready. Every image keeps its recipe, is marked as synthetic, "
                        "and is not for diagnosis."),
                     inRoom(composeRoom, compose_->panel())},
                    {tr("Look, compare, rate"),
                     tr("Gallery holds every image of the project, real ones too. From there they go to "
                        "Compare."),
                     inRoom(galleryRoom, railButtons_->button(galleryRoom))},
                    {tr("Train and import"),
                     tr("Tasks runs fine-tuning and batches; Models takes in checkpoints of your own. F1 "
                        "shows every key."),
                     inRoom(modelsRoom, railButtons_->button(modelsRoom))}},
                   centralWidget());
  connect(tour_, &Tour::ended, this, [] { Preferences::setTourSeen(true); });
  connect(settings_, &SettingsRoom::tourAsked, this, &MainWindow::startTour);
}

void MainWindow::startTour() {
  if (session_.project() != nullptr) {
    tour_->start();
    return;
  }
  enter(homeRoom);
  errors_->showRemark(tr("Open or make a project first; then the first steps are shown."));
  connect(&session_, &Session::projectOpened, tour_, &Tour::start, Qt::SingleShotConnection);
}

void MainWindow::showKeys() {
  auto* sheet = findChild<KeySheet*>();
  if (sheet == nullptr) sheet = new KeySheet(this);
  sheet->show();
  sheet->raise();
}

void MainWindow::connectGallery() {
  const auto fail = [this](const base::Error& error, const std::function<void()>& retry) {
    errors_->showError(error, retry);
  };
  connect(gallery_, &GalleryRoom::failed, this, fail);
  connect(compare_, &CompareRoom::failed, this, fail);
  connect(gallery_, &GalleryRoom::told, jobStatus_, &QLabel::setText);
  connect(gallery_, &GalleryRoom::restoreAsked, this, [this](std::int64_t id) {
    errors_->clear();
    enter(composeRoom);
    compose_->restoreFrom(id);
  });
  connect(gallery_, &GalleryRoom::showInCompose, this, [this](std::int64_t id) {
    enter(composeRoom);
    compose_->showUnderDrawing(id);
  });
  connect(gallery_, &GalleryRoom::compareAsked, this, [this](const std::vector<std::int64_t>& ids) {
    enter(compareRoom);
    compare_->compare(ids);
  });
  // Images are dragged onto the button of the room, since the room itself is out of sight.
  QAbstractButton* compareButton = railButtons_->button(compareRoom);
  compareButton->setAcceptDrops(true);
  compareButton->installEventFilter(this);
  connect(compose_, &ComposeRoom::imageTaken, gallery_, &GalleryRoom::refresh);
  connect(compare_, &CompareRoom::judged, gallery_, &GalleryRoom::refresh);
}

void MainWindow::connectSession() {
  session_.onLoss([this](const base::Error& error) {
    return QMessageBox::warning(
               this, tr("Close and lose what could not be written?"),
               QString::fromStdString(error.message + " " + error.next) + QStringLiteral("\n\n") +
                   tr("The last changes are only in memory. If you keep the project open, they are written "
                      "as "
                      "soon as there is a way."),
               QMessageBox::Cancel | QMessageBox::Discard, QMessageBox::Cancel) == QMessageBox::Discard;
  });
  connect(&session_, &Session::projectOpened, this, [this] {
    showProject();
    enter(composeRoom);
  });
  connect(&session_, &Session::projectClosed, this, &MainWindow::showProject);
  connect(&session_, &Session::writeFailed, this, [this](const base::Error& error) {
    base::Error told = error;
    told.safe =
        tr("What you do is kept in memory and written as soon as there is a way. Leave the Studio open.")
            .toStdString();
    errors_->showError(told, [this] { session_.retryWrites(); });
  });
  connect(&session_, &Session::writesRecovered, errors_, &ErrorPanel::clear);
  connect(compose_, &ComposeRoom::failed, this,
          [this](const base::Error& error, const std::function<void()>& retry) {
            errors_->showError(error, retry);
          });
  connect(compose_, &ComposeRoom::succeeded, errors_, &ErrorPanel::clear);
  connect(compose_, &ComposeRoom::remarked, this, [this](const QString& text) {
    if (text.isEmpty()) {
      errors_->clear();
    } else {
      errors_->showRemark(text);
    }
  });
  connect(home_, &HomeRoom::failed, this,
          [this](const base::Error& error, const std::function<void()>& remedy, const QString& name) {
            errors_->showError(error, remedy, name);
          });
  connect(settings_, &SettingsRoom::computeChanged, compose_, &ComposeRoom::takeCompute);
  connect(&session_.worker(), &WorkerClient::modelLoaded, this, [this](const jobs::ModelInfo& model) {
    deviceState_->setText(
        tr("%1 · %2 · ready")
            .arg(QString::fromStdString(model.device), QString::fromStdString(model.precision)));
  });
  connect(&session_.worker(), &WorkerClient::modelLoading, this,
          [this](const QString& folder) { deviceState_->setText(tr("loading %1").arg(modelName(folder))); });
  connect(&session_.worker(), &WorkerClient::modelProgress, this, [this](const jobs::Progress& progress) {
    const QString name = modelName(QString::fromStdString(session_.worker().model().string()));
    deviceState_->setText(tr("loading %1").arg(name) + loadedShare(progress));
  });
  connect(&session_.worker(), &WorkerClient::modelRefused, this, [this](const QString& folder) {
    deviceState_->setText(folder.isEmpty() ? QString() : tr("%1 could not be loaded").arg(modelName(folder)));
  });
  connect(&session_.worker(), &WorkerClient::busyChanged, this, [this](bool busy) {
    const auto& model = session_.worker().loadedModel();
    if (!model) return;
    deviceState_->setText(tr("%1 · %2 · %3")
                              .arg(QString::fromStdString(model->device),
                                   QString::fromStdString(model->precision),
                                   busy ? tr("working") : tr("idle")));
  });
}

QString MainWindow::modelName(const QString& folder) const {
  const std::filesystem::path path = folder.toStdString();
  const CatalogueModel* model = session_.catalogue().inFolder(path);
  return QString::fromStdString(model != nullptr ? model->manifest.name : path.filename().string());
}

void MainWindow::openOrCreate(const QString& folder) { home_->openOrCreate(folder); }

void MainWindow::open(const QString& path) {
  const std::filesystem::path file = path.toStdString();
  if (file.extension() == ".chexread" || file.extension() == ".roster") {
    enter(readingRoom);
    if (file.extension() == ".roster") {
      reading_->openStudy(file);
    } else {
      reading_->read(file);
    }
    return;
  }
  openOrCreate(path);
}

void MainWindow::enter(Room room) {
  // What is installed, preferred and read belongs to the computer, the rest to a project.
  if (room != settingsRoom && room != modelsRoom && room != readingRoom && session_.project() == nullptr)
    room = homeRoom;
  rooms_->setCurrentIndex(room);
  if (auto* button = railButtons_->button(room)) button->setChecked(true);
  title_->setText(roomNames_.value(room));
  // They speak of the radiograph that is looked at.
  for (QLabel* status : {viewStatus_, valueStatus_}) {
    status->clear();
    status->setVisible(room == composeRoom || room == compareRoom);
  }
}

void MainWindow::showProject() {
  const project::Project* project = session_.project();
  for (const Room room : {composeRoom, galleryRoom, compareRoom, cohortsRoom, tasksRoom})
    railButtons_->button(room)->setEnabled(project != nullptr);
  projectName_->setText(project == nullptr ? QString() : QString::fromStdString(project->info().name));
  projectName_->setToolTip(project == nullptr ? QString()
                                              : QString::fromStdString(project->info().folder.string()));
  readOnlyMark_->setText(session_.readOnly() ? tr("read-only") : QString());
  readOnlyMark_->setToolTip(session_.readOnlyReason());
  if (session_.readOnly()) {
    errors_->showRemark(session_.readOnlyReason(),
                        session_.canTakeOver() ? std::function<void()>([this] { home_->takeOver(); })
                                               : std::function<void()>(),
                        tr("Take over…"));
  }
  if (project == nullptr) {
    deviceState_->clear();
    enter(homeRoom);
  }
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  if (watched == railButtons_->button(compareRoom)) {
    if (event->type() == QEvent::DragEnter) {
      auto* drag = static_cast<QDragEnterEvent*>(event);  // told by its type
      if (drag->mimeData()->hasFormat(QString::fromLatin1(widgets::imageIdsMime)))
        drag->acceptProposedAction();
      return true;
    }
    if (event->type() == QEvent::Drop) {
      auto* drop = static_cast<QDropEvent*>(event);
      if (compare_->addDragged(*drop->mimeData())) {
        drop->acceptProposedAction();
        enter(compareRoom);
      }
      return true;
    }
  }
  return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  Preferences::setLayout(geometryName, saveGeometry());
  compose_->saveLayout();
  gallery_->saveLayout();
  if (!session_.closeProject()) {
    event->ignore();
    return;
  }
  QMainWindow::closeEvent(event);
}

}  // namespace chexgen::studio
