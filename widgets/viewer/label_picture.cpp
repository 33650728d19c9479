#include "widgets/viewer/label_picture.h"

#include <algorithm>
#include <array>

namespace chexgen::widgets {

namespace {

std::array<QRgb, 256> labelColours(const Overlay& style) {
  std::array<QRgb, 256> table{};
  for (std::size_t label = 1; label < style.colours.size(); ++label) {
    QColor colour = style.colours[label];
    if (!colour.isValid()) continue;
    colour.setAlphaF(static_cast<float>(std::clamp(style.opacity, 0.0, 1.0)) * colour.alphaF());
    table[label] = qPremultiply(colour.rgba());
  }
  return table;
}

}  // namespace

QRect drawLabels(const imaging::Image8& labels, const QRect& region, const Overlay& style, QImage& picture) {
  if (labels.width <= 0 || labels.channels != 1 || !imaging::checkImage(labels)) {
    picture = {};
    return {};
  }
  const QSize size(labels.width, labels.height);
  QRect part = region.intersected(QRect(QPoint(), size));
  if (picture.size() != size) {
    picture = QImage(size, QImage::Format_ARGB32_Premultiplied);
    part = picture.rect();
  }
  const auto table = labelColours(style);
  for (int y = part.top(); y <= part.bottom(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(picture.scanLine(y));
    const std::uint8_t* source = labels.pixels.data() + labels.index(0, y);
    for (int x = part.left(); x <= part.right(); ++x) line[x] = table[source[x]];
  }
  return part;
}

}  // namespace chexgen::widgets
