#include "widgets/charts/curve_view.h"

#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QLabel>
#include <QLegend>
#include <QLegendMarker>
#include <QLineSeries>
#include <QLocale>
#include <QLogValueAxis>
#include <QMouseEvent>
#include <QScatterSeries>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "widgets/charts/smoothing.h"
#include "widgets/common/theme.h"

namespace chexgen::widgets {

namespace {

constexpr double lineWidth = 1.5;
constexpr float faint = 0.3F;  // of the unsmoothed curve behind the smoothed one
constexpr double pointSize = 7;

struct Look {
  QColor colour;
  Qt::PenStyle line;
};

// Colour and line pattern: neither carries the meaning alone.
Look lookOf(std::size_t place) {
  const Tokens& colours = tokens();
  const std::array<Look, 5> looks{{{colours.accent, Qt::SolidLine},
                                   {colours.warn, Qt::DashLine},
                                   {colours.ok, Qt::DotLine},
                                   {colours.synthetic, Qt::DashDotLine},
                                   {colours.error, Qt::DashDotDotLine}}};
  return looks.at(place % looks.size());
}

bool isShown(double value, bool logarithmic) { return std::isfinite(value) && (!logarithmic || value > 0); }

QList<QPointF> pointsOf(const std::vector<double>& steps, const std::vector<double>& values,
                        bool logarithmic) {
  QList<QPointF> points;
  for (std::size_t i = 0; i < std::min(steps.size(), values.size()); ++i)
    if (isShown(values[i], logarithmic)) points.append({steps[i], values[i]});
  return points;
}

void styleAxis(QAbstractAxis* axis) {
  QFont font;
  font.setPixelSize(secondarySize);
  axis->setLabelsFont(font);
  axis->setTitleFont(font);
  axis->setLabelsColor(tokens().secondary);
  axis->setTitleBrush(tokens().secondary);
  axis->setLinePenColor(tokens().line);
  axis->setGridLineColor(tokens().line);
}

}  // namespace

CurveView::CurveView(QWidget* parent)
    : QWidget(parent), chart_(new QChart), view_(new QChartView(chart_)), values_(new QLabel) {
  setAccessibleName(tr("Curves"));
  view_->setRenderHint(QPainter::Antialiasing);
  view_->setFrameShape(QFrame::NoFrame);
  view_->setRubberBand(QChartView::HorizontalRubberBand);
  view_->setToolTip(tr("Drag to look closer, right click to step back"));
  view_->viewport()->setMouseTracking(true);
  view_->viewport()->installEventFilter(this);
  setRole(values_, "secondary");
  values_->setTextFormat(Qt::PlainText);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(view_, 1);
  layout->addWidget(values_);
  chart_->setMargins(QMargins(0, 0, 0, 0));
  draw();
}

void CurveView::setCurves(std::vector<Curve> curves) {
  curves_ = std::move(curves);
  draw();
}

void CurveView::setSmoothness(double smoothness) {
  smoothness_ = smoothness;
  draw();
}

void CurveView::setLogarithmic(bool logarithmic) {
  logarithmic_ = logarithmic;
  draw();
}

void CurveView::draw() {
  chart_->removeAllSeries();
  for (QAbstractAxis* axis : chart_->axes()) {
    chart_->removeAxis(axis);
    delete axis;  // NOLINT(cppcoreguidelines-owning-memory): given back by the chart
  }
  chart_->setBackgroundBrush(tokens().panel);
  chart_->setBackgroundRoundness(0);
  chart_->legend()->setLabelColor(tokens().text);
  chart_->legend()->setAlignment(Qt::AlignTop);
  chart_->legend()->setShowToolTips(true);
  auto* steps = new QValueAxis;
  steps->setTitleText(tr("step"));
  steps->setLabelFormat(QStringLiteral("%d"));
  auto* values = logarithmic_ ? static_cast<QAbstractAxis*>(new QLogValueAxis) : new QValueAxis;
  if (auto* linear = qobject_cast<QValueAxis*>(values)) linear->setLabelFormat(QStringLiteral("%.3g"));
  if (auto* log = qobject_cast<QLogValueAxis*>(values)) log->setLabelFormat(QStringLiteral("%.3g"));
  chart_->addAxis(steps, Qt::AlignBottom);
  chart_->addAxis(values, Qt::AlignLeft);
  double first = 0, last = 10, least = HUGE_VAL, greatest = -HUGE_VAL;
  const auto add = [&](QXYSeries* series, const QList<QPointF>& points, bool inLegend) {
    series->replace(points);
    chart_->addSeries(series);
    series->attachAxis(steps);
    series->attachAxis(values);
    for (QLegendMarker* marker : chart_->legend()->markers(series)) marker->setVisible(inLegend);
    for (const QPointF& point : points) {
      last = std::max(last, point.x());
      least = std::min(least, point.y());
      greatest = std::max(greatest, point.y());
    }
  };
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    const Curve& curve = curves_[i];
    const Look look = lookOf(i);
    const bool smooth = smoothness_ > 0 && !curve.pointed;
    const auto raw = pointsOf(curve.steps, curve.values, logarithmic_);
    if (smooth) {
      auto* behind = new QLineSeries;
      QColor colour = look.colour;
      colour.setAlphaF(faint);
      behind->setPen(QPen(colour, 1));
      add(behind, raw, false);
    }
    auto* line = new QLineSeries;
    line->setName(curve.name.toHtmlEscaped());  // the legend shows pages
    line->setPen(QPen(look.colour, lineWidth, look.line));
    add(line, smooth ? pointsOf(curve.steps, smoothed(curve.values, smoothness_), logarithmic_) : raw, true);
    const auto dots = [&](const QList<QPointF>& points, QScatterSeries::MarkerShape shape) {
      auto* series = new QScatterSeries;
      series->setMarkerShape(shape);
      series->setMarkerSize(pointSize);
      series->setColor(look.colour);
      series->setBorderColor(tokens().panel);
      add(series, points, false);
    };
    if (curve.pointed) dots(raw, QScatterSeries::MarkerShapeCircle);
    QList<QPointF> marks;
    for (const double step : curve.marks) {
      const auto nearest = std::lower_bound(curve.steps.begin(), curve.steps.end(), step);
      if (nearest == curve.steps.end()) continue;
      const double value = curve.values[static_cast<std::size_t>(nearest - curve.steps.begin())];
      if (isShown(value, logarithmic_)) marks.append({*nearest, value});
    }
    if (!marks.isEmpty()) dots(marks, QScatterSeries::MarkerShapeRectangle);
  }
  steps->setRange(first, last);
  if (least > greatest) {
    least = logarithmic_ ? 0.1 : 0;
    greatest = 1;
  }
  const double room = logarithmic_ ? 0 : 0.05 * std::max(greatest - least, 1e-9);
  values->setRange(least - room, logarithmic_ ? std::max(greatest, least * 1.01) : greatest + room);
  styleAxis(steps);
  styleAxis(values);
  values_->setText(curves_.empty() ? QString()
                                   : tr("Squares are checkpoints. Point at a step to see its values."));
}

QString CurveView::valuesAt(double step) const {
  QStringList parts;
  const QLocale locale;
  for (const Curve& curve : curves_) {
    if (curve.steps.empty()) continue;
    auto nearest = std::lower_bound(curve.steps.begin(), curve.steps.end(), step);
    if (nearest == curve.steps.end() ||
        (nearest != curve.steps.begin() && step - *std::prev(nearest) < *nearest - step))
      --nearest;
    const auto place = static_cast<std::size_t>(nearest - curve.steps.begin());
    parts << tr("%1: %2 at step %3")
                 .arg(curve.name, locale.toString(curve.values[place], 'g', 4),
                      locale.toString(*nearest, 'f', 0));
  }
  return parts.join(QStringLiteral("  ·  "));
}

bool CurveView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::MouseMove && !curves_.empty()) {
    const QPointF place = static_cast<QMouseEvent*>(event)->position();  // NOLINT: told by its type
    values_->setText(
        valuesAt(chart_->mapToValue(chart_->mapFromScene(view_->mapToScene(place.toPoint()))).x()));
  }
  return QWidget::eventFilter(watched, event);
}

void CurveView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange) draw();
}

}  // namespace chexgen::widgets
