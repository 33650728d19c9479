#include "core/jobs/worker.h"

#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/line_splitter.h"
#include "core/jobs/state.h"
#include "tests/jobs/child_process.h"
#include "tests/jobs/fake_backend.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

// A worker on a thread, with real pipes as its input and output.
class WorkerTest : public testing::Test {
 protected:
  WorkerTest() {
    options.runFolder = folder / "run";
    options.program = "chexgen test";
  }
  ~WorkerTest() override { finish(); }

  void start() {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    ASSERT_EQ(::pipe(in.data()), 0);
    ASSERT_EQ(::pipe(out.data()), 0);
    workerInput_ = base::Descriptor(in[0]);
    input = base::Descriptor(in[1]);
    output = base::Descriptor(out[0]);
    workerOutput_ = base::Descriptor(out[1]);
    options.input = workerInput_.number();
    options.output = workerOutput_.number();
    pending_.clear();
    thread_ = std::thread([this] {
      result = runWorker(options, backend);
      workerOutput_.close();
    });
  }
  void finish() {
    input.close();
    if (thread_.joinable()) thread_.join();
  }
  void join() { thread_.join(); }

  void send(const std::string& line) {
    const std::string text = line + "\n";
    ASSERT_TRUE(base::writeAll(input.number(), std::as_bytes(std::span(text))));
  }
  void send(const Request& request) { send(formatRequest(request)); }
  void generate(const std::string& id, std::vector<imaging::Recipe> recipes, std::size_t batch = 1,
                bool withPreviews = false) {
    send({id, GenerateRequest{std::move(recipes), batch, withPreviews}});
  }

  // The next reply; nothing at the end of output.
  std::optional<Reply> next() {
    while (pending_.find('\n') == std::string::npos) {
      std::array<char, 4096> chunk{};
      const ssize_t count = ::read(output.number(), chunk.data(), chunk.size());
      if (count <= 0) return std::nullopt;
      pending_.append(chunk.data(), static_cast<std::size_t>(count));
    }
    const auto newline = pending_.find('\n');
    auto reply = parseReply(std::string_view(pending_).substr(0, newline));
    EXPECT_TRUE(reply) << pending_.substr(0, newline);
    pending_.erase(0, newline + 1);
    return reply ? std::optional(*reply) : std::nullopt;
  }
  // All replies up to and with the one that ends the request; progress and previews go to their own lists.
  std::vector<Reply> until(const std::string& id) {
    std::vector<Reply> replies;
    while (auto reply = next()) {
      if (const auto* told = std::get_if<ProgressReply>(&reply->body)) {
        progress.push_back(told->progress);
        continue;
      }
      if (const auto* shown = std::get_if<PreviewReply>(&reply->body)) {
        previews.push_back(*shown);
        continue;
      }
      replies.push_back(*reply);
      const bool ends = std::holds_alternative<DoneReply>(reply->body) ||
                        std::holds_alternative<ErrorReply>(reply->body) ||
                        std::holds_alternative<LoadedReply>(reply->body);
      if (ends && reply->id == id) break;
    }
    return replies;
  }
  static ErrorCode errorOf(const Reply& reply) {
    const auto* error = std::get_if<ErrorReply>(&reply.body);
    return error != nullptr ? error->error.code : ErrorCode::internal;
  }
  static std::size_t imagesIn(const std::vector<Reply>& replies) {
    std::size_t count = 0;
    for (const auto& reply : replies) count += std::holds_alternative<ImageReply>(reply.body) ? 1U : 0U;
    return count;
  }
  void expectServesTheNext() {
    generate("after", {tests::askFor(99)});
    const auto replies = until("after");
    ASSERT_FALSE(replies.empty());
    EXPECT_TRUE(std::holds_alternative<DoneReply>(replies.back().body));
    EXPECT_EQ(imagesIn(replies), 1U);
  }
  std::size_t temporaries() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options.runFolder)) {
      count += entry.path().extension() == ".tmp" ? 1U : 0U;
    }
    return count;
  }

  tests::TemporaryFolder folder;
  tests::FakeBackend backend;
  WorkerOptions options;
  base::Descriptor input;
  base::Descriptor output;
  std::vector<Progress> progress;
  std::vector<PreviewReply> previews;
  base::Result<void> result;

 private:
  base::Descriptor workerInput_;
  base::Descriptor workerOutput_;
  std::thread thread_;
  std::string pending_;
};

