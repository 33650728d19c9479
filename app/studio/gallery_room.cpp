#include "app/studio/gallery_room.h"

#include <QDateTime>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "app/studio/gallery_details.h"
#include "app/studio/gallery_filters.h"
#include "app/studio/image_export.h"
#include "app/studio/preferences.h"
#include "app/studio/session.h"
#include "app/studio/table_import_panel.h"
#include "widgets/common/flow_layout.h"
#include "widgets/common/theme.h"
#include "widgets/gallery/gallery_model.h"
#include "widgets/gallery/gallery_view.h"
#include "widgets/gallery/thumbnail_cache.h"

namespace chexgen::studio {

namespace {

using namespace widgets;

const QString sizeLayout = QStringLiteral("gallery");
constexpr int refreshPause = 200;  // milliseconds

QString thumbnailFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/thumbnails");
}

QPushButton* actionButton(const QString& text, const QString& hint, const char* name) {
  auto* button = new QPushButton(text);
  button->setToolTip(hint);
  button->setObjectName(QString::fromLatin1(name));
  return button;
}

}  // namespace

GalleryRoom::GalleryRoom(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      thumbnails_(new ThumbnailCache(thumbnailFolder(), this)),
      model_(new GalleryModel(*thumbnails_, this)),
      view_(new GalleryView(*model_)),
      filters_(new GalleryFilters),
      details_(new GalleryDetails),
      pages_(new QStackedWidget),
      emptyText_(new QLabel),
      emptyImport_(new QPushButton),
      size_(new QSlider(Qt::Horizontal)),
      tableImport_(new TableImportPanel),
      importing_(nullptr),
      importProgress_(new QProgressBar),
      notes_(nullptr),
      notesText_(new QLabel) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(filters_);
  layout->addWidget(buildCentre(), 1);
  layout->addWidget(details_);
  bool known = false;
  const int side = Preferences::layout(sizeLayout).toInt(&known);
  if (known) view_->setSide(side);
  size_->setValue(view_->side());
  soon_.setSingleShot(true);
  soon_.setInterval(refreshPause);
  connectParts();
  showSelection();
}

QWidget* GalleryRoom::buildCentre() {
  auto* centre = new QWidget;
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(spacing3, spacing2, spacing3, spacing2);
  layout->setSpacing(spacing2);
  layout->addWidget(buildActions());
  layout->addWidget(tableImport_);
  layout->addWidget(buildImport());
  layout->addWidget(buildNotes());
  buildEmpty();
  layout->addWidget(pages_, 1);
  return centre;
}

QWidget* GalleryRoom::buildActions() {
  auto* bar = new QWidget;
  auto* layout = new FlowLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  importButton_ = actionButton(tr("Import"), tr("Radiographs from a folder or a table"), "galleryImport");
  auto* menu = new QMenu(importButton_);
  menu->addAction(tr("Folder of radiographs…"), this, &GalleryRoom::askImportFolder);
  menu->addAction(tr("Table with labels…"), this, &GalleryRoom::askImportTable);
  importButton_->setMenu(menu);
  setRole(importButton_, "menu");
  restore_ = actionButton(tr("Restore in Compose"),
                          tr("Report, drawing, settings and seed as they were when this image was made"),
                          "galleryRestore");
  show_ = actionButton(tr("Draw over it"), tr("Show it under the drawing in Compose"), "galleryShow");
  compare_ = actionButton(tr("Compare"), tr("Look at the chosen images side by side"), "galleryCompare");
  fineTune_ = actionButton(tr("Fine-tune…"), tr("Train a model with the chosen images and their reports"),
                           "galleryFineTune");
  study_ = actionButton(tr("Reader study…"), tr("Have the chosen images rated blinded"), "galleryStudy");
  export_ = actionButton(tr("Export…"), tr("Copies of the chosen images and a table that says what they are"),
                         "galleryExport");
  bin_ = actionButton(tr("Move to bin"), tr("The chosen images can be brought back (Del)"), "galleryBin");
  emptyBin_ = actionButton(tr("Empty bin…"), tr("Removes what is in the bin for good"), "galleryEmptyBin");
  size_->setRange(GalleryView::leastSide, GalleryView::greatestSide);
  size_->setFixedWidth(140);
  size_->setAccessibleName(tr("Size of the pictures"));
  size_->setToolTip(tr("Size of the pictures (Ctrl + wheel)"));
  for (QPushButton* button :
       {importButton_, restore_, show_, compare_, fineTune_, study_, export_, bin_, emptyBin_})
    layout->addWidget(button);
  auto* both = new QWidget;
  auto* row = new QHBoxLayout(both);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(spacing3);
  row->addWidget(bar, 1);
  row->addWidget(size_, 0, Qt::AlignTop);
  return both;
}

