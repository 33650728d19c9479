#include "widgets/document/figure_view.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <utility>

#include "widgets/common/tokens.h"

namespace chexgen::widgets {

namespace {

using report::Ink;

constexpr double greatestScale = 1.5;  // of a point to a pixel

QColor mixed(const QColor& a, const QColor& b) {
  return QColor((a.red() + b.red()) / 2, (a.green() + b.green()) / 2, (a.blue() + b.blue()) / 2);
}

QColor colourOf(Ink ink) {
  const Tokens& theme = tokens();
  switch (ink) {
    case Ink::text: return theme.text;
    case Ink::faint: return theme.secondary;
    case Ink::grid: return theme.line;
    case Ink::onFill: return theme.window;
    case Ink::first: return theme.accent;
    case Ink::second: return theme.error;
    case Ink::third: return theme.ok;
    case Ink::fourth: return theme.synthetic;
    case Ink::fifth: return theme.warn;
    case Ink::sixth: return theme.text;
    case Ink::worst: return theme.error;
    case Ink::bad: return mixed(theme.error, theme.secondary);
    case Ink::middle: return theme.secondary;
    case Ink::good: return mixed(theme.accent, theme.secondary);
    case Ink::best: return theme.accent;
  }
  return theme.text;
}

QPen penFor(Ink ink, double width, bool dashed) {
  return QPen(colourOf(ink), width, dashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap);
}

struct Painter {
  QPainter& painter;

  void operator()(const report::Line& line) const {
    painter.setPen(penFor(line.ink, line.width, line.dashed));
    painter.drawLine(QPointF(line.x1, line.y1), QPointF(line.x2, line.y2));
  }
  void operator()(const report::Rectangle& rectangle) const {
    painter.fillRect(QRectF(rectangle.x, rectangle.y, rectangle.width, rectangle.height),
                     colourOf(rectangle.ink));
  }
  void operator()(const report::Circle& circle) const {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(circle.ink));
    painter.drawEllipse(QPointF(circle.x, circle.y), circle.radius, circle.radius);
    painter.setBrush(Qt::NoBrush);
  }
  void operator()(const report::Curve& curve) const {
    QPolygonF points;
    for (std::size_t i = 0; i < curve.x.size(); ++i) points << QPointF(curve.x[i], curve.y[i]);
    painter.setPen(penFor(curve.ink, curve.width, curve.dashed));
    painter.drawPolyline(points);
  }
  void operator()(const report::Words& words) const {
    QFont font = painter.font();
    font.setPixelSize(std::max(1, qRound(words.size)));
    painter.setFont(font);
    painter.setPen(colourOf(words.ink));
    const QString text = QString::fromStdString(words.text);
    const double width = QFontMetricsF(font).horizontalAdvance(text);
    const double left = words.anchor == report::Words::Anchor::start    ? words.x
                        : words.anchor == report::Words::Anchor::middle ? words.x - width / 2
                                                                        : words.x - width;
    painter.drawText(QPointF(left, words.y), text);
  }
};

}  // namespace

FigureView::FigureView(report::Figure figure, QWidget* parent) : QWidget(parent), figure_(std::move(figure)) {
  setAccessibleName(QString::fromStdString(figure_.caption));
  setAccessibleDescription(QString::fromStdString(figure_.description));
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

double FigureView::scaleFor(int width) const { return std::min(greatestScale, width / figure_.width); }

QSize FigureView::sizeHint() const {
  return {qRound(figure_.width * greatestScale), qRound(figure_.height * greatestScale)};
}

int FigureView::heightForWidth(int width) const { return qRound(figure_.height * scaleFor(width)); }

void FigureView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double scale = scaleFor(width());
  painter.scale(scale, scale);
  for (const report::Shape& shape : figure_.shapes) std::visit(Painter{painter}, shape);
}

}  // namespace chexgen::widgets
