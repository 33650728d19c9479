#include "core/weights/foreign_forms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "core/base/json.h"

namespace chexgen::weights {

using base::Error;
using base::ErrorCode;
namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

namespace {

constexpr std::string_view toTensors =
    "Save the weights as safetensors or with torch.save(model.state_dict(), path) in the program that reads "
    "this form.";
constexpr std::string_view mergeAdapter =
    "Merge it into its base first (PEFT: merge_and_unload(), diffusers: fuse_lora()), save that model, and "
    "convert it.";

Error named(const fs::path& path, std::string_view what, std::string_view next) {
  return {ErrorCode::formatUnsupported, std::string(what), path, "Nothing from the file was run.",
          std::string(next)};
}

// ---- by the first bytes ----

struct Beginning {
  std::string_view bytes, what, next;
};

constexpr std::array beginnings{
    Beginning{"GGUF"sv, "This is a GGUF file (llama.cpp), whose weights are packed for language models.",
              toTensors},
    Beginning{"ggjt"sv, "This is a GGML file (llama.cpp).", toTensors},
    Beginning{"tjgg"sv, "This is a GGML file (llama.cpp).", toTensors},
    Beginning{"\x89HDF\r\n\x1a\n"sv, "This is an HDF5 file, as Keras and TensorFlow write weights.",
              toTensors},
    Beginning{"\x93NUMPY"sv, "This is a single NumPy array, not a file of weights.", toTensors},
    Beginning{"\x1f\x8b"sv, "This file is compressed (gzip).", "Unpack it and name what is inside."},
    Beginning{"\x28\xb5\x2f\xfd"sv, "This file is compressed (zstd).", "Unpack it and name what is inside."},
    Beginning{"\xfd"
              "7zXZ"sv,
              "This file is compressed (xz).", "Unpack it and name what is inside."},
    Beginning{"7z\xbc\xaf\x27\x1c"sv, "This file is compressed (7z).", "Unpack it and name what is inside."},
    Beginning{"version https://git-lfs"sv, "This is only a Git LFS pointer, not the weights.",
              "Fetch the file with git lfs pull."},
    Beginning{"<!doctype html"sv,
              "This is a web page, not the weights: the download gave an error or a form.",
              "Open the address in a browser and download the file itself."},
    Beginning{"<html"sv, "This is a web page, not the weights: the download gave an error or a form.",
              "Open the address in a browser and download the file itself."},
};

bool beginsWith(std::span<const std::byte> bytes, std::string_view text) {
  if (bytes.size() < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int c = std::to_integer<unsigned char>(bytes[i]);
    const auto wanted = static_cast<unsigned char>(text[i]);
    if (c != wanted && !(text.front() == '<' && std::tolower(c) == wanted)) return false;
  }
  return true;
}

// ONNX is a protocol buffer without a mark: field 1, the version of its form (1 to 19), then field 2, who
// wrote it.
bool looksLikeOnnx(std::span<const std::byte> bytes) {
  if (bytes.size() < 4) return false;
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(bytes[i]); };
  return at(0) == 0x08 && at(1) >= 1 && at(1) < 20 && (at(2) == 0x12 || at(2) == 0x3a) && at(3) > 0;
}

// ---- by the name ----

struct Ending {
  std::string_view part, what, next;
};

constexpr std::string_view zeroMessage =
    "This is one shard of a DeepSpeed ZeRO run (optimiser states): the weights are spread over several such "
    "files.";
constexpr std::string_view zeroNext =
    "Put them together with DeepSpeed's own zero_to_fp32.py, which lies in the run's folder, and take its "
    "result.";

constexpr std::array endings{
    Ending{".onnx", "This is an ONNX file: a computation with its weights, under names of its own.",
           toTensors},
    Ending{".gguf", "This is a GGUF file (llama.cpp), whose weights are packed for language models.",
           toTensors},
    Ending{".tflite", "This is a TensorFlow Lite file.", toTensors},
    Ending{".msgpack", "This is a file of Flax weights (JAX).", toTensors},
    Ending{".h5", "This is an HDF5 file, as Keras and TensorFlow write weights.", toTensors},
    Ending{".keras", "This is a Keras model.", toTensors},
    Ending{".pb", "This is a TensorFlow graph.", toTensors},
    Ending{".data-00000-of-00001", "This is a part of a TensorFlow checkpoint.", toTensors},
    Ending{".ckpt.index", "This is the index of a TensorFlow checkpoint.", toTensors},
    Ending{".ckpt.meta", "This is the graph of a TensorFlow checkpoint.", toTensors},
    Ending{".engine", "This is a TensorRT engine, built for one graphics card.", toTensors},
    Ending{".distcp", "This is a part of a distributed checkpoint of torch.",
           "Turn the folder into one file with torch.distributed.checkpoint.format_utils.dcp_to_torch_save."},
    Ending{"_optim_states.pt", zeroMessage, zeroNext},
};

std::optional<Error> byEnding(const std::string& name, const fs::path& path) {
  for (const Ending& one : endings) {
    if (name.ends_with(one.part)) return named(path, one.what, one.next);
  }
  return std::nullopt;
}

std::string lowerName(const fs::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

// ---- by the names of tensors ----

bool hasPart(std::string_view name, std::string_view part) {
  return name.find(part) != std::string_view::npos;
}

struct NamePart {
  std::string_view part, what, next;
};

constexpr std::string_view parametrised =
    "The weights are stored in parts that have to be computed together (weight_norm or another "
    "parametrization).";
constexpr std::string_view quantised = "The weights are quantised (packed into fewer bits for one library).";
constexpr std::array nameParts{
    NamePart{".parametrizations.", parametrised,
             "Call torch.nn.utils.parametrize.remove_parametrizations on the modules and save the state_dict "
             "again."},
    NamePart{
        "input_blocks.0.0.weight",
        "These are the weights of Stable Diffusion's UNet, named as CompVis does; this program's model is a "
        "diffusion transformer.",
        "Take a diffusion transformer (PixArt's form or ChexGen's checkpoints)."},
    NamePart{"encoder.down.0.block.0.",
             "The autoencoder's weights are named as CompVis does (down.0.block.0), not as diffusers does.",
             "Take the same autoencoder in diffusers' form (for ChexGen: stabilityai/sd-vae-ft-ema)."},
    NamePart{"decoder.up.0.block.0.",
             "The autoencoder's weights are named as CompVis does (up.0.block.0), not as diffusers does.",
             "Take the same autoencoder in diffusers' form (for ChexGen: stabilityai/sd-vae-ft-ema)."},
    NamePart{"text_model.encoder.layers.0.",
             "These are the weights of a CLIP text encoder; this program's is a T5.",
             "Take a T5 v1.1 encoder (for ChexGen: DeepFloyd/t5-v1_1-xxl)."},
    NamePart{"y_embedder.embedding_table.", "This is a diffusion transformer for class labels, not for text.",
             "Take one that is guided by text (PixArt's form or ChexGen's checkpoints)."},
    NamePart{"down_blocks.0.resnets.0.time_emb_proj.",
             "These are the weights of a diffusion UNet; this program's model is a diffusion transformer.",
             "Take a diffusion transformer (PixArt's form or ChexGen's checkpoints)."},
    NamePart{".weight.quant_state.", quantised, "Take the weights in fp32, fp16 or bf16."},
    NamePart{".weight.absmax", quantised, "Take the weights in fp32, fp16 or bf16."},
    NamePart{".qweight", quantised, "Take the weights in fp32, fp16 or bf16."},
};

// Every program that writes low-rank adapters has its own ending; `down` tells the rank by its first
// dimension.
struct AdapterName {
  std::string_view down, program;
};
constexpr std::array adapterNames{
    AdapterName{".lora_A.", "PEFT, diffusers"},    AdapterName{"lora_down.weight", "kohya"},
    AdapterName{".lora.down.weight", "diffusers"}, AdapterName{"_lora.down.weight", "diffusers"},
    AdapterName{".lora_embedding_A", "PEFT"},      AdapterName{".hada_w1_a", "LyCORIS, LoHa"},
    AdapterName{".lokr_w1", "LyCORIS, LoKr"},      AdapterName{".lora_magnitude_vector", "PEFT, DoRA"},
};

std::optional<Error> adapter(const std::map<std::string, TensorView>& tensors, const fs::path& source) {
  std::size_t parts = 0;
  const AdapterName* kind = nullptr;
  std::int64_t rank = 0;
  for (const auto& [key, view] : tensors) {
    const std::string& name = key;  // a structured binding cannot be captured
    const auto found = std::find_if(adapterNames.begin(), adapterNames.end(),
                                    [&](const AdapterName& one) { return hasPart(name, one.down); });
    parts += found != adapterNames.end() || hasPart(name, "lora_") || hasPart(name, ".alpha") ? 1U : 0U;
    if (found == adapterNames.end() || kind != nullptr) continue;
    kind = &*found;
    if (!view.shape.empty()) rank = view.shape.front();
  }
  if (kind == nullptr) return std::nullopt;
  const std::string form = std::string(kind->program) + (rank > 0 ? ", rank " + std::to_string(rank) : "");
  // An adapter alone has no other names; a model whose adapter was never merged has.
  return named(source,
               parts * 2 < tensors.size()
                   ? "The model still carries a LoRA adapter that was not merged (" + form + ")."
                   : "This is a LoRA adapter (" + form + "): changes to a model, not a model.",
               mergeAdapter);
}

// torch's older weight_norm and spectral_norm.
bool isNormed(const std::map<std::string, TensorView>& tensors) {
  for (const auto& one : tensors) {
    const std::string& name = one.first;
    const auto pair = [&](std::string_view ending, std::string_view other) {
      return name.ends_with(ending) &&
             tensors.contains(name.substr(0, name.size() - ending.size()) + std::string(other));
    };
    if (pair("weight_g", "weight_v") || pair("weight_orig", "weight_u")) return true;
  }
  return false;
}

}  // namespace

std::optional<Error> foreignFile(std::span<const std::byte> bytes, const fs::path& path) {
  for (const Beginning& one : beginnings) {
    if (beginsWith(bytes, one.bytes)) return named(path, one.what, one.next);
  }
  const std::string name = lowerName(path);
  // An archive is looked into, but for those that are no torch checkpoint whatever is in them.
  const bool isTold =
      !beginsWith(bytes, "PK") || name.ends_with("_optim_states.pt") || name.ends_with(".keras");
  if (const auto found = isTold ? byEnding(name, path) : std::nullopt) return found;
  if (looksLikeOnnx(bytes)) return named(path, endings.front().what, toTensors);
  return std::nullopt;
}

std::optional<Error> foreignFolder(const fs::path& folder) {
  std::error_code error;
  const auto has = [&](const char* name) { return fs::exists(folder / name, error); };
  if (has("adapter_config.json")) {
    std::string of;
    if (const auto config = base::readJsonFile(folder / "adapter_config.json", {1U << 20U, 16})) {
      if (const auto base = base::jsonValue<std::string>(*config, "base_model_name_or_path");
          base && !base->empty())
        of = " of \"" + *base + "\"";
    }
    return named(folder, "This folder is a LoRA adapter (PEFT)" + of + ": changes to a model, not a model.",
                 mergeAdapter);
  }
  if (has("zero_to_fp32.py"))
    return named(folder, "This folder is a checkpoint of a DeepSpeed run, with its weights in shards.",
                 zeroNext);
  if (has("saved_model.pb")) return named(folder, "This folder is a TensorFlow SavedModel.", toTensors);
  if (has("__0_0.distcp")) return byEnding(".distcp", folder);
  // A folder with weights that are read may hold the same for other programs.
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    for (const std::string_view suffix : {".safetensors", ".bin", ".pth", ".pt", ".ckpt"}) {
      if (entry->path().filename().string().ends_with(suffix) &&
          !hasPart(lowerName(entry->path()), "_optim_states"))
        return std::nullopt;
    }
  }
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (const auto found = byEnding(lowerName(entry->path()), entry->path())) return found;
  }
  return std::nullopt;
}

std::optional<Error> foreignTensors(const std::map<std::string, TensorView>& tensors,
                                    const fs::path& source) {
  if (const auto found = adapter(tensors, source)) return found;
  for (const auto& [name, view] : tensors) {
    for (const NamePart& one : nameParts) {
      if (hasPart(name, one.part)) return named(source, one.what, one.next);
    }
  }
  if (isNormed(tensors))
    return named(
        source, parametrised,
        "Call torch.nn.utils.remove_weight_norm (or remove_spectral_norm) on the modules and save the "
        "state_dict again.");
  if (!tensors.empty() &&
      std::all_of(tensors.begin(), tensors.end(), [](const auto& one) { return one.second.data.empty(); })) {
    const bool shaped = std::any_of(tensors.begin(), tensors.end(),
                                    [](const auto& one) { return one.second.elements() > 0; });
    if (!shaped)
      return named(source,
                   "All weights of this file are empty: DeepSpeed's ZeRO 3 keeps them in shards beside it.",
                   zeroNext);
  }
  return std::nullopt;
}

}  // namespace chexgen::weights
