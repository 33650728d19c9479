// The frame that every form of the task panel has: fields, buttons with the time beside them, what was found.
#pragma once

#include <QList>
#include <QString>

class QLabel;
class QPushButton;
class QWidget;

namespace chexgen::studio {

class FindingsTable;

struct TaskFormParts {
  QWidget* fields;
  QList<QPushButton*> buttons;
  QLabel* time;
  QLabel* summary;
  FindingsTable* findings;
};

void layOutTaskForm(QWidget* form, const QString& title, const TaskFormParts& parts);

}  // namespace chexgen::studio
