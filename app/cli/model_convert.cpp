// `chexgen model convert` and `chexgen model random`: the two ways to a model folder.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/model_folder.h"
#include "app/cli/model_parts.h"
#include "app/cli/number_range.h"
#include "app/cli/run_job.h"
#include "core/engine/training/train_job.h"
#include "core/weights/convert.h"
#include "core/weights/random_model.h"

namespace chexgen::cli {
namespace {

using weights::ConvertRequest;
using weights::Manifest;
using weights::StoredType;

const std::map<std::string, StoredType> storedTypes{{"keep", StoredType::keep},
                                                    {"bf16", StoredType::bf16},
                                                    {"fp16", StoredType::fp16},
                                                    {"fp32", StoredType::fp32}};

int finish(const base::Result<Manifest>& manifest, const std::string& folder, bool json,
           const std::vector<std::string>& remarks = {}) {
  endProgress(json);
  if (!manifest) return report(manifest.error(), json);
  std::uint64_t bytes = 0;
  for (const auto* file : manifest->files()) bytes += file->bytes;
  if (json) {
    base::OrderedJson line;
    line["event"] = "done";
    line["model"] = folder;
    line["name"] = manifest->name;
    line["bytes"] = bytes;
    line["randomWeights"] = manifest->randomWeights;
    line["remarks"] = remarks;
    std::cout << line.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace) << std::endl;
  } else {
    for (const std::string& remark : remarks) std::cerr << "note: " << remark << "\n";
    std::cout << folder << ": " << manifest->name << ", " << sizeText(bytes)
              << (manifest->randomWeights ? " (random weights, not a radiograph)" : "") << std::endl;
  }
  return exitDone;
}

struct ConvertOptions {
  ConvertRequest request;
  std::string checkpoint, pipeline, transformer, mask, boxes, vae, textEncoder, tokenizer, out;
  std::int64_t heads = 0;
  std::int64_t size = 0;
  double positionScale = 0;
  std::vector<std::string> demographics, boxFindings;
  bool json = false;
};

constexpr const char* t5Tokenizer = "tokenizer/t5/spiece.model";

ConvertRequest requestFrom(const ConvertOptions& options) {
  ConvertRequest request = options.request;
  request.pipeline = options.pipeline;
  request.transformer = options.transformer;
  request.vae = options.vae;
  request.textEncoder = options.textEncoder;
  request.tokenizer = options.tokenizer;
  // A pipeline folder brings its own; the authors' checkpoints do not, and all of them use T5's.
  if (options.tokenizer.empty() && options.pipeline.empty()) request.tokenizer = findResource(t5Tokenizer);
  request.out = options.out;
  if (!options.mask.empty()) request.controls.push_back({"mask", options.mask});
  if (!options.boxes.empty()) request.controls.push_back({"boxes", options.boxes});
  if (options.heads > 0) request.hints.heads = options.heads;
  constexpr std::int64_t latentDownscale = 8;
  if (options.size > 0) request.hints.inputSize = options.size / latentDownscale;
  if (options.positionScale > 0) request.hints.positionScale = options.positionScale;
  if (!options.demographics.empty()) request.demographics = options.demographics;
  if (!options.boxFindings.empty()) request.boxFindings = options.boxFindings;
  return request;
}

bool saysSomething(const ConvertOptions& options) {
  const ConvertRequest& request = options.request;
  return !request.name.empty() || !request.version.empty() || !request.licence.empty() ||
         !request.description.empty() || !request.trainedOn.empty() || !options.demographics.empty() ||
         !options.boxFindings.empty() || request.guidance;
}

// A checkpoint of `chexgen train` knows its parent; only what model.json says can be added.
int convertCheckpoint(const ConvertOptions& options) {
  const bool named = saysSomething(options);
  const std::string first = named ? options.out + ".parts" : options.out;
  const auto made = engine::exportCheckpoint(options.checkpoint, first, options.request.type, interruption());
  if (!made) return report(made.error(), options.json);
  if (named && std::filesystem::exists(std::filesystem::path(first) / "model.json")) {
    ConvertOptions second = options;
    second.pipeline = first;
    const auto written = weights::convert(requestFrom(second), {}, interruption());
    std::error_code ignored;
    std::filesystem::remove_all(first, ignored);
    return finish(written, options.out, options.json);
  }
  if (named) std::filesystem::rename(first, options.out);
  if (std::filesystem::exists(std::filesystem::path(options.out) / "model.json")) {
    return finish(weights::readManifest(options.out), options.out, options.json);
  }
  if (options.json) {
    printJson({{"event", "done"}, {"folder", options.out}});
  } else {
    std::cout << options.out << ": the autoencoder, for --vae\n";
  }
  return exitDone;
}

void addSources(CLI::App& command, ConvertOptions& options) {
  const auto group = [&](CLI::Option* option) { option->group("Where the parts are"); };
  group(
      command.add_option("SOURCE", options.pipeline,
                         "A diffusers pipeline (folder with model_index.json) or a model folder; the options "
                         "below replace its parts"));
  group(command
            .add_option("--checkpoint", options.checkpoint,
                        "A checkpoint of `chexgen train`: RUN/checkpoints/step-…; its parent gives the rest")
            ->check(CLI::ExistingDirectory));
  group(command.add_option(
      "--transformer", options.transformer,
      "The diffusion transformer: an authors' .pth (its EMA weights are taken), a safetensors "
      "file or a diffusers folder"));
  group(command.add_option(
      "--mask-control", options.mask,
      "A control checkpoint for masks; its base model is the transformer unless one is given"));
  group(command.add_option("--boxes-control", options.boxes, "A control checkpoint for finding boxes"));
  group(command.add_option("--vae", options.vae, "The VAE (ChexGen: stabilityai/sd-vae-ft-ema)"));
  group(command.add_option("--text-encoder", options.textEncoder,
                           "The T5 encoder, also sharded (ChexGen: DeepFloyd/t5-v1_1-xxl)"));
  group(command.add_option("--tokenizer", options.tokenizer,
                           "Its spiece.model, or the folder that holds it (default: T5's own)"));
}

void addStatements(CLI::App& command, ConvertOptions& options) {
  const auto facts = [&](CLI::Option* option) { option->group("What the weights do not tell"); };
  facts(
      command
          .add_option("--heads", options.heads, "Attention heads, for widths outside the XL, L, B, S family")
          ->check(CLI::PositiveNumber));
  facts(command.add_option("--size", options.size, "Image side in pixels, for weights without pos_embed")
            ->check(CLI::PositiveNumber));
  facts(command
            .add_option("--position-scale", options.positionScale,
                        "pos_embed_scale of the training (2 for the 512-pixel release)")
            ->check(CLI::PositiveNumber));
  const auto words = [&](CLI::Option* option) { option->group("What model.json says"); };
  words(command.add_option("--name", options.request.name, "Name of the model; else the name of its folder"));
  words(command.add_option("--model-version", options.request.version, "Version of the model"));
  words(command.add_option("--licence", options.request.licence, "Licence of the weights"));
  words(command.add_option("--description", options.request.description, "One sentence"));
  words(command.add_option("--trained-on", options.request.trainedOn, "The training data, in words"));
  words(command
            .add_option("--demographics", options.demographics,
                        "What its prompts may state: sex, age, race, view (separated by commas)")
            ->delimiter(','));
  words(
      command
          .add_option("--box-findings", options.boxFindings,
                      "Findings whose boxes its branch for boxes learned (separated by commas); default: any")
          ->delimiter(','));
  words(command
            .add_option("--guidance", options.request.guidance,
                        "Guidance scale that is used when nobody says otherwise")
            ->check(numberFrom(0.0, 100.0)));
}

}  // namespace