QWidget* GalleryRoom::buildImport() {
  importing_ = new QWidget;
  auto* layout = new QHBoxLayout(importing_);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  auto* label = new QLabel(tr("Importing"));
  auto* cancel = new QPushButton(tr("Cancel"));
  importProgress_->setAccessibleName(tr("Import"));
  layout->addWidget(label);
  layout->addWidget(importProgress_, 1);
  layout->addWidget(cancel);
  connect(cancel, &QPushButton::clicked, &import_, &ImageImport::cancel);
  importing_->hide();
  return importing_;
}

QWidget* GalleryRoom::buildNotes() {
  notes_ = new QWidget;
  notes_->setAttribute(Qt::WA_StyledBackground);
  setRole(notes_, "panel");
  auto* layout = new QHBoxLayout(notes_);
  layout->setContentsMargins(spacing3, spacing2, spacing2, spacing2);
  layout->setSpacing(spacing2);
  notesText_->setObjectName(QStringLiteral("galleryNotes"));
  notesText_->setWordWrap(true);
  notesText_->setTextFormat(Qt::PlainText);
  notesText_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* close = new QPushButton(tr("Close"));
  close->setObjectName(QStringLiteral("galleryNotesClose"));
  close->setAccessibleName(tr("Close what the import told"));
  layout->addWidget(notesText_, 1);
  layout->addWidget(close, 0, Qt::AlignTop);
  connect(close, &QPushButton::clicked, notes_, &QWidget::hide);
  notes_->hide();
  return notes_;
}

void GalleryRoom::buildEmpty() {
  auto* empty = new QWidget;
  auto* layout = new QVBoxLayout(empty);
  layout->setSpacing(spacing3);
  setRole(emptyText_, "empty");
  emptyText_->setAlignment(Qt::AlignCenter);
  emptyText_->setWordWrap(true);
  layout->addStretch(1);
  layout->addWidget(emptyText_);
  layout->addWidget(emptyImport_, 0, Qt::AlignHCenter);
  layout->addStretch(2);
  pages_->addWidget(view_);
  pages_->addWidget(empty);
}

