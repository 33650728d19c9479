// Paints one image of a gallery: the picture, what it is, its rating.
#pragma once

#include <QStyledItemDelegate>

namespace chexgen::widgets {

// What a model tells beside Qt::DisplayRole, the caption.
enum ThumbnailRole {
  pictureRole = Qt::UserRole + 100,  // QImage; null while it is not there yet
  unreadableRole,                    // bool: it never will be
  syntheticRole,                     // bool: it bears the mark of generated radiographs
  markRole,                          // QString: a word in the lower right corner
  markColourRole                     // QColor of it; that of text where there is none
};

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
