// The encoded data set: latents and captions that were computed once, mapped when a training run reads them.
//
// A folder with index.json and shard-00000.safetensors, shard-00001 …, each with the same number of rows in
// table order. Row R has latent.R.V and, with a control branch, condition.R.V for each variant V (small
// geometric changes made by the encoder), and caption.R [k, width] with the k real tokens alone. Row numbers
// count through all shards.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/training/data_table.h"
#include "core/training/feature_index.h"
#include "core/weights/tensor_store.h"

namespace chexgen::training {

class FeatureStore {
 public:
  // Maps every shard and checks it against the index. Fails with fileMissing (no index; an unfinished shard,
  // naming it), keyMissing, shapeMismatch, formatInvalid, formatUnsupported (a newer schema).
  [[nodiscard]] static base::Result<FeatureStore> open(const std::filesystem::path& folder);
  // The release's features: a latent is the entry `image` of its file, a condition the same of the third, a
  // caption the entry `caption_embedding` cut by `caption_mask`. Shapes are taken from the first row and hold
  // for all. Row files are mapped when they are asked for. argumentInvalid when `list` is no feature list.
  [[nodiscard]] static base::Result<FeatureStore> open(const DataTable& list);

  [[nodiscard]] const FeatureIndex& index() const { return index_; }
  [[nodiscard]] const std::vector<FeatureRow>& rows() const { return rows_; }
  // Positions of the rows of this split, ascending.
  [[nodiscard]] std::vector<std::size_t> rowsIn(Split split) const;

  // [4, h, w], already times the scaling factor. argumentInvalid for a row or variant that is not there, or
  // when the store has no conditions or captions; a feature list also fails like openNpz, and with
  // shapeMismatch or keyMissing naming the file.
  [[nodiscard]] base::Result<weights::TensorView> latent(std::size_t row, std::size_t variant = 0) const;
  [[nodiscard]] base::Result<weights::TensorView> condition(std::size_t row, std::size_t variant = 0) const;
  [[nodiscard]] base::Result<weights::TensorView> caption(std::size_t row) const;  // [k, captionWidth]

  // SHA-256 of index.json, or of the list: what the data are called in a run.
  [[nodiscard]] const std::string& sha256() const { return sha256_; }

  // hashMismatch, naming the part, when another model encoded the data; a hash that is empty on either side
  // is not compared.
  [[nodiscard]] base::Result<void> checkEncodedBy(const EncodedBy& model) const;

 private:
  struct RowFiles {
    std::filesystem::path latent, text, condition;
  };
  [[nodiscard]] base::Result<void> checkPlace(std::size_t row, std::size_t variant) const;
  [[nodiscard]] const weights::TensorView& inShard(std::size_t row, const std::string& key) const;

  std::filesystem::path source_;
  std::string sha256_;
  FeatureIndex index_;
  std::vector<FeatureRow> rows_;
  std::vector<weights::TensorStore> shards_;
  std::vector<RowFiles> files_;  // of a feature list
};

}  // namespace chexgen::training
