// A list of images made one after the other, so that it can be stopped, killed and started again: behind
// `chexgen generate` of a table and behind the job kind `generate`.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/imaging/recipe.h"
#include "core/jobs/backend.h"
#include "core/jobs/progress.h"
#include "core/jobs/run_folder.h"

namespace chexgen::jobs {

struct ListCase {
  std::filesystem::path file;             // relative to the output folder, ends in .png
  imaging::Recipe recipe;                 // may be open
  std::vector<std::string> remarks = {};  // what a person should know before it is made
};

struct ListOptions {
  std::filesystem::path folder;
  Shard shard;
  std::size_t batch = 1;  // images that advance together
  // What to do with an existing file that holds another image (another recipe, or none): refuse, or make it
  // anew.
  bool replaceOther = false;
};

struct ListImage {
  std::size_t position = 0;  // in the whole list
  std::filesystem::path file;
  bool made = false;   // false: an earlier attempt had published it
  std::string sha256;  // empty unless made
};

// What the owner of the run is told and asked; each may be empty. A failure ends the run with that error.
struct ListObserver {
  std::function<base::Result<void>()> betweenSteps;               // may wait (pause); `cancelled` stops
  std::function<base::Result<void>(const Progress&)> onProgress;  // steps of the images still to be made
  std::function<base::Result<void>(const ListImage&)> onImage;    // published, or found published
  std::function<void(const StepProgress&)> onStep;                // for previews
};

struct ListSummary {
  std::size_t made = 0;
  std::size_t kept = 0;  // were there already
};

// The name of a lock that keeps the same list, or part of a list, from being made twice at once in one
// folder.
[[nodiscard]] std::string listLockName(const std::vector<ListCase>& cases, const Shard& shard);

// Makes the images of this shard that are missing and publishes each as soon as its batch is done. All
// recipes and file names are checked before the first is made; an existing PNG counts when its recipe asks
// for the same image, also one that another process makes meanwhile. Temporary files of a killed attempt are
// removed first. Fails with argumentInvalid (a file name that leaves the folder, stands twice or is no .png;
// an existing file with another image), `cancelled`, and the errors of the back end, publishImage and the
// observer; images published so far stay.
[[nodiscard]] base::Result<ListSummary> runList(const std::vector<ListCase>& cases,
                                                const ListOptions& options, Backend& backend,
                                                const ListObserver& observer,
                                                const base::CancelToken& cancel);

}  // namespace chexgen::jobs
