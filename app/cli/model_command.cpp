// `chexgen model`: looks at, checks, converts and makes models.
#include <array>
#include <chrono>
#include <iostream>
#include <memory>

#include <unistd.h>

#include "app/cli/command.h"
#include "app/cli/model_parts.h"
#include "app/cli/progress_line.h"
#include "core/base/number_text.h"
#include "core/weights/file_check.h"
#include "core/weights/manifest.h"

namespace chexgen::cli {

void addModel(CLI::App& app, Action& action) {
  CLI::App* model = app.add_subcommand(
      "model", "Look at, check, convert and make models (a folder with model.json and its weights)");
  model->require_subcommand(1);
  addModelInfo(*model, action);
  addModelVerify(*model, action);
  addModelConvert(*model, action);
  addModelRandom(*model, action);
}

void addModelVerify(CLI::App& model, Action& action) {
  struct Options {
    std::string folder;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* verify = model.add_subcommand(
      "verify", "Compare every file of a model folder with the sizes and SHA-256 hashes in its model.json");
  verify->add_option("DIR", options->folder, "The model folder")->required();
  verify->add_flag("--json", options->json, "Answer as one line of JSON");
  verify->callback([options, &action] {
    action = [options]() -> int {
      const auto manifest = weights::readManifest(options->folder);
      if (!manifest) return report(manifest.error(), options->json);
      const auto verified = [&] {
        ProgressLine line(!options->json);
        return weights::verifyFiles(*manifest, options->folder, line.watch());
      }();
      if (!verified) return report(verified.error(), options->json);
      const auto hash = weights::manifestHash(options->folder);
      if (!hash) return report(hash.error(), options->json);
      if (options->json) {
        base::OrderedJson line;
        line["event"] = "verified";
        line["name"] = manifest->name;
        line["files"] = manifest->files().size();
        line["manifest"] = *hash;
        std::cout << line.dump() << std::endl;
      } else {
        std::cout << manifest->name << ": all " << manifest->files().size()
                  << " files are as model.json says.\n"
                  << "Identity (SHA-256 of model.json): " << *hash << std::endl;
      }
      return exitDone;
    };
  });
}

std::string sizeText(std::uint64_t bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  return (unit == 0 ? base::fixedText(value, 0) : base::significantText(value, 3)) + " " + units.at(unit);
}

std::function<void(const weights::ConvertProgress&)> showProgress(bool json) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  if (!json && !terminal) return {};
  using Clock = std::chrono::steady_clock;
  return [json, last = Clock::time_point()](const weights::ConvertProgress& progress) mutable {
    // At most ten times a second, and the end in any case.
    const auto now = Clock::now();
    if (now - last < std::chrono::milliseconds(100) && progress.done < progress.total) return;
    last = now;
    if (json) {
      base::OrderedJson line;
      line["event"] = "progress";
      line["part"] = progress.part;
      line["done"] = progress.done;
      line["total"] = progress.total;
      line["unit"] = "bytes";
      std::cout << line.dump() << std::endl;
      return;
    }
    const double share =
        progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 1;
    std::cerr << "\r\x1b[K" << progress.part << ": " << static_cast<int>(100 * share) << " % of "
              << sizeText(progress.total) << std::flush;
  };
}

void endProgress(bool json) {
  if (!json && ::isatty(STDERR_FILENO) == 1) std::cerr << "\r\x1b[K" << std::flush;
}

}  // namespace chexgen::cli
