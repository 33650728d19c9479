// Every key on one sheet, to be looked at beside the work (F1).
#pragma once

#include <QDialog>

namespace chexgen::studio {

// Stays open beside the window until it is closed.
class KeySheet : public QDialog {
  Q_OBJECT

 public:
  explicit KeySheet(QWidget* parent = nullptr);

 private:
  void fill();
  QWidget* page_ = nullptr;
};

}  // namespace chexgen::studio
