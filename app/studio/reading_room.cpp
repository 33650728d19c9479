#include "app/studio/reading_room.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "app/studio/preferences.h"
#include "app/studio/reading_window.h"
#include "app/studio/session.h"
#include "app/studio/study_cases.h"
#include "app/studio/study_form.h"
#include "app/studio/study_page.h"
#include "core/study/package.h"
#include "core/study/reader_key.h"
#include "core/study/roster.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/relative_time.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using namespace widgets;

namespace {

constexpr int columnWidth = 460;
constexpr const char* packageEnding = ".chexread";
constexpr const char* rosterEnding = ".roster";
constexpr const char* openingsSetting = "study_openings";

void addNote(QListWidget* list, const QString& text) {
  auto* item = new QListWidgetItem(text);
  item->setFlags(Qt::NoItemFlags);
  list->addItem(item);
}

void addFile(QListWidget* list, const QString& file, const QString& text, bool usable) {
  auto* item = new QListWidgetItem(text);
  item->setData(Qt::UserRole, file);
  item->setToolTip(file);
  if (!usable) item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
  list->addItem(item);
}

QString kindName(study::StudyKind kind) {
  switch (kind) {
    case study::StudyKind::reportMatch: return ReadingRoom::tr("report match");
    case study::StudyKind::realism: return ReadingRoom::tr("realism");
    case study::StudyKind::preference: return ReadingRoom::tr("preference");
    case study::StudyKind::custom: return ReadingRoom::tr("own questions");
  }
  return {};
}

}  // namespace

ReadingRoom::ReadingRoom(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      pages_(new QStackedWidget),
      packages_(new QListWidget),
      studies_(new QListWidget),
      secondScreen_(new QCheckBox(tr("Question and report on the second screen"))),
      form_(new StudyForm(session)),
      page_(new StudyPage) {
  setAcceptDrops(true);
  pages_->addWidget(buildList());
  pages_->addWidget(form_);
  pages_->addWidget(page_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  const auto toList = [this] {
    refresh();
    pages_->setCurrentIndex(listPage);
  };
  connect(form_, &StudyForm::failed, this, &ReadingRoom::failed);
  connect(form_, &StudyForm::closeAsked, this, toList);
  connect(form_, &StudyForm::made, this, [this](const fs::path& roster) { openStudy(roster); });
  connect(page_, &StudyPage::failed, this, &ReadingRoom::failed);
  connect(page_, &StudyPage::unblinded, this, &ReadingRoom::keepOpening);
  connect(page_, &StudyPage::unblinded, this, &ReadingRoom::succeeded);
  connect(form_, &StudyForm::made, this, &ReadingRoom::succeeded);
  connect(page_, &StudyPage::told, this, &ReadingRoom::told);
  connect(page_, &StudyPage::closeAsked, this, toList);
  connect(page_, &StudyPage::readAsked, this, &ReadingRoom::read);
}

ReadingRoom::~ReadingRoom() { delete window_; }

QWidget* ReadingRoom::buildList() {
  auto* page = new QWidget;
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(3 * spacing4, 3 * spacing4, 3 * spacing4, 3 * spacing4);
  columns->setSpacing(3 * spacing4);
  columns->addWidget(buildReaders());
  columns->addWidget(buildOrganisers());
  columns->addStretch(1);
  return page;
}

QWidget* ReadingRoom::buildReaders() {
  auto* column = new QWidget;
  column->setFixedWidth(columnWidth);
  auto* layout = new QVBoxLayout(column);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing3);
  layout->addWidget(paragraph(tr("Read"), "title"));
  layout->addWidget(
      paragraph(tr("Open the package that the organiser of a study gave you (NAME.chexread). No "
                   "project and no network are needed; you can pause and go on any day."),
                "secondary"));
  auto* open = new QPushButton(tr("Open a package…"));
  open->setObjectName(QStringLiteral("readingOpen"));
  setRole(open, "primary");
  auto* key = new QPushButton(tr("My key…"));
  key->setObjectName(QStringLiteral("readingKey"));
  key->setToolTip(tr("A key of your own: nobody else can sign your answers"));
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(open, 1);
  buttons->addWidget(key);
  layout->addLayout(buttons);
  connect(key, &QPushButton::clicked, this, &ReadingRoom::showKey);
  secondScreen_->setObjectName(QStringLiteral("readingSecondScreen"));
  layout->addWidget(secondScreen_);
  packages_->setAccessibleName(tr("Packages"));
  packages_->setObjectName(QStringLiteral("readingPackages"));
  layout->addWidget(packages_, 1);
  connect(open, &QPushButton::clicked, this, [this] {
    const QString chosen =
        QFileDialog::getOpenFileName(this, tr("A reader's package"), {}, tr("Packages (*.chexread)"));
    if (!chosen.isEmpty()) read(chosen.toStdString());
  });
  connect(packages_, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { read(item->data(Qt::UserRole).toString().toStdString()); });
  return column;
}

QWidget* ReadingRoom::buildOrganisers() {
  auto* column = new QWidget;
  column->setFixedWidth(columnWidth);
  auto* layout = new QVBoxLayout(column);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing3);
  layout->addWidget(paragraph(tr("Organise"), "title"));
  layout->addWidget(
      paragraph(tr("Make a blinded study of images from Gallery, a folder or a table: a package for "
                   "each reader, and a key that stays closed until you open it."),
                "secondary"));
  auto* buttons = new QHBoxLayout;
  auto* create = new QPushButton(tr("New study…"));
  create->setObjectName(QStringLiteral("studyNew"));
  setRole(create, "primary");
  auto* open = new QPushButton(tr("Open a study…"));
  buttons->addWidget(create, 1);
  buttons->addWidget(open, 1);
  layout->addLayout(buttons);
  studies_->setAccessibleName(tr("Studies"));
  studies_->setObjectName(QStringLiteral("studyList"));
  layout->addWidget(studies_, 1);
  connect(create, &QPushButton::clicked, this, [this] { plan(); });
  connect(open, &QPushButton::clicked, this, [this] {
    const QString chosen =
        QFileDialog::getOpenFileName(this, tr("The roster of a study"), {}, tr("Studies (*.roster)"));
    if (!chosen.isEmpty()) openStudy(chosen.toStdString());
  });
  connect(studies_, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { openStudy(item->data(Qt::UserRole).toString().toStdString()); });
  return column;
}

