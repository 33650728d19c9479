// The findings of a stratum to choose from, each with its side.
#pragma once

#include <QDialog>
#include <vector>

#include "core/text/report_check.h"

class QCheckBox;
class QComboBox;

namespace chexgen::studio {

class FindingsPicker : public QDialog {
  Q_OBJECT

 public:
  // Closes and deletes itself; picked() tells what was chosen, unless it was cancelled.
  FindingsPicker(const std::vector<text::FindingFact>& chosen, QWidget* parent);

  [[nodiscard]] std::vector<text::FindingFact> findings() const;

 Q_SIGNALS:
  void picked(const std::vector<chexgen::text::FindingFact>& findings);

 private:
  struct Row {
    QCheckBox* shown;
    QComboBox* side;  // null: the finding has none
  };
  std::vector<Row> rows_;
};

}  // namespace chexgen::studio
