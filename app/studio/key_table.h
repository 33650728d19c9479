// Where people choose their own keys.
#pragma once

#include <QWidget>

class QTableWidget;

namespace chexgen::studio {

// One row for each command with a field that takes the next combination of keys; kept at once.
class KeyTable : public QWidget {
  Q_OBJECT

 public:
  explicit KeyTable(QWidget* parent = nullptr);

 private:
  void fill();
  void take(int row);

  QTableWidget* table_;
};

}  // namespace chexgen::studio
