// `chexgen bench`: times the parts of a model with random weights.
#include <iostream>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "core/engine/benchmark.h"
#include "core/weights/manifest.h"

namespace chexgen::cli {
namespace {

struct BenchOptions {
  std::string architecture = "XL/2";
  std::string model;
  int size = 256;
  int textLayers = 1;
  engine::BenchmarkRequest request{.parts = {"text", "denoise", "decode"}};
  int steps = 25;
  bool json = false;
};

void printText(const engine::BenchmarkReport& report, const BenchOptions& options) {
  std::cout << options.architecture << " at " << options.size << " pixels, random weights, "
            << report.precision << " on " << report.device << ", " << report.threads << " threads, median of "
            << options.request.runs << " runs\n";
  for (const auto& result : report.results) {
    std::printf("  %-8s %9.4f s  (%.4f to %.4f)  %s\n", result.part.c_str(), result.median, result.fastest,
                result.slowest, result.note.c_str());
  }
}

// One image end to end: its text once, its steps, its decoding. Only from parts that were timed.
double endToEnd(const engine::BenchmarkReport& report, const BenchOptions& options) {
  double total = 0;
  for (const auto& result : report.results) {
    if (result.part == "denoise") total += result.median * options.steps;
    if (result.part == "text" || result.part == "decode") total += result.median;
  }
  return total;
}

base::OrderedJson toJson(const engine::BenchmarkReport& report, const BenchOptions& options) {
  base::OrderedJson json;
  json["architecture"] = options.architecture;
  json["size"] = options.size;
  json["device"] = report.device;
  json["precision"] = report.precision;
  json["threads"] = report.threads;
  json["runs"] = options.request.runs;
  json["steps"] = options.steps;
  json["end_to_end_seconds"] = endToEnd(report, options);
  json["parts"] = base::OrderedJson::array();
  for (const auto& result : report.results) {
    json["parts"].push_back({{"part", result.part},
                             {"median_seconds", result.median},
                             {"fastest_seconds", result.fastest},
                             {"slowest_seconds", result.slowest},
                             {"note", result.note}});
  }
  return json;
}

int run(BenchOptions& options) {
  auto architecture = weights::transformerByName(options.architecture, options.size);
  if (!options.model.empty()) {
    const auto manifest = weights::readManifest(options.model);
    if (!manifest) return report(manifest.error(), options.json);
    architecture = manifest->transformer;
    options.architecture = manifest->name;
    options.size = static_cast<int>(manifest->sizes.front());
    options.request.vae = manifest->vae;
  }
  if (!architecture) return report(architecture.error(), options.json);
  options.request.transformer = *architecture;
  options.request.textEncoder.layers = options.textLayers;
  options.request.textEncoder.width = architecture->captionWidth;
  const auto result = engine::runBenchmark(options.request, interruption());
  if (!result) return report(result.error(), options.json);
  if (options.json) {
    std::cout << toJson(*result, options).dump() << std::endl;
    return exitDone;
  }
  printText(*result, options);
  std::printf("  one image of %d steps: %.2f s from the parts above\n", options.steps,
              endToEnd(*result, options));
  return exitDone;
}

}  // namespace

void addBench(CLI::App& app, Action& action) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command =
      app.add_subcommand("bench", "Time the parts of a model on this machine, with random weights");
  command->add_option("--architecture", options->architecture, "XL/2 … S/8: the transformer")
      ->capture_default_str();
  command->add_option("--size", options->size, "Image side in pixels")->capture_default_str();
  command
      ->add_option("--model", options->model,
                   "A model folder: its sizes instead of --architecture and --size (not its weights)")
      ->check(CLI::ExistingDirectory);
  command->add_option("--batch", options->request.batch, "Images of one training step (part train)")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command
      ->add_option("--part", options->request.parts,
                   "text, denoise, encode, decode, train; may be given several times")
      ->capture_default_str();
  command
      ->add_option("--text-layers", options->textLayers,
                   "Layers of the T5-XXL text encoder to run (24 need 9 GB in bf16)")
      ->check(CLI::Range(1, 48))
      ->capture_default_str();
  command->add_option("--tokens", options->request.captionTokens, "Tokens of the caption")
      ->check(CLI::Range(1, 120))
      ->capture_default_str();
  command
      ->add_option("--guidance", options->request.guidance, "Guidance scale; 1 leaves the null caption out")
      ->capture_default_str();
  command->add_option("--steps", options->steps, "Denoising steps in the end-to-end figure")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--runs", options->request.runs, "Counted runs of each part")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--device", options->request.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command
      ->add_option("--precision", options->request.precision,
                   "auto, fp32, bf16 (fp32 where the CPU would emulate it) or bf16-forced")
      ->check(CLI::IsMember({"auto", "fp32", "bf16", "bf16-forced"}))
      ->capture_default_str();
  command->add_option("--threads", options->request.threads, "CPU threads; 0 means all cores")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace chexgen::cli
