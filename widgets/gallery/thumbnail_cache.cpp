#include "widgets/gallery/thumbnail_cache.h"

#include <QCoreApplication>
#include <QDir>
#include <QPointer>
#include <QSaveFile>
#include <QThread>
#include <algorithm>

#include "core/base/sha256.h"
#include "core/imaging/png.h"
#include "core/imaging/read_grey.h"

namespace chexgen::widgets {

namespace {

constexpr qsizetype memoryBytes = 192LL << 20;
// What is asked for while someone scrolls fast is soon out of sight; beyond so many the oldest wishes go.
constexpr int mostPending = 256;

// A picture that lacks it was kept by a version that did not know remarks, and showed some files otherwise.
const QString remarksKey = QStringLiteral("Remarks");

QImage pictureOf(const std::string& bytes, const std::filesystem::path& file) {
  const auto grey = imaging::decodeGreyImage(std::as_bytes(std::span(bytes)), file);
  if (!grey) return {};
  const imaging::Image8 shown = imaging::renderGreys(*grey, grey->presentations.front(), false);
  const QImage view(shown.pixels.data(), shown.width, shown.height, shown.width, QImage::Format_Grayscale8);
  QImage small =
      std::max(view.width(), view.height()) <= thumbnailSide
          ? view.copy()
          : view.scaled(thumbnailSide, thumbnailSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                .convertToFormat(QImage::Format_Grayscale8);
  QStringList remarks{QStringLiteral("v1")};  // so that there is a text without remarks, too
  for (const std::string& remark : grey->remarks) remarks << QString::fromStdString(remark);
  small.setText(remarksKey, remarks.join(u'\n'));
  return small;
}

// Published by a rename; where that fails the picture is only made again another time.
void keep(const QString& path, const QImage& image) {
  QDir().mkpath(QFileInfo(path).path());
  QSaveFile file(path);
  if (file.open(QIODevice::WriteOnly) && image.save(&file, "PNG", 80)) file.commit();
}

}  // namespace

ThumbnailCache::ThumbnailCache(const QString& folder, QObject* parent)
    : QObject(parent), folder_(folder), images_(memoryBytes) {
  pool_.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 4));
  pool_.setThreadPriority(QThread::LowPriority);
}

ThumbnailCache::~ThumbnailCache() {
  pool_.clear();
  pool_.waitForDone();
}

QImage ThumbnailCache::find(const QString& sha256, const base::InsidePath& file) {
  if (const QImage* image = images_.object(sha256)) return *image;
  if (!failed_.contains(sha256) && !pending_.contains(sha256)) load(sha256, file);
  return {};
}

QStringList ThumbnailCache::remarksOf(const QImage& thumbnail) {
  return thumbnail.text(remarksKey).split(u'\n').mid(1);
}

void ThumbnailCache::load(const QString& sha256, const base::InsidePath& file) {
  if (pending_.size() >= mostPending) {
    pool_.clear();
    pending_.clear();
  }
  pending_.insert(sha256);
  const QString kept = folder_.isEmpty()
                           ? QString()
                           : folder_ + u'/' + sha256.left(2) + u'/' + sha256 + QStringLiteral(".png");
  const QPointer<ThumbnailCache> self(this);
  // The newest wish first: that is what is on the screen.
  pool_.start(
      [self, sha256, file, kept] {
        QImage image(kept);
        if (image.isNull() || image.text(remarksKey).isEmpty()) {
          const auto bytes = file.read(imaging::maxFileBytes);
          image = bytes ? pictureOf(*bytes, file.whole()) : QImage();
          const bool isTheFile = bytes && base::sha256(*bytes) == sha256.toStdString();
          if (!image.isNull() && isTheFile && !kept.isEmpty()) keep(kept, image);
        }
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, sha256, image] {
              if (!self.isNull()) self->take(sha256, image);
            },
            Qt::QueuedConnection);
      },
      ++order_);
}

void ThumbnailCache::take(const QString& sha256, const QImage& image) {
  pending_.remove(sha256);
  if (image.isNull()) {
    failed_.insert(sha256);
  } else {
    images_.insert(sha256, new QImage(image), image.sizeInBytes());
  }
  Q_EMIT ready(sha256);
}

}  // namespace chexgen::widgets
