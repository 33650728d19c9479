#include "core/training/feature_index.h"

#include <algorithm>
#include <utility>

#include "core/base/file.h"
#include "core/base/json.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::OrderedJson;
using base::Result;
namespace fs = std::filesystem;

constexpr int indexSchema = 1;
constexpr std::string_view indexName = "index.json";

tl::unexpected<base::Error> refuseIndex(const std::string& rule) {
  return fail(ErrorCode::argumentInvalid, "An encoded data set cannot be so: " + rule + ".");
}

Result<void> readShape(const Json& json, const fs::path& file, FeatureIndex& index) {
  CHEXGEN_ASSIGN(const Json shape, base::jsonValue<Json>(json, "latent_shape", file));
  const bool isShape = shape.is_array() && shape.size() == index.latentShape.size() &&
                       std::all_of(shape.begin(), shape.end(),
                                   [](const Json& size) { return base::jsonHolds<std::int64_t>(size); });
  if (!isShape) {
    return fail(ErrorCode::formatInvalid, "The entry \"latent_shape\" is not a list of three sizes.", file);
  }
  for (std::size_t i = 0; i < shape.size(); ++i) index.latentShape.at(i) = shape[i].get<std::int64_t>();
  return {};
}

Result<void> readEncodedBy(const Json& json, const fs::path& file, EncodedBy& encodedBy) {
  CHEXGEN_ASSIGN(const Json value, base::jsonValue<Json>(json, "encoded_by", file));
  CHEXGEN_ASSIGN(encodedBy.vae, base::jsonValue<std::string>(value, "vae", file));
  CHEXGEN_ASSIGN(encodedBy.textEncoder, base::jsonValue<std::string>(value, "text_encoder", file));
  CHEXGEN_ASSIGN(encodedBy.tokenizer, base::jsonValue<std::string>(value, "tokenizer", file));
  return {};
}

Result<FeatureRow> rowFrom(const Json& json, const fs::path& file) {
  FeatureRow row;
  CHEXGEN_ASSIGN(row.id, base::jsonValue<std::string>(json, "id", file));
  CHEXGEN_ASSIGN(row.prompt, base::jsonValue<std::string>(json, "prompt", file));
  CHEXGEN_ASSIGN(row.patient, base::jsonValue<std::string>(json, "patient", file));
  CHEXGEN_ASSIGN(const auto split, base::jsonValue<std::string>(json, "split", file));
  const auto known = splitNamed(split);
  if (!known) return fail(ErrorCode::formatInvalid, "The split \"" + split + "\" is not known.", file);
  row.split = *known;
  return row;
}

}  // namespace

