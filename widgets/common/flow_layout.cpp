#include "widgets/common/flow_layout.h"

#include <QWidget>
#include <algorithm>

namespace chexgen::widgets {

FlowLayout::~FlowLayout() { qDeleteAll(items_); }

QLayoutItem* FlowLayout::takeAt(int index) {
  return index >= 0 && index < items_.size() ? items_.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const { return arrange(QRect(0, 0, width, 0), false); }

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const QLayoutItem* item : items_)
    if (!item->isEmpty()) size = size.expandedTo(item->minimumSize());
  return size.grownBy(contentsMargins());
}

QSize FlowLayout::sizeHint() const {
  QSize size;
  for (const QLayoutItem* item : items_) {
    if (item->isEmpty()) continue;
    const QSize hint = item->sizeHint();
    size = QSize(size.width() + hint.width() + (size.width() > 0 ? spacing() : 0),
                 std::max(size.height(), hint.height()));
  }
  return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

int FlowLayout::arrange(const QRect& rect, bool move) const {
  const QRect inside = rect.marginsRemoved(contentsMargins());
  QPoint at = inside.topLeft();
  QList<QPair<QLayoutItem*, QRect>> row;
  int rowHeight = 0;
  // The controls of a row share its middle line.
  const auto finishRow = [&] {
    for (const auto& [item, place] : row)
      if (move) item->setGeometry(place.translated(0, (rowHeight - place.height()) / 2));
    row.clear();
  };
  for (QLayoutItem* item : items_) {
    if (item->isEmpty()) continue;
    const QSize size = item->sizeHint().expandedTo(item->minimumSize());
    if (at.x() > inside.left() && at.x() + size.width() > inside.right() + 1) {
      finishRow();
      at = QPoint(inside.left(), at.y() + rowHeight + spacing());
      rowHeight = 0;
    }
    row.append({item, QRect(at, size)});
    at.rx() += size.width() + spacing();
    rowHeight = std::max(rowHeight, size.height());
  }
  finishRow();
  return at.y() + rowHeight - rect.top() + contentsMargins().bottom();
}

}  // namespace chexgen::widgets
