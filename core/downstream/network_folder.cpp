#include "core/downstream/network_folder.h"

#include <utility>

#include "core/base/file.h"
#include "core/base/sha256.h"

namespace chexgen::downstream {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::int64_t networkSchema = 1;
constexpr const char* classifierKind = "classifier";

Result<std::vector<std::optional<double>>> thresholdsFrom(const base::Json& value, std::size_t outputs,
                                                          const std::filesystem::path& file) {
  const auto wrong = [&] {
    return fail(ErrorCode::formatInvalid, "There must be a threshold, or null, for each target.", file);
  };
  if (!value.is_array() || value.size() != outputs) return wrong();
  std::vector<std::optional<double>> thresholds;
  for (const base::Json& one : value) {
    if (!one.is_null() && !one.is_number()) return wrong();
    thresholds.push_back(one.is_null() ? std::nullopt : std::optional<double>(one.get<double>()));
  }
  return thresholds;
}

}  // namespace

Result<void> writeNetwork(const ClassifierNetwork& network, const std::filesystem::path& folder) {
  base::OrderedJson thresholds = base::OrderedJson::array();
  for (const auto& threshold : network.thresholds)
    thresholds.push_back(threshold ? base::OrderedJson(*threshold) : base::OrderedJson(nullptr));
  const base::OrderedJson json{{"schema", networkSchema},
                               {"kind", classifierKind},
                               {"name", network.name},
                               {"architecture", toJson(network.architecture)},
                               {"size", network.size},
                               {"mean", network.mean},
                               {"deviation", network.deviation},
                               {"targets", network.targets},
                               {"thresholds", thresholds},
                               {"threshold_rule", network.thresholdRule},
                               {"precision", network.precision},
                               {"weights", {{"file", networkWeights}, {"sha256", network.weightsSha256}}},
                               {"training", network.training},
                               {"use", "For research. Not for diagnosis."}};
  return base::writeFileAtomically(folder / networkFile, json.dump(1) + "\n");
}

Result<ClassifierNetwork> readNetwork(const std::filesystem::path& folder) {
  const auto file = folder / networkFile;
  if (!std::filesystem::exists(file))
    return fail(ErrorCode::fileMissing,
                "The folder holds no trained network (" + std::string(networkFile) + ").", folder, {},
                "Name a folder \"model\" that `chexgen downstream train` made.");
  CHEXGEN_ASSIGN(const base::Json json, base::readJsonFile(file));
  CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(json, "schema", file));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(json, "kind", file));
  if (schema > networkSchema || kind != classifierKind)
    return fail(ErrorCode::formatUnsupported,
                "This network is a " + kind + " in a form that this program does not read.", file);
  ClassifierNetwork network;
  CHEXGEN_ASSIGN(network.name, base::jsonValue<std::string>(json, "name", file));
  CHEXGEN_ASSIGN(network.architecture,
                 classifierFromJson(json.value("architecture", base::Json::object()), file));
  CHEXGEN_ASSIGN(network.size, base::jsonValue<std::int64_t>(json, "size", file));
  CHEXGEN_ASSIGN(network.mean, base::jsonValue<double>(json, "mean", file));
  CHEXGEN_ASSIGN(network.deviation, base::jsonValue<double>(json, "deviation", file));
  CHEXGEN_ASSIGN(network.targets, base::jsonValue<std::vector<std::string>>(json, "targets", file));
  CHEXGEN_ASSIGN(network.thresholdRule, base::jsonValue<std::string>(json, "threshold_rule", file));
  CHEXGEN_ASSIGN(network.precision, base::jsonValue<std::string>(json, "precision", file));
  CHEXGEN_ASSIGN(network.thresholds,
                 thresholdsFrom(json.value("thresholds", base::Json()), network.targets.size(), file));
  CHEXGEN_ASSIGN(network.weightsSha256,
                 base::jsonValue<std::string>(json.value("weights", base::Json::object()), "sha256", file));
  network.training = json.value("training", base::Json::object());
  if (network.architecture.outputs != static_cast<std::int64_t>(network.targets.size()) ||
      network.size < 32 || network.size > 4096 || !(network.deviation > 0))
    return fail(ErrorCode::formatInvalid, "Targets, size or greys of the network make no sense.", file);
  return network;
}

Result<std::filesystem::path> checkedWeights(const ClassifierNetwork& network,
                                             const std::filesystem::path& folder) {
  const auto file = folder / networkWeights;
  CHEXGEN_ASSIGN(const std::string hash, base::sha256OfFile(file));
  if (hash != network.weightsSha256)
    return fail(ErrorCode::hashMismatch, "The weights are not those that network.json names.", file, {},
                "Copy the folder again from where it was made.");
  return file;
}

}  // namespace chexgen::downstream
