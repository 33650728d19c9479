#include "widgets/common/key_bindings.h"

#include <QCoreApplication>
#include <QShortcut>
#include <QWidget>
#include <array>

namespace chexgen::widgets {

namespace {

using enum KeyCommand;

const auto& table() {
  static const std::array bindings{
      KeyBinding{goProject, KeyScope::window, "go.project", QT_TRANSLATE_NOOP("KeyBindings", "Project"),
                 Qt::CTRL | Qt::Key_1},
      KeyBinding{goCompose, KeyScope::window, "go.compose", QT_TRANSLATE_NOOP("KeyBindings", "Compose"),
                 Qt::CTRL | Qt::Key_2},
      KeyBinding{goGallery, KeyScope::window, "go.gallery", QT_TRANSLATE_NOOP("KeyBindings", "Gallery"),
                 Qt::CTRL | Qt::Key_3},
      KeyBinding{goCompare, KeyScope::window, "go.compare", QT_TRANSLATE_NOOP("KeyBindings", "Compare"),
                 Qt::CTRL | Qt::Key_4},
      KeyBinding{goReading, KeyScope::window, "go.reading", QT_TRANSLATE_NOOP("KeyBindings", "Reading"),
                 Qt::CTRL | Qt::Key_5},
      KeyBinding{goCohorts, KeyScope::window, "go.cohorts", QT_TRANSLATE_NOOP("KeyBindings", "Cohorts"),
                 Qt::CTRL | Qt::Key_6},
      KeyBinding{goTasks, KeyScope::window, "go.tasks", QT_TRANSLATE_NOOP("KeyBindings", "Tasks"),
                 Qt::CTRL | Qt::Key_7},
      KeyBinding{goModels, KeyScope::window, "go.models", QT_TRANSLATE_NOOP("KeyBindings", "Models"),
                 Qt::CTRL | Qt::Key_8},
      KeyBinding{goSettings, KeyScope::window, "go.settings", QT_TRANSLATE_NOOP("KeyBindings", "Settings"),
                 Qt::CTRL | Qt::Key_9},
      KeyBinding{showKeys, KeyScope::window, "show.keys",
                 QT_TRANSLATE_NOOP("KeyBindings", "This list of keys"), Qt::Key_F1},
      KeyBinding{generate, KeyScope::window, "generate",
                 QT_TRANSLATE_NOOP("KeyBindings", "Generate, in Compose"), Qt::CTRL | Qt::Key_Return},
      KeyBinding{fit, KeyScope::viewer, "view.fit", QT_TRANSLATE_NOOP("KeyBindings", "Whole radiograph"),
                 Qt::Key_F},
      KeyBinding{oneToOne, KeyScope::viewer, "view.pixels",
                 QT_TRANSLATE_NOOP("KeyBindings", "One pixel to one"), Qt::Key_O},
      KeyBinding{zoomIn, KeyScope::viewer, "view.in", QT_TRANSLATE_NOOP("KeyBindings", "Nearer"),
                 Qt::Key_Plus},
      KeyBinding{zoomOut, KeyScope::viewer, "view.out", QT_TRANSLATE_NOOP("KeyBindings", "Farther"),
                 Qt::Key_Minus},
      KeyBinding{resetView, KeyScope::viewer, "view.reset",
                 QT_TRANSLATE_NOOP("KeyBindings", "View as at first"), Qt::Key_0},
      KeyBinding{invert, KeyScope::viewer, "view.invert", QT_TRANSLATE_NOOP("KeyBindings", "Invert greys"),
                 Qt::Key_I},
      KeyBinding{overlays, KeyScope::viewer, "view.overlays",
                 QT_TRANSLATE_NOOP("KeyBindings", "Overlays on or off"), Qt::Key_Tab},
      KeyBinding{KeyCommand::link, KeyScope::viewer, "view.link",
                 QT_TRANSLATE_NOOP("KeyBindings", "Link the views"), Qt::Key_L},
      KeyBinding{nextImage, KeyScope::viewer, "view.next",
                 QT_TRANSLATE_NOOP("KeyBindings", "Next radiograph"), Qt::Key_PageDown},
      KeyBinding{previousImage, KeyScope::viewer, "view.previous",
                 QT_TRANSLATE_NOOP("KeyBindings", "Previous radiograph"), Qt::Key_PageUp},
      KeyBinding{brush, KeyScope::canvas, "draw.brush", QT_TRANSLATE_NOOP("KeyBindings", "Brush"), Qt::Key_B},
      KeyBinding{eraser, KeyScope::canvas, "draw.eraser", QT_TRANSLATE_NOOP("KeyBindings", "Eraser"),
                 Qt::Key_E},
      KeyBinding{swapBrush, KeyScope::canvas, "draw.swap",
                 QT_TRANSLATE_NOOP("KeyBindings", "Brush or eraser"), Qt::Key_X},
      KeyBinding{polygon, KeyScope::canvas, "draw.polygon", QT_TRANSLATE_NOOP("KeyBindings", "Polygon"),
                 Qt::Key_G},
      KeyBinding{fill, KeyScope::canvas, "draw.fill", QT_TRANSLATE_NOOP("KeyBindings", "Fill an outline"),
                 Qt::Key_K},
      KeyBinding{grow, KeyScope::canvas, "draw.grow", QT_TRANSLATE_NOOP("KeyBindings", "Fill similar greys"),
                 Qt::Key_T},
      KeyBinding{box, KeyScope::canvas, "draw.box", QT_TRANSLATE_NOOP("KeyBindings", "Finding box"),
                 Qt::Key_R},
      KeyBinding{KeyCommand::window, KeyScope::canvas, "draw.window",
                 QT_TRANSLATE_NOOP("KeyBindings", "Window and level"), Qt::Key_W},
      KeyBinding{smooth, KeyScope::canvas, "draw.smooth",
                 QT_TRANSLATE_NOOP("KeyBindings", "Smooth the outline"), Qt::Key_S},
      KeyBinding{smallerBrush, KeyScope::canvas, "draw.smaller",
                 QT_TRANSLATE_NOOP("KeyBindings", "Smaller brush"), Qt::Key_BracketLeft},
      KeyBinding{largerBrush, KeyScope::canvas, "draw.larger",
                 QT_TRANSLATE_NOOP("KeyBindings", "Larger brush"), Qt::Key_BracketRight},
      KeyBinding{undo, KeyScope::canvas, "draw.undo", QT_TRANSLATE_NOOP("KeyBindings", "Undo"),
                 Qt::CTRL | Qt::Key_Z},
      KeyBinding{redo, KeyScope::canvas, "draw.redo", QT_TRANSLATE_NOOP("KeyBindings", "Redo"),
                 Qt::CTRL | Qt::SHIFT | Qt::Key_Z},
      KeyBinding{swapShown, KeyScope::compare, "compare.swap",
                 QT_TRANSLATE_NOOP("KeyBindings", "The other of two, in one place"), Qt::Key_X},
      KeyBinding{histogram, KeyScope::compare, "compare.histogram",
                 QT_TRANSLATE_NOOP("KeyBindings", "Histogram"), Qt::Key_H},
  };
  return bindings;
}

const KeyBinding& bindingOf(KeyCommand command) {
  for (const KeyBinding& binding : table())
    if (binding.command == command) return binding;
  Q_UNREACHABLE();
}

// Whether a key of one scope would be taken for one of the other.
bool meet(KeyScope a, KeyScope b) {
  return a == b || a == KeyScope::window || b == KeyScope::window || a == KeyScope::viewer ||
         b == KeyScope::viewer;
}

// The same key on keyboards where a sign needs Shift and on those with a number pad.
QKeySequence pressed(int key, Qt::KeyboardModifiers modifiers) {
  modifiers &= ~Qt::KeypadModifier;
  if (key == Qt::Key_Equal || key == Qt::Key_Plus) {
    key = Qt::Key_Plus;
    modifiers &= ~Qt::ShiftModifier;
  }
  if (key == Qt::Key_Enter) key = Qt::Key_Return;
  return QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(key)));
}

}  // namespace

