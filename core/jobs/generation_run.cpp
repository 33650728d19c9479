#include "core/jobs/generation_run.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "core/base/file_name.h"
#include "core/base/sha256.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/image_output.h"
#include "core/jobs/recipe_request.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

struct Planned {
  std::size_t position = 0;
  std::filesystem::path file;
  imaging::Recipe recipe;  // complete
};

base::Result<void> checkFileNames(const std::vector<ListCase>& cases) {
  std::set<std::filesystem::path> seen;
  for (const ListCase& item : cases) {
    const auto file = item.file.lexically_normal();
    const bool leaves = file.empty() || file.is_absolute() || *file.begin() == "..";
    if (leaves || file.extension() != ".png" || base::isDeceptive(file.string())) {
      return base::fail(
          ErrorCode::argumentInvalid,
          "An image's file must end in .png, stay inside the output folder and hold no invisible "
          "signs.",
          item.file, "Nothing was made.");
    }
    if (!seen.insert(file).second) {
      return base::fail(ErrorCode::argumentInvalid, "Two images of the list have the same file.", item.file,
                        "Nothing was made.");
    }
  }
  return {};
}

base::Result<std::vector<Planned>> plan(const std::vector<ListCase>& cases, const Shard& shard,
                                        const Backend& backend) {
  CHEXGEN_TRY(checkFileNames(cases));
  std::vector<Planned> planned;
  for (std::size_t position = shard.index; position < cases.size(); position += shard.count) {
    auto recipe = backend.complete(cases[position].recipe);
    if (!recipe) {
      if (recipe.error().file.empty()) recipe.error().file = cases[position].file;
      return tl::unexpected(std::move(recipe).error());
    }
    planned.push_back({position, cases[position].file.lexically_normal(), std::move(*recipe)});
  }
  return planned;
}

void removeOldTemporaries(const std::vector<Planned>& planned, const std::filesystem::path& folder) {
  std::map<std::filesystem::path, std::set<std::string>> names;
  for (const Planned& item : planned) {
    names[(folder / item.file).parent_path()].insert(item.file.filename().string());
  }
  for (const auto& [place, ours] : names) {
    removeLeftovers(place, [&known = ours](const std::string& name) { return known.contains(name); });
  }
}

// Whether the case's image is there already; an error when something else is.
base::Result<bool> isPublished(const Planned& item, const ListOptions& options) {
  const auto path = options.folder / item.file;
  const auto found = imaging::readRecipePng(path);
  if (found && asksForSameImage(item.recipe, *found)) return true;
  if (!found && found.error().code == ErrorCode::fileMissing) return false;
  if (options.replaceOther) return false;
  const std::string what =
      found ? "The file exists and holds an image made with other settings."
            : "The file exists and holds no image of this program that can be read: " + found.error().message;
  return base::fail(ErrorCode::argumentInvalid, what, path, "Nothing was made or overwritten.",
                    "Choose another output folder, or ask for existing files to be replaced.");
}

// A decoded image counts as one step more.
std::int64_t stepsOf(const imaging::Recipe& recipe) { return std::int64_t{recipe.steps} + 1; }

class ListRun {
 public:
  ListRun(const ListOptions& options, Backend& backend, const ListObserver& observer,
          const base::CancelToken& cancel)
      : options_(options), backend_(backend), observer_(observer), cancel_(cancel) {}

  base::Result<ListSummary> run(std::vector<Planned> planned);

 private:
  base::Result<std::vector<Planned>> missing(std::vector<Planned> planned);
  base::Result<void> makeBatch(std::span<const Planned> batch, std::span<const imaging::Recipe> recipes,
                               const ProgressMeter& meter);
  base::Result<void> publish(std::span<const Planned> batch, const std::vector<GeneratedImage>& images);
  base::Result<void> betweenSteps() const;
  base::Result<void> tell(const ListImage& image) const {
    return observer_.onImage ? observer_.onImage(image) : base::Result<void>();
  }

  const ListOptions& options_;
  Backend& backend_;
  const ListObserver& observer_;
  const base::CancelToken& cancel_;
  std::int64_t stepsDone_ = 0;
  ListSummary summary_;
};

