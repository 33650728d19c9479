#include "app/studio/home_room.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include "app/studio/preferences.h"
#include "app/studio/session.h"
#include "core/project/backup.h"
#include "core/project/check.h"
#include "core/project/storage.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

constexpr int columnWidth = 460;
const QString suffix = QStringLiteral(".chexgen");

QLabel* label(const QString& text, const char* role) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  setRole(label, role);
  return label;
}

// The path without what a person did not type: a missing ending is added.
std::filesystem::path projectFolder(QString typed) {
  if (!typed.endsWith(suffix)) typed += suffix;
  return QDir::cleanPath(QFileInfo(typed).absoluteFilePath()).toStdString();
}

QString storageText(const project::StorageUsed& used) {
  return HomeRoom::tr("%1: images %2 · masks %3 · runs %4 · exports %5 · database %6")
      .arg(bytesText(used.total()), bytesText(used.images), bytesText(used.masks), bytesText(used.runs),
           bytesText(used.exports), bytesText(used.database));
}

}  // namespace

HomeRoom::HomeRoom(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      recent_(new QListWidget),
      projectCard_(nullptr),
      projectTitle_(label({}, "title")),
      projectPlace_(label({}, "secondary")),
      storage_(label({}, "secondary")),
      outcome_(label({}, "secondary")),
      busy_(new QProgressBar),
      check_(new QPushButton(tr("Check integrity"))),
      backup_(new QPushButton(tr("Back up…"))) {
  setObjectName(QStringLiteral("home"));
  auto* columns = new QHBoxLayout(this);
  columns->setContentsMargins(3 * spacing4, 3 * spacing4, 3 * spacing4, 3 * spacing4);
  columns->setSpacing(3 * spacing4);
  columns->addWidget(buildStart());
  columns->addWidget(buildProject(), 0, Qt::AlignTop);
  columns->addStretch(1);
  connect(&session, &Session::projectOpened, this, &HomeRoom::showProject);
  connect(&session, &Session::projectClosed, this, &HomeRoom::showProject);
  showProject();
}

HomeRoom::~HomeRoom() {
  if (running_) running_->cancel();
}

QWidget* HomeRoom::buildStart() {
  auto* column = new QWidget;
  column->setFixedWidth(columnWidth);
  auto* layout = new QVBoxLayout(column);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing3);
  layout->addWidget(label(tr("Projects"), "title"));
  layout->addWidget(label(tr("A project is a folder that keeps your reports, drawings and images. Everything "
                             "is saved as you work."),
                          "secondary"));
  auto* buttons = new QHBoxLayout;
  auto* create = new QPushButton(tr("New project…"));
  create->setObjectName(QStringLiteral("newProject"));
  setRole(create, "primary");
  auto* open = new QPushButton(tr("Open…"));
  buttons->addWidget(create, 1);
  buttons->addWidget(open, 1);
  layout->addLayout(buttons);
  layout->addWidget(label(tr("Recent"), "heading"));
  recent_->setAccessibleName(tr("Recent projects"));
  layout->addWidget(recent_, 1);
  connect(create, &QPushButton::clicked, this, &HomeRoom::askNew);
  connect(open, &QPushButton::clicked, this, &HomeRoom::askOpen);
  connect(recent_, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { this->open(item->data(Qt::UserRole).toString().toStdString()); });
  return column;
}

QWidget* HomeRoom::buildProject() {
  auto* card = new QFrame;
  projectCard_ = card;
  setRole(card, "card");
  card->setFixedWidth(columnWidth);
  auto* layout = new QVBoxLayout(card);
  layout->setContentsMargins(spacing4, spacing4, spacing4, spacing4);
  layout->setSpacing(spacing2);
  layout->addWidget(label(tr("Open project"), "heading"));
  layout->addWidget(projectTitle_);
  layout->addWidget(projectPlace_);
  layout->addWidget(storage_);
  auto* close = new QPushButton(tr("Close"));
  auto* buttons = new QHBoxLayout;
  for (QPushButton* button : {check_, backup_, close}) buttons->addWidget(button);
  layout->addLayout(buttons);
  busy_->setTextVisible(false);
  busy_->setRange(0, 0);
  busy_->hide();
  layout->addWidget(busy_);
  layout->addWidget(outcome_);
  connect(check_, &QPushButton::clicked, this, &HomeRoom::check);
  connect(backup_, &QPushButton::clicked, this, &HomeRoom::askBackup);
  connect(close, &QPushButton::clicked, &session_, &Session::closeProject);
  return card;
}

void HomeRoom::openOrCreate(const QString& folder) {
  const auto path = projectFolder(folder);
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    open(path);
  } else {
    report(session_.createProject(path));
  }
}

void HomeRoom::open(const std::filesystem::path& folder, const project::OpenOptions& options) {
  const auto opened = session_.openProject(folder, options);
  showProject();
  if (opened || opened.error().code == base::ErrorCode::cancelled) return;
  // What can still be read of a damaged project is better seen than not.
  const bool damaged = opened.error().code == base::ErrorCode::formatInvalid && !options.readOnly;
  Q_EMIT failed(opened.error(),
                damaged ? std::function<void()>([this, folder] { open(folder, {.readOnly = true}); })
                        : std::function<void()>(),
                tr("Open for reading only"));
}

