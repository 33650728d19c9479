#include "core/jobs/backend.h"

namespace chexgen::jobs {

base::OrderedJson toJson(const ModelInfo& info) {
  base::OrderedJson value;
  value["model"] = info.name;
  value["model_sha256"] = info.sha256;
  value["device"] = info.device;
  value["precision"] = info.precision;
  value["threads"] = info.threads;
  value["random_weights"] = info.randomWeights;
  if (!info.remarks.empty()) value["remarks"] = info.remarks;
  return value;
}

base::Result<ModelInfo> modelInfoFromJson(const base::Json& value) {
  ModelInfo info;
  CHEXGEN_ASSIGN(info.name, base::jsonValue<std::string>(value, "model"));
  CHEXGEN_ASSIGN(info.sha256, base::jsonValue<std::string>(value, "model_sha256"));
  CHEXGEN_ASSIGN(info.device, base::jsonValue<std::string>(value, "device"));
  CHEXGEN_ASSIGN(info.precision, base::jsonValue<std::string>(value, "precision"));
  CHEXGEN_ASSIGN(info.threads, base::jsonValue<int>(value, "threads"));
  CHEXGEN_ASSIGN(info.randomWeights, base::jsonValue<bool>(value, "random_weights"));
  CHEXGEN_ASSIGN(info.remarks, base::jsonValueOr<std::vector<std::string>>(value, "remarks", {}));
  return info;
}

}  // namespace chexgen::jobs