KeyBindings& KeyBindings::instance() {
  static KeyBindings bindings;
  return bindings;
}

std::span<const KeyBinding> KeyBindings::all() { return table(); }

QString KeyBindings::name(KeyCommand command) {
  return QCoreApplication::translate("KeyBindings", bindingOf(command).name);
}

QString KeyBindings::name(KeyScope scope) {
  switch (scope) {
    case KeyScope::window: return QCoreApplication::translate("KeyBindings", "Everywhere");
    case KeyScope::viewer: return QCoreApplication::translate("KeyBindings", "Looking at a radiograph");
    case KeyScope::canvas: return QCoreApplication::translate("KeyBindings", "Drawing");
    case KeyScope::compare: return QCoreApplication::translate("KeyBindings", "Comparing");
  }
  return {};
}

QKeySequence KeyBindings::key(KeyCommand command) const {
  const auto own = chosen_.constFind(static_cast<int>(command));
  return own == chosen_.constEnd() ? bindingOf(command).standard : *own;
}

QString KeyBindings::keyText(KeyCommand command) const {
  return key(command).toString(QKeySequence::NativeText);
}

std::optional<KeyCommand> KeyBindings::userOf(const QKeySequence& wanted, KeyCommand command) const {
  if (wanted.isEmpty()) return std::nullopt;
  const KeyScope scope = bindingOf(command).scope;
  for (const KeyBinding& other : table())
    if (other.command != command && meet(other.scope, scope) && key(other.command) == wanted)
      return other.command;
  return std::nullopt;
}