void HomeRoom::takeOver() {
  const auto folder = session_.project()->info().folder;
  const auto answer =
      QMessageBox::warning(this, tr("Take the project over?"),
                           session_.readOnlyReason() + QStringLiteral("\n\n") +
                               tr("If that program still runs, both would write the same files and could "
                                  "damage the project. Go on only if you know "
                                  "that it is closed."),
                           QMessageBox::Cancel | QMessageBox::Yes, QMessageBox::Cancel);
  if (answer == QMessageBox::Yes) open(folder, {.takeOver = true});
}

void HomeRoom::askNew() {
  const QString chosen = QFileDialog::getSaveFileName(
      this, tr("New project"), QDir::homePath() + QStringLiteral("/") + tr("Untitled") + suffix,
      tr("ChexGen projects (*.chexgen)"));
  if (!chosen.isEmpty()) report(session_.createProject(projectFolder(chosen)));
}

void HomeRoom::askOpen() {
  const QString chosen =
      QFileDialog::getExistingDirectory(this, tr("Open a project folder (NAME.chexgen)"), QDir::homePath());
  if (!chosen.isEmpty()) open(QDir::cleanPath(chosen).toStdString());
}

void HomeRoom::askBackup() {
  const QString name = QString::fromStdString(session_.project()->info().name) +
                       QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmm"));
  const QString chosen = QFileDialog::getSaveFileName(this, tr("Back up to"),
                                                      QDir::homePath() + QStringLiteral("/") + name + suffix);
  if (chosen.isEmpty()) return;
  const auto from = session_.project()->info().folder;
  const auto to = projectFolder(chosen);
  beside(tr("Backing up"), [from, to](const base::CancelToken& cancel) {
    return project::backupProject(from, to, {}, cancel).map([to] {
      return tr("Backed up to %1, and compared with the original.").arg(QString::fromStdString(to.string()));
    });
  });
}

void HomeRoom::check() {
  const auto folder = session_.project()->info().folder;
  beside(tr("Checking every file"), [folder](const base::CancelToken& cancel) -> base::Result<QString> {
    CHEXGEN_ASSIGN(const auto found, project::checkProject(folder, {}, cancel));
    if (found.isSound())
      return tr("The database and all %n file(s) are whole.", nullptr, static_cast<int>(found.files));
    QStringList lines{tr("%n problem(s) found:", nullptr, static_cast<int>(found.problems.size()))};
    for (const auto& problem : found.problems)
      lines << QString::fromStdString(problem.file.string() + ": " + problem.message);
    return lines.join(QLatin1Char('\n'));
  });
}

void HomeRoom::beside(const QString& what,
                      std::function<base::Result<QString>(const base::CancelToken&)> work) {
  if (running_) return;
  running_.emplace();
  check_->setEnabled(false);
  backup_->setEnabled(false);
  busy_->show();
  outcome_->setText(what);
  const QPointer<HomeRoom> self(this);
  QThreadPool::globalInstance()->start([self, work = std::move(work), cancel = *running_] {
    auto done = work(cancel);
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, done = std::move(done)] {
          if (self.isNull()) return;
          self->running_.reset();
          self->check_->setEnabled(true);
          self->backup_->setEnabled(true);
          self->busy_->hide();
          self->outcome_->setText(done ? *done : QString());
          if (!done) Q_EMIT self->failed(done.error(), {}, {});
        },
        Qt::QueuedConnection);
  });
}

void HomeRoom::showRecent() {
  recent_->clear();
  for (const QString& folder : Preferences::recentProjects()) {
    const QFileInfo info(folder);
    auto* item =
        new QListWidgetItem(QStringLiteral("%1\n%2").arg(info.completeBaseName(), info.absolutePath()));
    item->setData(Qt::UserRole, folder);
    if (!info.exists()) {
      item->setText(item->text() + QStringLiteral(" · ") + tr("not found"));
      item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    }
    item->setToolTip(tr("Enter or double-click opens it."));
    recent_->addItem(item);
  }
  if (recent_->count() == 0) {
    auto* none = new QListWidgetItem(tr("No project yet. Begin with “New project…”."));
    none->setFlags(Qt::NoItemFlags);
    recent_->addItem(none);
  }
}

void HomeRoom::showProject() {
  showRecent();
  const project::Project* project = session_.project();
  projectCard_->setVisible(project != nullptr);
  outcome_->clear();
  if (project == nullptr) return;
  const auto& info = project->info();
  projectTitle_->setText(QString::fromStdString(info.name));
  projectPlace_->setText(QString::fromStdString(info.folder.string()));
  // A folder with many files takes a while to walk through.
  storage_->setText(tr("counting the files"));
  const QPointer<HomeRoom> self(this);
  QThreadPool::globalInstance()->start([self, folder = info.folder] {
    const QString text = storageText(project::storageUsed(folder));
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, folder, text] {
          const project::Project* open = self.isNull() ? nullptr : self->session_.project();
          if (open != nullptr && open->info().folder == folder) self->storage_->setText(text);
        },
        Qt::QueuedConnection);
  });
}

void HomeRoom::report(const base::Result<void>& done) {
  if (!done && done.error().code != base::ErrorCode::cancelled) Q_EMIT failed(done.error(), {}, {});
  showProject();
}

}  // namespace chexgen::studio
