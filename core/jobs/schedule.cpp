#include "core/jobs/schedule.h"

#include <algorithm>

namespace chexgen::jobs {
namespace {

constexpr std::string_view whateverThereIs = "auto";

// As long as nobody knows what "auto" comes to, it may be any.
bool meet(std::string_view one, std::string_view other) {
  return one == other || one == whateverThereIs || other == whateverThereIs;
}

std::string plainDevice(std::string_view told) {
  const std::string_view word = told.substr(0, told.find(' '));
  return std::string(word == "cuda" ? "cuda:0" : word);
}

}  // namespace

std::string deviceInUse(std::string_view setting, std::string_view workerDevice) {
  if (setting != whateverThereIs) return plainDevice(setting);
  return workerDevice.empty() ? std::string(whateverThereIs) : plainDevice(workerDevice);
}

std::vector<ScheduledAction> schedule(const std::vector<ScheduledTask>& tasks,
                                      const InteractiveWorker& worker) {
  const std::string interactive = deviceInUse(whateverThereIs, worker.device);
  std::vector<std::string> taken;
  if (worker.busy) taken.push_back(interactive);
  const auto isTaken = [&](const std::string& device) {
    return std::any_of(taken.begin(), taken.end(), [&](const std::string& one) { return meet(one, device); });
  };
  std::vector<ScheduledAction> actions;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const ScheduledTask& task = tasks[i];
    const bool yields = worker.busy && meet(interactive, deviceInUse(task.device, worker.device));
    if (task.wanted == Wish::run && !task.held && yields && isActive(task.state))
      actions.push_back({i, TaskAction::hold});
    if (task.wanted == Wish::run && task.held && !yields) actions.push_back({i, TaskAction::release});
  }
  for (const ScheduledTask& task : tasks)
    if (task.starting || isActive(task.state)) taken.push_back(deviceInUse(task.device, worker.device));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const std::string device = deviceInUse(tasks[i].device, worker.device);
    if (!tasks[i].mayBegin || tasks[i].wanted != Wish::run || isTaken(device)) continue;
    taken.push_back(device);
    actions.push_back({i, TaskAction::start});
  }
  return actions;
}

}  // namespace chexgen::jobs
