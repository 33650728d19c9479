// `chexgen model info`: what a model or checkpoint is and what it can do.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "app/cli/command.h"
#include "app/cli/model_parts.h"
#include "core/weights/evidence.h"
#include "core/weights/inspect.h"

namespace chexgen::cli {
namespace {

using base::Json;
using base::OrderedJson;
using weights::Inspection;
using weights::Manifest;
using weights::NetworkKind;
using weights::NetworkSummary;

std::string joined(const auto& words, const std::string& separator) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::string countText(std::uint64_t parameters) {
  std::string text = sizeText(parameters);  // the same rounding, another unit
  text.resize(text.rfind('B') == std::string::npos ? text.size() : text.rfind('B'));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

// The numbers that people tell models apart by.
std::string architectureText(const NetworkSummary& network) {
  const Json& a = network.architecture;
  if (!a.is_object()) return "";
  const auto number = [&](const char* key) {
    return a.contains(key) && a[key].is_number() ? a[key].dump() : "?";
  };
  switch (network.kind) {
    case NetworkKind::transformer: {
      const auto architecture = weights::transformerFromJson(a);
      std::string text = architecture ? weights::familyName(*architecture) : "";
      if (!text.empty()) text = "DiT-" + text + ", ";
      return text + number("depth") + " blocks of width " + number("width") + ", " + number("heads") +
             " heads, patch " + number("patch") + ", latent side " + number("inputSize");
    }
    case NetworkKind::control: return number("copiedBlocks") + " copied blocks";
    case NetworkKind::textEncoder:
      return "T5 v1.1, " + number("layers") + " layers of width " + number("width") + ", " + number("heads") +
             " heads";
    case NetworkKind::vae:
      return number("latentChannels") + " latent channels, scaling factor " + number("scalingFactor");
  }
  return "";
}

OrderedJson networkJson(const NetworkSummary& network) {
  OrderedJson json;
  json["network"] = network.label;
  json["source"] = network.source.string();
  json["parameters"] = network.parameters;
  json["bytes"] = network.bytes;
  json["types"] = network.types;
  json["architecture"] = network.architecture;
  json["problem"] = network.problem;
  return json;
}

OrderedJson abilitiesJson(const Manifest& manifest) {
  OrderedJson json;
  json["text"] = true;
  json["mask"] = manifest.control("mask") != nullptr;
  json["boxes"] = manifest.control("boxes") != nullptr;
  json["sizes"] = manifest.sizes;
  json["demographics"] = manifest.demographics;
  json["boxFindings"] = manifest.boxFindings;
  return json;
}

void printInspection(const Inspection& inspection) {
  OrderedJson json;
  json["event"] = "model";
  json["path"] = inspection.path.string();
  json["form"] = inspection.form;
  if (inspection.manifest) {
    const Manifest& manifest = *inspection.manifest;
    json["name"] = manifest.name;
    json["version"] = manifest.version;
    json["description"] = manifest.description;
    json["licence"] = manifest.licence;
    json["trainedOn"] = manifest.trainedOn;
    json["learned"] = weights::toJson(manifest.learned);
    json["origin"] = manifest.origin;
    json["randomWeights"] = manifest.randomWeights;
    json["abilities"] = abilitiesJson(manifest);
  }
  json["networks"] = OrderedJson::array();
  for (const NetworkSummary& network : inspection.networks) json["networks"].push_back(networkJson(network));
  json["metadata"] = inspection.metadata;
  json["remarks"] = inspection.remarks;
  std::cout << json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) << std::endl;
}

void printManifest(const Manifest& manifest) {
  const auto line = [](const char* label, const std::string& text) {
    if (!text.empty()) std::cout << "  " << label << ": " << text << "\n";
  };
  std::cout << manifest.name << (manifest.version.empty() ? "" : " " + manifest.version) << "\n";
  if (manifest.randomWeights) std::cout << "  RANDOM WEIGHTS: what it draws is not a radiograph.\n";
  line("description", manifest.description);
  line("trained on", manifest.trainedOn);
  for (const weights::Lesson& lesson : manifest.learned)
    line("fine-tuned",
         weights::describe(lesson) +
             (lesson.parentSha256.empty() ? "" : " (" + lesson.parentSha256.substr(0, 12) + "…)") +
             (lesson.task.empty() ? "" : ", as “" + lesson.task + "”"));
  line("licence", manifest.licence);
  line("origin", manifest.origin);
  std::string sizes;
  for (const std::int64_t size : manifest.sizes) sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
  line("image sizes", sizes + " pixels");
  std::string takes = "report text";
  if (!manifest.demographics.empty()) takes += " with " + joined(manifest.demographics, ", ");
  for (const auto& control : manifest.controls)
    takes += control.kind == "mask" ? "; a mask" : "; finding boxes";
  if (!manifest.boxFindings.empty()) takes += " of " + joined(manifest.boxFindings, ", ");
  line("takes", takes);
  line("defaults", manifest.defaults.profile + " profile, " + manifest.defaults.sampler + ", " +
                       std::to_string(manifest.defaults.steps) + " steps");
}

// What programs know of what it learned.
void printEvidence(const Inspection& inspection) {
  const auto evidence = weights::readEvidence(inspection.path, *inspection.manifest);
  if (!evidence) {
    std::cout << "  shown to draw: unknown; " << evidence.error().message << "\n";
  } else if (*evidence) {
    for (const weights::MeasuredWish& one : (*evidence)->measured)
      std::cout << "  shown to draw: " << one.wish << ", AUC " << one.area << " (" << one.low << " to "
                << one.high << ")\n";
  } else {
    std::cout << "  shown to draw: nobody recorded it (`chexgen evaluate attribute --record`)\n";
  }
}

void printText(const Inspection& inspection) {
  std::cout << inspection.path.string() << ": " << inspection.form << "\n";
  if (inspection.manifest) {
    printManifest(*inspection.manifest);
    printEvidence(inspection);
  }
  for (const char* key : {"dictionary", "epoch", "step"}) {
    const auto found = inspection.metadata.find(key);
    if (found != inspection.metadata.end() && *found != "")
      std::cout << "  " << key << ": " << found->dump() << "\n";
  }
  for (const NetworkSummary& network : inspection.networks) {
    std::cout << "  " << network.label << ": " << architectureText(network) << "\n    "
              << countText(network.parameters) << " parameters, " << sizeText(network.bytes) << " as "
              << joined(network.types, ", ") << ", " << network.source.filename().string() << "\n";
    if (!network.problem.empty()) std::cout << "    problem: " << network.problem << "\n";
  }
  for (const std::string& remark : inspection.remarks) std::cout << "  note: " << remark << "\n";
  std::cout << std::flush;
}

}  // namespace

void addModelInfo(CLI::App& model, Action& action) {
  struct Options {
    std::string path;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* info = model.add_subcommand("info",
                                        "Say what a model is: its networks, their sizes, and what it can do. "
                                        "Takes a model folder, a diffusers\n"
                                        "pipeline, or any checkpoint (.safetensors, .pth, .bin, an index of "
                                        "shards). Nothing in a file is ever run.");
  info->add_option("PATH", options->path, "A file or folder")->required();
  info->add_flag("--json", options->json, "Answer as one line of JSON");
  info->callback([options, &action] {
    action = [options]() -> int {
      const auto inspection = weights::inspect(options->path);
      if (!inspection) return report(inspection.error(), options->json);
      if (options->json) {
        printInspection(*inspection);
      } else {
        printText(*inspection);
      }
      return exitDone;
    };
  });
}

}  // namespace chexgen::cli