TEST_F(WorkerTest, SaysHelloFirst) {
  start();
  generate("1", {tests::askFor(1)});
  const auto first = next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, "");
  const auto& hello = std::get<HelloReply>(first->body);
  EXPECT_EQ(hello.protocol, protocolVersion);
  EXPECT_EQ(hello.program, "chexgen test");
  EXPECT_EQ(hello.pid, ::getpid());
}

TEST_F(WorkerTest, PublishesAnImageAndNamesItByPathAndHash) {
  start();
  generate("1", {tests::askFor(5)});
  const auto replies = until("1");
  ASSERT_EQ(replies.size(), 3U);  // hello, image, done
  const auto& image = std::get<ImageReply>(replies[1].body);
  const auto path = options.runFolder / image.path;
  EXPECT_TRUE(image.path.is_relative());
  EXPECT_EQ(base::sha256OfFile(path).value(), image.sha256);
  EXPECT_EQ(imaging::readRecipePng(path).value(), image.recipe);
  EXPECT_EQ(imaging::readPng(path).value(), tests::fakePixels(image.recipe));
  const auto ledger = readLedger(runFiles(options.runFolder).events).value();
  ASSERT_NE(ledger.latest("image"), nullptr);
  EXPECT_EQ(ledger.latest("image")->data["sha256"], image.sha256);
}

TEST_F(WorkerTest, LoadsTheModelOfTheCommandLineAfterHello) {
  options.model = LoadRequest{"some/model", {}};
  start();
  const auto replies = until("");
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(std::get<LoadedReply>(replies[1].body).model.name, "model");
}

TEST_F(WorkerTest, AFailedLoadIsToldAndTheNextLoadServed) {
  options.model = LoadRequest{"some/absent", {}};
  start();
  EXPECT_EQ(errorOf(until("").back()), ErrorCode::fileMissing);
  generate("1", {tests::askFor(1)});
  EXPECT_EQ(errorOf(until("1").back()), ErrorCode::argumentInvalid);
  send({"2", LoadRequest{"some/model", {"cpu", "fp32", 4}}});
  EXPECT_EQ(std::get<LoadedReply>(until("2").back().body).model.threads, 4);
  expectServesTheNext();
}

TEST_F(WorkerTest, ServesWaitingRequestsInOrder) {
  start();
  generate("a", {tests::askFor(1)});
  generate("b", {tests::askFor(2)});
  const auto replies = until("b");
  std::vector<std::string> order;
  for (const auto& reply : replies) order.push_back(reply.id);
  EXPECT_THAT(order, testing::ElementsAre("", "a", "a", "b", "b"));
}

TEST_F(WorkerTest, CancelAtAnyStepIsObeyedAndTheNextRequestServed) {
  std::atomic<int> stopAt = -1;
  std::atomic<bool> waiting = false;
  std::atomic<bool> goOn = false;
  backend.beforeStep = [&](const imaging::Recipe& recipe, int step) {
    if (recipe.seed != 1 || step != stopAt) return;
    waiting = true;
    while (!goOn) std::this_thread::yield();
  };
  start();
  for (int step = 0; step <= 3; ++step) {
    stopAt = step;
    waiting = goOn = false;
    const std::string id = "c" + std::to_string(step);
    generate(id, {tests::askFor(1)});
    ASSERT_TRUE(tests::eventually([&] { return waiting.load(); }));
    send({id, CancelRequest{}});
    // A bad line is answered by the same thread that obeys cancels: after its answer the cancel was seen.
    send("mark");
    EXPECT_EQ(errorOf(until("").back()), ErrorCode::protocolInvalid);
    goOn = true;
    const auto replies = until(id);
    EXPECT_EQ(errorOf(replies.back()), ErrorCode::cancelled) << step;
    EXPECT_EQ(imagesIn(replies), 0U);
    EXPECT_EQ(temporaries(), 0U);
    expectServesTheNext();
  }
}

