#include "app/studio/key_sheet.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "widgets/common/key_bindings.h"
#include "widgets/common/theme.h"

namespace chexgen::studio {

using namespace widgets;

namespace {

QLabel* cell(const QString& text, const char* role = nullptr) {
  auto* label = new QLabel(text);
  if (role != nullptr) setRole(label, role);
  return label;
}

// Keys that everybody knows from other programs stay as they are.
QList<std::pair<QString, QString>> fixedKeys() {
  return {{KeySheet::tr("Arrows"), KeySheet::tr("Pan")},
          {KeySheet::tr("Shift+arrows"), KeySheet::tr("Window and level")},
          {KeySheet::tr("Ctrl+left or right"), KeySheet::tr("The view beside")},
          {KeySheet::tr("Space, held"), KeySheet::tr("Pan with the mouse")},
          {KeySheet::tr("1 to 9"), KeySheet::tr("Drawing: label or finding")},
          {KeySheet::tr("1 to 5"), KeySheet::tr("Gallery and Compare: rate −2 to +2")},
          {KeySheet::tr("1 to 9, Enter"), KeySheet::tr("Reading: answer, next")},
          {KeySheet::tr("Enter"), KeySheet::tr("Gallery: open · Polygon: close")},
          {KeySheet::tr("Delete"), KeySheet::tr("Gallery: into the bin · Box: remove")},
          {KeySheet::tr("Esc"), KeySheet::tr("Leave the gesture")},
          {KeySheet::tr("Ctrl+Tab"), KeySheet::tr("Out of the radiograph, to the next control")}};
}

}  // namespace

KeySheet::KeySheet(QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keys"));
  setObjectName(QStringLiteral("keySheet"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing4, spacing4, spacing4, spacing4);
  auto* note = cell(tr("Other keys can be chosen in Settings."), "secondary");
  auto* close = new QPushButton(tr("Close"));
  close->setDefault(true);
  auto* foot = new QHBoxLayout;
  foot->addWidget(note, 1);
  foot->addWidget(close);
  layout->addLayout(foot);
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  connect(&KeyBindings::instance(), &KeyBindings::changed, this, &KeySheet::fill);
  fill();
}

void KeySheet::fill() {
  delete page_;
  page_ = new QWidget;
  auto* columns = new QHBoxLayout(page_);
  columns->setContentsMargins(0, 0, 0, spacing3);
  columns->setSpacing(2 * spacing4);
  QGridLayout* grid = nullptr;
  const auto column = [&] {
    grid = new QGridLayout;
    grid->setHorizontalSpacing(spacing4);
    grid->setVerticalSpacing(spacing1);
    grid->setAlignment(Qt::AlignTop);
    columns->addLayout(grid);
  };
  const auto line = [&](const QString& key, const QString& what) {
    const int row = grid->rowCount();
    grid->addWidget(cell(key, "key"), row, 0);
    grid->addWidget(cell(what), row, 1);
  };
  const auto group = [&](KeyScope scope) {
    grid->addWidget(cell(KeyBindings::name(scope), "heading"), grid->rowCount(), 0, 1, 2);
    for (const KeyBinding& binding : KeyBindings::all()) {
      const QString key = KeyBindings::instance().keyText(binding.command);
      if (binding.scope == scope && !key.isEmpty()) line(key, KeyBindings::name(binding.command));
    }
  };
  column();
  group(KeyScope::window);
  group(KeyScope::compare);
  column();
  group(KeyScope::viewer);
  column();
  group(KeyScope::canvas);
  column();
  grid->addWidget(cell(tr("Always"), "heading"), 0, 0, 1, 2);
  for (const auto& [key, what] : fixedKeys()) line(key, what);
  qobject_cast<QVBoxLayout*>(layout())->insertWidget(0, page_);
}

}  // namespace chexgen::studio
