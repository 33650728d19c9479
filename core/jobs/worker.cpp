#include "core/jobs/worker.h"

#include <csignal>
#include <span>
#include <utility>

#include <unistd.h>

#include "core/base/inside_path.h"
#include "core/base/log.h"
#include "core/base/number_text.h"
#include "core/imaging/png.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/guard.h"
#include "core/jobs/image_output.h"
#include "core/jobs/recipe_request.h"
#include "core/jobs/reply_writer.h"
#include "core/jobs/request_queue.h"
#include "core/jobs/request_reader.h"
#include "core/jobs/run_folder.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

constexpr std::chrono::milliseconds previewInterval{250};

base::Result<void> failCancelled() {
  return base::fail(ErrorCode::cancelled, "The request was cancelled.", {},
                    "Every image published so far is kept.");
}

// Tells progress and previews of one generate request at bearable rates.
class Reporter {
 public:
  Reporter(ReplyWriter& replies, const std::string& id, std::int64_t total, bool previews)
      : replies_(replies), id_(id), previews_(previews), meter_(total, "step"), total_(total) {}

  // `first` is the position of the batch's first image in the request, `done` the steps of all its images.
  void step(const StepProgress& progress, std::size_t first, std::int64_t done) {
    if (done == total_ || progressLimit_.pass()) replies_.send({id_, ProgressReply{meter_.at(done)}});
    if (!previews_ || !progress.preview || progress.step > progress.steps || !previewLimit_.pass()) return;
    const auto picture = progress.preview();
    if (!picture) return;
    const auto png = imaging::encodePng(*picture);
    if (!png) return;
    replies_.send({id_, PreviewReply{first + progress.image, progress.step, *png}});
  }

 private:
  ReplyWriter& replies_;
  const std::string& id_;
  bool previews_;
  ProgressMeter meter_;
  std::int64_t total_;
  RateLimit progressLimit_{progressInterval};
  RateLimit previewLimit_{previewInterval};
};

class Worker {
 public:
  Worker(const WorkerOptions& options, Backend& backend, EventWriter& events, ReplyWriter& replies)
      : options_(options), backend_(backend), events_(events), replies_(replies) {}

  void serve(const Job& job);
  base::Result<void> load(const std::string& id, const LoadRequest& request, const base::CancelToken& cancel);

 private:
  base::Result<void> execute(const Job& job);
  base::Result<void> generate(const Job& job, const GenerateRequest& request);
  base::Result<void> makeBatch(const Job& job, std::span<const imaging::Recipe> recipes, std::size_t first,
                               std::int64_t before, Reporter& reporter);
  base::Result<void> publish(const std::string& id, std::size_t index, const GeneratedImage& image);

  const WorkerOptions& options_;
  Backend& backend_;
  EventWriter& events_;
  ReplyWriter& replies_;
  int requestNumber_ = 0;
};

void Worker::serve(const Job& job) {
  ++requestNumber_;
  const auto result = guarded([&] { return execute(job); });
  if (!result) {
    replies_.send({job.request.id, ErrorReply{result.error()}});
  } else if (!std::holds_alternative<LoadRequest>(job.request.body)) {
    replies_.send({job.request.id, DoneReply{}});
  }
}

base::Result<void> Worker::execute(const Job& job) {
  if (std::holds_alternative<QuitRequest>(job.request.body)) return {};
  if (job.cancel.isCancelled()) return failCancelled();
  if (const auto* request = std::get_if<LoadRequest>(&job.request.body))
    return load(job.request.id, *request, job.cancel);
  return generate(job, std::get<GenerateRequest>(job.request.body));
}

base::Result<void> Worker::load(const std::string& id, const LoadRequest& request,
                                const base::CancelToken& cancel) {
  const auto tell = [&](const Progress& progress) -> base::Result<void> {
    replies_.send({id, ProgressReply{progress}});
    return {};
  };
  CHEXGEN_ASSIGN(ModelInfo info, backend_.load(request.model, request.options,
                                               {.cancel = cancel, .onBytes = inMegabytes(tell)}));
  CHEXGEN_TRY(events_.write(event_name::model, toJson(info)));
  replies_.send({id, LoadedReply{std::move(info)}});
  return {};
}

