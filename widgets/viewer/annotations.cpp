#include "widgets/viewer/annotations.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "widgets/common/tokens.h"

namespace chexgen::widgets {

namespace {

// The picture is dark in both themes, so what lies over it has the dark theme's colours.
const Tokens& ink() { return tokens(Theme::dark); }

QColor faded(QColor colour, float alpha) {
  colour.setAlphaF(alpha);
  return colour;
}

QFont textFont(const QPainter& painter, int pixels, bool bold = false) {
  QFont font = painter.font();
  font.setPixelSize(pixels);
  font.setBold(bold);
  return font;
}

// With a dark rim, so that it can be read over white bone as well.
void drawText(QPainter& painter, const QRectF& place, int flags, const QString& text, const QColor& colour) {
  painter.setPen(faded(ink().surround, 0.8F));
  for (const QPointF shift : {QPointF(-1, 0), QPointF(1, 0), QPointF(0, -1), QPointF(0, 1), QPointF(1, 1)}) {
    painter.drawText(place.translated(shift), flags, text);
  }
  painter.setPen(colour);
  painter.drawText(place, flags, text);
}

// From image pixels to the widget.
class Mapping {
 public:
  Mapping(const Viewport& viewport, double scale) : viewport_(viewport), scale_(scale) {}
  [[nodiscard]] QPointF point(const QPointF& imagePoint) const {
    return viewport_.toScreen(imagePoint) / scale_;
  }
  [[nodiscard]] QRectF rectangle(const QRectF& image) const {
    return {point(image.topLeft()), point(image.bottomRight())};
  }
  [[nodiscard]] double length(double image) const { return image * viewport_.look().zoom / scale_; }