void GalleryRoom::connectParts() {
  connect(&session_, &Session::projectOpened, this, &GalleryRoom::openProject);
  connect(&session_, &Session::projectClosing, this, [this] {
    details_->save();
    import_.stop();
    importing_->hide();
    tableImport_->leave();
    notes_->hide();
  });
  connect(&session_, &Session::projectClosed, this, &GalleryRoom::closeProject);
  connect(filters_, &GalleryFilters::changed, this, &GalleryRoom::applyFilter);
  connect(&soon_, &QTimer::timeout, this, &GalleryRoom::refresh);
  connect(view_, &GalleryView::selectionChangedTo, this, &GalleryRoom::showSelection);
  connect(view_, &GalleryView::opened, this, [this](std::int64_t id) { Q_EMIT compareAsked({id}); });
  connect(view_, &GalleryView::sideChanged, size_, &QSlider::setValue);
  connect(view_, &GalleryView::deleteAsked, this, &GalleryRoom::binSelected);
  connect(view_, &GalleryView::rated, this, [this](int rating) { rateSelected(rating); });
  connect(size_, &QSlider::valueChanged, view_, &GalleryView::setSide);
  connect(details_, &GalleryDetails::rated, this,
          [this](std::int64_t, std::optional<int> rating) { rateSelected(rating); });
  connect(details_, &GalleryDetails::commented, this, [this](std::int64_t id, const QString& comment) {
    if (session_.project() == nullptr) return;
    session_.project()->setNote(id, comment.toStdString());
    static_cast<void>(session_.project()->flush());
    model_->refreshImage(id);
  });
  connect(restore_, &QPushButton::clicked, this,
          [this] { Q_EMIT restoreAsked(view_->selectedIds().front()); });
  connect(show_, &QPushButton::clicked, this, [this] { Q_EMIT showInCompose(view_->selectedIds().front()); });
  connect(compare_, &QPushButton::clicked, this, [this] { Q_EMIT compareAsked(view_->selectedIds()); });
  connect(fineTune_, &QPushButton::clicked, this, [this] { Q_EMIT fineTuneAsked(view_->selectedIds()); });
  connect(study_, &QPushButton::clicked, this, [this] { Q_EMIT studyAsked(view_->selectedIds()); });
  connect(export_, &QPushButton::clicked, this, &GalleryRoom::askExport);
  connect(bin_, &QPushButton::clicked, this, &GalleryRoom::binSelected);
  connect(emptyBin_, &QPushButton::clicked, this, [this] {
    const auto count = session_.project()->countImages({.binned = true}).value_or(0);
    if (QMessageBox::warning(this, tr("Empty the bin?"),
                             tr("%n image(s) will be removed for good.", nullptr, static_cast<int>(count)),
                             QMessageBox::Cancel | QMessageBox::Discard,
                             QMessageBox::Cancel) != QMessageBox::Discard)
      return;
    session_.project()->emptyBin();
    static_cast<void>(session_.project()->flush());
    refresh();
  });
  connect(thumbnails_, &ThumbnailCache::ready, this, &GalleryRoom::showRemarks);
  connect(tableImport_, &TableImportPanel::importAsked, this, &GalleryRoom::importTable);
  connect(tableImport_, &TableImportPanel::failed, this, &GalleryRoom::failed);
  connect(&import_, &ImageImport::progress, this, [this](int done, int total) {
    importProgress_->setRange(0, total);
    importProgress_->setValue(done);
    if (!soon_.isActive()) soon_.start();
  });
  connect(&import_, &ImageImport::finished, this, &GalleryRoom::importEnded);
  connect(&import_, &ImageImport::failed, this, [this](const base::Error& error) {
    importButton_->setEnabled(!session_.readOnly());
    importing_->hide();
    Q_EMIT failed(error, {});
  });
}

void GalleryRoom::openProject() {
  const bool readOnly = session_.readOnly();
  details_->setReadOnly(readOnly);
  importButton_->setEnabled(!readOnly);
  filters_->reset();
  model_->setProject(session_.project());
  stale_ = true;
  if (isVisible()) refresh();
}

void GalleryRoom::closeProject() {
  model_->setProject(nullptr);
  showSelection();
}

void GalleryRoom::refresh() {
  if (session_.project() == nullptr) return;
  if (!isVisible()) {
    stale_ = true;
    return;
  }
  stale_ = false;
  filters_->offer(*session_.project());
  applyFilter();
}

void GalleryRoom::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) refresh();
  view_->setFocus();
}

void GalleryRoom::applyFilter() {
  if (session_.project() == nullptr) return;
  view_->showFiltered(filters_->filter());
  showCount();
}

