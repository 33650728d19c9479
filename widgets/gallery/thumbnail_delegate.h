// Paints one image of a gallery: the picture, what it is, its rating.
#pragma once

#include <QStyledItemDelegate>

namespace chexgen::widgets {

class ThumbnailDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  explicit ThumbnailDelegate(QObject* parent = nullptr) : QStyledItemDelegate(parent) {}

  void setSide(int side) { side_ = side; }
  // A picture with its caption and the space around it.
  [[nodiscard]] QSize cell() const;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  int side_ = 160;
};

}  // namespace chexgen::widgets
