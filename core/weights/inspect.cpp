#include "core/weights/inspect.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/weights/infer_architecture.h"
#include "core/weights/tensor_store.h"
#include "core/weights/tensor_tables.h"
#include "core/weights/unwrap.h"
#include "core/weights/weight_folder.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

namespace {

struct Sizes {
  Json architecture;
  std::vector<ExpectedTensor> expected;
  std::string unknown = {};  // what the file does not tell
};

template <class Architecture>
Result<Sizes> sizesOf(const Result<Architecture>& architecture) {
  if (!architecture) return tl::unexpected<base::Error>(architecture.error());
  return Sizes{toJson(*architecture), expectedTensors(*architecture)};
}

// The number of heads changes no shape: a file that does not tell it can be described all the same.
Result<Sizes> transformerSizes(const TensorStore& store, const Json& config) {
  const auto architecture = inferTransformer(store, config);
  if (architecture) return sizesOf(architecture);
  CHEXGEN_ASSIGN(Sizes sizes, sizesOf(inferTransformer(store, config, {1, std::nullopt, std::nullopt})));
  sizes.architecture["heads"] = nullptr;
  sizes.unknown = architecture.error().message + " " + architecture.error().next;
  return sizes;
}

// Sizes of a network in a store, from its tensors and the config beside them.
Result<Sizes> inferSizes(const TensorStore& store, const fs::path& path, NetworkKind kind) {
  CHEXGEN_ASSIGN(const Json config, configBeside(path, kind));
  switch (kind) {
    case NetworkKind::transformer: return transformerSizes(store, config);
    case NetworkKind::textEncoder: return sizesOf(inferTextEncoder(store, config));
    case NetworkKind::vae: return sizesOf(inferVae(store, config));
    case NetworkKind::control: break;
  }
  // A branch's own blocks need only the base's width.
  CHEXGEN_ASSIGN(const ControlArchitecture control, inferControl(store));
  TransformerArchitecture base;
  const auto weight = store.tensors.find("controlnet.0.before_proj.weight");
  if (weight != store.tensors.end() && weight->second.shape.size() == 2) base.width = weight->second.shape[0];
  return Sizes{toJson(control), expectedTensors(control, base)};
}

void count(const TensorView& tensor, NetworkSummary& summary) {
  summary.parameters += static_cast<std::uint64_t>(tensor.elements());
  summary.bytes += tensor.data.size();
  summary.types.insert(std::string(name(tensor.type)));
}

NetworkSummary summarise(const TensorStore& store, NetworkKind kind, std::string label,
                         const Result<Sizes>& sizes) {
  NetworkSummary summary;
  summary.kind = kind;
  summary.label = std::move(label);
  summary.source = store.source;
  auto mapped =
      sizes ? resolve(store, sizes->expected, kind) : Result<MappedTensors>(tl::unexpect, sizes.error());
  if (sizes) {
    summary.architecture = sizes->architecture;
    summary.problem = sizes->unknown;
  }
  if (mapped) {
    for (const auto& [key, tensor] : mapped->tensors) {
      for (const TensorView& part : tensor.parts) count(part, summary);
    }
  } else {
    summary.problem = mapped.error().message;
    if (!mapped.error().next.empty()) summary.problem += " " + mapped.error().next;
    for (const auto& [key, tensor] : store.tensors) count(tensor, summary);
  }
  return summary;
}

NetworkSummary unreadable(NetworkKind kind, std::string label, const fs::path& path,
                          const base::Error& error) {
  NetworkSummary summary;
  summary.kind = kind;
  summary.label = std::move(label);
  summary.source = path;
  summary.problem = error.message;
  return summary;
}

// All networks of one checkpoint; a control checkpoint holds two. Gives the number of tensors looked at.
Result<std::size_t> addNetworks(const TensorTables& tables, const fs::path& path, Inspection& inspection) {
  constexpr std::array kinds{NetworkKind::transformer, NetworkKind::control, NetworkKind::textEncoder,
                             NetworkKind::vae};
  CHEXGEN_ASSIGN(const TensorStore any, unwrap(tables));
  inspection.metadata = any.metadata;
  for (const NetworkKind kind : kinds) {
    const auto store = unwrap(tables, kind);
    const std::string label(name(kind));
    if (!store) {
      inspection.networks.push_back(unreadable(kind, label, path, store.error()));
      continue;
    }
    if (!holds(*store, kind)) continue;
    inspection.networks.push_back(summarise(*store, kind, label, inferSizes(*store, path, kind)));
    for (const std::string& remark : store->remarks) {
      if (std::find(inspection.remarks.begin(), inspection.remarks.end(), remark) == inspection.remarks.end())
        inspection.remarks.push_back(remark);
    }
  }
  return any.tensors.size();
}

Result<Inspection> inspectOwnFolder(const fs::path& folder) {
  CHEXGEN_ASSIGN(Manifest manifest, readManifest(folder));
  Inspection inspection{folder, "model folder", {}, {}, {}, {}};
  const auto add = [&](NetworkKind kind, const std::string& label, const ManifestFile& file, Sizes sizes) {
    const fs::path path = folder / file.path;
    const auto store = openTensors(path, kind);
    inspection.networks.push_back(store ? summarise(*store, kind, label, std::move(sizes))
                                        : unreadable(kind, label, path, store.error()));
  };
  add(NetworkKind::transformer, "transformer", manifest.transformerFile,
      {toJson(manifest.transformer), expectedTensors(manifest.transformer)});
  for (const ManifestControl& control : manifest.controls) {
    add(NetworkKind::control, control.kind + " control", control.file,
        {toJson(control.architecture), expectedTensors(control.architecture, manifest.transformer)});
  }
  add(NetworkKind::textEncoder, "text encoder", manifest.textEncoderFile,
      {toJson(manifest.textEncoder), expectedTensors(manifest.textEncoder)});
  add(NetworkKind::vae, "VAE", manifest.vaeFile, {toJson(manifest.vae), expectedTensors(manifest.vae)});
  inspection.manifest = std::move(manifest);
  return inspection;
}

Result<Inspection> inspectPipeline(const fs::path& folder) {
  Inspection inspection{folder, "diffusers pipeline", {}, {}, {}, {}};
  const std::array<std::pair<const char*, NetworkKind>, 3> parts{{{"transformer", NetworkKind::transformer},
                                                                  {"text_encoder", NetworkKind::textEncoder},
                                                                  {"vae", NetworkKind::vae}}};
  for (const auto& [subfolder, kind] : parts) {
    const fs::path path = folder / subfolder;
    const auto store = openTensors(path, kind);
    const std::string label(name(kind));
    for (const std::string& remark : store ? store->remarks : std::vector<std::string>())
      inspection.remarks.push_back(label + ": " + remark);
    inspection.networks.push_back(store ? summarise(*store, kind, label, inferSizes(*store, path, kind))
                                        : unreadable(kind, label, path, store.error()));
  }
  return inspection;
}

}  // namespace

Result<Inspection> inspect(const fs::path& path) {
  std::error_code error;
  if (fs::exists(path / "model.json", error)) return inspectOwnFolder(path);
  if (fs::exists(path / "model_index.json", error)) return inspectPipeline(path);
  CHEXGEN_TRY(refuseSingleShard(path));
  CHEXGEN_ASSIGN(const TensorTables tables, openTables(path));
  Inspection inspection{path, "safetensors file", {}, {}, {}, {}};
  if (tables.metadata.contains("dictionary")) inspection.form = "torch checkpoint";
  if (tables.metadata.contains("shards")) inspection.form = "sharded checkpoint";
  CHEXGEN_ASSIGN(const std::size_t tensors, addNetworks(tables, path, inspection));
  if (inspection.networks.empty()) {
    return fail(ErrorCode::architectureMismatch,
                "This " + inspection.form + " of " + std::to_string(tensors) +
                    " tensors holds no network that this program knows.",
                path, "",
                "Known are the diffusion transformer, its control branch, T5 encoders and KL autoencoders.");
  }
  return inspection;
}

}  // namespace chexgen::weights
