#include "core/weights/convert.h"

#include <map>
#include <utility>

#include "core/base/sha256.h"
#include "core/weights/convert_sources.h"
#include "core/weights/file_check.h"
#include "core/weights/model_folder.h"

namespace chexgen::weights {

using base::Result;
namespace fs = std::filesystem;

namespace {

// "s16p2.pth (state_dict_ema, epoch 3, step 1234)"
std::string sourceText(const ConvertPart& part) {
  std::string details;
  const auto add = [&](const std::string& text) { details += (details.empty() ? "" : ", ") + text; };
  const base::Json& metadata = part.sourceMetadata;
  const auto dictionary = metadata.find("dictionary");
  if (dictionary != metadata.end() && !dictionary->get<std::string>().empty())
    add(dictionary->get<std::string>());
  for (const char* key : {"epoch", "step"}) {
    if (metadata.contains(key) && metadata[key].is_number())
      add(std::string(key) + " " + metadata[key].dump());
  }
  return part.source.filename().string() + (details.empty() ? "" : " (" + details + ")");
}

class Converter {
 public:
  Converter(const ConvertRequest& request, const std::function<void(const ConvertProgress&)>& onProgress,
            const base::CancelToken& cancel)
      : request_(request), onProgress_(onProgress), cancel_(cancel) {}

  Result<Converted> run() {
    CHEXGEN_ASSIGN(auto parts, gatherParts(request_, cancel_));
    CHEXGEN_ASSIGN(auto folder, ModelFolder::create(request_.out));
    Manifest manifest = std::move(parts.manifest);
    for (const ConvertPart& part : parts.networks)
      progress_.total += bytesToWrite(part.tensors, request_.type);
    CHEXGEN_ASSIGN(manifest.tokenizerFile, folder.copyIn(parts.tokenizer, "tokenizer.model"));
    std::size_t control = 0;
    for (ConvertPart& part : parts.networks) {
      CHEXGEN_ASSIGN(ManifestFile file, writePart(part, folder));
      if (!isKept(part)) {
        CHEXGEN_TRY(noteOrigin(part, manifest));
      }
      part.tensors = {};  // unmaps the source
      switch (part.kind) {
        case NetworkKind::transformer: manifest.transformerFile = std::move(file); break;
        case NetworkKind::textEncoder: manifest.textEncoderFile = std::move(file); break;
        case NetworkKind::vae: manifest.vaeFile = std::move(file); break;
        case NetworkKind::control: manifest.controls[control++].file = std::move(file); break;
      }
    }
    CHEXGEN_TRY(folder.publish(manifest));
    return Converted{std::move(manifest), std::move(parts.remarks)};
  }

 private:
  Result<ManifestFile> writePart(const ConvertPart& part, ModelFolder& folder) {
    progress_.part = part.label;
    const auto onBytes = [this](std::uint64_t bytes) {
      progress_.done += bytes;
      if (onProgress_) onProgress_(progress_);
    };
    onBytes(0);
    if (part.mayBeLinked && keepsTypes(part) && folder.linkIn(part.source, part.fileName)) {
      CHEXGEN_ASSIGN(FileFacts facts, readFacts(folder.path() / part.fileName, cancel_));
      if (!facts.unfit.empty()) {
        return base::fail(base::ErrorCode::numericalFailure, "The tensor " + facts.unfit + ".", part.source,
                          "Nothing was written.", "Train it again, or take weights that are sound.");
      }
      onBytes(bytesToWrite(part.tensors, request_.type));
      std::error_code ignored;
      return ManifestFile{part.fileName, std::move(facts.sha256),
                          fs::file_size(folder.path() / part.fileName, ignored)};
    }
    CHEXGEN_ASSIGN(auto written,
                   writeTensors(folder.path() / part.fileName, part.tensors, part.expected, request_.type,
                                {{architectureMetadataKey, part.architecture.dump()}}, onBytes, cancel_));
    return ManifestFile{part.fileName, std::move(written.sha256), written.bytes};
  }

  [[nodiscard]] bool keepsTypes(const ConvertPart& part) const {
    for (const auto& [key, tensor] : part.tensors.tensors) {
      if (storedAs(tensor.type(), request_.type) != tensor.type()) return false;
    }
    return true;
  }

  // A part of the model folder that is converted: that folder's origin tells it.
  [[nodiscard]] bool isKept(const ConvertPart& part) const {
    const auto inside = part.source.lexically_relative(request_.pipeline);
    return std::filesystem::exists(request_.pipeline / "model.json") && !inside.empty() &&
           *inside.begin() != "..";
  }

  // The trained parts are told by their hash as well: theirs is the identity that matters, and the frozen
  // ones may be tens of gigabytes.
  Result<void> noteOrigin(const ConvertPart& part, Manifest& manifest) {
    std::string text = part.label + ": " + sourceText(part);
    if (part.kind == NetworkKind::transformer || part.kind == NetworkKind::control) {
      // A control file often gives the base as well.
      std::string& hash = hashes_[part.source];
      if (hash.empty()) {
        CHEXGEN_ASSIGN(hash, base::sha256OfFile(part.source, cancel_));
      }
      text += ", SHA-256 " + hash;
    }
    manifest.origin += (manifest.origin.empty() ? "" : "; ") + text;
    return {};
  }

  const ConvertRequest& request_;
  const std::function<void(const ConvertProgress&)>& onProgress_;
  const base::CancelToken& cancel_;
  ConvertProgress progress_;
  std::map<fs::path, std::string> hashes_;  // of the sources
};

}  // namespace

Result<Converted> convert(const ConvertRequest& request,
                          const std::function<void(const ConvertProgress&)>& onProgress,
                          const base::CancelToken& cancel) {
  return Converter(request, onProgress, cancel).run();
}

}  // namespace chexgen::weights
