#include "widgets/gallery/thumbnail_delegate.h"

#include <QImage>
#include <QPainter>
#include <algorithm>

#include "widgets/common/theme.h"

namespace chexgen::widgets {

namespace {

constexpr int captionHeight = 20;
constexpr int markHeight = 16;
constexpr int fullMarkFrom = 120;  // pixels; below, the mark is a letter

QFont secondaryFont(const QStyleOptionViewItem& option) {
  QFont font = option.font;
  font.setPixelSize(secondarySize);
  return font;
}

// A word in a corner of the picture, on its own ground so that it can be read over any grey.
void paintMark(QPainter& painter, const QRect& picture, Qt::Alignment corner, const QString& text,
               const QColor& colour) {
  const int width = painter.fontMetrics().horizontalAdvance(text) + spacing2;
  QRect mark(0, 0, width, markHeight);
  mark.moveTopLeft(picture.topLeft());
  if (corner & Qt::AlignRight) mark.moveRight(picture.right());
  if (corner & Qt::AlignBottom) mark.moveBottom(picture.bottom());
  QColor ground = tokens().surround;
  ground.setAlpha(190);
  painter.fillRect(mark, ground);
  painter.setPen(colour);
  painter.drawText(mark, Qt::AlignCenter, text);
}

}  // namespace

QSize ThumbnailDelegate::cell() const { return {side_ + spacing3, side_ + captionHeight + spacing3}; }

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  Q_UNUSED(option);
  Q_UNUSED(index);
  return cell();
}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  painter->save();
  painter->setFont(secondaryFont(option));
  const QRect frame(option.rect.left() + spacing3 / 2, option.rect.top() + spacing3 / 2, side_, side_);
  painter->fillRect(frame, tokens().surround);
  const auto picture = index.data(pictureRole).value<QImage>();
  if (!picture.isNull()) {
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    const QSize size = picture.size().scaled(frame.size(), Qt::KeepAspectRatio);
    painter->drawImage(QRect(frame.left() + (side_ - size.width()) / 2,
                             frame.top() + (side_ - size.height()) / 2, size.width(), size.height()),
                       picture);
  } else if (index.data(unreadableRole).toBool()) {
    painter->setPen(tokens(Theme::dark).secondary);
    painter->drawText(frame, Qt::AlignCenter | Qt::TextWordWrap, ThumbnailDelegate::tr("cannot be read"));
  }
  if (index.data(syntheticRole).toBool()) {
    paintMark(*painter, frame, Qt::AlignLeft | Qt::AlignBottom,
              side_ >= fullMarkFrom ? ThumbnailDelegate::tr("synthetic")
                                    : ThumbnailDelegate::tr("S", "synthetic, in short"),
              tokens(Theme::dark).synthetic);
  }
  if (const QString mark = index.data(markRole).toString(); !mark.isEmpty()) {
    const QVariant colour = index.data(markColourRole);
    paintMark(*painter, frame, Qt::AlignRight | Qt::AlignBottom, mark,
              colour.isValid() ? colour.value<QColor>() : tokens(Theme::dark).text);
  }
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QRect caption(frame.left(), frame.bottom() + 1, side_, captionHeight);
  painter->setPen(selected ? tokens().text : tokens().secondary);
  painter->drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, side_));
  if (selected) {
    painter->setPen(QPen(tokens().accent, 2));
    painter->drawRect(frame.adjusted(-2, -2, 2, 2));
  }
  // The keyboard's place, told apart from the selection.
  if (option.state.testFlag(QStyle::State_HasFocus)) {
    painter->setPen(QPen(tokens().text, 1, Qt::DotLine));
    painter->drawRect(frame.adjusted(-4, -4, 4, 4));
  }
  painter->restore();
}

}  // namespace chexgen::widgets
