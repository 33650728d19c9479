#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::Outcome;

Outcome doctor(std::vector<std::string> arguments) {
  ::unsetenv("CHEXGEN_MODEL");
  arguments.insert(arguments.begin(), "doctor");
  return tests::runProgram(arguments);
}

TEST(Doctor, DescribesThisMachine) {
  const Outcome outcome = doctor({"--json"});
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
  const Outcome missing = doctor({"--json", "--model", folder / "absent"});
  EXPECT_EQ(missing.code, 3);
  const auto report = base::parseJson(missing.output);
  ASSERT_TRUE(report) << missing.output;
  EXPECT_FALSE(report->at("ready").get<bool>());
  EXPECT_EQ(report->at("model").at("problem").at("code"), "fileMissing");

  std::ofstream(folder / "model.json") << "{\"schema\": 1";
  const Outcome damaged = doctor({"--model", folder.path()});
  EXPECT_EQ(damaged.code, 3);
  EXPECT_NE(damaged.output.find("formatInvalid"), std::string::npos) << damaged.output;
  EXPECT_NE(damaged.output.find("Not ready"), std::string::npos) << damaged.output;
}

}  // namespace
}  // namespace chexgen::cli
