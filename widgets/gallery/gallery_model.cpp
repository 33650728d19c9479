#include "widgets/gallery/gallery_model.h"

#include <QMimeData>
#include <cstdlib>

#include "widgets/common/relative_time.h"
#include "widgets/gallery/thumbnail_delegate.h"

namespace chexgen::widgets {

namespace {

constexpr int imagesKnown = 4000;

QString captionOf(const project::StoredImage& image) {
  if (image.recipe)
    return QStringLiteral("%1 · %2")
        .arg(QString::fromStdString(image.recipe->modelName))
        .arg(image.recipe->seed);
  return QString::fromStdString(image.source);
}

}  // namespace

QString ratingText(int rating) {
  if (rating == 0) return QStringLiteral("0");
  return (rating > 0 ? QStringLiteral("+") : QStringLiteral("−")) + QString::number(std::abs(rating));
}

GalleryModel::GalleryModel(ThumbnailCache& thumbnails, QObject* parent)
    : QAbstractListModel(parent), thumbnails_(thumbnails), known_(imagesKnown) {
  connect(&thumbnails_, &ThumbnailCache::ready, this, [this](const QString& sha256) {
    const int row = rowOf(asked_.take(sha256));
    if (row >= 0) Q_EMIT dataChanged(index(row), index(row), {Qt::DecorationRole});
  });
}

void GalleryModel::setProject(const project::Project* project) {
  project_ = project;
  refresh();
}

void GalleryModel::setFilter(const project::ImageFilter& filter) {
  filter_ = filter;
  filter_.limit = -1;  // all of them
  filter_.offset = 0;
  refresh();
}

void GalleryModel::refresh() {
  std::vector<std::int64_t> ids;
  if (project_ != nullptr) {
    if (auto found = project_->imageIds(filter_)) ids = std::move(*found);
  }
  beginResetModel();
  ids_ = std::move(ids);
  rows_.clear();
  rows_.reserve(static_cast<qsizetype>(ids_.size()));
  for (std::size_t i = 0; i < ids_.size(); ++i) rows_.insert(ids_[i], static_cast<int>(i));
  known_.clear();
  asked_.clear();
  endResetModel();
}

void GalleryModel::refreshImage(std::int64_t id) {
  known_.remove(id);
  const int row = rowOf(id);
  if (row >= 0) Q_EMIT dataChanged(index(row), index(row));
}

std::int64_t GalleryModel::idAt(int row) const {
  return row >= 0 && row < static_cast<int>(ids_.size()) ? ids_[static_cast<std::size_t>(row)] : 0;
}

int GalleryModel::rowOf(std::int64_t id) const { return rows_.value(id, -1); }

const project::StoredImage* GalleryModel::imageAt(int row) const {
  const std::int64_t id = idAt(row);
  if (id == 0) return nullptr;
  if (const auto* image = known_.object(id)) return image;
  auto image = project_->image(id);
  if (!image) return nullptr;
  auto* kept = new project::StoredImage(std::move(*image));
  return known_.insert(id, kept) ? kept : nullptr;
}

QImage GalleryModel::thumbnail(int row) const {
  const auto* image = imageAt(row);
  if (image == nullptr) return {};
  const QString sha256 = QString::fromStdString(image->sha256);
  const QImage picture = thumbnails_.find(sha256, image->file);
  if (picture.isNull()) asked_.insert(sha256, image->id);
  return picture;
}

bool GalleryModel::thumbnailFailed(int row) const {
  const auto* image = imageAt(row);
  return image == nullptr || thumbnails_.failed(QString::fromStdString(image->sha256));
}

int GalleryModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ids_.size());
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
  if (role == pictureRole) return thumbnail(index.row());
  if (role == unreadableRole) return thumbnailFailed(index.row());
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole &&
      role != syntheticRole && role != markRole)
    return {};
  const auto* image = imageAt(index.row());
  if (image == nullptr) return {};
  if (role == Qt::DisplayRole) return captionOf(*image);
  if (role == syntheticRole) return image->kind == project::ImageKind::generated;
  if (role == markRole) return image->rating ? ratingText(*image->rating) : QString();
  QStringList words{
      image->kind == project::ImageKind::generated ? tr("Synthetic radiograph") : tr("Imported radiograph"),
      captionOf(*image)};
  if (!image->facts.report.empty()) words << QString::fromStdString(image->facts.report).left(300);
  if (image->rating) words << tr("rated %1").arg(ratingText(*image->rating));
  if (!image->note.empty()) words << QString::fromStdString(image->note);
  words << relativeTime(QString::fromStdString(image->created));
  return words.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
}

Qt::ItemFlags GalleryModel::flags(const QModelIndex& index) const {
  return QAbstractListModel::flags(index) | Qt::ItemIsDragEnabled;
}

QStringList GalleryModel::mimeTypes() const { return {QString::fromLatin1(imageIdsMime)}; }

QMimeData* GalleryModel::mimeData(const QModelIndexList& indexes) const {
  QStringList ids;
  for (const QModelIndex& index : indexes) ids << QString::number(idAt(index.row()));
  auto* data = new QMimeData;
  data->setData(QString::fromLatin1(imageIdsMime), ids.join(u' ').toUtf8());
  return data;
}

}  // namespace chexgen::widgets
