// How fast this machine is with a model, measured by the engine on random weights of the same sizes.
#pragma once

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/jobs/backend.h"

namespace chexgen::studio {

// Median seconds of each part that `chexgen bench` was asked to time.
using PartTimes = std::map<std::string, double>;

class SpeedProbe : public QObject {
  Q_OBJECT

 public:
  explicit SpeedProbe(QObject* parent = nullptr) : QObject(parent) {}
  ~SpeedProbe() override;

  // Times these parts; one that was timed in this sitting is answered at once. An earlier measurement that
  // still runs is given up. `done` gets the error of the engine, for example outOfMemory.
  void measure(const std::filesystem::path& model, const QStringList& parts, int batch,
               const jobs::ModelOptions& compute,
               const std::function<void(const base::Result<PartTimes>&)>& done);
  void stop();
  [[nodiscard]] bool isRunning() const { return process_ != nullptr; }

 private:
  std::unique_ptr<QProcess> process_;
  std::map<QString, PartTimes> known_;  // by what was asked
};

}  // namespace chexgen::studio
