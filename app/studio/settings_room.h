// The settings: theme, and what the images are computed with.
#pragma once

#include <QWidget>

#include "core/jobs/backend.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace chexgen::studio {

class SettingsRoom : public QWidget {
  Q_OBJECT

 public:
  explicit SettingsRoom(QWidget* parent = nullptr);

 Q_SIGNALS:
  void themeChosen();     // applied already
  void computeChanged();  // takes effect with the next image
  void tourAsked();

 private:
  void saveCompute();

  QComboBox* theme_;
  QComboBox* language_;
  QComboBox* device_;
  QComboBox* precision_;
  QSpinBox* threads_;
  QLabel* languageNote_;
};

}  // namespace chexgen::studio
