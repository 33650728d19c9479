#include "core/weights/manifest.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/sha256.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::OrderedJson;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr int knownSchema = 1;
constexpr std::array<std::string_view, 2> profiles{"studio", "published"};
constexpr std::array<std::string_view, 3> samplers{"ancestral", "ddim", "dpmpp2m"};
constexpr std::array<std::string_view, 2> controlKinds{"mask", "boxes"};
constexpr std::array<std::string_view, 4> demographicNames{"sex", "age", "race", "view"};

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

bool isHash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

// A relative path of plain parts, so that it can only name something below the model's folder.
bool staysInside(const std::string& path) {
  if (path.empty() || path.find('\0') != path.npos || path.find('\\') != path.npos) return false;
  const fs::path parsed(path);
  if (parsed.is_absolute()) return false;
  return std::all_of(parsed.begin(), parsed.end(),
                     [](const fs::path& part) { return !part.empty() && part != "." && part != ".."; });
}

// ---- reading ----

class ManifestReader {
 public:
  ManifestReader(const Json& json, const fs::path& source) : json_(json), source_(source) {}

  Result<Manifest> read() {
    if (!json_.is_object()) return refuse("it is not an object");
    CHEXGEN_ASSIGN(manifest_.schema, base::jsonValue<int>(json_, "schema", source_));
    if (manifest_.schema > knownSchema) {
      return fail(ErrorCode::formatUnsupported,
                  "This model was made for a newer version of the program (schema " +
                      std::to_string(manifest_.schema) + "; this one reads up to " +
                      std::to_string(knownSchema) + ").",
                  source_, "The model is unchanged.", "Update the program.");
    }
    if (manifest_.schema < 1) return refuse("its schema is not a number from 1");
    CHEXGEN_TRY(readTexts());
    CHEXGEN_TRY(readNetworks());
    CHEXGEN_TRY(readControls());
    CHEXGEN_TRY(readDefaults());
    CHEXGEN_TRY(readPreview());
    CHEXGEN_TRY(readAbilities());
    CHEXGEN_TRY(checkFit());
    return std::move(manifest_);
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& rule) const {
    return fail(ErrorCode::formatInvalid, "model.json is refused: " + rule + ".", source_,
                "Nothing was loaded.");
  }
  [[nodiscard]] tl::unexpected<base::Error> mismatch(const std::string& message) const {
    return fail(ErrorCode::architectureMismatch, message, source_, "Nothing was loaded.");
  }
  template <class T>
  [[nodiscard]] Result<T> inFile(Result<T> result) const {
    if (!result) result.error().file = source_;
    return result;
  }

  Result<void> readTexts() {
    CHEXGEN_ASSIGN(manifest_.name, base::jsonValue<std::string>(json_, "name", source_));
    if (manifest_.name.empty()) return refuse("its name is empty");
    const std::array<std::pair<const char*, std::string*>, 5> texts{{{"version", &manifest_.version},
                                                                     {"description", &manifest_.description},
                                                                     {"licence", &manifest_.licence},
                                                                     {"trainedOn", &manifest_.trainedOn},
                                                                     {"origin", &manifest_.origin}}};
    for (const auto& [key, target] : texts) {
      CHEXGEN_ASSIGN(*target, base::jsonValueOr<std::string>(json_, key, "", source_));
    }
    CHEXGEN_ASSIGN(manifest_.learned, lessonsFromJson(json_.value("learned", Json::array()), source_));
    CHEXGEN_ASSIGN(manifest_.randomWeights, base::jsonValueOr<bool>(json_, "randomWeights", false, source_));
    return {};
  }

