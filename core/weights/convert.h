// From checkpoints in any readable form to a model folder of this program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/infer_architecture.h"
#include "core/weights/manifest.h"
#include "core/weights/write_tensors.h"

namespace chexgen::weights {

struct ControlSource {
  std::string kind;            // "mask" or "boxes"
  std::filesystem::path path;  // holds "controlnet." keys and, usually, the base under "base_model."
};

struct ConvertRequest {
  // A diffusers pipeline (a folder with model_index.json) or a model folder: gives the parts not named below.
  std::filesystem::path pipeline;
  std::filesystem::path transformer;  // may be empty when a control holds its base
  std::vector<ControlSource> controls;
  bool dropControls = false;  // leave out the pipeline's own: they were trained on its transformer
  std::filesystem::path vae;
  std::filesystem::path textEncoder;
  std::filesystem::path tokenizer;  // a SentencePiece file (spiece.model) or the folder that holds it
  std::filesystem::path out;

  StoredType type = StoredType::keep;
  TransformerHints hints;
  // What model.json says; empty entries come from the pipeline's model.json. The name of last resort is
  // `out`'s.
  std::string name, version, licence, description, trainedOn;
  std::optional<std::vector<std::string>> demographics, boxFindings;
  std::optional<double> guidance;     // what is used when nobody says otherwise
  std::optional<bool> randomWeights;  // false once something was learned
  std::optional<Lesson> lesson;       // what was learned since the pipeline's own; also told in trainedOn
};

struct ConvertProgress {
  std::string part;                   // "transformer", "text encoder", …
  std::uint64_t done = 0, total = 0;  // bytes of all parts together
};

// The model that was made, and what a person should know of how its parts were read (wrappings that came off,
// sets of weights that were chosen), each a sentence.
struct Converted : Manifest {
  std::vector<std::string> remarks;
};

// Reads, checks and converts; `out` appears complete at the end or not at all. Needs about 200 MB of memory
// whatever the size of the model. A source that already is a safetensors file with the wanted names and types
// is hard-linked where the file system can. Fails with the errors of the readers, with keyMissing when a part
// is not given, architectureMismatch when parts do not fit together or a control was trained on another base,
// cancelled.
[[nodiscard]] base::Result<Converted> convert(const ConvertRequest& request,
                                              const std::function<void(const ConvertProgress&)>& onProgress,
                                              const base::CancelToken& cancel);

}  // namespace chexgen::weights
