// `chexgen worker`: keeps a model in memory and serves requests over standard input and output.
#include <memory>
#include <string>

#include "app/cli/command.h"
#include "core/base/version.h"
#include "core/engine/generator.h"
#include "core/jobs/worker.h"

namespace chexgen::cli {
namespace {

struct WorkerOptions {
  std::filesystem::path runFolder;
  std::filesystem::path model;
  jobs::ModelOptions compute;
};

int serve(const WorkerOptions& options) {
  jobs::WorkerOptions worker;
  worker.runFolder = options.runFolder;
  worker.program = base::programVersion();
  worker.device = options.compute.device;
  worker.stop = interruption();
  if (!options.model.empty()) worker.model = jobs::LoadRequest{options.model, options.compute};
  const auto backend = engine::makeBackend();
  const auto served = jobs::runWorker(worker, *backend);
  // Standard output belongs to the protocol, so the error goes to standard error.
  return served ? static_cast<int>(exitDone) : report(served.error(), false);
}

}  // namespace

void addWorker(CLI::App& app, Action& action) {
  auto options = std::make_shared<WorkerOptions>();
  CLI::App* command = app.add_subcommand(
      "worker", "Keep a model loaded and serve requests as JSON lines on standard input and output");
  command->footer(
      "One JSON object a line, each with \"id\" and \"type\". Requests: load, generate, cancel (its id is "
      "that "
      "of the\n"
      "request to cancel), quit. Replies: hello, loaded, progress, preview, image, done, error. At the end "
      "of "
      "input the\n"
      "requests that wait are still served; quit drops them.\n"
      "  {\"id\":\"1\",\"type\":\"load\",\"model\":\"FOLDER\",\"device\":\"auto\"}\n"
      "  {\"id\":\"2\",\"type\":\"generate\",\"recipes\":[{\"report\":\"Normal "
      "chest.\",\"seed\":\"7\"}]}\n"
      "Images are written to RUN_FOLDER/images; `image` replies name them by path and SHA-256.");
  command->add_option("--run-folder", options->runFolder, "Folder for images and events; locked while in use")
      ->required();
  command->add_option("--model", options->model, "Model folder to load at once");
  command->add_option("--device", options->compute.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command->add_option("--precision", options->compute.precision, "auto, fp32 or bf16")
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
      ->capture_default_str();
  command->add_option("--threads", options->compute.threads, "CPU threads; 0 means all cores")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return serve(*options); }; });
}

}  // namespace chexgen::cli
