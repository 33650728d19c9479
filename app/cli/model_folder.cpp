#include "app/cli/model_folder.h"

#include <cstdlib>
#include <system_error>

namespace chexgen::cli {
// resources/ stands beside the program's bin folder when installed, and in the source tree of a build.
std::filesystem::path findResource(const std::filesystem::path& relative) {
  std::error_code error;
  auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (; !folder.empty() && folder != folder.root_path(); folder = folder.parent_path()) {
    const auto candidate = folder / "resources" / relative;
    if (std::filesystem::exists(candidate, error)) return candidate;
  }
  return {};
}

base::Result<std::filesystem::path> chooseModel(const std::filesystem::path& asked) {
  if (!asked.empty()) return asked;
  if (const char* model = std::getenv("CHEXGEN_MODEL"); model != nullptr && *model != '\0')
    return std::filesystem::path(model);
  const auto starter = findResource("models/starter/model.json");
  if (!starter.empty()) return starter.parent_path();
  return base::fail(base::ErrorCode::fileMissing, "No model was named, and no starter model is installed.",
                    {}, "",
                    "Give a model folder with --model (`chexgen model convert` makes one from a checkpoint, "
                    "`chexgen model random` one with random weights).");
}

}  // namespace chexgen::cli
