#include "core/downstream/predictions.h"

#include <charconv>
#include <set>
#include <utility>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/json.h"

namespace chexgen::downstream {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

std::filesystem::path besideOf(const std::filesystem::path& file) {
  return file.parent_path() / (file.filename().string() + ".json");
}

// The shortest text that reads back as the same number.
std::string shortest(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  return {text, end};
}

Result<void> readBeside(Predictions& predictions, const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  CHEXGEN_ASSIGN(const base::Json json, base::readJsonFile(file));
  CHEXGEN_ASSIGN(predictions.network, base::jsonValue<std::string>(json, "network", file));
  CHEXGEN_ASSIGN(predictions.networkSha256, base::jsonValue<std::string>(json, "network_sha256", file));
  CHEXGEN_ASSIGN(predictions.thresholdRule, base::jsonValue<std::string>(json, "threshold_rule", file));
  const base::Json thresholds = json.value("thresholds", base::Json::object());
  for (const std::string& target : predictions.targets) {
    const base::Json one = thresholds.value(target, base::Json());
    predictions.thresholds.push_back(one.is_number() ? std::optional<double>(one.get<double>())
                                                     : std::nullopt);
  }
  return {};
}

}  // namespace

Result<void> writePredictions(const Predictions& predictions, const std::filesystem::path& file) {
  std::vector<std::string> header{"id", "image"};
  header.insert(header.end(), predictions.targets.begin(), predictions.targets.end());
  std::string text = base::csvRow(header);
  for (const PredictionRow& row : predictions.rows) {
    std::vector<std::string> fields{row.id, row.image.string()};
    for (const double score : row.scores) fields.push_back(shortest(score));
    text += base::csvRow(fields);
  }
  CHEXGEN_TRY(base::writeFileAtomically(file, text));
  base::OrderedJson thresholds = base::OrderedJson::object();
  for (std::size_t t = 0; t < predictions.thresholds.size(); ++t)
    thresholds[predictions.targets[t]] = predictions.thresholds[t]
                                             ? base::OrderedJson(*predictions.thresholds[t])
                                             : base::OrderedJson(nullptr);
  const base::OrderedJson beside{{"network", predictions.network},
                                 {"network_sha256", predictions.networkSha256},
                                 {"thresholds", thresholds},
                                 {"threshold_rule", predictions.thresholdRule}};
  return base::writeFileAtomically(besideOf(file), beside.dump(1) + "\n");
}

Result<Predictions> readPredictions(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(file));
  const auto id = table.column("id");
  if (!id) return fail(ErrorCode::formatInvalid, "The predictions have no column \"id\".", file);
  const auto image = table.column("image");
  Predictions predictions;
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    if (c == *id || (image && c == *image)) continue;
    columns.push_back(c);
    predictions.targets.push_back(table.header[c]);
  }
  if (columns.empty()) return fail(ErrorCode::formatInvalid, "The predictions hold no scores.", file);
  std::set<std::string> seen;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& cells = table.rows[r];
    const auto wrong = [&](const std::string& what) {
      return fail(ErrorCode::formatInvalid, "Line " + std::to_string(table.lines[r]) + ": " + what, file);
    };
    PredictionRow row{.id = cells[*id], .image = image ? cells[*image] : std::string()};
    if (!seen.insert(row.id).second) return wrong("the id \"" + row.id + "\" stands twice.");
    for (const std::size_t c : columns) {
      const auto score = table.number(cells[c]);
      if (!score || *score < 0 || *score > 1)
        return wrong("\"" + cells[c] + "\" in column \"" + table.header[c] + "\" is no score from 0 to 1.");
      row.scores.push_back(*score);
    }
    predictions.rows.push_back(std::move(row));
  }
  CHEXGEN_TRY(readBeside(predictions, besideOf(file)));
  return predictions;
}

}  // namespace chexgen::downstream
