// Which jobs of a list begin, wait and go on: at most one works on a device at a time, in the list's order,
// and a radiograph that somebody waits for goes before all of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/jobs/control.h"
#include "core/jobs/state.h"

namespace chexgen::jobs {

struct ScheduledTask {
  JobState state = JobState::queued;
  Wish wanted = Wish::run;      // by the person
  std::string device = "auto";  // as it is set: "auto", "cpu", "cuda", "cuda:1"
  bool mayBegin = false;        // it has not begun or was asked to go again, and nothing stands in its way
  bool starting = false;        // its process was asked for and has not told anything yet
  bool held = false;            // the schedule told it to wait and has not let it go since
};

// The process that makes radiographs while somebody waits for them.
struct InteractiveWorker {
  bool busy = false;
  std::string device;  // as it tells it, "cuda:0 NAME" or "cpu"; empty as long as it told none
};

enum class TaskAction { start, hold, release };

struct ScheduledAction {
  std::size_t task = 0;  // its index
  TaskAction action = TaskAction::start;
  friend bool operator==(const ScheduledAction&, const ScheduledAction&) = default;
};

// What is to be done now, in the order of the list. A task that is held is released as soon as the worker is
// idle, wherever it is just then: a job in the middle of a step sees the wish to wait only at its end.
[[nodiscard]] std::vector<ScheduledAction> schedule(const std::vector<ScheduledTask>& tasks,
                                                    const InteractiveWorker& worker);

// The name under which two settings of one device meet: "cuda" and "cuda:0 NAME" are "cuda:0", and "auto" is
// what the worker uses, which asks for it in the same way. "auto" when that is not known.
[[nodiscard]] std::string deviceInUse(std::string_view setting, std::string_view workerDevice);

}  // namespace chexgen::jobs
