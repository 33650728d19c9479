// A new reader study: what is asked, of whom, about which images, and how it stays blind.
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/study/assign.h"
#include "core/study/design.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace chexgen::studio {

class BlindingCheck;
class QuestionEditor;
class SampleSizeHelp;
class Session;
class StudyCases;

class StudyForm : public QWidget {
  Q_OBJECT

 public:
  explicit StudyForm(Session& session, QWidget* parent = nullptr);
  ~StudyForm() override;

  [[nodiscard]] StudyCases* cases() const { return cases_; }
  // As the fields stand.
  [[nodiscard]] study::Design design() const;
  // Makes the packages beside the interface; made() follows, or failed().
  void make();
  // How the images are made alike, as the fields stand.
  [[nodiscard]] study::AssignOptions assignOptions() const;
  [[nodiscard]] BlindingCheck* blinding() const { return blinding_; }
  [[nodiscard]] QuestionEditor* questions() const { return questions_; }

 Q_SIGNALS:
  void made(const std::filesystem::path& roster);
  void closeAsked();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  struct Making;

  QWidget* buildFields();
  void buildStudy(QFormLayout* form);
  void buildCases(QFormLayout* form);
  void buildReading(QFormLayout* form);
  void buildSeal(QFormLayout* form);
  QWidget* buildFoot();
  void kindChanged();
  void showReady();
  void showRealArms(const study::Design& design);
  [[nodiscard]] QString missing() const;
  [[nodiscard]] std::filesystem::path folder() const;
  void showMaking(bool making);

  Session& session_;
  std::shared_ptr<Making> making_;
  QLineEdit* name_;
  QComboBox* kind_;
  QLabel* kindText_;
  QFormLayout* rows_ = nullptr;
  QCheckBox* ranking_;
  QuestionEditor* questions_;
  StudyCases* cases_;
  QLabel* casesText_;
  QLabel* remarks_;
  QComboBox* real_;
  QLineEdit* readers_;
  QCheckBox* showReport_;
  QCheckBox* mayGoBack_;
  QSpinBox* practice_;
  QSpinBox* repeats_;
  QComboBox* markers_;
  QSpinBox* markerShare_;
  BlindingCheck* blinding_;
  SampleSizeHelp* size_;
  QLineEdit* folder_;
  QLineEdit* passphrase_;
  QLineEdit* again_;
  QPushButton* make_;
  QPushButton* cancel_;
  QProgressBar* progress_;
  QLabel* state_;
};

}  // namespace chexgen::studio
