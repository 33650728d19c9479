// What was found in the rows of a table, one line each.
#pragma once

#include <QString>
#include <QTableWidget>
#include <cstddef>
#include <vector>

namespace chexgen::studio {

struct FoundInRow {
  std::size_t line = 0;  // 0: of no single row
  QString id;
  bool leftOut = false;  // else it is a remark
  bool ofTable = false;  // it concerns the table
  QString sentence;
  QString file;  // shown when the mouse rests on it
};

class FindingsTable : public QTableWidget {
  Q_OBJECT

 public:
  explicit FindingsTable(QWidget* parent = nullptr);
  void setFound(const std::vector<FoundInRow>& found);
};

}  // namespace chexgen::studio
