#include "widgets/compare/histogram_view.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "widgets/common/theme.h"

namespace chexgen::widgets {

namespace {

constexpr std::size_t mostShown = 4;
constexpr int wantedHeight = 120;
constexpr int bins = 64;  // of four greys each: a smoother line, the same picture

struct Look {
  QColor colour;
  Qt::PenStyle line;
};

Look lookOf(std::size_t place) {
  const Tokens& colours = tokens();
  const std::array<Look, mostShown> looks{{{colours.accent, Qt::SolidLine},
                                           {colours.warn, Qt::DashLine},
                                           {colours.ok, Qt::DotLine},
                                           {colours.synthetic, Qt::DashDotLine}}};
  return looks.at(place);
}

}  // namespace

HistogramView::HistogramView(QWidget* parent) : QWidget(parent) {
  setMinimumHeight(wantedHeight);
  setAccessibleName(tr("Histogram of greys"));
}

void HistogramView::setImages(const std::vector<imaging::Image8>& images) {
  histograms_.clear();
  for (const imaging::Image8& image : images) {
    if (histograms_.size() == mostShown) break;
    Histogram counts{};
    for (const std::uint8_t grey : image.pixels) counts.at(grey) += 1;
    for (double& count : counts) count /= static_cast<double>(std::max<std::size_t>(image.pixels.size(), 1));
    histograms_.push_back(counts);
  }
  update();
}

void HistogramView::paintEvent(QPaintEvent* event) {
  Q_UNUSED(event);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(secondarySize);
  painter.setFont(font);
  painter.fillRect(rect(), tokens().panel);
  const int textHeight = painter.fontMetrics().height();
  const QRectF plot = QRectF(rect()).adjusted(spacing3, spacing2, -spacing3, -textHeight - spacing1);
  std::vector<std::array<double, bins>> lines;
  double most = 0;
  for (const Histogram& histogram : histograms_) {
    std::array<double, bins> line{};
    for (std::size_t grey = 0; grey < histogram.size(); ++grey)
      line.at(grey * bins / 256) += histogram.at(grey);
    // Black borders would press everything else flat: the ends may go out of the picture.
    for (int bin = 1; bin + 1 < bins; ++bin) most = std::max(most, line.at(static_cast<std::size_t>(bin)));
    lines.push_back(line);
  }
  painter.setPen(tokens().line);
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  painter.setPen(tokens().secondary);
  painter.drawText(QPointF(plot.left(), height() - spacing1), tr("black"));
  const QString white = tr("white");
  painter.drawText(
      QPointF(plot.right() - painter.fontMetrics().horizontalAdvance(white), height() - spacing1), white);
  painter.save();
  painter.setClipRect(plot);
  for (std::size_t place = 0; place < lines.size(); ++place) {
    QPainterPath path;
    for (int bin = 0; bin < bins; ++bin) {
      const double share = most > 0 ? lines[place].at(static_cast<std::size_t>(bin)) / most : 0;
      const QPointF point(plot.left() + plot.width() * (bin + 0.5) / bins,
                          plot.bottom() - share * plot.height());
      bin == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    painter.setPen(QPen(lookOf(place).colour, 1.5, lookOf(place).line));
    painter.drawPath(path);
  }
  painter.restore();
  double x = width() / 2.0 - 24.0 * static_cast<double>(lines.size()) / 2;
  for (std::size_t place = 0; lines.size() > 1 && place < lines.size(); ++place, x += 24) {
    const double y = height() - spacing1 - textHeight / 3.0;
    painter.setPen(QPen(lookOf(place).colour, 1.5, lookOf(place).line));
    painter.drawLine(QPointF(x, y), QPointF(x + 12, y));
    painter.drawText(QPointF(x + 14, height() - spacing1), QString(QChar('A' + static_cast<int>(place))));
  }
}

}  // namespace chexgen::widgets
