// A report to be read in the window: the same that its HTML and PDF hold.
#pragma once

#include <QScrollArea>

#include "core/report/document.h"

namespace chexgen::widgets {

class DocumentView : public QScrollArea {
  Q_OBJECT

 public:
  explicit DocumentView(QWidget* parent = nullptr);

  void show(const report::Document& document);
  using QWidget::show;
};

}  // namespace chexgen::widgets