Result<void> checkIndex(const FeatureIndex& index) {
  constexpr std::int64_t largestSide = 4096;
  constexpr std::int64_t widest = 1 << 20;
  const auto isWithin = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  for (const std::int64_t size : index.latentShape) {
    if (!isWithin(size, 1, largestSide)) return refuseIndex("the sizes of a latent lie in 1 to 4096");
  }
  if (!isWithin(index.captionWidth, 0, widest)) return refuseIndex("a caption's width lies in 0 to 1048576");
  if (!isWithin(index.imageSize, 0, std::int64_t{16} * largestSide)) {
    return refuseIndex("an image's side lies in 0 to 65536 pixels");
  }
  if (!isWithin(index.variants, 1, 64)) return refuseIndex("a row has 1 to 64 variants");
  if (!isWithin(index.rowsPerShard, 1, 100'000)) return refuseIndex("a shard has 1 to 100000 rows");
  if (!(index.scalingFactor > 0 && index.scalingFactor < 1e6)) {
    return refuseIndex("the scaling factor is a positive number");
  }
  if (!index.conditions.empty() && index.conditions != "mask" && index.conditions != "boxes") {
    return refuseIndex("its conditions are \"mask\", \"boxes\" or none");
  }
  return {};
}

Result<void> writeIndex(const StoredIndex& stored, const fs::path& folder) {
  const FeatureIndex& index = stored.index;
  OrderedJson json;
  json["schema"] = indexSchema;
  json["encoded_by"]["vae"] = index.encodedBy.vae;
  json["encoded_by"]["text_encoder"] = index.encodedBy.textEncoder;
  json["encoded_by"]["tokenizer"] = index.encodedBy.tokenizer;
  json["scaling_factor"] = index.scalingFactor;
  json["latent_shape"] = index.latentShape;
  json["caption_width"] = index.captionWidth;
  json["image_size"] = index.imageSize;
  json["conditions"] = index.conditions;
  json["variants"] = index.variants;
  if (!index.table.empty()) json["table"] = index.table;
  json["table_sha256"] = index.tableSha256;
  json["rows"] = stored.rows;
  json["rows_per_shard"] = index.rowsPerShard;
  json["rows_sha256"] = stored.rowsSha256;
  return base::writeFileAtomically(folder / indexName, json.dump(2) + "\n");
}

Result<StoredIndex> readIndex(const fs::path& folder) {
  const fs::path file = folder / indexName;
  CHEXGEN_ASSIGN(const Json json, base::readJsonFile(file));
  CHEXGEN_ASSIGN(const int schema, base::jsonValue<int>(json, "schema", file));
  if (schema != indexSchema) {
    return fail(schema > indexSchema ? ErrorCode::formatUnsupported : ErrorCode::formatInvalid,
                "The encoded data set has schema " + std::to_string(schema) + "; this program knows schema " +
                    std::to_string(indexSchema) + ".",
                file, "It is unchanged.", "Use a program version that knows this schema.");
  }
  StoredIndex stored;
  FeatureIndex& index = stored.index;
  CHEXGEN_TRY(readEncodedBy(json, file, index.encodedBy));
  CHEXGEN_TRY(readShape(json, file, index));
  CHEXGEN_ASSIGN(index.scalingFactor, base::jsonValue<double>(json, "scaling_factor", file));
  CHEXGEN_ASSIGN(index.captionWidth, base::jsonValue<std::int64_t>(json, "caption_width", file));
  CHEXGEN_ASSIGN(index.imageSize, base::jsonValue<std::int64_t>(json, "image_size", file));
  CHEXGEN_ASSIGN(index.conditions, base::jsonValue<std::string>(json, "conditions", file));
  CHEXGEN_ASSIGN(index.variants, base::jsonValue<std::int64_t>(json, "variants", file));
  CHEXGEN_ASSIGN(index.table, base::jsonValueOr<std::string>(json, "table", "", file));
  CHEXGEN_ASSIGN(index.tableSha256, base::jsonValue<std::string>(json, "table_sha256", file));
  CHEXGEN_ASSIGN(index.rowsPerShard, base::jsonValue<std::int64_t>(json, "rows_per_shard", file));
  CHEXGEN_ASSIGN(stored.rows, base::jsonValue<std::size_t>(json, "rows", file));
  CHEXGEN_ASSIGN(stored.rowsSha256, base::jsonValue<std::string>(json, "rows_sha256", file));
  if (const auto checked = checkIndex(index); !checked || stored.rows < 1) {
    return fail(ErrorCode::formatInvalid,
                checked ? "The encoded data set has no rows." : checked.error().message, file);
  }
  return stored;
}

std::string rowsToJson(std::span<const FeatureRow> rows) {
  OrderedJson list = OrderedJson::array();
  for (const FeatureRow& row : rows) {
    OrderedJson entry;
    entry["id"] = row.id;
    entry["prompt"] = row.prompt;
    entry["split"] = name(row.split);
    entry["patient"] = row.patient;
    list.push_back(std::move(entry));
  }
  return list.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

Result<std::vector<FeatureRow>> rowsFromJson(const std::string& text, const fs::path& file) {
  CHEXGEN_ASSIGN(const Json list, base::parseJson(text, file));
  if (!list.is_array()) return fail(ErrorCode::formatInvalid, "The rows are not a list.", file);
  std::vector<FeatureRow> rows;
  for (const Json& entry : list) {
    CHEXGEN_ASSIGN(FeatureRow row, rowFrom(entry, file));
    rows.push_back(std::move(row));
  }
  return rows;
}

fs::path shardFile(const fs::path& folder, std::size_t shard) {
  constexpr std::size_t digits = 5;
  const std::string number = std::to_string(shard);
  return folder /
         ("shard-" + std::string(digits - std::min(digits, number.size()), '0') + number + ".safetensors");
}

std::size_t shardCount(std::size_t rows, std::int64_t rowsPerShard) {
  const auto size = static_cast<std::size_t>(rowsPerShard);
  return rows / size + (rows % size == 0 ? 0 : 1);
}

RowRange rowsOfShard(std::size_t shard, std::size_t rows, std::int64_t rowsPerShard) {
  const auto size = static_cast<std::size_t>(rowsPerShard);
  const std::size_t begin = std::min(shard * size, rows);
  return {begin, begin + std::min(size, rows - begin)};
}

std::string latentKey(std::size_t row, std::size_t variant) {
  return "latent." + std::to_string(row) + "." + std::to_string(variant);
}
std::string conditionKey(std::size_t row, std::size_t variant) {
  return "condition." + std::to_string(row) + "." + std::to_string(variant);
}
std::string captionKey(std::size_t row) { return "caption." + std::to_string(row); }

}  // namespace chexgen::training