base::Result<void> Worker::generate(const Job& job, const GenerateRequest& request) {
  std::vector<imaging::Recipe> recipes;
  std::int64_t total = 0;
  for (const auto& open : request.recipes) {
    CHEXGEN_ASSIGN(auto recipe, backend_.complete(open));
    total += std::int64_t{recipe.steps} + 1;  // decoding is one more
    recipes.push_back(std::move(recipe));
  }
  Reporter reporter(replies_, job.request.id, total, request.previews);
  std::int64_t before = 0;
  for (std::size_t first = 0; first < recipes.size();) {
    if (job.cancel.isCancelled()) return failCancelled();
    const std::size_t count = batchEnd(recipes, first, request.batch) - first;
    const auto batch = std::span(recipes).subspan(first, count);
    CHEXGEN_TRY(makeBatch(job, batch, first, before, reporter));
    for (const auto& recipe : batch) before += std::int64_t{recipe.steps} + 1;
    first += count;
  }
  return {};
}

base::Result<void> Worker::makeBatch(const Job& job, std::span<const imaging::Recipe> recipes,
                                     std::size_t first, std::int64_t before, Reporter& reporter) {
  std::vector<int> steps(recipes.size(), 0);
  const auto onStep = [&](const StepProgress& progress) {
    if (progress.image >= steps.size()) return;
    steps[progress.image] = progress.step;
    std::int64_t done = before;
    for (const int count : steps) done += count;
    reporter.step(progress, first, done);
  };
  CHEXGEN_ASSIGN(const auto images, backend_.generate(recipes, onStep, job.cancel));
  for (std::size_t i = 0; i < images.size(); ++i) CHEXGEN_TRY(publish(job.request.id, first + i, images[i]));
  return {};
}

base::Result<void> Worker::publish(const std::string& id, std::size_t index, const GeneratedImage& image) {
  // Attempt and request number make the name unique in the run folder; ids are the client's and may come
  // again.
  const std::string name = "images/" + base::paddedText(static_cast<std::uint64_t>(events_.attempt()), 4) +
                           "-" + base::paddedText(static_cast<std::uint64_t>(requestNumber_), 5) + "-" +
                           base::paddedText(index, 4) + "-seed" + std::to_string(image.recipe.seed) + ".png";
  CHEXGEN_ASSIGN(const auto published, publishImage(options_.runFolder, name, image));
  base::OrderedJson data;
  data["file"] = published.file.string();
  data["sha256"] = published.sha256;
  CHEXGEN_TRY(events_.write(event_name::image, data));
  // The condition came with the request and stands in the file; a line has no room to spare for it.
  imaging::Recipe recipe = image.recipe;
  if (recipe.condition) recipe.condition->image = {};
  replies_.send({id, ImageReply{index, published.file, published.sha256, std::move(recipe)}});
  return {};
}

void serveAll(const WorkerOptions& options, Worker& worker, ReplyWriter& replies) {
  replies.send({"", HelloReply{protocolVersion, options.program, options.device, ::getpid()}});
  RequestQueue queue;
  const RequestReader reader(options.input, queue, replies, options.stop);
  if (options.model) {
    const auto loaded = guarded([&] { return worker.load("", *options.model, options.stop); });
    if (!loaded) replies.send({"", ErrorReply{loaded.error()}});
  }
  while (const auto job = queue.next()) {
    worker.serve(*job);
    queue.finish();
  }
}

}  // namespace

base::Result<void> runWorker(const WorkerOptions& options, Backend& backend) {
  std::signal(SIGPIPE, SIG_IGN);
  const RunFiles files = runFiles(options.runFolder);
  CHEXGEN_TRY(base::refuseLinks(options.runFolder));
  CHEXGEN_ASSIGN(const RunLock lock, RunLock::acquire(files.lock, options.program));
  removeLeftovers(options.runFolder / "images", [](const std::string&) { return true; });
  CHEXGEN_ASSIGN(EventWriter events, EventWriter::open(files.events));
  CHEXGEN_TRY(events.write(event_name::state, {{"state", "running"}}));
  ReplyWriter replies(options.output);
  Worker worker(options, backend, events, replies);
  serveAll(options, worker, replies);
  const bool stopped = options.stop.isCancelled();
  CHEXGEN_TRY(events.write(event_name::state, {{"state", stopped ? "cancelled" : "done"}}));
  if (stopped) return base::fail(ErrorCode::cancelled, "The worker was stopped by a signal.");
  return {};
}

}  // namespace chexgen::jobs
