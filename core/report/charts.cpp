#include "core/report/charts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/number_text.h"

namespace chexgen::report {
namespace {

using Anchor = Words::Anchor;

constexpr double chartWidth = 480;
constexpr double labelWidth = 130;
constexpr double rowHeight = 22;
constexpr double barHeight = 14;
constexpr double letterWidth = 4.9;  // of the usual size, on average
constexpr std::size_t longestLabel = 26;

std::string shortened(const std::string& text) {
  if (text.size() <= longestLabel) return text;
  std::size_t end = longestLabel - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // whole characters
  return text.substr(0, end) + "…";
}

// Step i of n on the scale from worst to best.
Ink stepInk(std::size_t i, std::size_t n) {
  const double place = n > 1 ? 4.0 * static_cast<double>(i) / static_cast<double>(n - 1) : 2.0;
  return static_cast<Ink>(static_cast<int>(Ink::worst) + static_cast<int>(std::lround(place)));
}

Ink seriesInk(std::size_t i) {
  return static_cast<Ink>(static_cast<int>(Ink::first) + static_cast<int>(i % 6));
}

// 1, 2 or 5 times a power of ten, so that about five steps fill the range.
double tickStep(double range) {
  const double rough = range / 5;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (rough <= factor * power) return factor * power;
  return 10 * power;
}

// Beyond this the steps of an axis can no longer be told apart, and the sums that place them overflow.
constexpr double largestDrawn = 1e12;

// Where a value is drawn: one that is far out, or no number at all, at the end of the axis.
double bounded(double value) {
  return std::isnan(value) ? 0 : std::clamp(value, -largestDrawn, largestDrawn);
}

struct Axis {
  double low = 0, high = 1, step = 1;
  int ticks = 1;  // steps between low and high
};

Axis axisFor(const std::vector<IntervalRow>& rows, std::optional<double> reference) {
  double low = bounded(reference.value_or(rows.front().value)), high = low;
  for (const IntervalRow& row : rows) {
    low = std::min(low, bounded(row.interval ? row.interval->first : row.value));
    high = std::max(high, bounded(row.interval ? row.interval->second : row.value));
  }
  // Values that are all but one have an axis, too.
  if (high - low < 1e-9 * std::max(1.0, std::abs(high))) {
    const double least = std::max(1.0, std::abs(high) * 1e-6);
    low -= least / 2;
    high += least / 2;
  }
  Axis axis{.step = tickStep(high - low)};
  axis.low = std::floor(low / axis.step) * axis.step;
  axis.ticks = static_cast<int>(std::lround(std::ceil((high - axis.low) / axis.step)));
  axis.high = axis.low + axis.ticks * axis.step;
  return axis;
}

std::string axisText(double tick, const Axis& axis) {
  constexpr double shortest = 1e7;  // from here on an exponent is
  if (std::max(std::abs(axis.low), std::abs(axis.high)) >= shortest) return base::significantText(tick, 6);
  return base::readableText(tick, std::max(0, static_cast<int>(-std::floor(std::log10(axis.step) + 1e-9))));
}

// Squares with their meaning below a chart, in as many rows as they need; gives the height that they take.
double addLegend(Figure& figure, const std::vector<std::pair<std::string, Ink>>& entries, double top) {
  double x = 0, y = top;
  for (const auto& [text, ink] : entries) {
    const double width = 26 + letterWidth * static_cast<double>(text.size());
    if (x > 0 && x + width > figure.width) {
      x = 0;
      y += 15;
    }
    figure.shapes.push_back(Rectangle{x, y, 9, 9, ink});
    figure.shapes.push_back(Words{x + 13, y + 8, text, Anchor::start, Ink::text, 8.5});
    x += width;
  }
  return y + 15 - top;
}

}  // namespace

Figure likertChart(const std::vector<LikertBar>& bars, const std::vector<std::string>& steps,
                   const std::string& caption) {
  Figure figure{.caption = caption, .description = caption, .width = chartWidth};
  const std::size_t n = steps.size();
  // The middle step is halved; of an even number none is.
  const auto leftShare = [n](const std::vector<double>& shares) {
    double left = 0;
    for (std::size_t i = 0; i < n / 2; ++i) left += shares[i];
    return n % 2 == 1 ? left + shares[n / 2] / 2 : left;
  };
  const double middle = labelWidth + (chartWidth - labelWidth - 40) / 2;
  const double unit = (chartWidth - labelWidth - 40) / 2;  // of a whole
  double y = 4;
  for (const LikertBar& bar : bars) {
    const auto total =
        static_cast<double>(std::accumulate(bar.counts.begin(), bar.counts.end(), std::size_t{0}));
    figure.shapes.push_back(
        Words{labelWidth - 8, y + barHeight - 3, shortened(bar.label), Anchor::end, Ink::text, 9});
    figure.description += "; " + bar.label + ":";
    std::vector<double> shares(n, 0);
    for (std::size_t i = 0; i < n && i < bar.counts.size(); ++i)
      shares[i] = total > 0 ? static_cast<double>(bar.counts[i]) / total : 0;
    double x = middle - unit * leftShare(shares);
    for (std::size_t i = 0; i < n; ++i) {
      const double width = unit * shares[i];
      const std::string count = std::to_string(i < bar.counts.size() ? bar.counts[i] : 0);
      figure.description += " " + count + " " + steps[i] + (i + 1 < n ? "," : "");
      if (width <= 0) continue;
      figure.shapes.push_back(Rectangle{x, y, width, barHeight, stepInk(i, n)});
      if (width > 6 + letterWidth * static_cast<double>(count.size()))
        figure.shapes.push_back(
            Words{x + width / 2, y + barHeight - 4, count, Anchor::middle, Ink::onFill, 8});
      x += width;
    }
    figure.shapes.push_back(Words{chartWidth, y + barHeight - 3, "n = " + base::readableText(total, 0),
                                  Anchor::end, Ink::faint, 8});
    y += rowHeight;
  }
  // Behind the bars, so that it hides no number.
  figure.shapes.insert(figure.shapes.begin(), Line{middle, 0, middle, y - 4, Ink::faint, 0.7, true});
  std::vector<std::pair<std::string, Ink>> legend;
  for (std::size_t i = 0; i < n; ++i) legend.emplace_back(steps[i], stepInk(i, n));
  figure.height = y + 6 + addLegend(figure, legend, y + 6);
  return figure;
}

Figure rocChart(const std::vector<RocLine>& lines, const std::string& caption) {
  constexpr double side = 230, left = 46, top = 8;
  Figure figure{.caption = caption, .description = caption, .width = chartWidth, .height = top + side + 40};
  for (int i = 0; i <= 5; ++i) {
    const double share = i / 5.0, x = left + side * share, y = top + side * (1 - share);
    figure.shapes.push_back(Line{x, top, x, top + side, Ink::grid, 0.6});
    figure.shapes.push_back(Line{left, y, left + side, y, Ink::grid, 0.6});
    figure.shapes.push_back(
        Words{x, top + side + 13, base::readableText(share, 1), Anchor::middle, Ink::faint, 8});
    figure.shapes.push_back(Words{left - 5, y + 3, base::readableText(share, 1), Anchor::end, Ink::faint, 8});
  }
  figure.shapes.push_back(Line{left, top + side, left + side, top, Ink::faint, 0.8, true});
  figure.shapes.push_back(
      Words{left + side / 2, top + side + 28, "real called synthetic", Anchor::middle, Ink::text, 9});
  figure.shapes.push_back(
      Words{left + side + 18, top + 8, "synthetic called synthetic (upwards)", Anchor::start, Ink::text, 9});
  double y = top + 30;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Curve curve{.x = {}, .y = {}, .ink = seriesInk(i), .width = 1.8, .dashed = i >= 6};
    for (const auto& [falsely, truly] : lines[i].points) {
      curve.x.push_back(left + side * falsely);
      curve.y.push_back(top + side * (1 - truly));
    }
    figure.shapes.push_back(std::move(curve));
    figure.shapes.push_back(Line{left + side + 18, y - 3, left + side + 36, y - 3, seriesInk(i), 2, i >= 6});
    figure.shapes.push_back(Words{left + side + 42, y, lines[i].label, Anchor::start, Ink::text, 9});
    figure.description += "; " + lines[i].label;
    y += 16;
  }
  return figure;
}