  Result<ManifestFile> readFileEntry(const Json& part, const std::string& what) const {
    const auto entry = part.is_object() ? part.find("file") : part.end();
    if (entry == part.end() || !entry->is_object()) return refuse("the file of its " + what + " is missing");
    ManifestFile file;
    CHEXGEN_ASSIGN(file.path, base::jsonValue<std::string>(*entry, "path", source_));
    // The first models stated neither; uncheckedFiles says so.
    CHEXGEN_ASSIGN(file.sha256, base::jsonValueOr<std::string>(*entry, "sha256", "", source_));
    CHEXGEN_ASSIGN(file.bytes, base::jsonValueOr<std::uint64_t>(*entry, "bytes", 0, source_));
    if (!staysInside(file.path)) {
      return fail(ErrorCode::formatForbidden,
                  "model.json names the file \"" + file.path + "\" outside its folder.", source_,
                  "Nothing was loaded.");
    }
    const bool isStated = entry->contains("sha256");
    if (isStated && !isHash(file.sha256))
      return refuse("the SHA-256 of its " + what + " is not 64 hexadecimal digits");
    return file;
  }

  // The part under `key` with its file; gives the part's architecture object.
  Result<Json> readPart(const char* key, const std::string& what, ManifestFile& file) const {
    const auto part = json_.find(key);
    if (part == json_.end() || !part->is_object()) return refuse("its " + what + " is missing");
    CHEXGEN_ASSIGN(file, readFileEntry(*part, what));
    return part->value("architecture", Json());
  }

  Result<void> readNetworks() {
    CHEXGEN_ASSIGN(const Json transformer, readPart("transformer", "transformer", manifest_.transformerFile));
    CHEXGEN_ASSIGN(manifest_.transformer, inFile(transformerFromJson(transformer)));
    CHEXGEN_ASSIGN(const Json encoder, readPart("textEncoder", "text encoder", manifest_.textEncoderFile));
    CHEXGEN_ASSIGN(manifest_.textEncoder, inFile(textEncoderFromJson(encoder)));
    CHEXGEN_ASSIGN(const Json vae, readPart("vae", "VAE", manifest_.vaeFile));
    CHEXGEN_ASSIGN(manifest_.vae, inFile(vaeFromJson(vae)));
    CHEXGEN_TRY(readPart("tokenizer", "tokenizer", manifest_.tokenizerFile));
    return {};
  }

  Result<void> readControls() {
    const auto controls = json_.find("controls");
    if (controls == json_.end()) return {};
    if (!controls->is_array()) return refuse("its controls are not a list");
    for (const Json& entry : *controls) {
      ManifestControl control;
      CHEXGEN_ASSIGN(control.kind, base::jsonValue<std::string>(entry, "kind", source_));
      if (!contains(controlKinds, control.kind)) {
        return refuse("the control kind \"" + control.kind + "\" is not mask or boxes");
      }
      if (manifest_.control(control.kind) != nullptr)
        return refuse("it has two controls of kind " + control.kind);
      CHEXGEN_ASSIGN(control.architecture, inFile(controlFromJson(entry.value("architecture", Json()))));
      CHEXGEN_ASSIGN(control.file, readFileEntry(entry, control.kind + " control"));
      manifest_.controls.push_back(std::move(control));
    }
    return {};
  }

  Result<void> readDefaults() {
    const auto found = json_.find("defaults");
    if (found == json_.end()) return {};
    if (!found->is_object()) return refuse("its defaults are not an object");
    GenerationDefaults& defaults = manifest_.defaults;
    CHEXGEN_ASSIGN(defaults.profile, base::jsonValueOr(*found, "profile", defaults.profile, source_));
    CHEXGEN_ASSIGN(defaults.sampler, base::jsonValueOr(*found, "sampler", defaults.sampler, source_));
    CHEXGEN_ASSIGN(defaults.steps, base::jsonValueOr(*found, "steps", defaults.steps, source_));
    CHEXGEN_ASSIGN(defaults.guidance, base::jsonValueOr(*found, "guidance", defaults.guidance, source_));
    if (!contains(profiles, defaults.profile))
      return refuse("its default profile is not studio or published");
    if (!contains(samplers, defaults.sampler)) return refuse("its default sampler is not known");
    if (defaults.steps < 1 || defaults.steps > 1000) return refuse("its default steps are not in 1 … 1000");
    if (!(defaults.guidance >= 0 && defaults.guidance <= 100))
      return refuse("its default guidance is not in 0 … 100");
    return {};
  }

