#include "widgets/common/form_parts.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>

#include "widgets/common/theme.h"

namespace chexgen::widgets {

namespace {

constexpr int numberWidth = 140;

struct FormParts {
  Q_DECLARE_TR_FUNCTIONS(FormParts)
};

}  // namespace

QLabel* paragraph(const QString& text, const char* role) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  setRole(label, role);
  return label;
}

QSpinBox* wholeNumber(int least, int greatest, int value, const QString& name) {
  auto* box = new QSpinBox;
  box->setRange(least, greatest);
  box->setValue(value);
  box->setAccessibleName(name);
  box->setMaximumWidth(numberWidth);
  return box;
}

QCheckBox* checkBox(const QString& text, bool on, const QString& toolTip) {
  auto* box = new QCheckBox(text);
  box->setChecked(on);
  box->setToolTip(toolTip);
  return box;
}

QWidget* fileLine(QLineEdit* line, const QString& title, const QString& filter) {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing2);
  auto* browse = new QPushButton(FormParts::tr("Choose…"));
  layout->addWidget(line, 1);
  layout->addWidget(browse);
  QObject::connect(browse, &QPushButton::clicked, line, [line, title, filter] {
    const QString file = QFileDialog::getOpenFileName(line, title, {}, filter);
    if (!file.isEmpty()) line->setText(file);
  });
  return row;
}

QScrollArea* scrolling(QWidget* panel) {
  auto* scroll = new QScrollArea;
  scroll->setWidget(panel);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  return scroll;
}

}  // namespace chexgen::widgets