Figure intervalChart(const std::vector<IntervalRow>& rows, std::optional<double> reference,
                     const std::string& axis, const std::string& caption) {
  Figure figure{.caption = caption, .description = caption, .width = chartWidth};
  if (rows.empty()) return figure;
  const Axis axisOf = axisFor(rows, reference);
  constexpr double left = labelWidth, right = chartWidth - 110;
  const auto place = [&](double value) {
    return left + (right - left) * (bounded(value) - axisOf.low) / (axisOf.high - axisOf.low);
  };
  const double bottom = rowHeight * static_cast<double>(rows.size()) + 4;
  for (int i = 0; i <= axisOf.ticks; ++i) {
    const double tick = axisOf.low + i * axisOf.step;
    figure.shapes.push_back(Line{place(tick), 0, place(tick), bottom, Ink::grid, 0.6});
    figure.shapes.push_back(
        Words{place(tick), bottom + 12, axisText(tick, axisOf), Anchor::middle, Ink::faint, 8});
  }
  if (reference)
    figure.shapes.push_back(Line{place(*reference), 0, place(*reference), bottom, Ink::faint, 1, true});
  double y = rowHeight / 2 + 2;
  for (const IntervalRow& row : rows) {
    std::string shown = base::readableText(row.value, 2);
    if (row.interval) {
      figure.shapes.push_back(
          Line{place(row.interval->first), y, place(row.interval->second), y, Ink::first, 1.6});
      shown += " (" + base::readableText(row.interval->first, 2) + " to " +
               base::readableText(row.interval->second, 2) + ")";
    }
    figure.shapes.push_back(Circle{place(row.value), y, 3.2, Ink::first});
    figure.shapes.push_back(Words{left - 8, y + 3, shortened(row.label), Anchor::end, Ink::text, 9});
    figure.shapes.push_back(Words{chartWidth, y + 3, shown, Anchor::end, Ink::text, 8});
    figure.description += "; " + row.label + ": " + shown;
    y += rowHeight;
  }
  figure.shapes.push_back(Words{(left + right) / 2, bottom + 26, axis, Anchor::middle, Ink::text, 9});
  figure.height = bottom + 32;
  return figure;
}

}  // namespace chexgen::report
