#include "app/studio/task_form.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/studio/findings_table.h"
#include "widgets/common/form_parts.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

constexpr int leastFindings = 180;

}  // namespace

void layOutTaskForm(QWidget* form, const QString& title, const TaskFormParts& parts) {
  auto* heading = new QLabel(title);
  setRole(heading, "title");
  setRole(parts.time, "secondary");
  parts.summary->setWordWrap(true);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(spacing2);
  for (QPushButton* button : parts.buttons) buttons->addWidget(button);
  buttons->addWidget(parts.time, 1);
  // A low window scrolls: squeezed, the fields would be cut and the findings a single line.
  auto* panel = new QWidget;
  parts.findings->setMinimumHeight(leastFindings);
  auto* whole = new QVBoxLayout(form);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(scrolling(panel));
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(spacing4, spacing3, spacing4, spacing3);
  layout->setSpacing(spacing3);
  layout->addWidget(heading);
  layout->addWidget(parts.fields);
  layout->addLayout(buttons);
  layout->addWidget(parts.summary);
  layout->addWidget(parts.findings, 1);
}

}  // namespace chexgen::studio
