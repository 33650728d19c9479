// Which key does what. A person may choose other keys; whoever handles a key asks here for the command.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <functional>
#include <optional>
#include <span>

class QKeyEvent;
class QWidget;

namespace chexgen::widgets {

enum class KeyCommand {
  // Everywhere in the window.
  goProject,
  goCompose,
  goGallery,
  goCompare,
  goReading,
  goCohorts,
  goTasks,
  goModels,
  goSettings,
  showKeys,
  generate,
  // While a radiograph has the focus.
  fit,
  oneToOne,
  zoomIn,
  zoomOut,
  resetView,
  invert,
  overlays,
  link,
  nextImage,
  previousImage,
  // While the canvas has it.
  brush,
  eraser,
  polygon,
  fill,
  grow,
  box,
  window,
  swapBrush,
  smooth,
  smallerBrush,
  largerBrush,
  undo,
  redo,
  // In the room Compare.
  swapShown,
  histogram
};

// Where a key counts. Keys of the viewer also count while the canvas or Compare has the focus.
enum class KeyScope { window, viewer, canvas, compare };

struct KeyBinding {
  KeyCommand command;
  KeyScope scope;
  const char* id;         // stable, for the preferences
  const char* name;       // in the context "KeyBindings"
  QKeySequence standard;  // one combination
};

class KeyBindings : public QObject {
  Q_OBJECT

 public:
  static KeyBindings& instance();

  [[nodiscard]] static std::span<const KeyBinding> all();  // in the order in which people read them
  [[nodiscard]] static QString name(KeyCommand command);
  [[nodiscard]] static QString name(KeyScope scope);

  [[nodiscard]] QKeySequence key(KeyCommand command) const;
  // "B", "Ctrl+3": as it is written on this system.
  [[nodiscard]] QString keyText(KeyCommand command) const;
  // Whoever already uses `key` where it would count for `command`, too.
  [[nodiscard]] std::optional<KeyCommand> userOf(const QKeySequence& key, KeyCommand command) const;
  // An empty key: the command has none. Does nothing when another command uses the key.
  void setKey(KeyCommand command, const QKeySequence& key);
  void reset();  // to the standard keys

  // Only what differs from the standard, by id; unknown ids and keys are passed over.
  [[nodiscard]] QHash<QString, QString> chosen() const;
  void load(const QHash<QString, QString>& chosen);

  // What a key means in a scope; nothing when it means nothing there.
  [[nodiscard]] std::optional<KeyCommand> commandFor(KeyScope scope, int key,
                                                     Qt::KeyboardModifiers modifiers) const;

 Q_SIGNALS:
  void changed();

 private:
  KeyBindings() = default;

  QHash<int, QKeySequence> chosen_;  // by command
};

// A shortcut of `parent` that follows the binding.
void onKey(KeyCommand command, QWidget* parent, Qt::ShortcutContext context,
           const std::function<void()>& act);
// Keeps "NAME (KEY)" as the tooltip of a widget.
void showKeyInToolTip(QWidget* widget, const QString& name, KeyCommand command);

}  // namespace chexgen::widgets
