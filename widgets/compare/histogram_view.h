// How often each grey occurs in one or several radiographs.
#pragma once

#include <QWidget>
#include <array>
#include <vector>

#include "core/imaging/image.h"

namespace chexgen::widgets {

class HistogramView : public QWidget {
  Q_OBJECT

 public:
  explicit HistogramView(QWidget* parent = nullptr);

  // At most four are told apart: by colour, by the pattern of the line and by a letter.
  void setImages(const std::vector<imaging::Image8>& images);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  using Histogram = std::array<double, 256>;
  std::vector<Histogram> histograms_;
};

}  // namespace chexgen::widgets
