#include "core/training/feature_writer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/base/sha256.h"
#include "core/jobs/image_output.h"
#include "core/weights/number_formats.h"
#include "core/weights/safetensors_writer.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

// A tensor of a shard: its name and shape, and the numbers that will be written.
struct ShardTensor {
  weights::TensorDeclaration declaration;
  std::span<const std::byte> bytes;
};

// Names and checks the tensors of one shard.
class ShardPlan {
 public:
  explicit ShardPlan(const FeatureIndex& index)
      : index_(index), latent_(index.latentShape.begin(), index.latentShape.end()) {}

  Result<void> add(std::size_t number, const EncodedRow& row) {
    const auto variants = static_cast<std::size_t>(index_.variants);
    const std::size_t conditions = index_.conditions.empty() ? 0 : variants;
    if (row.latents.size() != variants || row.conditions.size() != conditions) {
      return refuse(number, "it does not have one latent and condition for each variant");
    }
    for (std::size_t v = 0; v < row.latents.size(); ++v) {
      CHEXGEN_TRY(add(number, latentKey(number, v), row.latents[v], latent_));
    }
    for (std::size_t v = 0; v < row.conditions.size(); ++v) {
      CHEXGEN_TRY(add(number, conditionKey(number, v), row.conditions[v], latent_));
    }
    if (index_.captionWidth == 0) {
      return row.caption.bytes.empty() ? Result<void>()
                                       : refuse(number, "it has a caption, the data set none");
    }
    const auto tokenBytes =
        static_cast<std::uint64_t>(index_.captionWidth) * weights::bytesOf(row.caption.type);
    const auto tokens = static_cast<std::int64_t>(row.caption.bytes.size() / tokenBytes);
    if (tokens < 1) return refuse(number, "its caption has no token");
    return add(number, captionKey(number), row.caption, {tokens, index_.captionWidth});
  }

  // Wider types first, so that every tensor is aligned.
  std::vector<ShardTensor> take() {
    std::stable_sort(tensors_.begin(), tensors_.end(), [](const ShardTensor& a, const ShardTensor& b) {
      return weights::bytesOf(a.declaration.type) > weights::bytesOf(b.declaration.type);
    });
    return std::move(tensors_);
  }

 private:
  static tl::unexpected<base::Error> refuse(std::size_t number, const std::string& rule) {
    return fail(ErrorCode::argumentInvalid,
                "Row " + std::to_string(number) + " cannot be written: " + rule + ".");
  }

  Result<void> add(std::size_t number, std::string key, const EncodedTensor& tensor,
                   std::vector<std::int64_t> shape) {
    if (!weights::isFloating(tensor.type) || tensor.type == weights::DataType::float64) {
      return refuse(number, key + " is neither fp32, fp16 nor bf16");
    }
    if (weights::bytesOfShape(shape, tensor.type) != std::optional<std::uint64_t>(tensor.bytes.size())) {
      return refuse(number, key + " does not have the shape " + weights::shapeText(shape));
    }
    tensors_.push_back({{std::move(key), tensor.type, std::move(shape)}, tensor.bytes});
    return {};
  }

  const FeatureIndex& index_;
  std::vector<std::int64_t> latent_;
  std::vector<ShardTensor> tensors_;
};

}  // namespace

FeatureWriter::FeatureWriter(fs::path folder, FeatureIndex index, std::vector<FeatureRow> rows)
    : folder_(std::move(folder)), index_(std::move(index)), rows_(std::move(rows)) {}

Result<FeatureWriter> FeatureWriter::create(const fs::path& folder, const FeatureIndex& index,
                                            std::vector<FeatureRow> rows) {
  CHEXGEN_TRY(checkIndex(index));
  if (rows.empty()) return fail(ErrorCode::argumentInvalid, "There are no rows to encode.", folder);
  const StoredIndex stored{index, rows.size(), base::sha256(rowsToJson(rows))};
  const auto present = readIndex(folder);
  if (present) {
    if (*present != stored) {
      return fail(ErrorCode::architectureMismatch,
                  "The folder holds another encoded data set: its table, model or settings differ.", folder,
                  "It is unchanged.", "Choose another folder, or remove it first.");
    }
  } else if (present.error().code == ErrorCode::fileMissing) {
    CHEXGEN_TRY(writeIndex(stored, folder));
  } else {
    return tl::unexpected(present.error());
  }
  return FeatureWriter(folder, index, std::move(rows));
}

std::size_t FeatureWriter::shards() const { return shardCount(rows_.size(), index_.rowsPerShard); }

RowRange FeatureWriter::rowsOf(std::size_t shard) const {
  return rowsOfShard(shard, rows_.size(), index_.rowsPerShard);
}

bool FeatureWriter::isComplete(std::size_t shard) const {
  std::error_code error;
  return fs::is_regular_file(shardFile(folder_, shard), error);
}

std::vector<std::size_t> FeatureWriter::missingShards() const {
  std::vector<std::size_t> missing;
  for (std::size_t shard = 0; shard < shards(); ++shard) {
    if (!isComplete(shard)) missing.push_back(shard);
  }
  return missing;
}

Result<void> FeatureWriter::writeShard(std::size_t shard, std::span<const EncodedRow> rows) const {
  const RowRange range = rowsOf(shard);
  if (shard >= shards() || rows.size() != range.end - range.begin) {
    return fail(ErrorCode::argumentInvalid, "The rows are not those of shard " + std::to_string(shard) + ".",
                folder_);
  }
  ShardPlan plan(index_);
  for (std::size_t i = 0; i < rows.size(); ++i) CHEXGEN_TRY(plan.add(range.begin + i, rows[i]));
  const std::vector<ShardTensor> tensors = plan.take();

  const fs::path file = shardFile(folder_, shard);
  const std::string leftover = file.filename().string();
  jobs::removeLeftovers(folder_, [&leftover](const std::string& name) { return name == leftover; });

  std::vector<weights::TensorDeclaration> declarations;
  for (const ShardTensor& tensor : tensors) declarations.push_back(tensor.declaration);
  const auto mine = std::span(rows_).subspan(range.begin, rows.size());
  const std::map<std::string, std::string> metadata{{"rows", rowsToJson(mine)}};
  CHEXGEN_ASSIGN(auto writer, weights::SafetensorsWriter::create(file, std::move(declarations), metadata));
  for (const ShardTensor& tensor : tensors) {
    CHEXGEN_TRY(writer.append(tensor.declaration.name, tensor.bytes));
  }
  CHEXGEN_TRY(writer.publish());
  return {};
}

}  // namespace chexgen::training
