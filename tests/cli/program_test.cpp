// The worker and jobs of the real program, killed and picked up again.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::Program;
using tests::runProgram;
using tests::TemporaryFolder;

// The next reply of this kind, passing over others; null at the end of output.
base::Json next(Program& worker, const std::string& type) {
  for (std::string line = worker.readLine(); !line.empty(); line = worker.readLine()) {
    const base::Json reply = base::parseJson(line).value();
    if (reply.at("type") == type || (reply.at("type") == "error" && type != "progress")) return reply;
  }
  return nullptr;
}

std::string request(const std::string& id, int steps) {
  return R"({"id":")" + id +
         R"(","type":"generate","previews":true,"recipes":[{"report":"Clear lungs.","seed":"3","steps":)" +
         std::to_string(steps) + "}]}\n";
}

TEST(Worker, ServesTheNextRequestRightAfterACancelAtAnyStep) {
  const TemporaryFolder folder;
  Program worker({"worker", "--run-folder", folder / "run", "--device", "cpu", "--threads", "1"});
  EXPECT_EQ(next(worker, "hello").at("protocol"), 1);
  worker.send(R"({"id":"load","type":"load","model":")" + tests::smallModel() + "\"}\n");
  ASSERT_EQ(next(worker, "loaded").at("type"), "loaded");

  worker.send(request("expected", 4));
  const auto expected = next(worker, "image");
  ASSERT_EQ(expected.at("type"), "image") << expected;
  const std::string hash =
      base::sha256OfFile(folder / "run" / expected.at("path").get<std::string>()).value();
  EXPECT_EQ(expected.at("sha256"), hash);

  for (int stop = 1; stop <= 4; ++stop) {
    const std::string id = "long" + std::to_string(stop);
    worker.send(request(id, 900));
    for (int seen = 0; seen < stop; ++seen) ASSERT_FALSE(next(worker, "progress").is_null());
    worker.send(R"({"id":")" + id + "\",\"type\":\"cancel\"}\n");
    const auto ended = next(worker, "done");
    EXPECT_EQ(ended.at("error").at("code"), "cancelled");
    worker.send(request("again" + std::to_string(stop), 4));
    const auto image = next(worker, "image");
    ASSERT_EQ(image.at("type"), "image") << image;
    EXPECT_EQ(image.at("sha256"), hash) << "the image after a cancel differs";
  }
  worker.send("{\"id\":\"bye\",\"type\":\"quit\"}\n");
  EXPECT_EQ(worker.wait().code, 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "run")) {
    EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
  }
}

TEST(Job, KilledJobIsInterruptedAndTheSameSpecFinishesIt) {
  const TemporaryFolder folder;
  base::Json spec{
      {"schema", 1}, {"kind", "generate"}, {"name", "table"}, {"run_folder", (folder / "run").string()}};
  spec["settings"] = {
      {"model", tests::smallModel()}, {"device", "cpu"}, {"threads", 1}, {"cases", base::Json::array()}};
  const int cases = 5;
  for (int i = 0; i < cases; ++i) {
    spec["settings"]["cases"].push_back(
        {{"file", "case" + std::to_string(i) + ".png"},
         {"recipe", {{"report", "Clear."}, {"seed", std::to_string(i)}, {"steps", 3}}}});
  }
  std::ofstream(folder / "spec.json") << spec.dump();

  const auto images = [&] {
    int count = 0;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "run" / "images", none))
      count += entry.path().extension() == ".png" ? 1 : 0;
    return count;
  };
  {
    Program job({"job", "run", folder / "spec.json"});
    while (images() == 0) ::usleep(10'000);
    job.signal(SIGKILL);
    static_cast<void>(job.wait());
  }
  const auto status = [&] {
    return base::parseJson(runProgram({"job", "status", folder / "run", "--json"}).output).value();
  };
  if (images() < cases) {
    EXPECT_EQ(status().at("state"), "interrupted") << status();
  }
  EXPECT_EQ(runProgram({"job", "run", folder / "spec.json"}).code, 0);
  EXPECT_EQ(images(), cases);
  EXPECT_EQ(status().at("state"), "done") << status();
}

}  // namespace
}  // namespace chexgen::cli