void ReadingRoom::read(const fs::path& package) {
  if (window_ != nullptr) {
    window_->raise();
    return;
  }
  auto session = study::ReadingSession::open(package);
  if (!session) {
    Q_EMIT failed(session.error(), {});
    return;
  }
  Preferences::addRecentPackage(QString::fromStdString(fs::absolute(package).string()));
  window_ = new ReadingWindow(std::move(*session), secondScreen_->isChecked() && secondScreen_->isEnabled());
  connect(window_, &ReadingWindow::closed, this, [this] {
    window_->deleteLater();
    window_ = nullptr;
    refresh();
    page_->refresh();
  });
  if (QScreen* here = screen()) window_->setGeometry(here->geometry());
  window_->showFullScreen();
  window_->activateWindow();
}

void ReadingRoom::openStudy(const fs::path& roster) {
  page_->open(roster);
  if (page_->roster() != roster) return;
  Preferences::addRecentStudy(QString::fromStdString(fs::absolute(roster).string()));
  pages_->setCurrentIndex(studyPage);
}

void ReadingRoom::showKey() {
  const fs::path folder = study::readerKeyFolder();
  const auto keys = study::ownReaderKey(folder);
  if (!keys) {
    Q_EMIT failed(keys.error(), {});
    return;
  }
  const QString key = QString::fromStdString(keys->publicKey);
  QGuiApplication::clipboard()->setText(key);
  auto* box = new QMessageBox(QMessageBox::Information, tr("Your key"), key, QMessageBox::Close, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setTextInteractionFlags(Qt::TextSelectableByMouse);
  box->setInformativeText(tr("This public key is on the clipboard. Give it to the organiser before the study "
                             "is made: the package then "
                             "opens on this account only, and nobody else can sign your answers. The private "
                             "key stays in %1; keep a copy "
                             "of that folder, and give it to nobody.")
                              .arg(QString::fromStdString(folder.string())));
  box->open();
}

// The project of the organiser remembers it, too: beside the key and in the roster somebody may take it away.
void ReadingRoom::keepOpening() {
  project::Project* project = session_.project();
  const auto roster = study::readRoster(page_->roster());
  if (project == nullptr || !session_.readOnlyReason().isEmpty() || !roster || roster->openings.empty())
    return;
  const auto known = project->setting(openingsSetting);
  base::Json openings = known && *known && (*known)->is_array() ? **known : base::Json::array();
  openings.push_back({{"study", roster->study},
                      {"name", roster->name},
                      {"time", roster->openings.back().time},
                      {"roster", fs::absolute(page_->roster()).string()}});
  project->setSetting(openingsSetting, openings);
}

void ReadingRoom::plan(const std::vector<std::int64_t>& images) {
  if (!images.empty()) form_->cases()->takeImages(images);
  pages_->setCurrentIndex(formPage);
}

void ReadingRoom::refresh() {
  listPackages();
  listStudies();
  const bool several = QGuiApplication::screens().size() > 1;
  secondScreen_->setVisible(several);
  secondScreen_->setEnabled(several);
}

void ReadingRoom::listPackages() {
  packages_->clear();
  for (const QString& file : Preferences::recentPackages()) {
    const auto package = study::Package::open(file.toStdString());
    if (!package) {
      addFile(packages_, file,
              QFileInfo(file).completeBaseName() + QStringLiteral("\n") + tr("not found, or damaged"), false);
      continue;
    }
    const auto progress = study::progressOf(*package);
    const QString state =
        !progress ? tr("The answers cannot be read")
        : progress->answered == progress->count
            ? tr("All %n answered", nullptr, static_cast<int>(progress->count))
            : tr("%1 of %2 answered").arg(progress->answered).arg(progress->count) +
                  (progress->last.empty()
                       ? QString()
                       : QStringLiteral(" · ") + relativeTime(QString::fromStdString(progress->last)));
    addFile(packages_, file,
            QStringLiteral("%1 · %2\n%3")
                .arg(QString::fromStdString(package->info().name),
                     QString::fromStdString(package->info().reader), state),
            true);
  }
  if (packages_->count() == 0) addNote(packages_, tr("No package yet. Open one, or drop it here."));
}

void ReadingRoom::listStudies() {
  studies_->clear();
  for (const QString& file : Preferences::recentStudies()) {
    const auto roster = study::readRoster(file.toStdString());
    if (!roster) {
      addFile(studies_, file,
              QFileInfo(file).completeBaseName() + QStringLiteral("\n") + tr("not found, or damaged"), false);
      continue;
    }
    addFile(studies_, file,
            QString::fromStdString(roster->name) + QLatin1Char('\n') + kindName(roster->kind) +
                QStringLiteral(" · ") + tr("%n reader(s)", nullptr, static_cast<int>(roster->readers.size())),
            true);
  }
  if (studies_->count() == 0) addNote(studies_, tr("No study yet. Begin with “New study…”."));
}

void ReadingRoom::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
  page_->refresh();
}

void ReadingRoom::dragEnterEvent(QDragEnterEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    const QString file = url.toLocalFile();
    if (file.endsWith(QLatin1String(packageEnding)) || file.endsWith(QLatin1String(rosterEnding)) ||
        (file.endsWith(QStringLiteral(".answers")) && pages_->currentIndex() == studyPage))
      event->acceptProposedAction();
  }
}

void ReadingRoom::dropEvent(QDropEvent* event) {
  std::vector<fs::path> answers;
  for (const QUrl& url : event->mimeData()->urls()) {
    const QString file = url.toLocalFile();
    if (file.endsWith(QLatin1String(packageEnding))) read(file.toStdString());
    if (file.endsWith(QLatin1String(rosterEnding))) openStudy(file.toStdString());
    if (file.endsWith(QStringLiteral(".answers"))) answers.emplace_back(file.toStdString());
  }
  if (!answers.empty() && pages_->currentIndex() == studyPage) page_->addAnswers(answers);
  event->acceptProposedAction();
}

}  // namespace chexgen::studio