void GalleryRoom::showCount() {
  const bool inBin = filters_->filter().binned;
  const auto all = session_.project()->countImages({.binned = inBin}).value_or(0);
  const int shown = model_->rowCount();
  filters_->setCount(shown, all);
  emptyBin_->setVisible(inBin);
  emptyBin_->setEnabled(all > 0 && !session_.readOnly());
  pages_->setCurrentIndex(shown > 0 ? 0 : 1);
  emptyImport_->disconnect(this);
  if (shown > 0) return;
  if (filters_->isSet()) {
    emptyText_->setText(tr("No image passes these filters."));
    emptyImport_->setText(tr("Show all"));
    connect(emptyImport_, &QPushButton::clicked, this, [this] {
      filters_->reset();
      applyFilter();
    });
  } else if (inBin) {
    emptyText_->setText(tr("The bin is empty."));
    emptyImport_->setText(tr("Back to the project"));
    connect(emptyImport_, &QPushButton::clicked, this, [this] {
      filters_->reset();
      applyFilter();
    });
  } else {
    emptyText_->setText(tr("What you generate and import appears here."));
    emptyImport_->setText(tr("Import a folder of radiographs…"));
    connect(emptyImport_, &QPushButton::clicked, this, &GalleryRoom::askImportFolder);
  }
  emptyImport_->setVisible(filters_->isSet() || inBin || !session_.readOnly());
}

void GalleryRoom::showSelection() {
  const auto ids = view_->selectedIds();
  const auto* image = ids.size() == 1 ? model_->imageAt(model_->rowOf(ids.front())) : nullptr;
  details_->show(image, static_cast<int>(ids.size()));
  showRemarks();
  const bool writable = session_.project() != nullptr && !session_.readOnly();
  const bool inBin = filters_->filter().binned;
  restore_->setEnabled(image != nullptr && image->recipe && writable && !inBin);
  show_->setEnabled(image != nullptr && !inBin);
  compare_->setEnabled(!ids.empty());
  fineTune_->setEnabled(!ids.empty() && writable && !inBin);
  study_->setEnabled(!ids.empty() && !inBin);
  export_->setEnabled(!ids.empty());
  bin_->setEnabled(!ids.empty() && writable);
  bin_->setText(inBin ? tr("Bring back") : tr("Move to bin"));
}

// They come with the thumbnail, which may not be there yet.
void GalleryRoom::showRemarks() {
  const auto ids = view_->selectedIds();
  const int row = ids.size() == 1 ? model_->rowOf(ids.front()) : -1;
  details_->showRemarks(row < 0 ? QStringList() : ThumbnailCache::remarksOf(model_->thumbnail(row)));
}

void GalleryRoom::rateSelected(std::optional<int> rating) {
  project::Project* project = session_.project();
  if (project == nullptr || session_.readOnly()) return;
  const auto ids = view_->selectedIds();
  for (const std::int64_t id : ids) project->setRating(id, rating);
  static_cast<void>(project->flush());
  for (const std::int64_t id : ids) model_->refreshImage(id);
  showSelection();
}

void GalleryRoom::binSelected() {
  project::Project* project = session_.project();
  if (project == nullptr || session_.readOnly()) return;
  const auto ids = view_->selectedIds();
  if (ids.empty()) return;
  const bool inBin = filters_->filter().binned;
  const int next = model_->rowOf(ids.back()) + 1;
  const std::int64_t neighbour = model_->idAt(next);
  for (const std::int64_t id : ids) {
    if (inBin) {
      project->restoreImage(id);
    } else {
      project->binImage(id);
    }
  }
  static_cast<void>(project->flush());
  refresh();
  if (neighbour != 0) view_->select(neighbour);
  Q_EMIT told(inBin ? tr("%n image(s) brought back", nullptr, static_cast<int>(ids.size()))
                    : tr("%n image(s) moved to the bin", nullptr, static_cast<int>(ids.size())));
}

void GalleryRoom::askImportFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of radiographs"));
  if (!folder.isEmpty()) importFolder(folder.toStdString());
}

void GalleryRoom::askImportTable() {
  const QString table = QFileDialog::getOpenFileName(this, tr("Table of radiographs"), {},
                                                     tr("Tables (*.csv *.jsonl *.json);;All files (*)"));
  if (!table.isEmpty()) lookAtTable(table.toStdString());
}

