// `chexgen doctor`: what this machine can do for the program, and why not where it cannot.
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "app/cli/command.h"
#include "app/cli/model_folder.h"
#include "app/cli/model_parts.h"
#include "app/cli/progress_line.h"
#include "core/base/system_info.h"
#include "core/base/version.h"
#include "core/engine/device.h"
#include "core/weights/file_check.h"
#include "core/weights/manifest.h"

namespace chexgen::cli {
namespace {

using base::OrderedJson;

struct DoctorOptions {
  std::string model;
  std::string folder = ".";
  bool verify = false;
  bool json = false;
};

struct ModelCheck {
  std::filesystem::path folder;
  std::string name;
  std::uint64_t bytes = 0;  // of all its files
  bool randomWeights = false;
  std::optional<base::Error> problem;
};

// Everything that is looked at; nothing is left out because something before it failed.
struct Findings {
  base::CpuInfo cpu = base::cpuInfo();
  bool cpuComputesInBf16 = engine::cpuComputesInBf16();
  base::MemoryInfo memory = base::memoryInfo();
  std::optional<std::string> driver = base::nvidiaDriverVersion();
  engine::CudaState cuda = engine::cudaState();
  base::Result<base::DiskSpace> disk;
  ModelCheck model;

  // The CPU path needs AVX2 for its speed only, so a model that is damaged is all that can stand in the way.
  [[nodiscard]] bool ready() const { return !model.problem; }
};

ModelCheck checkModel(const DoctorOptions& options) {
  ModelCheck check;
  const auto fault = [&check](base::Error error) {
    check.problem = std::move(error);
    return check;
  };
  const auto folder = chooseModel(options.model);
  if (!folder) return check;  // none was named and none is installed: nothing is wrong with the machine
  check.folder = *folder;
  const auto manifest = weights::readManifest(check.folder);
  if (!manifest) return fault(manifest.error());
  check.name = manifest->name;
  check.randomWeights = manifest->randomWeights;
  for (const auto& file : manifest->files()) {
    check.bytes += file->bytes;
    std::error_code error;
    const auto path = check.folder / file->path;
    if (std::filesystem::file_size(path, error) == file->bytes && !error) continue;
    return fault({base::ErrorCode::fileMissing, "A file of the model is missing or has another size.", path,
                  "Nothing was changed.", "Fetch or convert the model again."});
  }
  if (options.verify) {
    ProgressLine line(true);
    const auto verified = weights::verifyFiles(*manifest, check.folder, line.watch());
    line.clear();
    if (!verified) return fault(verified.error());
  }
  return check;
}

// Why no GPU can be used; empty when one can. Without a driver nothing else matters.
std::string gpuReason(const Findings& found) {
  if (!found.cuda.gpus.empty() || found.driver) return found.cuda.reason;
  return "No NVIDIA driver is loaded.";
}

// What can be done about it; empty when there is nothing to do.
std::string gpuAdvice(const Findings& found) {
  if (!found.cuda.gpus.empty() || !found.driver) return "";
  return "Run packaging/fetch_libtorch.sh --cuda for the CUDA libraries; the plugin itself is built where "
         "nvcc is "
         "installed.";
}

OrderedJson toJson(const Findings& found) {
  OrderedJson json{{"event", "doctor"}, {"program", base::programVersion()}, {"ready", found.ready()}};
  json["cpu"] = {{"model", found.cpu.model}, {"processors", found.cpu.processors},
                 {"avx2", found.cpu.avx2},   {"avx512", found.cpu.avx512},
                 {"amx", found.cpu.amx},     {"bf16", found.cpuComputesInBf16 ? "native" : "emulated"}};
  json["memory"] = {{"total", found.memory.total}, {"available", found.memory.available}};
  OrderedJson gpus = OrderedJson::array();
  for (const auto& gpu : found.cuda.gpus) {
    gpus.push_back({{"name", gpu.name},
                    {"computeCapability", gpu.computeCapability},
                    {"memory", gpu.memoryBytes},
                    {"bf16", gpu.computesInBf16}});
  }
  json["gpu"] = {{"driver", found.driver.value_or("")},
                 {"devices", gpus},
                 {"reason", gpuReason(found)},
                 {"next", gpuAdvice(found)}};
  if (found.disk) json["disk"] = {{"total", found.disk->total}, {"free", found.disk->free}};
  json["model"] = {{"folder", found.model.folder.string()},
                   {"name", found.model.name},
                   {"bytes", found.model.bytes},
                   {"randomWeights", found.model.randomWeights}};
  if (found.model.problem) json["model"]["problem"] = base::errorToJson(*found.model.problem);
  return json;
}

void printHardware(const Findings& found) {
  const auto& cpu = found.cpu;
  const auto yes = [](bool has) { return has ? "yes" : "no"; };
  std::cout << "CPU     " << (cpu.model.empty() ? "unknown" : cpu.model) << ", " << cpu.processors
            << " processors\n        AVX2 " << yes(cpu.avx2) << ", AVX-512 " << yes(cpu.avx512) << ", AMX "
            << yes(cpu.amx) << ", bf16 "
            << (found.cpuComputesInBf16 ? "native" : "emulated (fp32 is used instead)") << "\n";
  std::cout << "Memory  " << sizeText(found.memory.total) << ", " << sizeText(found.memory.available)
            << " available\n";
  if (found.cuda.gpus.empty()) std::cout << "GPU     none. " << gpuReason(found) << "\n";
  for (const auto& gpu : found.cuda.gpus) {
    std::cout << "GPU     " << gpu.name << ", " << sizeText(gpu.memoryBytes) << ", compute capability "
              << gpu.computeCapability << ", bf16 " << (gpu.computesInBf16 ? "native" : "emulated") << "\n";
  }
  if (found.driver) std::cout << "        NVIDIA driver " << *found.driver << "\n";
  if (const std::string advice = gpuAdvice(found); !advice.empty()) std::cout << "        " << advice << "\n";
}

void printDisk(const Findings& found, const std::string& folder) {
  std::cout << "Disk    ";
  if (!found.disk) {
    std::cout << found.disk.error().message << "\n";
    return;
  }
  std::cout << sizeText(found.disk->free) << " of " << sizeText(found.disk->total) << " free in " << folder
            << "\n";
}

void printModel(const Findings& found) {
  const ModelCheck& model = found.model;
  std::cout << "Model   ";
  if (model.problem) {
    std::cout << base::describe(*model.problem) << "\n";
    return;
  }
  if (model.folder.empty()) {
    std::cout << "none; name one with --model\n";
    return;
  }
  std::cout << model.name << ", " << sizeText(model.bytes) << ", " << model.folder.string() << "\n";
  if (model.randomWeights) std::cout << "        random weights: what it draws is not a radiograph\n";
  if (model.bytes > found.memory.available) {
    std::cout
        << "        it is larger than the free memory; its weights are paged in from disk, which is slow\n";
  }
}

void printText(const Findings& found, const DoctorOptions& options) {
  std::cout << base::programVersion() << "\n";
  printHardware(found);
  printDisk(found, options.folder);
  printModel(found);
  const char* devices = found.cuda.gpus.empty() ? "CPU" : "GPU and on the CPU";
  if (found.ready()) {
    std::cout << "Ready to generate on the " << devices << "." << std::endl;
  } else {
    std::cout << "Not ready: see the model above." << std::endl;
  }
}

int run(const DoctorOptions& options) {
  const Findings found{.disk = base::diskSpace(options.folder), .model = checkModel(options)};
  if (options.json) {
    std::cout << toJson(found).dump(-1, ' ', false, OrderedJson::error_handler_t::replace) << std::endl;
  } else {
    printText(found, options);
  }
  return found.ready() ? exitDone : exitCodeFor(found.model.problem->code);
}

}  // namespace

void addDoctor(CLI::App& app, Action& action) {
  const auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand(
      "doctor", "Say what this machine can do: processor, memory, GPU or why there is none, disk, model");
  command->footer("Exits with 0 when images can be generated.");
  command->add_option("--model", options->model,
                      "Model folder to look at; else $CHEXGEN_MODEL, else the starter model");
  command->add_option("--out", options->folder, "Folder whose disk is looked at")->capture_default_str();
  command->add_flag("--verify", options->verify, "Also compare the model's files with their SHA-256");
  command->add_flag("--json", options->json, "Answer as one line of JSON");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace chexgen::cli
