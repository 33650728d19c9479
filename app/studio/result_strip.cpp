#include "app/studio/result_strip.h"

#include <QByteArrayView>
#include <QImage>
#include <QPainter>
#include <QPixmap>
#include <QPointer>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QThreadPool>
#include <algorithm>
#include <cstdint>

#include "core/base/file.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

namespace {

constexpr std::uint64_t longestPicture = 256U << 20U;  // bytes
constexpr int thumbnailSide = 88;
constexpr int stripHeight = 142;
constexpr int idRole = Qt::UserRole;

QPixmap framed(const QImage& image, qreal ratio) {
  QPixmap pixmap(QSize(thumbnailSide, thumbnailSide) * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(widgets::tokens().surround);
  if (image.isNull()) return pixmap;
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const QSize size = image.size().scaled(thumbnailSide, thumbnailSide, Qt::KeepAspectRatio);
  painter.drawImage(
      QRect(QPoint((thumbnailSide - size.width()) / 2, (thumbnailSide - size.height()) / 2), size), image);
  return pixmap;
}

// The same greys whether it is selected or not: the selection is shown by the frame around it.
QIcon thumbnail(const QImage& image, qreal ratio) {
  const QPixmap pixmap = framed(image, ratio);
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);
  return icon;
}

}  // namespace

ResultStrip::ResultStrip(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("resultStrip"));
  setAccessibleName(tr("Generated radiographs"));
  setViewMode(QListView::IconMode);
  setFlow(QListView::LeftToRight);
  setWrapping(false);
  setMovement(QListView::Static);
  setIconSize(QSize(thumbnailSide, thumbnailSide));
  setGridSize(QSize(thumbnailSide + 16, thumbnailSide + 30));
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFixedHeight(stripHeight);
  setUniformItemSizes(true);
  connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* now) {
    if (now != nullptr) Q_EMIT chosen(now->data(idRole).toLongLong());
  });
}

void ResultStrip::setImages(const std::vector<StripImage>& images) {
  const QSignalBlocker blocker(this);
  clear();
  items_.clear();
  for (const StripImage& image : images) {
    addItem(item(image));
    loadThumbnail(image);
  }
}

void ResultStrip::addNewest(const StripImage& image) {
  if (items_.contains(image.id)) return;
  const QSignalBlocker blocker(this);
  insertItem(0, item(image));
  loadThumbnail(image);
  horizontalScrollBar()->setValue(0);
}

void ResultStrip::select(std::int64_t id) {
  const QSignalBlocker blocker(this);
  setCurrentItem(items_.value(id, nullptr));
}

void ResultStrip::step(int delta) {
  if (count() > 0) setCurrentRow(std::clamp(std::max(currentRow(), 0) + delta, 0, count() - 1));
}

QListWidgetItem* ResultStrip::item(const StripImage& image) {
  auto* item = new QListWidgetItem(thumbnail({}, devicePixelRatioF()), image.caption);
  item->setData(idRole, static_cast<qlonglong>(image.id));
  item->setToolTip(image.details);
  item->setTextAlignment(Qt::AlignHCenter | Qt::AlignBottom);
  items_.insert(image.id, item);
  return item;
}

void ResultStrip::loadThumbnail(const StripImage& image) {
  const QPointer<ResultStrip> self(this);
  QThreadPool::globalInstance()->start([self, file = image.file, id = image.id] {
    const auto bytes = base::readFile(file, longestPicture);
    const QImage picture =
        bytes ? QImage::fromData(QByteArrayView(bytes->data(), static_cast<qsizetype>(bytes->size())))
              : QImage();
    // The strip may be gone by now; the queued call is then dropped with it.
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, picture, id] {
          if (self.isNull()) return;
          if (auto* item = self->items_.value(id, nullptr))
            item->setIcon(thumbnail(picture, self->devicePixelRatioF()));
        },
        Qt::QueuedConnection);
  });
}

}  // namespace chexgen::studio