void GalleryRoom::askExport() {
  const QString proposed = QString::fromStdString(session_.project()->info().name) +
                           QDate::currentDate().toString(QStringLiteral("-yyyy-MM-dd"));
  const QString folder = QFileDialog::getSaveFileName(this, tr("Folder to make for the images"), proposed,
                                                      QString(), nullptr, QFileDialog::DontConfirmOverwrite);
  if (!folder.isEmpty()) exportTo(folder.toStdString());
}

std::vector<std::int64_t> GalleryRoom::chosenOrShown() const {
  std::vector<std::int64_t> ids = view_->selectedIds();
  if (!ids.empty()) return ids;
  for (int row = 0; row < model_->rowCount(); ++row) ids.push_back(model_->idAt(row));
  return ids;
}

void GalleryRoom::importFolder(const std::filesystem::path& folder) {
  startImport([folder] { return radiographsIn(folder); });
}

void GalleryRoom::importTable(const std::filesystem::path& table, const training::TableColumns& columns) {
  startImport([table, columns] { return radiographsOf(table, columns); });
}

void GalleryRoom::lookAtTable(const std::filesystem::path& table) {
  if (session_.project() == nullptr || session_.readOnly() || import_.isRunning()) return;
  notes_->hide();
  tableImport_->setTable(table);
}

void GalleryRoom::startImport(ImageImport::Source source) {
  if (session_.project() == nullptr || session_.readOnly()) return;
  importProgress_->setRange(0, 0);  // until it is known how many there are
  if (!import_.start(*session_.project(), std::move(source))) return;
  notes_->hide();
  importButton_->setEnabled(false);
  importing_->show();
}

void GalleryRoom::showNotes(const ImportOutcome& outcome) {
  constexpr std::size_t namedFiles = 12, namedRemarks = 6;
  QStringList lines;
  for (const std::string& remark : outcome.ofTable) lines << QString::fromStdString(remark);
  const auto ofTable = static_cast<std::size_t>(lines.size());
  for (const auto& [remark, images] : outcome.remarks) {
    if (static_cast<std::size_t>(lines.size()) == ofTable + namedRemarks) break;
    lines << tr("%1 (%n image(s))", nullptr, images).arg(QString::fromStdString(remark));
  }
  if (!outcome.passedOver.empty())
    lines << QString::fromStdString(imaging::passedOverLine(outcome.passedOver, namedFiles));
  notesText_->setText(lines.join(u'\n'));
  notes_->setVisible(!lines.isEmpty());
}

void GalleryRoom::importEnded(const ImportOutcome& outcome) {
  importButton_->setEnabled(!session_.readOnly());
  importing_->hide();
  refresh();
  Q_EMIT told((outcome.cancelled ? tr("Import cancelled, %n image(s) taken", nullptr, outcome.taken)
                                 : tr("%n image(s) imported", nullptr, outcome.taken)));
  showNotes(outcome);
  if (outcome.problems.empty()) return;
  base::Error error = outcome.problems.front();
  const QString first = QStringLiteral("%1: %2").arg(QString::fromStdString(error.file.filename().string()),
                                                     QString::fromStdString(error.message));
  error.message =
      (outcome.refused == 1
           ? tr("A file could not be imported. %1").arg(first)
           : tr("%1 files could not be imported. The first is %2").arg(outcome.refused).arg(first))
          .toStdString();
  error.safe = tr("%n image(s) were taken into the project.", nullptr, outcome.taken).toStdString();
  Q_EMIT failed(error, {});
}

void GalleryRoom::exportTo(const std::filesystem::path& folder) {
  const auto ids = view_->selectedIds();
  if (session_.project() == nullptr || ids.empty()) return;
  if (const auto done = exportImages(*session_.project(), ids, folder); !done) {
    Q_EMIT failed(done.error(), [this, folder] { exportTo(folder); });
    return;
  }
  Q_EMIT told(tr("%n image(s) exported to %1", nullptr, static_cast<int>(ids.size()))
                  .arg(QString::fromStdString(folder.filename().string())));
}

void GalleryRoom::saveLayout() const {
  Preferences::setLayout(sizeLayout, QByteArray::number(view_->side()));
}

}  // namespace chexgen::studio
