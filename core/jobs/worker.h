// The loop of `chexgen worker`: requests in, images out, over any back end.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/jobs/backend.h"
#include "core/jobs/protocol.h"

namespace chexgen::jobs {

struct WorkerOptions {
  std::filesystem::path runFolder;
  std::string program;               // "chexgen 0.1.0"
  std::optional<LoadRequest> model;  // loaded right after hello; its reply has an empty id
  std::string device = "auto";       // what hello says
  int input = 0;                     // file descriptors; borrowed
  int output = 1;
  base::CancelToken stop;  // set by signals
};

// Takes the lock of the run folder, says hello and serves requests until those before the end of input are
// served, or until a quit request or `stop`, which cancel what runs and waits. A failed request is answered
// with its error and the loop goes on. Images are published as RUN_FOLDER/images/…png and also told in
// events.jsonl, so that none is lost when the other side dies. Ignores SIGPIPE for the whole process: an
// output that nobody reads ends the loop as quit does. Fails with `locked`, the errors of EventWriter, or
// `cancelled` when `stop` was set.
[[nodiscard]] base::Result<void> runWorker(const WorkerOptions& options, Backend& backend);

}  // namespace chexgen::jobs