 private:
  const Viewport& viewport_;
  double scale_;
};

void paintLabels(QPainter& painter, const Pane& pane, const Mapping& map) {
  if (pane.labels.isNull()) return;
  painter.drawImage(map.rectangle({QPointF(), pane.viewport.imageSize()}), pane.labels);
}

void paintHandles(QPainter& painter, const QRectF& frame, const QColor& colour) {
  constexpr double size = 7;
  painter.setPen(QPen(ink().surround, 1));
  painter.setBrush(colour);
  const double xs[] = {frame.left(), frame.center().x(), frame.right()};
  const double ys[] = {frame.top(), frame.center().y(), frame.bottom()};
  for (const double x : xs) {
    for (const double y : ys) {
      if (QPointF(x, y) != frame.center()) painter.drawRect(QRectF(x - size / 2, y - size / 2, size, size));
    }
  }
  painter.setBrush(Qt::NoBrush);
}

// The letter on a plate in the box's colour at its upper left corner, above the box where there is room; the
// label beside.
void paintBoxName(QPainter& painter, const OverlayBox& box, const QRectF& frame, const QRectF& area) {
  constexpr double plateHeight = 16;
  constexpr double pad = 5;
  painter.setFont(textFont(painter, secondarySize, true));
  const double letterWidth = painter.fontMetrics().horizontalAdvance(box.letter) + 2 * pad;
  const double top = frame.top() - plateHeight >= area.top() ? frame.top() - plateHeight : frame.top();
  const double left = std::max(frame.left() - 1, area.left());
  const QRectF plate(left, top, letterWidth, plateHeight);
  painter.fillRect(plate, box.colour);
  painter.setPen(box.colour.lightnessF() > 0.5F ? ink().surround : ink().text);
  painter.drawText(plate, Qt::AlignCenter, QString(box.letter));

  painter.setFont(textFont(painter, secondarySize));
  const double labelWidth = painter.fontMetrics().horizontalAdvance(box.label) + pad;
  if (box.label.isEmpty() || (!box.selected && letterWidth + labelWidth > frame.width())) return;
  const QRectF beside(plate.right(), top, labelWidth + pad, plateHeight);
  painter.fillRect(beside, faded(ink().surround, 0.75F));
  painter.setPen(ink().text);
  painter.drawText(beside, Qt::AlignCenter, box.label);
}

void paintBoxes(QPainter& painter, const Pane& pane, const Mapping& map, const QRectF& area) {
  painter.setBrush(Qt::NoBrush);
  for (const OverlayBox& box : pane.overlay.boxes) {
    const QRectF frame = map.rectangle(box.rectangle);
    const double line = box.selected ? 2 : 1.5;
    painter.setPen(QPen(faded(ink().surround, 0.7F), line + 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(frame);
    painter.setPen(QPen(box.colour, line, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(frame);
    paintBoxName(painter, box, frame, area);
    if (box.selected) paintHandles(painter, frame, box.colour);
  }
}

void paintPolygon(QPainter& painter, const Pane& pane, const Mapping& map) {
  QPolygonF line;
  for (const QPointF& corner : pane.overlay.polygon) line << map.point(corner);
  if (line.isEmpty()) return;
  painter.setPen(QPen(faded(ink().surround, 0.7F), 3.5));
  painter.drawPolyline(line);
  painter.setPen(QPen(ink().accent, 1.5));
  painter.drawPolyline(line);
  painter.setBrush(ink().accent);
  painter.setPen(QPen(ink().surround, 1));
  for (const QPointF& corner : line) {
    const double radius = &corner == &line.constFirst() ? 4.5 : 3;  // the first is where it closes
    painter.drawEllipse(corner, radius, radius);
  }
  painter.setBrush(Qt::NoBrush);
}

void paintBrush(QPainter& painter, const Pane& pane, const Mapping& map) {
  if (!pane.overlay.brush) return;
  const QPointF centre = map.point(pane.overlay.brush->centre);
  const double radius = map.length(pane.overlay.brush->radius);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(faded(ink().surround, 0.8F), 3));
  painter.drawEllipse(centre, radius, radius);
  painter.setPen(QPen(ink().text, 1));
  painter.drawEllipse(centre, radius, radius);
}

constexpr double platePad = 6;

// What must be read over any grey stands on it, with 4.5 : 1 over white as well: a rim alone leaves colours
// weak over middle greys.
void paintPlate(QPainter& painter, const QRectF& plate) {
  QPainterPath shape;
  shape.addRoundedRect(plate, cornerRadius, cornerRadius);
  painter.fillPath(shape, faded(ink().surround, 0.85F));
}

// Returns how much of the lower right corner it takes.
double paintSyntheticMark(QPainter& painter, const QRectF& inner) {
  const QString text =
      QCoreApplication::translate("chexgen::widgets::Viewer", "Synthetic · not for diagnosis");
  constexpr double pad = platePad;
  painter.setFont(textFont(painter, secondarySize, true));
  // In a viewport that is too narrow for one line it takes two.
  const QRectF room = inner.adjusted(pad, 0, -pad, 0);
  const QRectF lines = painter.boundingRect(room, Qt::AlignRight | Qt::AlignBottom | Qt::TextWordWrap, text);
  const QRectF plate(inner.right() - lines.width() - 2 * pad, inner.bottom() - lines.height() - pad,
                     lines.width() + 2 * pad, lines.height() + pad);
  paintPlate(painter, plate);
  painter.setPen(ink().synthetic);
  painter.drawText(plate, Qt::AlignCenter | Qt::TextWordWrap, text);
  return plate.height();
}

void paintCornerTexts(QPainter& painter, const Pane& pane, const QRectF& inner, double markHeight) {
  painter.setFont(textFont(painter, secondarySize));
  const std::array<std::pair<Qt::Corner, int>, 4> places{
      {{Qt::TopLeftCorner, Qt::AlignTop | Qt::AlignLeft},
       {Qt::TopRightCorner, Qt::AlignTop | Qt::AlignRight},
       {Qt::BottomLeftCorner, Qt::AlignBottom | Qt::AlignLeft},
       {Qt::BottomRightCorner, Qt::AlignBottom | Qt::AlignRight}}};
  for (const auto& [corner, alignment] : places) {
    const QString& text = pane.corners[static_cast<std::size_t>(corner)];
    if (text.isEmpty()) continue;
    const double above = corner == Qt::BottomRightCorner && markHeight > 0 ? markHeight + spacing1 : 0;
    drawText(painter, inner.adjusted(0, 0, 0, -above), alignment, text, ink().text);
  }
}

// Small in the lower left corner, whether or not overlays are shown: what is amiss with the picture is no
// decoration. Beside the mark in the other corner, and above a text that stands in this one.
void paintRemarks(QPainter& painter, const Pane& pane, const QRectF& inner, bool beside) {
  const auto& remarks = pane.viewport.image()->remarks;
  if (remarks.empty()) return;
  constexpr double besideShare = 0.6;
  constexpr std::size_t shown = 4;
  QStringList lines;
  for (std::size_t i = 0; i < std::min(shown, remarks.size()); ++i)
    lines << QString::fromStdString(remarks[i]);
  if (remarks.size() > shown) lines.last() += QStringLiteral(" …");
  painter.setFont(textFont(painter, secondarySize));
  const int flags = Qt::AlignBottom | Qt::AlignLeft | Qt::TextWordWrap;
  QRectF room = inner.adjusted(0, 0, beside ? -(1 - besideShare) * inner.width() : 0, 0);
  const QString& below = pane.corners[static_cast<std::size_t>(Qt::BottomLeftCorner)];
  if (!below.isEmpty()) room.adjust(0, 0, 0, -painter.boundingRect(room, flags, below).height() - spacing1);
  room.adjust(platePad, 0, -platePad, -platePad / 2);
  const QString text = lines.join(u'\n');
  const QRectF written = painter.boundingRect(room, flags, text);
  paintPlate(painter, written.adjusted(-platePad, -platePad / 2, platePad, platePad / 2));
  painter.setPen(ink().warn);
  painter.drawText(written, flags, text);
}

void paintOrientation(QPainter& painter, const QRectF& inner) {
  painter.setFont(textFont(painter, titleSize, true));
  const auto tag = [&](const char* letter, Qt::Alignment side) {
    drawText(painter, inner, static_cast<int>(side | Qt::AlignVCenter),
             QCoreApplication::translate("chexgen::widgets::Viewer", letter, "side of the patient"),
             ink().secondary);
  };
  tag(QT_TRANSLATE_NOOP("chexgen::widgets::Viewer", "R"), Qt::AlignLeft);
  tag(QT_TRANSLATE_NOOP("chexgen::widgets::Viewer", "L"), Qt::AlignRight);
}

}  // namespace

void annotate(QPainter& painter, const Pane& pane, const Annotation& how) {
  if (pane.viewport.image()) {
    const Mapping map(pane.viewport, how.scale);
    const QRectF inner = how.area.adjusted(spacing2, spacing2, -spacing2, -spacing2);
    if (how.overlays) paintLabels(painter, pane, map);
    painter.setRenderHint(QPainter::Antialiasing);
    if (how.overlays) paintBoxes(painter, pane, map, how.area);
    paintPolygon(painter, pane, map);
    paintBrush(painter, pane, map);
    if (how.overlays && pane.orientationTags) paintOrientation(painter, inner);
    const double markHeight = pane.synthetic ? paintSyntheticMark(painter, inner) : 0;
    if (how.overlays) paintCornerTexts(painter, pane, inner, markHeight);
    paintRemarks(
        painter, pane, inner,
        markHeight > 0 ||
            (how.overlays && !pane.corners[static_cast<std::size_t>(Qt::BottomRightCorner)].isEmpty()));
    painter.setRenderHint(QPainter::Antialiasing, false);
  }
  if (how.framed) {
    painter.setPen(QPen(ink().accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(how.area.adjusted(0, 0, -1, -1));
  }
}

}  // namespace chexgen::widgets
