#include "app/cli/run_job.h"

#include <iostream>
#include <string>

#include "app/cli/command.h"
#include "app/cli/detach.h"
#include "app/cli/job_kinds.h"
#include "app/cli/progress_line.h"
#include "core/base/version.h"
#include "core/engine/training/launch.h"

namespace chexgen::cli {
namespace {

base::Result<void> runKind(const jobs::JobSpec& spec, const jobs::JobRunOptions& options) {
  for (const JobKind& kind : jobKinds) {
    if (kind.name == spec.kind) return jobs::runJob(spec, kind.run, options);
  }
  return base::fail(base::ErrorCode::internal, "The kind \"" + spec.kind + "\" has no runner.");
}

void tellRemarks(const std::vector<std::string>& remarks) {
  for (const std::string& remark : remarks) std::cerr << "remark: " << remark << std::endl;
}

base::Result<void> runHere(const jobs::JobSpec& spec, bool json) {
  ProgressLine line(!json);
  jobs::JobRunOptions options;
  options.program = base::programVersion();
  options.cancel = interruption();
  options.onStart = [&spec, json] {
    if (json) printJson({{"event", "started"}, {"run_folder", spec.runFolder.string()}});
  };
  options.onProgress =
      [&line, json, limit = jobs::RateLimit(jobs::progressInterval)](const jobs::Progress& progress) mutable {
        if (progress.done < progress.total && !limit.pass()) return;
        line.show(progress);
        if (!json) return;
        base::OrderedJson event{{"event", "progress"}};
        event.update(jobs::toJson(progress));
        printJson(event);
      };
  options.onRemarks = [&line, json](const std::vector<std::string>& remarks) {
    line.clear();
    if (json) return printJson({{"event", "remarks"}, {"remarks", remarks}});
    tellRemarks(remarks);
  };
  CHEXGEN_TRY(runKind(spec, options));
  line.clear();
  if (json) {
    printJson({{"event", "done"}, {"run_folder", spec.runFolder.string()}});
  } else {
    std::cout << spec.name << ": done, in " << spec.runFolder.string() << "\n";
  }
  return {};
}

base::Result<void> runDetached(const jobs::JobSpec& spec, bool json) {
  const auto files = jobs::runFiles(spec.runFolder, spec.shard);
  CHEXGEN_ASSIGN(const pid_t pid, detach(files.log, [&spec](Launch& launch) {
                   jobs::JobRunOptions options;
                   options.program = base::programVersion();
                   options.cancel = interruption();
                   options.onStart = [&launch] { launch.started(); };
                   options.onRemarks = tellRemarks;  // into the log
                   const auto result = runKind(spec, options);
                   if (!result) launch.failed(result.error());
                   return exitOf(result, false);
                 }));
  if (json) {
    printJson({{"event", "started"}, {"run_folder", spec.runFolder.string()}, {"pid", pid}});
  } else {
    std::cout << spec.name << " runs as process " << pid << "; follow it with: chexgen job status "
              << spec.runFolder.string() << "\n";
  }
  return {};
}

}  // namespace

base::Result<void> runJob(const jobs::JobSpec& given, const RunJobOptions& options) {
  // Of several processes that a launcher started for one run, each has its own lock and events.
  CHEXGEN_ASSIGN(const engine::Launch launch, engine::launchOfThisProcess());
  jobs::JobSpec spec = given;
  if (launch.rank > 0) spec.runFolder /= "rank-" + std::to_string(launch.rank);
  return options.detached ? runDetached(spec, options.json) : runHere(spec, options.json);
}

int exitOf(const base::Result<void>& result, bool json) {
  return result ? static_cast<int>(exitDone) : report(result.error(), json);
}

void printJson(const base::OrderedJson& line) {
  std::cout << line.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace) << std::endl;
}

}  // namespace chexgen::cli
