// The questions about what is shown, answered with digits alone. A question that depends on another one
// appears when its turn has come.
#pragma once

#include <QList>
#include <QWidget>
#include <vector>

#include "core/study/question.h"

class QKeyEvent;
class QVBoxLayout;

namespace chexgen::widgets {

class QuestionBlock;

class QuestionPanel : public QWidget {
  Q_OBJECT

 public:
  explicit QuestionPanel(QWidget* parent = nullptr);

  // Another case, with what was answered to it before.
  void begin(const std::vector<study::Question>& questions, const study::Values& before, std::size_t images);

  [[nodiscard]] study::Values values() const;
  [[nodiscard]] const std::vector<study::Question>& questions() const { return questions_; }
  // The question whose turn it is; nullptr before begin().
  [[nodiscard]] const study::Question* active() const;
  // A point or box that was drawn for the active question.
  void setActiveValue(const base::Json& value);

  // Digits answer the active question; then the next one has its turn, if there is one without an answer.
  // Backspace goes one question back, Enter on; whether the key meant something here.
  bool handleKey(const QKeyEvent& event);

 Q_SIGNALS:
  void changed();        // an answer is another one
  void activeChanged();  // another question has its turn, or its answer is another one
  void completed();      // Enter, and nothing is left to answer

 private:
  [[nodiscard]] QuestionBlock* block(int index) const;
  [[nodiscard]] bool isShown(int index) const;
  [[nodiscard]] int nextShown(int from, int step) const;  // -1: none
  void showAsked();
  void activate(int index);
  void digitPressed(int digit);
  void goOn();

  QVBoxLayout* layout_;
  QList<QuestionBlock*> blocks_;
  std::vector<study::Question> questions_;
  std::size_t images_ = 1;
  int active_ = -1;
};

}  // namespace chexgen::widgets
