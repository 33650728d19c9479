#include "core/training/feature_store.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "core/base/sha256.h"
#include "core/training/release_features.h"
#include "core/weights/number_formats.h"
#include "core/weights/safetensors.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using weights::TensorView;
namespace fs = std::filesystem;

// A shard is checked when it is opened, so that the accessors cannot meet a wrong shape in the middle of a
// run.
class ShardChecker {
 public:
  ShardChecker(const weights::TensorStore& shard, const FeatureIndex& index)
      : shard_(shard), index_(index), latent_(index.latentShape.begin(), index.latentShape.end()) {}

  [[nodiscard]] Result<void> checkRow(std::size_t row) const {
    for (std::size_t v = 0; v < static_cast<std::size_t>(index_.variants); ++v) {
      CHEXGEN_TRY(checkTensor(latentKey(row, v), latent_));
      if (!index_.conditions.empty()) CHEXGEN_TRY(checkTensor(conditionKey(row, v), latent_));
    }
    if (index_.captionWidth == 0) return {};
    const std::string key = captionKey(row);
    CHEXGEN_ASSIGN(const TensorView* caption, floats(key));
    if (caption->shape.size() != 2 || caption->shape[0] < 1 || caption->shape[1] != index_.captionWidth) {
      return otherShape(key, *caption, "[k, " + std::to_string(index_.captionWidth) + "]");
    }
    return {};
  }

 private:
  [[nodiscard]] Result<const TensorView*> floats(const std::string& key) const {
    const auto found = shard_.tensors.find(key);
    if (found == shard_.tensors.end()) {
      return fail(ErrorCode::keyMissing, "The shard lacks the tensor \"" + key + "\".", shard_.source);
    }
    if (!weights::isFloating(found->second.type)) {
      return fail(ErrorCode::shapeMismatch, "The tensor \"" + key + "\" holds no floating-point numbers.",
                  shard_.source);
    }
    return &found->second;
  }

  [[nodiscard]] Result<void> checkTensor(const std::string& key,
                                         const std::vector<std::int64_t>& shape) const {
    CHEXGEN_ASSIGN(const TensorView* tensor, floats(key));
    if (tensor->shape != shape) return otherShape(key, *tensor, weights::shapeText(shape));
    return {};
  }

  [[nodiscard]] tl::unexpected<base::Error> otherShape(const std::string& key, const TensorView& tensor,
                                                       const std::string& needed) const {
    return fail(ErrorCode::shapeMismatch,
                "The tensor \"" + key + "\" has the shape " + weights::shapeText(tensor.shape) +
                    " instead of " + needed + ".",
                shard_.source);
  }

  const weights::TensorStore& shard_;
  const FeatureIndex& index_;
  std::vector<std::int64_t> latent_;
};

Result<weights::TensorStore> openShard(const fs::path& folder, std::size_t shard, std::size_t shards) {
  auto store = weights::openSafetensors(shardFile(folder, shard));
  if (!store && store.error().code == ErrorCode::fileMissing) {
    store.error().message = "The data set is not complete: shard " + std::to_string(shard + 1) + " of " +
                            std::to_string(shards) + " is missing.";
    store.error().next = "Encode again into the same folder: it goes on where it stopped.";
  }
  return store;
}

Result<std::vector<FeatureRow>> rowsOfStore(const weights::TensorStore& store, std::size_t count) {
  const auto text = store.metadata.find("rows");
  if (text == store.metadata.end()) {
    return fail(ErrorCode::formatInvalid, "The shard does not say which rows it holds.", store.source);
  }
  CHEXGEN_ASSIGN(auto rows, rowsFromJson(text->get<std::string>(), store.source));
  if (rows.size() != count) {
    return fail(
        ErrorCode::formatInvalid,
        "The shard names " + std::to_string(rows.size()) + " rows instead of " + std::to_string(count) + ".",
        store.source);
  }
  return rows;
}

Result<void> checkListShape(const TensorView& view, std::span<const std::int64_t> shape,
                            const fs::path& file) {
  if (std::equal(view.shape.begin(), view.shape.end(), shape.begin(), shape.end())) return {};
  return fail(ErrorCode::shapeMismatch,
              "The features have the shape " + weights::shapeText(view.shape) + ", those of the first row " +
                  weights::shapeText(shape) + ".",
              file);
}

}  // namespace

Result<FeatureStore> FeatureStore::open(const fs::path& folder) {
  CHEXGEN_ASSIGN(const StoredIndex stored, readIndex(folder));
  FeatureStore store;
  store.source_ = folder;
  store.index_ = stored.index;
  CHEXGEN_ASSIGN(store.sha256_, base::sha256OfFile(folder / "index.json"));
  const std::size_t shards = shardCount(stored.rows, stored.index.rowsPerShard);
  for (std::size_t number = 0; number < shards; ++number) {
    CHEXGEN_ASSIGN(auto shard, openShard(folder, number, shards));
    const RowRange range = rowsOfShard(number, stored.rows, stored.index.rowsPerShard);
    CHEXGEN_ASSIGN(auto rows, rowsOfStore(shard, range.end - range.begin));
    const ShardChecker checker(shard, store.index_);
    for (std::size_t row = range.begin; row < range.end; ++row) CHEXGEN_TRY(checker.checkRow(row));
    std::move(rows.begin(), rows.end(), std::back_inserter(store.rows_));
    store.shards_.push_back(std::move(shard));
  }
  if (base::sha256(rowsToJson(store.rows_)) != stored.rowsSha256) {
    return fail(ErrorCode::hashMismatch, "The shards do not hold the rows that index.json was made for.",
                folder, "They are unchanged.", "Encode the data again into a new folder.");
  }
  return store;
}

