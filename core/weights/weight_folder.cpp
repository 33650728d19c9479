#include "core/weights/weight_folder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/base/file_name.h"
#include "core/weights/foreign_forms.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

// What diffusers and transformers call their files, most wanted first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> usualNames{
    {{"model", "safetensors"},
     {"diffusion_pytorch_model", "safetensors"},
     {"pytorch_model", "bin"},
     {"diffusion_pytorch_model", "bin"}}};
constexpr std::size_t mostListed = 6;

std::vector<std::string> partsOf(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// A file with a usual name: "diffusion_pytorch_model.safetensors.index.fp16.json" has the rank of
// diffusion_pytorch_model, is an index and the variant fp16.
struct UsualFile {
  std::size_t rank = 0;
  bool isIndex = false;
  std::string variant;
  std::string name;
};

std::optional<UsualFile> usualFile(const std::string& name) {
  std::vector<std::string> parts = partsOf(name);
  const auto take = [&](std::string_view part) {
    const auto found = std::find(parts.begin() + 1, parts.end(), part);
    if (found == parts.end()) return false;
    parts.erase(found);
    return true;
  };
  const bool endsInJson = parts.size() > 1 && parts.back() == "json";
  for (std::size_t rank = 0; rank < usualNames.size(); ++rank) {
    const auto& [base, container] = usualNames.at(rank);
    if (parts.front() != base || parts.size() < 2) continue;
    if (!endsInJson && parts.back() != container) continue;
    if (!take(container)) continue;
    UsualFile file{rank, endsInJson, {}, name};
    if (endsInJson && !(take("index") && take("json"))) return std::nullopt;
    for (std::size_t i = 1; i < parts.size(); ++i) file.variant += (i > 1 ? "." : "") + parts[i];
    return file;
  }
  return std::nullopt;
}

bool hasWeightSuffix(const fs::path& path) {
  const std::string name = path.filename().string();
  for (const std::string_view suffix : {".index.json", ".safetensors", ".pth", ".pt", ".bin", ".ckpt"}) {
    if (name.ends_with(suffix)) return true;
  }
  return false;
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == mostListed) return text + ", …";
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

// "2 of 5" for model-00002-of-00005.safetensors.
std::optional<std::string> shardNumber(const fs::path& file) {
  if (file.extension() == ".json") return std::nullopt;
  const std::string stem = base::stemOf(file.string());
  constexpr std::string_view middle = "-of-";
  const std::size_t at = stem.rfind(middle);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t dash = at == 0 ? std::string::npos : stem.rfind('-', at - 1);
  if (dash == std::string::npos) return std::nullopt;
  const std::string number = stem.substr(dash + 1, at - dash - 1);
  const std::string count = stem.substr(at + middle.size());
  const auto digits = [](const std::string& text) {
    return !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == std::string::npos;
  };
  if (!digits(number) || !digits(count) || std::stoi(count) < 2) return std::nullopt;
  return std::to_string(std::stoi(number)) + " of " + std::to_string(std::stoi(count));
}

Result<WeightFile> amongUsual(const fs::path& folder, std::vector<UsualFile> found) {
  const auto order = [](const UsualFile& file) { return std::pair(file.rank, file.isIndex); };
  std::sort(found.begin(), found.end(), [&](const UsualFile& a, const UsualFile& b) {
    return std::tuple(!a.variant.empty(), order(a), a.name) <
           std::tuple(!b.variant.empty(), order(b), b.name);
  });
  const UsualFile& best = found.front();
  std::set<std::string> variants;
  for (const UsualFile& file : found) {
    if (!file.variant.empty()) variants.insert(file.variant);
  }
  WeightFile chosen{folder / best.name, {}};
  if (best.variant.empty()) {
    if (!variants.empty())
      chosen.remarks.push_back("\"" + best.name + "\" was taken; the folder also holds the variants " +
                               listed(variants) + ".");
    return chosen;
  }
  if (variants.size() > 1) {
    return fail(ErrorCode::argumentInvalid,
                "The folder holds several variants of its weights: " + listed(variants) + ".", folder, "",
                "Name the file that is meant.");
  }
  chosen.remarks.push_back("The variant " + best.variant + " was taken (\"" + best.name +
                           "\"): the folder holds no other.");
  return chosen;
}

}  // namespace

Result<void> refuseSingleShard(const fs::path& file) {
  const auto shard = shardNumber(file);
  if (!shard) return {};
  return fail(ErrorCode::argumentInvalid, "This is one shard of several (" + *shard + "), not the whole.",
              file, "", "Name the folder, or the index beside it (…index.json).");
}

Result<WeightFile> weightFileIn(const fs::path& folder) {
  if (const auto foreign = foreignFolder(folder)) return tl::unexpected(*foreign);
  std::error_code error;
  std::vector<UsualFile> usual;
  std::set<std::string> others, shards;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->is_regular_file()) continue;
    const std::string name = entry->path().filename().string();
    if (shardNumber(entry->path())) {
      shards.insert(name);
    } else if (auto file = usualFile(name)) {
      usual.push_back(std::move(*file));
    } else if (hasWeightSuffix(entry->path())) {
      others.insert(name);
    }
  }
  if (error) return fail(ErrorCode::fileUnreadable, "The folder cannot be read.", folder);
  if (!usual.empty()) return amongUsual(folder, std::move(usual));
  if (others.size() == 1) return WeightFile{folder / *others.begin(), {}};
  if (others.size() > 1) {
    return fail(ErrorCode::argumentInvalid,
                "The folder holds several files of weights: " + listed(others) + ".", folder, "",
                "Name the file that is meant.");
  }
  if (!shards.empty()) {
    return fail(ErrorCode::fileMissing,
                "The folder holds shards (" + listed(shards) + "), but no index of them (…index.json).",
                folder, "", "Copy or download the index beside them.");
  }
  return fail(
      ErrorCode::fileMissing, "The folder holds no file of weights.", folder, "",
      "Expected model.safetensors, diffusion_pytorch_model.safetensors, pytorch_model.bin or an index of "
      "them.");
}

}  // namespace chexgen::weights
