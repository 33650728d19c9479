// Which column of a table serves which purpose: what was found, and a picker for each to change it.
#pragma once

#include <QWidget>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/studio/table_looks.h"

class QComboBox;

namespace chexgen::studio {

class ColumnPickers : public QWidget {
  Q_OBJECT

 public:
  explicit ColumnPickers(TableKind kind, QWidget* parent = nullptr);

  // The columns of this table, beside the interface; looked() follows. What was chosen is forgotten.
  void setTable(const std::filesystem::path& table);
  [[nodiscard]] bool hasTable() const { return !table_.empty() && known_; }
  // Why the columns could not be read.
  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }
  // What the person chose, by role; empty where the names decide.
  [[nodiscard]] const base::Columns& chosen() const { return chosen_; }
  // Whether a column serves for this, found or chosen.
  [[nodiscard]] bool serves(std::string_view role) const;
  [[nodiscard]] const std::vector<std::string>& remarks() const { return look_.remarks; }

 Q_SIGNALS:
  void looked();
  void changed();

 private:
  struct Picker {
    std::string role;
    QComboBox* box;
  };
  void show(ColumnsLook look);

  TableKind kind_;
  std::filesystem::path table_;
  bool known_ = false;  // its columns
  std::optional<base::Error> error_;
  ColumnsLook look_;
  base::Columns chosen_;
  std::vector<Picker> pickers_;
};

}  // namespace chexgen::studio
