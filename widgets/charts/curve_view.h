// Curves of a training: one or several runs over their steps, with the value under the cursor.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QChart;
class QChartView;
class QGraphicsSimpleTextItem;
class QLabel;

namespace chexgen::widgets {

struct Curve {
  QString name;
  std::vector<double> steps;  // ascending
  std::vector<double> values;
  std::vector<double> marks;  // steps with a mark, for example checkpoints
  bool pointed = false;       // few values that are shown as points too, and never smoothed
};

class CurveView : public QWidget {
  Q_OBJECT

 public:
  explicit CurveView(QWidget* parent = nullptr);

  void setCurves(std::vector<Curve> curves);
  void setSmoothness(double smoothness);  // see smoothed()
  // Values that are not above 0 are left out then.
  void setLogarithmic(bool logarithmic);
  // The values of all curves at the step nearest to this one, as the line under the chart shows them.
  [[nodiscard]] QString valuesAt(double step) const;
  [[nodiscard]] int curveCount() const { return static_cast<int>(curves_.size()); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void draw();

  std::vector<Curve> curves_;
  double smoothness_ = 0;
  bool logarithmic_ = false;
  QChart* chart_;
  QChartView* view_;
  QLabel* values_;
};

}  // namespace chexgen::widgets
