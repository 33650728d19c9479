// The rows of a cohort's form that say for what a radiograph is turned away.
#pragma once

#include <QObject>

#include "core/cohort/plan.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QWidget;

namespace chexgen::studio {

class CohortChecks : public QObject {
  Q_OBJECT

 public:
  explicit CohortChecks(QObject* parent = nullptr);

  void addTo(QFormLayout& form);
  // Whether everything is named that the chosen checks need.
  [[nodiscard]] bool isReady() const;
  [[nodiscard]] cohort::GateSettings gates() const;

 Q_SIGNALS:
  void changed();

 private:
  void showRows();

  QFormLayout* form_ = nullptr;
  QCheckBox *blank_, *frame_, *side_, *duplicates_, *lungs_, *labels_, *memorisation_;
  QLineEdit* reference_;
  QWidget* referenceRow_ = nullptr;
  QComboBox* uncertain_;
};

}  // namespace chexgen::studio
