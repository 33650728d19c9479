// Which column of a table serves which purpose: what was found, and a picker for each to change it.
#pragma once

#include <QWidget>
#include <filesystem>
#include <vector>

#include "core/training/data_table.h"

class QComboBox;
class QLabel;

namespace chexgen::studio {

class ColumnPickers : public QWidget {
  Q_OBJECT

 public:
  explicit ColumnPickers(QWidget* parent = nullptr);

  // The columns of this table, beside the interface; looked() follows.
  void setTable(const std::filesystem::path& table);
  [[nodiscard]] bool hasTable() const { return !table_.empty() && known_; }
  // What the person chose; empty where the names decide.
  [[nodiscard]] const training::TableColumns& chosen() const { return chosen_; }

 Q_SIGNALS:
  void looked();
  void changed();

 private:
  struct Picker {
    std::string training::TableColumns::*column;
    QComboBox* box;
  };
  void show(const std::vector<std::string>& header, const training::TableColumns& found,
            const QString& labels);

  std::filesystem::path table_;
  bool known_ = false;  // its columns
  training::TableColumns chosen_;
  std::vector<Picker> pickers_;
};

}  // namespace chexgen::studio
