// Writes an encoded data set shard by shard, so that a run that was killed goes on at the first missing one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/training/feature_index.h"
#include "core/weights/tensor_store.h"

namespace chexgen::training {

// Numbers of a tensor in memory, row-major, little-endian; their shape follows from the index.
struct EncodedTensor {
  weights::DataType type = weights::DataType::float16;  // float16, bfloat16 or float32
  std::span<const std::byte> bytes;
};

struct EncodedRow {
  std::vector<EncodedTensor> latents;     // one for each variant
  std::vector<EncodedTensor> conditions;  // the same, or empty without conditions
  EncodedTensor caption;                  // [k, captionWidth], k from its length; empty without captions
};

class FeatureWriter {
 public:
  // Creates the folder with its index, or takes up the work in one that has the same index and rows.
  // argumentInvalid for an index out of range or no rows; architectureMismatch when the folder holds another
  // data set, which is left as it is; otherwise fails like writeFileAtomically and readJsonFile.
  [[nodiscard]] static base::Result<FeatureWriter> create(const std::filesystem::path& folder,
                                                          const FeatureIndex& index,
                                                          std::vector<FeatureRow> rows);

  [[nodiscard]] std::size_t shards() const;
  [[nodiscard]] RowRange rowsOf(std::size_t shard) const;
  // A shard is there wholly or not at all.
  [[nodiscard]] bool isComplete(std::size_t shard) const;
  // Ascending.
  [[nodiscard]] std::vector<std::size_t> missingShards() const;
  // `rows` are those of rowsOf(shard), in order. What a killed process left of this shard is removed, so two
  // processes may share a data set, but not a shard. argumentInvalid when a tensor does not fit the index.
  [[nodiscard]] base::Result<void> writeShard(std::size_t shard, std::span<const EncodedRow> rows) const;

 private:
  FeatureWriter(std::filesystem::path folder, FeatureIndex index, std::vector<FeatureRow> rows);

  std::filesystem::path folder_;
  FeatureIndex index_;
  std::vector<FeatureRow> rows_;
};

}  // namespace chexgen::training
