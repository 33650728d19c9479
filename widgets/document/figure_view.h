// A figure of a report, drawn in the colours of the theme.
#pragma once

#include <QWidget>

#include "core/report/document.h"

namespace chexgen::widgets {

class FigureView : public QWidget {
  Q_OBJECT

 public:
  explicit FigureView(report::Figure figure, QWidget* parent = nullptr);

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  [[nodiscard]] double scaleFor(int width) const;

  report::Figure figure_;
};

}  // namespace chexgen::widgets
