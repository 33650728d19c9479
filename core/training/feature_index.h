// What an encoded data set says of itself: FOLDER/index.json and the rows of its shards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/training/split.h"

namespace chexgen::training {

// SHA-256 of the files that encoded; empty where none was used or nobody knows.
struct EncodedBy {
  std::string vae;
  std::string textEncoder;
  std::string tokenizer;

  friend bool operator==(const EncodedBy&, const EncodedBy&) = default;
};

struct FeatureIndex {
  EncodedBy encodedBy;
  double scalingFactor = 0.18215;  // that latents and conditions are already multiplied by
  std::array<std::int64_t, 3> latentShape{4, 0, 0};
  std::int64_t captionWidth = 0;  // 0: captions are not encoded, the text encoder is trained with the rest
  std::int64_t imageSize = 0;     // side in pixels; 0: not known
  std::string conditions;         // "", "mask" or "boxes"; "given" in a feature list, which does not say
  std::int64_t variants = 1;
  std::string table;  // its file name; empty where an old index does not say
  std::string tableSha256;
  std::int64_t rowsPerShard = 256;

  friend bool operator==(const FeatureIndex&, const FeatureIndex&) = default;
};

struct FeatureRow {
  std::string id;
  std::string prompt;  // cleaned
  Split split = Split::none;
  std::string patient;

  friend bool operator==(const FeatureRow&, const FeatureRow&) = default;
};

// The index as the folder keeps it.
struct StoredIndex {
  FeatureIndex index;
  std::size_t rows = 0;
  std::string rowsSha256;  // of what rowsToJson gives for all rows

  friend bool operator==(const StoredIndex&, const StoredIndex&) = default;
};

// argumentInvalid naming the first number that is out of range.
[[nodiscard]] base::Result<void> checkIndex(const FeatureIndex& index);

// Reading fails like readJsonFile, with formatInvalid, and with formatUnsupported for a newer schema.
[[nodiscard]] base::Result<void> writeIndex(const StoredIndex& stored, const std::filesystem::path& folder);
[[nodiscard]] base::Result<StoredIndex> readIndex(const std::filesystem::path& folder);

// [{"id","prompt","split","patient"}, …] as text; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string rowsToJson(std::span<const FeatureRow> rows);
// formatInvalid naming `file`.
[[nodiscard]] base::Result<std::vector<FeatureRow>> rowsFromJson(const std::string& text,
                                                                 const std::filesystem::path& file);

// FOLDER/shard-00012.safetensors.
[[nodiscard]] std::filesystem::path shardFile(const std::filesystem::path& folder, std::size_t shard);
// The rows [begin, end) of a shard; of the last one perhaps fewer than rowsPerShard.
struct RowRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] std::size_t shardCount(std::size_t rows, std::int64_t rowsPerShard);
[[nodiscard]] RowRange rowsOfShard(std::size_t shard, std::size_t rows, std::int64_t rowsPerShard);

// Names of the tensors of a row: "latent.R.V", "condition.R.V", "caption.R".
[[nodiscard]] std::string latentKey(std::size_t row, std::size_t variant);
[[nodiscard]] std::string conditionKey(std::size_t row, std::size_t variant);
[[nodiscard]] std::string captionKey(std::size_t row);

}  // namespace chexgen::training