TEST_F(WorkerTest, CancelReachesAWaitingRequest) {
  std::atomic<bool> goOn = false;
  backend.beforeStep = [&](const imaging::Recipe&, int) {
    while (!goOn) std::this_thread::yield();
  };
  start();
  generate("a", {tests::askFor(1)});
  generate("b", {tests::askFor(2)});
  send({"b", CancelRequest{}});
  send("mark");
  EXPECT_EQ(errorOf(until("").back()), ErrorCode::protocolInvalid);
  goOn = true;
  EXPECT_TRUE(std::holds_alternative<DoneReply>(until("a").back().body));
  EXPECT_EQ(errorOf(until("b").back()), ErrorCode::cancelled);
  EXPECT_EQ(backend.made, 1U);
}

TEST_F(WorkerTest, CancelOfAnUnknownRequestIsNoFault) {
  start();
  send({"nobody", CancelRequest{}});
  expectServesTheNext();
}

TEST_F(WorkerTest, KeepsTheImagesBeforeACancel) {
  std::atomic<bool> waiting = false;
  std::atomic<bool> goOn = false;
  backend.beforeStep = [&](const imaging::Recipe& recipe, int step) {
    if (recipe.seed != 2 || step != 1) return;
    waiting = true;
    while (!goOn) std::this_thread::yield();
  };
  start();
  generate("1", {tests::askFor(1), tests::askFor(2), tests::askFor(3)});
  ASSERT_TRUE(tests::eventually([&] { return waiting.load(); }));
  send({"1", CancelRequest{}});
  send("mark");
  const auto before = until("");
  goOn = true;
  const auto after = until("1");
  EXPECT_EQ(imagesIn(before) + imagesIn(after), 1U);
  EXPECT_EQ(errorOf(after.back()), ErrorCode::cancelled);
}

TEST_F(WorkerTest, AfterTheEndOfInputWhatWaitsIsStillServed) {
  std::atomic<bool> running = false;
  std::atomic<bool> ended = false;
  backend.beforeStep = [&](const imaging::Recipe&, int) {
    running = true;
    while (!ended) std::this_thread::yield();
  };
  start();
  generate("1", {tests::askFor(1)});
  generate("2", {tests::askFor(2)});
  // A last line without its newline is whole all the same.
  const std::string last = formatRequest({"3", GenerateRequest{{tests::askFor(3)}, 1, false}});
  ASSERT_TRUE(base::writeAll(input.number(), std::as_bytes(std::span(last))));
  ASSERT_TRUE(tests::eventually([&] { return running.load(); }));
  input.close();
  ended = true;
  for (const char* id : {"1", "2", "3"}) {
    const auto replies = until(id);
    ASSERT_FALSE(replies.empty()) << id;
    EXPECT_TRUE(std::holds_alternative<DoneReply>(replies.back().body)) << id;
  }
  EXPECT_FALSE(next());
  join();
  EXPECT_TRUE(result);
  EXPECT_EQ(backend.made, 3U);
  EXPECT_EQ(readStatus(runFiles(options.runFolder)).value().state, JobState::done);
}

