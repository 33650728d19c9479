#include "core/weights/sharded.h"

#include <set>
#include <utility>

#include "core/base/file.h"
#include "core/base/json.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t mostShards = 4096;
constexpr base::JsonLimits indexLimits{std::uint64_t{16} << 20U, 8};

bool isPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

}  // namespace

Result<std::map<std::string, std::string>> parseShardIndex(std::string_view text,
                                                           const std::filesystem::path& source) {
  CHEXGEN_ASSIGN(const Json index, base::parseJson(text, source, indexLimits));
  const auto map = index.is_object() ? index.find("weight_map") : index.end();
  if (map == index.end() || !map->is_object()) {
    return fail(ErrorCode::formatInvalid, "The index has no weight_map.", source);
  }
  std::map<std::string, std::string> shards;
  std::set<std::string> names;
  for (const auto& [key, value] : map->items()) {
    if (!value.is_string()) {
      return fail(ErrorCode::formatInvalid, "The index gives no file name for tensor \"" + key + "\".",
                  source);
    }
    auto name = value.get<std::string>();
    if (!isPlainName(name)) {
      return fail(
          ErrorCode::formatForbidden,
          "The index places tensor \"" + key + "\" in \"" + name + "\", which is not a file beside it.",
          source, "Nothing was loaded.");
    }
    names.insert(name);
    if (names.size() > mostShards) {
      return fail(ErrorCode::formatInvalid,
                  "The index names more than " + std::to_string(mostShards) + " files.", source);
    }
    shards.emplace(key, std::move(name));
  }
  return shards;
}

Result<TensorTables> openSharded(const std::filesystem::path& index) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(index, indexLimits.bytes));
  CHEXGEN_ASSIGN(const auto shardOf, parseShardIndex(text, index));
  std::map<std::string, TensorTable> shards;
  for (const auto& [key, name] : shardOf) {
    if (shards.contains(name)) continue;
    const auto path = index.parent_path() / name;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
      return fail(ErrorCode::fileMissing, "The shard \"" + name + "\" of this checkpoint is missing.", path,
                  "The other shards are unchanged.", "Download or copy it beside the index.");
    }
    // An index or a folder in place of a shard could lead back here without end.
    if (path.extension() == ".json" || !std::filesystem::is_regular_file(path, ignored)) {
      return fail(ErrorCode::formatInvalid,
                  "The index names \"" + name + "\", which is not a file of weights.", index);
    }
    CHEXGEN_ASSIGN(TensorTables shard, openTables(path));
    if (shard.tables.size() != 1) {
      return fail(ErrorCode::formatInvalid,
                  "The shard \"" + name + "\" holds several dictionaries of weights, not its part of one.",
                  path);
    }
    shards.emplace(name, std::move(shard.tables.front()));
  }
  TensorTable all;
  for (auto& [name, shard] : shards) {
    for (auto& [key, view] : shard.tensors) {
      const auto listed = shardOf.find(key);
      if (listed == shardOf.end() || listed->second != name) {
        return fail(ErrorCode::keyUnexpected,
                    "The shard \"" + name + "\" holds the tensor \"" + key +
                        "\", which the index does not place there.",
                    index);
      }
      all.tensors.emplace(key, std::move(view));
    }
  }
  for (const auto& [key, name] : shardOf) {
    if (!all.tensors.contains(key)) {
      return fail(ErrorCode::keyMissing, "The tensor \"" + key + "\" is not in its shard \"" + name + "\".",
                  index);
    }
  }
  TensorTables tables{index, {}, {{"shards", shards.size()}}, {}};
  tables.tables.push_back(std::move(all));
  return tables;
}

}  // namespace chexgen::weights