void KeyBindings::setKey(KeyCommand command, const QKeySequence& wanted) {
  if (userOf(wanted, command) || key(command) == wanted) return;
  if (wanted == bindingOf(command).standard) {
    chosen_.remove(static_cast<int>(command));
  } else {
    chosen_.insert(static_cast<int>(command), wanted);
  }
  Q_EMIT changed();
}

void KeyBindings::reset() {
  chosen_.clear();
  Q_EMIT changed();
}

QHash<QString, QString> KeyBindings::chosen() const {
  QHash<QString, QString> texts;
  for (const KeyBinding& binding : table()) {
    const auto own = chosen_.constFind(static_cast<int>(binding.command));
    if (own != chosen_.constEnd())
      texts.insert(QString::fromLatin1(binding.id), own->toString(QKeySequence::PortableText));
  }
  return texts;
}

void KeyBindings::load(const QHash<QString, QString>& chosen) {
  chosen_.clear();
  for (const KeyBinding& binding : table()) {
    const auto text = chosen.constFind(QString::fromLatin1(binding.id));
    if (text == chosen.constEnd()) continue;
    const QKeySequence wanted(*text, QKeySequence::PortableText);
    if (wanted.count() <= 1) chosen_.insert(static_cast<int>(binding.command), wanted);
  }
  Q_EMIT changed();
}

std::optional<KeyCommand> KeyBindings::commandFor(KeyScope scope, int code,
                                                  Qt::KeyboardModifiers modifiers) const {
  const QKeySequence wanted = pressed(code, modifiers);
  for (const KeyBinding& binding : table())
    if (binding.scope == scope && key(binding.command) == wanted) return binding.command;
  return std::nullopt;
}

void onKey(KeyCommand command, QWidget* parent, Qt::ShortcutContext context,
           const std::function<void()>& act) {
  auto* shortcut = new QShortcut(parent);
  shortcut->setContext(context);
  const auto follow = [shortcut, command] {
    const QKeySequence key = KeyBindings::instance().key(command);
    QList<QKeySequence> keys{key};
    // The number pad has an Enter of its own.
    if (!key.isEmpty() && key[0].key() == Qt::Key_Return)
      keys << QKeySequence(QKeyCombination(key[0].keyboardModifiers(), Qt::Key_Enter));
    shortcut->setKeys(keys);
  };
  follow();
  QObject::connect(&KeyBindings::instance(), &KeyBindings::changed, shortcut, follow);
  QObject::connect(shortcut, &QShortcut::activated, parent, act);
}

void showKeyInToolTip(QWidget* widget, const QString& name, KeyCommand command) {
  const auto follow = [widget, name, command] {
    const QString key = KeyBindings::instance().keyText(command);
    widget->setToolTip(key.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, key));
  };
  follow();
  QObject::connect(&KeyBindings::instance(), &KeyBindings::changed, widget, follow);
}

}  // namespace chexgen::widgets
