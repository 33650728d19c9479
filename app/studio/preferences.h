// What the user prefers on this machine, whatever project is open.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <filesystem>

#include "core/jobs/backend.h"
#include "widgets/common/tokens.h"

namespace chexgen::studio {

// Kept in $XDG_CONFIG_HOME/chexgen/studio.ini; each setter writes at once.
class Preferences {
 public:
  [[nodiscard]] static widgets::Theme theme();
  static void setTheme(widgets::Theme theme);

  // Device, precision and threads of the worker. Without a choice it leaves one core to the interface.
  [[nodiscard]] static jobs::ModelOptions compute();
  static void setCompute(const jobs::ModelOptions& options);

  // Newest first, at most ten; folders that are gone stay in the list so that the user learns of it.
  [[nodiscard]] static QStringList recentProjects();
  static void addRecentProject(const QString& folder);
  static void removeRecentProject(const QString& folder);

  // Geometry of windows and splitters, by name.
  [[nodiscard]] static QByteArray layout(const QString& name);
  static void setLayout(const QString& name, const QByteArray& state);
};

}  // namespace chexgen::studio
