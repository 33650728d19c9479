// Where a report is written: demographics, findings, impression, templates, and the prompt lens below.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "widgets/report/report_text.h"

class QComboBox;
class QPlainTextEdit;
class QSpinBox;
class QToolButton;

namespace chexgen::widgets {

class PromptLensView;

class ReportEditor : public QWidget {
  Q_OBJECT

 public:
  explicit ReportEditor(QWidget* parent = nullptr);

  // What the chosen model is told.
  [[nodiscard]] ReportText text() const;
  // The same with the values of fields that are off: for the project.
  [[nodiscard]] ReportText draft() const;
  // Replaces everything; does not count as an edit of the user.
  void setText(const ReportText& text);
  // The same as one edit of the user: undo in the text brings back what stood there.
  void replaceText(const ReportText& text);
  // What the model's prompts may state, of "sex", "age", "race" and "view": the other fields go off and say
  // why. Their values are kept for a model that knows them.
  void setDemographics(const std::vector<std::string>& supported, const QString& modelName);
  void setReadOnly(bool readOnly);

  [[nodiscard]] PromptLensView* lens() const { return lens_; }

 Q_SIGNALS:
  // After every change by the user.
  void edited();

 private:
  void build();
  QWidget* demographicsRow();
  QWidget* templateButton();
  void change();
  void showPrompt();
  void setFields(const imaging::Demographics& demographics);

  bool quiet_ = false;  // while values are set by program
  bool readOnly_ = false;
  std::vector<std::string> supported_{"sex", "age", "race", "view"};
  QString modelName_;
  QComboBox* sex_;
  QSpinBox* age_;
  QComboBox* race_;
  QComboBox* view_;
  QPlainTextEdit* findings_;
  QPlainTextEdit* impression_;
  QToolButton* templates_;
  PromptLensView* lens_;
};

}  // namespace chexgen::widgets