void addModelConvert(CLI::App& model, Action& action) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = model.add_subcommand(
      "convert",
      "Make a model folder from checkpoints in any readable form (.safetensors, .pth, .bin, shards, "
      "diffusers\n"
      "folders). Works tensor by tensor in little memory; DIR appears complete or not at all. Example:\n"
      "  chexgen model convert --transformer finetuned_impression_512.pth --vae sd-vae-ft-ema \\\n"
      "    --text-encoder t5-v1_1-xxl --tokenizer t5-v1_1-xxl --type bf16 --out models/impression");
  addSources(*command, *options);
  command->add_option("--out", options->out, "The folder to make; it must not exist, or be empty")
      ->required();
  command
      ->add_option("--type", options->request.type,
                   "How to store the weights: keep, bf16, fp16 or fp32 (rounded to nearest, ties to even)")
      ->transform(CLI::CheckedTransformer(storedTypes, CLI::ignore_case).description("{keep,bf16,fp16,fp32}"))
      ->default_str("keep");
  addStatements(*command, *options);
  command->add_flag("--json", options->json, "Answer in lines of JSON: progress, then done or error");
  command->callback([options, &action] {
    action = [options]() -> int {
      if (!options->checkpoint.empty()) return convertCheckpoint(*options);
      const auto progress = showProgress(options->json);
      const auto made = weights::convert(requestFrom(*options), progress, interruption());
      return finish(made, options->out, options->json, made ? made->remarks : std::vector<std::string>());
    };
  });
}