TEST_F(WorkerTest, ATornLastLineIsTold) {
  start();
  generate("1", {tests::askFor(1)});
  EXPECT_EQ(imagesIn(until("1")), 1U);
  const std::string text = R"({"id":"2","type":"gener)";
  ASSERT_TRUE(base::writeAll(input.number(), std::as_bytes(std::span(text))));
  input.close();
  const auto reply = next();
  ASSERT_TRUE(reply);
  EXPECT_EQ(errorOf(*reply), ErrorCode::protocolInvalid);
  join();
  EXPECT_TRUE(result);
}

TEST_F(WorkerTest, ASignalAfterTheEndOfInputEndsIt) {
  std::atomic<bool> running = false;
  backend.beforeStep = [&](const imaging::Recipe&, int) {
    running = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  start();
  generate("1", {tests::askFor(1, 1'000'000)});
  generate("2", {tests::askFor(2)});
  ASSERT_TRUE(tests::eventually([&] { return running.load(); }));
  input.close();
  options.stop.cancel();
  EXPECT_EQ(errorOf(until("1").back()), ErrorCode::cancelled);
  EXPECT_EQ(errorOf(until("2").back()), ErrorCode::cancelled);
  join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
}

TEST_F(WorkerTest, QuitCancelsWhatRunsAndIsAnsweredLast) {
  std::atomic<bool> running = false;
  backend.beforeStep = [&](const imaging::Recipe&, int) {
    running = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  start();
  generate("1", {tests::askFor(1, 1'000'000)});
  ASSERT_TRUE(tests::eventually([&] { return running.load(); }));
  send({"q", QuitRequest{}});
  EXPECT_EQ(errorOf(until("1").back()), ErrorCode::cancelled);
  EXPECT_TRUE(std::holds_alternative<DoneReply>(until("q").back().body));
  join();
  EXPECT_TRUE(result);
}

TEST_F(WorkerTest, ASignalEndsIt) {
  std::atomic<bool> running = false;
  backend.beforeStep = [&](const imaging::Recipe&, int) {
    running = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  start();
  generate("1", {tests::askFor(1, 1'000'000)});
  ASSERT_TRUE(tests::eventually([&] { return running.load(); }));
  options.stop.cancel();
  EXPECT_EQ(errorOf(until("1").back()), ErrorCode::cancelled);
  join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
}

TEST_F(WorkerTest, AReaderThatGoesAwayEndsIt) {
  backend.beforeStep = [](const imaging::Recipe&, int) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  start();
  generate("1", {tests::askFor(1, 1'000'000)});
  ASSERT_TRUE(next());
  output.close();
  join();
  EXPECT_TRUE(result);
}

TEST_F(WorkerTest, BadLinesAreAnsweredAndChangeNothing) {
  start();
  send("nonsense");
  send(R"({"id":"x","type":"dance"})");
  send("");
  auto replies = until("");
  EXPECT_EQ(errorOf(replies.back()), ErrorCode::protocolInvalid);
  replies = until("x");
  EXPECT_EQ(errorOf(replies.back()), ErrorCode::protocolInvalid);
  expectServesTheNext();
}

TEST_F(WorkerTest, AnOversizeLineIsDroppedUpToItsNewline) {
  start();
  std::thread feeder([this] { send(std::string(messageLimit + lineLimit, 'x')); });
  EXPECT_EQ(errorOf(until("").back()), ErrorCode::protocolInvalid);
  feeder.join();
  expectServesTheNext();
}

// Whoever sent it waits for an answer under its id.
TEST_F(WorkerTest, AnOversizeRequestIsAnsweredUnderItsId) {
  start();
  std::thread feeder(
      [this] { send(R"({"id":"big","type":"generate","recipes":[")" + std::string(messageLimit, 'x')); });
  EXPECT_EQ(errorOf(until("big").back()), ErrorCode::protocolInvalid);
  feeder.join();
  expectServesTheNext();
}

// Sixty-four seeds of one drawn mask.
TEST_F(WorkerTest, ARequestOfSeveralMebibytesIsServed) {
  start();
  std::vector<imaging::Recipe> recipes;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    recipes.push_back(tests::askFor(seed));
    recipes.back().report = std::string(40'000, 'a');
  }
  std::thread feeder([&] { generate("many", recipes, 64); });
  EXPECT_TRUE(std::holds_alternative<DoneReply>(until("many").back().body));
  feeder.join();
}

TEST_F(WorkerTest, AnIdInUseIsRefused) {
  std::atomic<bool> goOn = false;
  backend.beforeStep = [&](const imaging::Recipe&, int) {
    while (!goOn) std::this_thread::yield();
  };
  start();
  generate("a", {tests::askFor(1)});
  generate("a", {tests::askFor(2)});
  EXPECT_EQ(errorOf(until("a").back()), ErrorCode::protocolInvalid);
  goOn = true;
  EXPECT_TRUE(std::holds_alternative<DoneReply>(until("a").back().body));
}

TEST_F(WorkerTest, AFaultOfTheModelIsToldAndTheNextRequestServed) {
  backend.brokenSeeds = {13};
  backend.beforeStep = [](const imaging::Recipe& recipe, int) {
    if (recipe.seed == 14) throw std::runtime_error("device fell over");
  };
  start();
  generate("1", {tests::askFor(13)});
  EXPECT_EQ(errorOf(until("1").back()), ErrorCode::numericalFailure);
  generate("2", {tests::askFor(14)});
  EXPECT_EQ(errorOf(until("2").back()), ErrorCode::internal);
  expectServesTheNext();
}

TEST_F(WorkerTest, ProgressRunsToTheEndAndIsRateLimited) {
  start();
  generate("1", {tests::askFor(1, 500), tests::askFor(2, 500)}, 2);
  const auto replies = until("1");
  EXPECT_EQ(imagesIn(replies), 2U);
  ASSERT_FALSE(progress.empty());
  EXPECT_EQ(progress.back().done, 1002);
  EXPECT_EQ(progress.back().total, 1002);
  EXPECT_LT(progress.size(), 200U);
  EXPECT_EQ(backend.largestBatch, 2U);
}

TEST_F(WorkerTest, ImagesOfDifferentStepsMayStandInOneRequest) {
  start();
  generate("1", {tests::askFor(1, 5), tests::askFor(2, 5), tests::askFor(3, 9)}, 3);
  EXPECT_EQ(imagesIn(until("1")), 3U);
  EXPECT_EQ(backend.largestBatch, 2U);
}

TEST_F(WorkerTest, PreviewsAreSmallPicturesOfTheirImage) {
  start();
  generate("1", {tests::askFor(4)}, 1, true);
  until("1");
  ASSERT_FALSE(previews.empty());
  const auto picture = imaging::decodePng(std::as_bytes(std::span(previews[0].png)));
  ASSERT_TRUE(picture);
  EXPECT_EQ(*picture, tests::fakePixels(tests::askFor(4)));
  EXPECT_EQ(previews[0].image, 0U);
}

TEST_F(WorkerTest, ASecondWorkerInTheFolderIsRefused) {
  start();
  ASSERT_TRUE(next());
  tests::FakeBackend other;
  EXPECT_EQ(runWorker(options, other).error().code, ErrorCode::locked);
}

TEST_F(WorkerTest, ALaterWorkerOverwritesNoImageAndRemovesLeftovers) {
  start();
  generate("1", {tests::askFor(5)});
  const auto first = until("1");
  finish();
  std::ofstream(options.runFolder / "images/0001-00009-0000-seed5.png.1-1.tmp") << "half";
  start();
  generate("1", {tests::askFor(5)});
  EXPECT_EQ(imagesIn(until("1")), 1U);
  EXPECT_EQ(temporaries(), 0U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(options.runFolder / "images"), {}), 2);
  const auto& image = std::get<ImageReply>(first[1].body);
  EXPECT_EQ(base::sha256OfFile(options.runFolder / image.path).value(), image.sha256);
}

}  // namespace
}  // namespace chexgen::jobs
