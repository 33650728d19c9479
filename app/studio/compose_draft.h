// Keeps what is being composed in the project, as it happens: drawings when a gesture ends, text within a
// second.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <string>

namespace chexgen::project {
class Project;
}

namespace chexgen::studio {

class ComposeDraft : public QObject {
  Q_OBJECT

 public:
  explicit ComposeDraft(QObject* parent = nullptr);

  // Nothing is kept without a project, or in one that is read-only. Drops what was waiting: save() first.
  void setProject(project::Project* project);

  // Written at once.
  void keep(const std::string& part, std::string bytes);
  // Written half a second after the first change that is not yet written, so a burst of keys costs one write
  // and none waits longer; `bytes` is asked for then.
  void keepSoon(const std::string& part, std::function<std::string()> bytes);
  // Writes what waits now.
  void save();

 private:
  project::Project* project_ = nullptr;
  QTimer timer_;
  std::map<std::string, std::function<std::string()>> waiting_;
};

}  // namespace chexgen::studio
