#include "widgets/gallery/gallery_view.h"

#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QPixmap>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>

#include "widgets/gallery/gallery_model.h"
#include "widgets/gallery/thumbnail_delegate.h"

namespace chexgen::widgets {

namespace {

constexpr int usualSide = 160;
constexpr int dragSide = 96;
constexpr int ratings = 5;

}  // namespace

GalleryView::GalleryView(GalleryModel& model, QWidget* parent)
    : QListView(parent), model_(model), delegate_(new ThumbnailDelegate(this)) {
  setObjectName(QStringLiteral("gallery"));
  setAccessibleName(tr("Images of the project"));
  setModel(&model);
  setItemDelegate(delegate_);
  // A wrapped list, not the icon mode: its layout is quick for thousands of equal cells.
  setFlow(QListView::LeftToRight);
  setWrapping(true);
  setResizeMode(QListView::Adjust);
  setUniformItemSizes(true);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setDragEnabled(true);
  setDragDropMode(QAbstractItemView::DragOnly);
  setMouseTracking(false);
  setSide(usualSide);
  connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    if (!quiet_) Q_EMIT selectionChangedTo(selectedIds());
  });
  connect(this, &QAbstractItemView::doubleClicked, this,
          [this](const QModelIndex& index) { Q_EMIT opened(model_.idAt(index.row())); });
}

void GalleryView::setSide(int side) {
  side = std::clamp(side, leastSide, greatestSide);
  if (side == side_) return;
  side_ = side;
  delegate_->setSide(side);
  setGridSize(delegate_->cell());
  verticalScrollBar()->setSingleStep(delegate_->cell().height() / 4);
  if (currentIndex().isValid()) scrollTo(currentIndex());
  Q_EMIT sideChanged(side);
}

std::vector<std::int64_t> GalleryView::selectedIds() const {
  std::vector<int> rows;
  for (const QModelIndex& index : selectionModel()->selectedIndexes()) rows.push_back(index.row());
  std::sort(rows.begin(), rows.end());
  std::vector<std::int64_t> ids;
  for (const int row : rows) ids.push_back(model_.idAt(row));
  return ids;
}

void GalleryView::select(std::int64_t id) {
  const int row = model_.rowOf(id);
  if (row >= 0) setCurrentIndex(model_.index(row));
}

void GalleryView::showFiltered(const project::ImageFilter& filter) {
  const auto selected = selectedIds();
  const std::int64_t current = model_.idAt(currentIndex().row());
  const int place = verticalScrollBar()->value();
  quiet_ = true;
  model_.setFilter(filter);
  QItemSelection kept;
  for (const std::int64_t id : selected) {
    const int row = model_.rowOf(id);
    if (row >= 0) kept.select(model_.index(row), model_.index(row));
  }
  selectionModel()->select(kept, QItemSelectionModel::ClearAndSelect);
  const int row = model_.rowOf(current);
  if (row >= 0) selectionModel()->setCurrentIndex(model_.index(row), QItemSelectionModel::NoUpdate);
  doItemsLayout();
  verticalScrollBar()->setValue(place);
  quiet_ = false;
  Q_EMIT selectionChangedTo(selectedIds());
}

void GalleryView::wheelEvent(QWheelEvent* event) {
  if (!event->modifiers().testFlag(Qt::ControlModifier)) {
    QListView::wheelEvent(event);
    return;
  }
  setSide(side_ + event->angleDelta().y() / 8);
  event->accept();
}

void GalleryView::keyPressEvent(QKeyEvent* event) {
  const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
  if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    if (currentIndex().isValid()) Q_EMIT opened(model_.idAt(currentIndex().row()));
  } else if (plain && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
    Q_EMIT deleteAsked();
  } else if (plain && event->key() >= Qt::Key_1 && event->key() < Qt::Key_1 + ratings) {
    Q_EMIT rated(event->key() - Qt::Key_1 - ratings / 2);
  } else {
    QListView::keyPressEvent(event);
  }
}

void GalleryView::startDrag(Qt::DropActions actions) {
  const QModelIndexList indexes = selectedIndexes();
  if (indexes.isEmpty()) return;
  auto* drag = new QDrag(this);
  drag->setMimeData(model_.mimeData(indexes));
  const QImage picture = model_.thumbnail(indexes.front().row());
  if (!picture.isNull())
    drag->setPixmap(QPixmap::fromImage(picture.scaled(dragSide, dragSide, Qt::KeepAspectRatio)));
  drag->exec(actions, Qt::CopyAction);
}

}  // namespace chexgen::widgets
