// Small pictures of radiographs, made beside the interface and kept in memory and on the disk.
#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QThreadPool>

#include "core/base/inside_path.h"

namespace chexgen::widgets {

inline constexpr int thumbnailSide = 256;  // pixels of the longer side, at most

class ThumbnailCache : public QObject {
  Q_OBJECT

 public:
  // `folder` is made when it is needed; empty: nothing is kept on the disk. It may be deleted at any time.
  explicit ThumbnailCache(const QString& folder, QObject* parent = nullptr);
  ~ThumbnailCache() override;

  // The grey picture of the file whose content has this SHA-256, in its default presentation. A null image
  // when it is not there yet; ready() follows then. Only a file that has the hash is kept on the disk, under
  // it: folders share these pictures.
  [[nodiscard]] QImage find(const QString& sha256, const base::InsidePath& file);
  // What should be known of the radiograph (imaging::GreyImage::remarks): it is kept with its picture.
  [[nodiscard]] static QStringList remarksOf(const QImage& thumbnail);
  // The file could not be read as a radiograph.
  [[nodiscard]] bool failed(const QString& sha256) const { return failed_.contains(sha256); }

 Q_SIGNALS:
  void ready(const QString& sha256);

 private:
  void load(const QString& sha256, const base::InsidePath& file);
  void take(const QString& sha256, const QImage& image);

  QString folder_;
  QCache<QString, QImage> images_;  // cost in bytes
  QSet<QString> pending_;
  QSet<QString> failed_;
  QThreadPool pool_;
  int order_ = 0;
};

}  // namespace chexgen::widgets
