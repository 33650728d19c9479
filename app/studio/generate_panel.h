// The right column of Compose: model and settings that it can honour, Generate, progress.
#pragma once

#include <QWidget>
#include <optional>

#include "app/studio/generation_settings.h"
#include "app/studio/model_catalogue.h"
#include "core/jobs/progress.h"

class QButtonGroup;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace chexgen::studio {

class GeneratePanel : public QWidget {
  Q_OBJECT

 public:
  explicit GeneratePanel(QWidget* parent = nullptr);

  // The list must outlive the panel or be replaced.
  void setCatalogue(const Catalogue* catalogue);
  [[nodiscard]] const CatalogueModel* model() const;

  [[nodiscard]] GenerationSettings settings() const;
  // What the model cannot do falls back to its default. Does not count as an edit.
  void setSettings(const GenerationSettings& settings);
  void setReadOnly(bool readOnly);
  // What lies on the canvas: the panel says above its button what of it will not be used.
  void setDrawing(bool mask, bool boxes);

  void showIdle();
  void showWorking(const QString& what);
  void showProgress(const jobs::Progress& progress);
  // How long the last image took, under the button.
  void showTime(const QString& text);
  // What the prompt asks for and the model was not shown to draw; empty: nothing.
  void showDoubts(const QString& text);
  // A new seed, unless it is locked.
  void nextSeed(std::uint64_t step);

 Q_SIGNALS:
  void edited();
  void modelChosen();
  void generateAsked();
  void cancelAsked();

 private:
  void build();
  void addFields(QFormLayout* form);
  QWidget* seedRow();
  void takeModel();
  void offerGuides();
  void showUnused();
  void change();

  const Catalogue* catalogue_ = nullptr;
  bool quiet_ = false;
  bool readOnly_ = false;
  bool maskDrawn_ = false;
  bool boxesDrawn_ = false;
  QComboBox* model_;
  QLabel* about_;
  QComboBox* size_;
  QComboBox* guide_;
  QComboBox* profile_;
  QComboBox* sampler_;
  QSpinBox* steps_;
  QDoubleSpinBox* guidance_;
  QLineEdit* seed_;
  QToolButton* dice_;
  QToolButton* lock_;
  QSpinBox* count_;
  QLabel* doubts_;
  QLabel* unused_;
  QPushButton* generate_;
  QPushButton* cancel_;
  QProgressBar* progress_;
  QLabel* progressText_;
};

}  // namespace chexgen::studio
