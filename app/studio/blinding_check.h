// Before a study is made: whether its images can be told apart, and what makes them alike.
#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/study/assign.h"

class QCheckBox;
class QProgressBar;
class QPushButton;

namespace chexgen::studio {

class BlindingPanel;

class BlindingCheck : public QWidget {
  Q_OBJECT

 public:
  explicit BlindingCheck(QWidget* parent = nullptr);
  ~BlindingCheck() override;

  // What is checked: asked when the button is pressed.
  void setStudy(std::function<study::Design()> design, std::function<study::AssignOptions()> options);
  // As they are ticked.
  [[nodiscard]] std::vector<study::Remedy> remedies() const;
  [[nodiscard]] BlindingPanel* panel() const { return panel_; }
  // What was found is of other images or another way; it is no longer shown.
  void forget();

 Q_SIGNALS:
  void checked();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  struct Checking;

  void check();
  void showChecking(bool checking);

  std::shared_ptr<Checking> checking_;
  std::function<study::Design()> design_;
  std::function<study::AssignOptions()> options_;
  QCheckBox* sharpness_;
  QCheckBox* greys_;
  QPushButton* check_;
  QPushButton* cancel_;
  QProgressBar* progress_;
  BlindingPanel* panel_;
};

}  // namespace chexgen::studio
