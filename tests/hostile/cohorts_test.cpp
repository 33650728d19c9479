// Cohorts that somebody else made: what their ledger, cases and manifest name stays where it is.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/sha256.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/export.h"
#include "core/cohort/ledger.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::HasSubstr;
using tests::runProgram;
namespace fs = std::filesystem;

class HostileCohort : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(runProgram({"generate", "Effusion.", "--model", tests::smallModel(), "--steps", "1", "--device",
                          "cpu", "--out", private_.string()})
                  .code,
              0);
    ASSERT_EQ(runProgram({"cohort", "plan", cohort_.string(), "--model", tests::smallModel(), "--stratum",
                          "sex=Female,count=1", "--steps", "1", "--no-measure"})
                  .code,
              0);
  }
  // A ledger that says the case's radiograph is `file`.
  void writeLedger(const std::string& file) const {
    writeText(cohort_ / "run.lock", "");
    writeText(
        cohort_ / "events.jsonl",
        R"({"run":"r","attempt":1,"sequence":1,"time":"2026-03-01T09:32:00.000Z","step":0,"event":"case",)"
        R"("data":{"attempt":0,"file":")" +
            file + R"(","sha256":")" + base::sha256OfFile(private_).value() +
            R"(","pixels":"x","seed":"1","gates":[]}})" + "\n");
  }
  tests::TemporaryFolder folder_;
  fs::path private_ = folder_ / "other/images/private.png";
  fs::path cohort_ = folder_ / "gift";
};

TEST_F(HostileCohort, ALedgerBringsInNothingFromAnotherFolder) {
  fs::create_directories(cohort_ / "images");
  fs::create_symlink(private_, cohort_ / "images/link.png");
  for (const std::string& file : {std::string("../../other/images/private.png"), private_.string(),
                                  std::string("link.png"), std::string("./../../other/images/private.png")}) {
    writeLedger(file);
    const auto exported = runProgram({"cohort", "export", cohort_, "--out", folder_ / "export", "--json"});
    EXPECT_NE(exported.code, 0) << file;
    EXPECT_FALSE(fs::exists(folder_ / "export")) << file;
    EXPECT_EQ(runProgram({"cohort", "status", cohort_, "--json"}).code, 0) << file;
  }
}

TEST_F(HostileCohort, AConditionIsInTheFolderOrNowhere) {
  const auto cohort = cohort::openCohort(cohort_);
  ASSERT_TRUE(cohort);
  cohort::Case one = cohort->cases.front();
  for (const std::string& written : {private_.string(), std::string("../other/images/private.png")}) {
    one.condition = written;
    const auto file = cohort::conditionOf(*cohort, one);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, base::ErrorCode::formatForbidden);
  }
}

// Tasks of a cluster may take days; whoever waits for them may end at any time.
TEST_F(HostileCohort, ASignalEndsTheWaitForACluster) {
  writeText(folder_ / "bin/sbatch", "#!/bin/sh\nexec sleep 120\n");
  fs::permissions(folder_ / "bin/sbatch", fs::perms::owner_all);
  const std::string before = std::getenv("PATH");
  ::setenv("PATH", ((folder_ / "bin").string() + ":" + before).c_str(), 1);
  tests::Program submit({"cohort", "submit", cohort_, "--shards", "2", "--wait"});
  ::setenv("PATH", before.c_str(), 1);
  ::sleep(2);
  const auto taken = timeOf([&] {
    submit.signal(SIGTERM);
    EXPECT_EQ(submit.wait().code, 130);
  });
  EXPECT_LT(taken, std::chrono::seconds(1));
}

TEST_F(HostileCohort, AManifestIsOfItsFolder) {
  fs::create_directories(folder_ / "export");
  fs::create_symlink(private_, folder_ / "export/link.png");
  const std::string hash = base::sha256OfFile(private_).value();
  for (const std::string& path : {private_.string(), std::string("../other/images/private.png")}) {
    writeText(folder_ / "export/manifest.json",
              R"({"schema":1,"files":[{"path":")" + path + R"(","sha256":")" + hash + "\"}]}");
    const auto verified = cohort::verifyExport(folder_ / "export");
    ASSERT_FALSE(verified) << path;
    EXPECT_EQ(verified.error().code, base::ErrorCode::formatForbidden);
  }
  writeText(folder_ / "export/manifest.json",
            R"({"schema":1,"files":[{"path":"link.png","sha256":")" + hash + "\"}]}");
  const auto verified = cohort::verifyExport(folder_ / "export");
  ASSERT_TRUE(verified);
  EXPECT_THAT(verified->problems, testing::Contains(HasSubstr("link")));
}

}  // namespace
}  // namespace chexgen::hostile