void addModelRandom(CLI::App& model, Action& action) {
  struct Options {
    std::string architecture = "S/2";
    std::int64_t size = 256;
    std::string textEncoder = "small";
    std::string vae = "small";
    std::vector<std::string> controls;
    std::string tokenizer, out;
    weights::RandomModelRequest request;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = model.add_subcommand("random",
                                           "Make a model folder with random weights: to try the program, and "
                                           "to measure speed and memory. What it\n"
                                           "draws is not a radiograph, and every program says so.");
  command
      ->add_option("--architecture", options->architecture, "XL, L, B or S with patch 2, 4 or 8, as in XL/2")
      ->capture_default_str();
  command->add_option("--size", options->size, "Image side in pixels, a multiple of 8 times the patch")
      ->capture_default_str();
  command
      ->add_option("--text-encoder", options->textEncoder,
                   "small (2 layers) or xxl (T5-v1.1-XXL, 9.5 GB in bf16)")
      ->check(CLI::IsMember({"small", "xxl"}))
      ->capture_default_str();
  command->add_option("--vae", options->vae, "small, or sd (the size of sd-vae-ft-ema)")
      ->check(CLI::IsMember({"small", "sd"}))
      ->capture_default_str();
  command
      ->add_option("--control", options->controls, "Add control branches: mask, boxes (separated by commas)")
      ->delimiter(',')
      ->check(CLI::IsMember({"mask", "boxes"}));
  command->add_option("--tokenizer", options->tokenizer, "A SentencePiece file (default: T5's own)")
      ->check(CLI::ExistingFile);
  command->add_option("--seed", options->request.seed, "The same seed gives the same weights")
      ->capture_default_str();
  command->add_option("--type", options->request.type, "How to store the weights: bf16, fp16 or fp32")
      ->transform(CLI::CheckedTransformer(storedTypes, CLI::ignore_case).description("{bf16,fp16,fp32}"))
      ->default_str("bf16");
  command->add_option("--name", options->request.name, "Name of the model")->capture_default_str();
  command->add_option("--out", options->out, "The folder to make; it must not exist, or be empty")
      ->required();
  command->add_flag("--json", options->json, "Answer in lines of JSON: progress, then done or error");
  command->callback([options, &action] {
    action = [options]() -> int {
      const auto transformer = weights::transformerByName(options->architecture, options->size);
      if (!transformer) return report(transformer.error(), options->json);
      weights::RandomModelRequest& request = options->request;
      request.transformer = *transformer;
      if (options->textEncoder == "small") request.textEncoder = weights::smallTextEncoder();
      if (options->vae == "small") request.vae = weights::smallVae();
      for (const std::string& kind : options->controls) {
        // The release copies 13 blocks; the base needs one more than the branch.
        const std::int64_t copied = std::min<std::int64_t>(13, transformer->depth - 1);
        request.controls.push_back({kind, {copied}});
      }
      request.tokenizer =
          options->tokenizer.empty() ? findResource(t5Tokenizer).string() : options->tokenizer;
      request.out = options->out;
      const auto progress = showProgress(options->json);
      return finish(weights::createRandomModel(request, progress, interruption()), options->out,
                    options->json);
    };
  });
}

}  // namespace chexgen::cli