  Result<void> readPreview() {
    const auto found = json_.find("preview");
    if (found == json_.end() || found->is_null()) return {};
    PreviewMap preview;
    CHEXGEN_ASSIGN(preview.weights, base::jsonValue<std::vector<double>>(*found, "weights", source_));
    CHEXGEN_ASSIGN(preview.bias, base::jsonValueOr(*found, "bias", 0.0, source_));
    if (static_cast<std::int64_t>(preview.weights.size()) != manifest_.vae.latentChannels) {
      return refuse("its preview needs one weight per latent channel");
    }
    manifest_.preview = std::move(preview);
    return {};
  }

  Result<void> readAbilities() {
    const auto sizes = json_.find("sizes");
    if (sizes == json_.end() || !sizes->is_array()) return refuse("its sizes are missing");
    for (const Json& size : *sizes) {
      if (!base::jsonHolds<std::int64_t>(size)) return refuse("its sizes are not whole numbers");
      manifest_.sizes.push_back(size.get<std::int64_t>());
    }
    const std::int64_t unit = manifest_.vae.downscale() * manifest_.transformer.patch;
    const auto fits = [&](std::int64_t size) { return size >= unit && size <= 65536 && size % unit == 0; };
    if (manifest_.sizes.empty() || !std::all_of(manifest_.sizes.begin(), manifest_.sizes.end(), fits)) {
      return refuse("its sizes are not multiples of " + std::to_string(unit) + " pixels");
    }
    CHEXGEN_ASSIGN(manifest_.demographics,
                   base::jsonValueOr<std::vector<std::string>>(json_, "demographics", {}, source_));
    for (const std::string& name : manifest_.demographics) {
      if (!contains(demographicNames, name)) return refuse("the demographic \"" + name + "\" is not known");
    }
    CHEXGEN_ASSIGN(manifest_.boxFindings,
                   base::jsonValueOr<std::vector<std::string>>(json_, "boxFindings", {}, source_));
    return {};
  }

  Result<void> checkFit() const {
    if (manifest_.transformer.captionWidth != manifest_.textEncoder.width) {
      return mismatch("The transformer reads captions of width " +
                      std::to_string(manifest_.transformer.captionWidth) + ", but the text encoder gives " +
                      std::to_string(manifest_.textEncoder.width) + ".");
    }
    if (manifest_.transformer.channels != manifest_.vae.latentChannels) {
      return mismatch("The transformer works on " + std::to_string(manifest_.transformer.channels) +
                      " latent channels, but the VAE has " + std::to_string(manifest_.vae.latentChannels) +
                      ".");
    }
    for (const ManifestControl& control : manifest_.controls) {
      // The first block of the base model runs before the branch starts.
      if (control.architecture.copiedBlocks >= manifest_.transformer.depth) {
        return mismatch(
            "The " + control.kind + " control copies " + std::to_string(control.architecture.copiedBlocks) +
            " blocks of a transformer that has " + std::to_string(manifest_.transformer.depth) + ".");
      }
    }
    return {};
  }

  const Json& json_;
  const fs::path& source_;
  Manifest manifest_;
};

// ---- writing ----

OrderedJson fileJson(const ManifestFile& file) {
  OrderedJson json;
  json["path"] = file.path;
  if (file.sha256.empty()) return json;  // of a model that never stated them
  json["bytes"] = file.bytes;
  json["sha256"] = file.sha256;
  return json;
}

OrderedJson partJson(const Json& architecture, const ManifestFile& file) {
  OrderedJson json;
  json["architecture"] = architecture;
  json["file"] = fileJson(file);
  return json;
}

OrderedJson controlsJson(const Manifest& manifest) {
  OrderedJson list = OrderedJson::array();
  for (const ManifestControl& control : manifest.controls) {
    OrderedJson json;
    json["kind"] = control.kind;
    json.update(partJson(toJson(control.architecture), control.file));
    list.push_back(std::move(json));
  }
  return list;
}

