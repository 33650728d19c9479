// One question to a reader with its possible answers, each beside the digit that chooses it.
#pragma once

#include <QFrame>
#include <QList>

#include "core/study/question.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace chexgen::widgets {

class QuestionBlock : public QFrame {
  Q_OBJECT

 public:
  // `images`: how many are shown; letters beyond them are not offered.
  QuestionBlock(const study::Question& question, std::size_t images, QWidget* parent = nullptr);

  [[nodiscard]] const study::Question& question() const { return question_; }
  [[nodiscard]] const base::Json& value() const { return value_; }
  // Null: not answered.
  void setValue(const base::Json& value);
  // Framed; a text takes the keyboard.
  void setActive(bool active);
  // The answer beside this digit (1 … 9); whether there is one.
  bool press(int digit);
  // Takes the last letter of a ranking back; whether there was one.
  bool takeBack();

 Q_SIGNALS:
  void answered();          // the value is another one
  void pressed(int digit);  // by the mouse

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void buildOptions(const QStringList& names);
  // Buttons do not break their texts themselves, and no answer may be wider than the panel.
  void breakOptions();
  void showValue();

  study::Question question_;
  std::size_t images_;
  base::Json value_;
  QList<QPushButton*> options_;
  QStringList optionTexts_;  // in one line each
  QPlainTextEdit* text_ = nullptr;
  QLabel* state_ = nullptr;  // of a point, a box, a ranking
};

}  // namespace chexgen::widgets