Result<FeatureStore> FeatureStore::open(const DataTable& list) {
  if (!list.isFeatureList || list.rows.empty()) {
    return fail(ErrorCode::argumentInvalid, "This is not a list of features.", list.file);
  }
  FeatureStore store;
  store.source_ = list.file;
  store.sha256_ = list.sha256;
  store.index_.table = list.file.filename().string();
  store.index_.tableSha256 = list.sha256;
  for (const TableRow& row : list.rows) {
    store.rows_.push_back({row.id, row.prompt, row.split, row.patient});
    store.files_.push_back({row.image, row.text, row.condition});
  }
  CHEXGEN_ASSIGN(const TensorView latent, readReleaseLatent(store.files_.front().latent));
  std::copy(latent.shape.begin(), latent.shape.end(), store.index_.latentShape.begin());
  CHEXGEN_ASSIGN(const TensorView caption, readReleaseCaption(store.files_.front().text));
  store.index_.captionWidth = caption.shape[1];
  if (!store.files_.front().condition.empty()) store.index_.conditions = "given";
  return store;
}

std::vector<std::size_t> FeatureStore::rowsIn(Split split) const {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].split == split) positions.push_back(i);
  }
  return positions;
}

Result<void> FeatureStore::checkPlace(std::size_t row, std::size_t variant) const {
  if (row < rows_.size() && variant < static_cast<std::size_t>(index_.variants)) return {};
  return fail(ErrorCode::argumentInvalid,
              "There is no row " + std::to_string(row) + " with a variant " + std::to_string(variant) + ".",
              source_);
}

const TensorView& FeatureStore::inShard(std::size_t row, const std::string& key) const {
  return shards_[row / static_cast<std::size_t>(index_.rowsPerShard)].tensors.at(key);
}

Result<TensorView> FeatureStore::latent(std::size_t row, std::size_t variant) const {
  CHEXGEN_TRY(checkPlace(row, variant));
  if (files_.empty()) return inShard(row, latentKey(row, variant));
  CHEXGEN_ASSIGN(TensorView view, readReleaseLatent(files_[row].latent));
  CHEXGEN_TRY(checkListShape(view, index_.latentShape, files_[row].latent));
  return view;
}

Result<TensorView> FeatureStore::condition(std::size_t row, std::size_t variant) const {
  CHEXGEN_TRY(checkPlace(row, variant));
  const bool isThere = !index_.conditions.empty() && (files_.empty() || !files_[row].condition.empty());
  if (!isThere) {
    return fail(ErrorCode::argumentInvalid, "Row " + std::to_string(row) + " has no condition.", source_);
  }
  if (files_.empty()) return inShard(row, conditionKey(row, variant));
  CHEXGEN_ASSIGN(TensorView view, readReleaseLatent(files_[row].condition));
  CHEXGEN_TRY(checkListShape(view, index_.latentShape, files_[row].condition));
  return view;
}

Result<TensorView> FeatureStore::caption(std::size_t row) const {
  CHEXGEN_TRY(checkPlace(row, 0));
  if (index_.captionWidth == 0) {
    return fail(ErrorCode::argumentInvalid, "The captions of this data set are not encoded.", source_);
  }
  if (files_.empty()) return inShard(row, captionKey(row));
  CHEXGEN_ASSIGN(TensorView view, readReleaseCaption(files_[row].text));
  const std::array<std::int64_t, 2> shape{view.shape[0], index_.captionWidth};
  CHEXGEN_TRY(checkListShape(view, shape, files_[row].text));
  return view;
}

Result<void> FeatureStore::checkEncodedBy(const EncodedBy& model) const {
  const EncodedBy& mine = index_.encodedBy;
  const std::array<std::pair<const char*, std::pair<const std::string*, const std::string*>>, 3> parts{
      {{"VAE", {&mine.vae, &model.vae}},
       {"text encoder", {&mine.textEncoder, &model.textEncoder}},
       {"tokenizer", {&mine.tokenizer, &model.tokenizer}}}};
  for (const auto& [part, hashes] : parts) {
    const auto& [ours, theirs] = hashes;
    if (ours->empty() || theirs->empty() || *ours == *theirs) continue;
    return fail(ErrorCode::hashMismatch,
                std::string("The data were encoded with another ") + part + " than this model's.", source_,
                "They are unchanged.", "Encode the table again with this model.");
  }
  return {};
}

}  // namespace chexgen::training