OrderedJson manifestJson(const Manifest& manifest) {
  OrderedJson json;
  json["schema"] = manifest.schema;
  json["name"] = manifest.name;
  json["version"] = manifest.version;
  json["description"] = manifest.description;
  json["licence"] = manifest.licence;
  json["trainedOn"] = manifest.trainedOn;
  if (!manifest.learned.empty()) json["learned"] = toJson(manifest.learned);
  json["origin"] = manifest.origin;
  json["randomWeights"] = manifest.randomWeights;
  json["sizes"] = manifest.sizes;
  json["demographics"] = manifest.demographics;
  if (!manifest.boxFindings.empty()) json["boxFindings"] = manifest.boxFindings;
  json["defaults"]["profile"] = manifest.defaults.profile;
  json["defaults"]["sampler"] = manifest.defaults.sampler;
  json["defaults"]["steps"] = manifest.defaults.steps;
  json["defaults"]["guidance"] = manifest.defaults.guidance;
  json["transformer"] = partJson(toJson(manifest.transformer), manifest.transformerFile);
  json["textEncoder"] = partJson(toJson(manifest.textEncoder), manifest.textEncoderFile);
  json["vae"] = partJson(toJson(manifest.vae), manifest.vaeFile);
  json["tokenizer"]["file"] = fileJson(manifest.tokenizerFile);
  json["controls"] = controlsJson(manifest);
  if (manifest.preview) {
    json["preview"]["weights"] = manifest.preview->weights;
    json["preview"]["bias"] = manifest.preview->bias;
  }
  return json;
}

// What could not be read back must not be written.
Result<std::string> checkedText(const Manifest& manifest, const fs::path& path) {
  std::string text;
  try {
    text = manifestJson(manifest).dump(2) + "\n";
  } catch (const Json::exception&) {
    return fail(ErrorCode::argumentInvalid, "A text of the model's description is not UTF-8.", path);
  }
  CHEXGEN_TRY(parseManifest(text, path));
  return text;
}

fs::path manifestPath(const fs::path& folder) { return folder / "model.json"; }

}  // namespace

std::optional<PreviewMap> usualPreview(const VaeArchitecture& vae) {
  if (vae != VaeArchitecture{}) return std::nullopt;
  // Linear fits of Stable Diffusion's latent to RGB are widely published; these are the means of the three
  // colours' factors, times the scaling factor because here the latent is already divided by it.
  constexpr std::array<double, 4> meanFactors{0.2377, 0.2153, 0.0983, -0.3093};
  PreviewMap map;
  for (const double factor : meanFactors) map.weights.push_back(factor * vae.scalingFactor);
  return map;
}

const ManifestControl* Manifest::control(const std::string& kind) const {
  const auto found = std::find_if(controls.begin(), controls.end(),
                                  [&](const ManifestControl& candidate) { return candidate.kind == kind; });
  return found == controls.end() ? nullptr : &*found;
}

std::vector<const ManifestFile*> Manifest::files() const {
  std::vector<const ManifestFile*> all{&transformerFile, &textEncoderFile, &vaeFile, &tokenizerFile};
  for (const ManifestControl& control : controls) all.push_back(&control.file);
  return all;
}

Result<Manifest> parseManifest(std::string_view text, const fs::path& source) {
  CHEXGEN_ASSIGN(const Json json, base::parseJson(text, source, {std::uint64_t{4} << 20U, 16}));
  return ManifestReader(json, source).read();
}

Result<Manifest> readManifest(const fs::path& folder) {
  const fs::path path = manifestPath(folder);
  std::error_code error;
  if (!fs::exists(path, error)) {
    return fail(ErrorCode::fileMissing, "This folder is no model of this program: it has no model.json.",
                folder, "", "Convert a checkpoint with `chexgen model convert`, or name another folder.");
  }
  CHEXGEN_ASSIGN(const std::string text, base::readFile(path, std::uint64_t{4} << 20U));
  return parseManifest(text, path);
}

Result<void> checkManifest(const Manifest& manifest) {
  CHEXGEN_TRY(checkedText(manifest, {}));
  return {};
}

Result<void> writeManifest(const Manifest& manifest, const fs::path& folder) {
  const fs::path path = manifestPath(folder);
  CHEXGEN_ASSIGN(const std::string text, checkedText(manifest, path));
  return base::writeFileAtomically(path, text);
}

Result<std::string> manifestHash(const fs::path& folder) { return base::sha256OfFile(manifestPath(folder)); }

}  // namespace chexgen::weights
