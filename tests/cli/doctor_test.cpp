#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

#include <sys/wait.h>

#include "core/base/json.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

struct Outcome {
  int code = -1;
  std::string output;
};

Outcome doctor(const std::string& arguments) {
  const std::string command = "env -u CHEXGEN_MODEL '" CHEXGEN_PROGRAM "' doctor " + arguments;
  FILE* pipe = ::popen(command.c_str(), "r");
  Outcome outcome;
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> block{};
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), pipe)) {
    outcome.output.append(block.data(), count);
  }
  const int status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

TEST(Doctor, DescribesThisMachine) {
  const Outcome outcome = doctor("--json");
  EXPECT_EQ(outcome.code, 0);
  const auto report = base::parseJson(outcome.output);
  ASSERT_TRUE(report) << outcome.output;
  EXPECT_GE(report->at("cpu").at("processors").get<int>(), 1);
  EXPECT_GT(report->at("memory").at("total").get<std::uint64_t>(), 0U);
  EXPECT_GT(report->at("disk").at("total").get<std::uint64_t>(), 0U);
  EXPECT_TRUE(report->at("ready").get<bool>());
  // A GPU, or the reason why there is none.
  EXPECT_NE(report->at("gpu").at("devices").empty(),
            report->at("gpu").at("reason").get<std::string>().empty());
}

TEST(Doctor, SaysWhatIsWrongWithAModel) {
  const tests::TemporaryFolder folder;
  const Outcome missing = doctor("--json --model '" + (folder / "absent").string() + "'");
  EXPECT_EQ(missing.code, 3);
  const auto report = base::parseJson(missing.output);
  ASSERT_TRUE(report) << missing.output;
  EXPECT_FALSE(report->at("ready").get<bool>());
  EXPECT_EQ(report->at("model").at("problem").at("code"), "fileMissing");

  std::ofstream(folder / "model.json") << "{\"schema\": 1";
  const Outcome damaged = doctor("--model '" + folder.path().string() + "'");
  EXPECT_EQ(damaged.code, 3);
  EXPECT_NE(damaged.output.find("formatInvalid"), std::string::npos) << damaged.output;
  EXPECT_NE(damaged.output.find("Not ready"), std::string::npos) << damaged.output;
}

}  // namespace
}  // namespace chexgen::cli
