// Before a table of radiographs is imported: which column was taken for what, and what is odd about the file.
#pragma once

#include <QFrame>
#include <filesystem>
#include <functional>

#include "core/base/error.h"
#include "core/training/data_table.h"

class QLabel;
class QPushButton;

namespace chexgen::studio {

class ColumnPickers;

class TableImportPanel : public QFrame {
  Q_OBJECT

 public:
  explicit TableImportPanel(QWidget* parent = nullptr);

  // Looks at this table beside the interface, and appears.
  void setTable(const std::filesystem::path& table);
  // Goes without an import.
  void leave();

 Q_SIGNALS:
  void importAsked(const std::filesystem::path& table, const chexgen::training::TableColumns& columns);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  void showColumns();

  std::filesystem::path table_;
  QLabel* title_;
  ColumnPickers* columns_;
  QLabel* missing_;  // why it cannot be imported so
  QLabel* remarks_;
  QPushButton* import_;
};

}  // namespace chexgen::studio
