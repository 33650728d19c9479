// The questions of a study that asks its own.
#pragma once

#include <QWidget>
#include <vector>

#include "core/study/question.h"

class QTableWidget;

namespace chexgen::studio {

class QuestionEditor : public QWidget {
  Q_OBJECT

 public:
  explicit QuestionEditor(QWidget* parent = nullptr);

  void add(const study::Question& question);
  // Only rows with words; ids are made from their order.
  [[nodiscard]] std::vector<study::Question> questions() const;

 Q_SIGNALS:
  void changed();

 private:
  void addRow(const study::Question& question);
  void removeSelected();

  QTableWidget* table_;
};

}  // namespace chexgen::studio
