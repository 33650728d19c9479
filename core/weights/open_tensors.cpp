#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/weights/safetensors.h"
#include "core/weights/sharded.h"
#include "core/weights/tensor_store.h"
#include "core/weights/torch_zip.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

// The names that diffusers and transformers give, most wanted first.
constexpr std::array<std::string_view, 8> usualNames{
    "model.safetensors",
    "model.safetensors.index.json",
    "diffusion_pytorch_model.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "diffusion_pytorch_model.bin",
    "diffusion_pytorch_model.bin.index.json",
};

bool startsWith(std::span<const std::byte> bytes, std::string_view text) {
  if (bytes.size() < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::to_integer<char>(bytes[i]) != text[i]) return false;
  }
  return true;
}

bool endsWith(const fs::path& path, std::string_view suffix) {
  return path.filename().string().ends_with(suffix);
}

bool hasWeightSuffix(const fs::path& path) {
  for (const std::string_view suffix : {".index.json", ".safetensors", ".pth", ".pt", ".bin", ".ckpt"}) {
    if (endsWith(path, suffix)) return true;
  }
  return false;
}

Result<fs::path> fileInFolder(const fs::path& folder) {
  std::error_code error;
  for (const std::string_view name : usualNames) {
    if (fs::exists(folder / name, error)) return folder / name;
  }
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->is_regular_file() && hasWeightSuffix(entry->path())) found.push_back(entry->path());
  }
  if (error) return fail(ErrorCode::fileUnreadable, "The folder cannot be read.", folder);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return fail(ErrorCode::fileMissing, "The folder holds no file of weights.", folder, "",
                "Expected model.safetensors, diffusion_pytorch_model.safetensors, pytorch_model.bin or an "
                "index of them.");
  }
  return fail(ErrorCode::argumentInvalid, "The folder holds several files of weights.", folder, "",
              "Name the file that is meant.");
}

}  // namespace

Result<TensorStore> openTensors(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    CHEXGEN_ASSIGN(const fs::path file, fileInFolder(path));
    return openTensors(file);
  }
  CHEXGEN_ASSIGN(const auto file, base::MappedFile::open(path));
  const auto bytes = file.bytes();
  if (bytes.empty())
    return fail(ErrorCode::fileTruncated, "The file is empty.", path, "", "Copy or download it again.");
  // The content decides; the name only where the content is damaged beyond recognition. A safetensors file
  // may start with any eight bytes (they are a number), so its ninth is looked at first: no other form has
  // "{" there.
  if (endsWith(path, ".json")) return openSharded(path);
  constexpr std::size_t headerStart = 8;
  if (bytes.size() > headerStart && startsWith(bytes.subspan(headerStart), "{")) {
    return parseSafetensors(bytes, file.owner(), path);
  }
  if (startsWith(bytes, "PK")) return parseTorchZip(bytes, file.owner(), path);
  if (startsWith(bytes, "\x80") && !endsWith(path, ".safetensors")) {
    return fail(
        ErrorCode::formatUnsupported,
        "This is a bare pickle, the form in which torch saved before version 1.6.", path,
        "Nothing from the file was run.",
        "Load it once with a current torch and save it again with torch.save, or convert it to safetensors.");
  }
  if (startsWith(bytes, "version https://git-lfs")) {
    return fail(ErrorCode::formatUnsupported, "This is only a Git LFS pointer, not the weights.", path, "",
                "Fetch the file with git lfs pull.");
  }
  const bool isTorchName = endsWith(path, ".pth") || endsWith(path, ".bin") || endsWith(path, ".pt");
  if (isTorchName) return parseTorchZip(bytes, file.owner(), path);
  return parseSafetensors(bytes, file.owner(), path);
}

}  // namespace chexgen::weights
