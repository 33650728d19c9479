// What the check of a study's blinding found: a verdict, what tells the arms apart, what readers could go by.
#pragma once

#include <QFrame>
#include <vector>

#include "core/study/blinding.h"
#include "core/study/leak_check.h"
#include "core/study/remedies.h"

class QLabel;
class QTableWidget;

namespace chexgen::studio {

class BlindingPanel : public QFrame {
  Q_OBJECT

 public:
  explicit BlindingPanel(QWidget* parent = nullptr);

  // Hidden where there is nothing to say.
  void show(const std::vector<study::ArmLeak>& leaks, const study::RemedyPlan& remedies,
            const study::BlindingOptions& blinding, const std::vector<std::string>& remarks = {});

 private:
  void fillTable(const std::vector<study::ArmLeak>& leaks);

  QLabel* verdict_;
  QLabel* figures_;
  QTableWidget* features_;
  QLabel* more_;
  QLabel* advice_;
};

}  // namespace chexgen::studio
