// The images of a project that pass a filter, newest first, as rows of a Qt model. The numbers are read at
// once, what is known of an image when it comes into sight.
#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QHash>
#include <cstdint>
#include <vector>

#include "core/project/project.h"
#include "widgets/gallery/thumbnail_cache.h"

namespace chexgen::widgets {

// What is dragged out of a gallery: numbers of images as text, separated by blanks.
inline constexpr const char* imageIdsMime = "application/x-chexgen-images";

// "+2", "0", "−1": with the minus that is as wide as the plus.
[[nodiscard]] QString ratingText(int rating);

class GalleryModel : public QAbstractListModel {
  Q_OBJECT

 public:
  // The cache outlives the model.
  explicit GalleryModel(ThumbnailCache& thumbnails, QObject* parent = nullptr);

  // The project outlives the model or is taken away with nullptr.
  void setProject(const project::Project* project);
  void setFilter(const project::ImageFilter& filter);
  [[nodiscard]] const project::ImageFilter& filter() const { return filter_; }
  // Reads again which images there are.
  void refresh();
  // Something about this image was changed.
  void refreshImage(std::int64_t id);

  [[nodiscard]] std::int64_t idAt(int row) const;  // 0: no such row
  [[nodiscard]] int rowOf(std::int64_t id) const;  // -1: not in the list
  // nullptr when it cannot be read; good until the next call of this model.
  [[nodiscard]] const project::StoredImage* imageAt(int row) const;
  [[nodiscard]] QImage thumbnail(int row) const;
  [[nodiscard]] bool thumbnailFailed(int row) const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  // DisplayRole: the caption; AccessibleTextRole and ToolTipRole: the same in more words.
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  [[nodiscard]] QStringList mimeTypes() const override;
  [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;

 private:
  ThumbnailCache& thumbnails_;
  const project::Project* project_ = nullptr;
  project::ImageFilter filter_;
  std::vector<std::int64_t> ids_;
  QHash<std::int64_t, int> rows_;
  mutable QCache<std::int64_t, project::StoredImage> known_;
  mutable QHash<QString, std::int64_t> asked_;  // whose thumbnail is awaited, by SHA-256
};

}  // namespace chexgen::widgets