base::Result<ListSummary> ListRun::run(std::vector<Planned> planned) {
  CHEXGEN_ASSIGN(const auto pending, missing(std::move(planned)));
  std::vector<imaging::Recipe> recipes;
  std::int64_t total = 0;
  for (const Planned& item : pending) {
    recipes.push_back(item.recipe);
    total += stepsOf(item.recipe);
  }
  const ProgressMeter meter(total, "step");
  for (std::size_t start = 0; start < pending.size();) {
    const std::size_t count = batchEnd(recipes, start, options_.batch) - start;
    CHEXGEN_TRY(betweenSteps());
    CHEXGEN_TRY(
        makeBatch(std::span(pending).subspan(start, count), std::span(recipes).subspan(start, count), meter));
    start += count;
  }
  return summary_;
}

base::Result<std::vector<Planned>> ListRun::missing(std::vector<Planned> planned) {
  std::vector<Planned> pending;
  std::vector<ListImage> kept;
  for (Planned& item : planned) {
    CHEXGEN_TRY(betweenSteps());
    CHEXGEN_ASSIGN(const bool published, isPublished(item, options_));
    if (published) {
      kept.push_back({item.position, item.file, false, {}});
    } else {
      pending.push_back(std::move(item));
    }
  }
  for (const ListImage& image : kept) CHEXGEN_TRY(tell(image));
  summary_.kept = kept.size();
  return pending;
}

base::Result<void> ListRun::betweenSteps() const {
  if (cancel_.isCancelled()) {
    return base::fail(ErrorCode::cancelled, "The run was cancelled.", {},
                      "Every image published so far is kept.", "Start it again to make the rest.");
  }
  return observer_.betweenSteps ? observer_.betweenSteps() : base::Result<void>();
}

base::Result<void> ListRun::makeBatch(std::span<const Planned> batch,
                                      std::span<const imaging::Recipe> recipes, const ProgressMeter& meter) {
  std::vector<std::int64_t> steps(batch.size(), 0);
  const std::int64_t before = stepsDone_;
  // The back end stops by a token of its own, so that a wish to cancel need not end the whole program.
  base::CancelToken stop;
  base::Result<void> verdict;
  const auto onStep = [&](const StepProgress& step) {
    if (!verdict || step.image >= steps.size()) return;
    steps[step.image] = step.step;
    stepsDone_ = before;
    for (const auto count : steps) stepsDone_ += count;
    if (observer_.onStep) observer_.onStep(step);
    if (observer_.onProgress) verdict = observer_.onProgress(meter.at(stepsDone_));
    if (verdict) verdict = betweenSteps();
    if (!verdict) stop.cancel();
  };
  const auto images = backend_.generate(recipes, onStep, stop);
  // Whoever is cancelled after the last step still gets what is finished.
  const bool stopped = !images && images.error().code == ErrorCode::cancelled;
  if (stopped && !verdict) return verdict;
  if (!images) return tl::unexpected(images.error());
  CHEXGEN_TRY(publish(batch, *images));
  return verdict;
}

// Another process may have made one of them meanwhile.
base::Result<void> ListRun::publish(std::span<const Planned> batch,
                                    const std::vector<GeneratedImage>& images) {
  if (images.size() != batch.size()) {
    return base::fail(ErrorCode::internal, "The model made another number of images than was asked for.");
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    CHEXGEN_ASSIGN(const bool there, isPublished(batch[i], options_));
    if (there) {
      ++summary_.kept;
      CHEXGEN_TRY(tell({batch[i].position, batch[i].file, false, {}}));
      continue;
    }
    CHEXGEN_ASSIGN(const auto published, publishImage(options_.folder, batch[i].file, images[i]));
    ++summary_.made;
    CHEXGEN_TRY(tell({batch[i].position, published.file, true, published.sha256}));
  }
  return {};
}

}  // namespace

std::string listLockName(const std::vector<ListCase>& cases, const Shard& shard) {
  std::string list = std::to_string(shard.index) + "/" + std::to_string(shard.count);
  for (const ListCase& item : cases) list.append("\n").append(item.file.lexically_normal().string());
  return ".generate-" + base::sha256(list).substr(0, 12) + ".lock";
}

base::Result<ListSummary> runList(const std::vector<ListCase>& cases, const ListOptions& options,
                                  Backend& backend, const ListObserver& observer,
                                  const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(auto planned, plan(cases, options.shard, backend));
  removeOldTemporaries(planned, options.folder);
  return ListRun(options, backend, observer, cancel).run(std::move(planned));
}

}  // namespace chexgen::jobs
