// A study that version 1 of keys and designs made, whose order came from the seed 41: its package, answers
// and key open as ever, and everything is in the order that it was then. The files and the order below were
// written by the program before it drew orders from a secret.
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/study/package.h"
#include "core/study/reading_session.h"
#include "core/study/result.h"
#include "core/study/seal.h"
#include "core/study/study_key.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;

class EarlierStudy : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"Ward.key", "Ward.roster", "Ward-ann.chexread", "Ward-ann.answers", "ward.json"})
      fs::copy_file(tests::sourcePath(fs::path("tests/study/earlier") / name), folder / name);
  }
  tests::TemporaryFolder folder;
};

TEST_F(EarlierStudy, IsUnblindedInTheOrderThatItWasReadIn) {
  const auto result = unblindStudy({.roster = folder / "Ward.roster",
                                    .key = folder / "Ward.key",
                                    .answers = {folder / "Ward-ann.answers"},
                                    .passphrase = "correct horse",
                                    .time = "2026-02-03T04:05:06Z"});
  ASSERT_TRUE(result) << base::describe(result.error());
  const std::vector<std::pair<std::string, std::string>> expected{
      {"c1", "ours"}, {"c3", "real"}, {"c2", "real"}, {"c3", "ours"},
      {"c1", "real"}, {"c2", "ours"}, {"c1", "ours"}};
  ASSERT_EQ(result->readings.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Reading& reading = result->readings[i];
    EXPECT_EQ(reading.answer.presentation, i + 1) << "after the case for practice";
    EXPECT_EQ(std::pair(reading.caseId, reading.arms.front()), expected[i]);
    EXPECT_EQ(reading.repeat, i == 6);
  }
  EXPECT_EQ(result->design.seed, 41U);
  EXPECT_FALSE(result->orderFromSecret);
}

TEST_F(EarlierStudy, CanBeReadToItsEnd) {
  const auto package = Package::open(folder / "Ward-ann.chexread");
  ASSERT_TRUE(package) << base::describe(package.error());
  EXPECT_EQ(package->info().order.size(), 8U);
  auto session = ReadingSession::open(folder / "Ward-ann.chexread");
  ASSERT_TRUE(session) << base::describe(session.error());
  EXPECT_EQ(session->answered(), 8U);
}

TEST_F(EarlierStudy, DesignIsReadAndANewStudyOfItIsDrawnFromASecret) {
  const auto design = designFromJson(base::readJsonFile(folder / "ward.json").value());
  ASSERT_TRUE(design) << base::describe(design.error());
  EXPECT_EQ(design->seed, 41U);
  EXPECT_TRUE(design->showReport) << "as it said";
  const auto text = base::readFile(folder / "Ward.key", 1U << 20U).value();
  EXPECT_TRUE(keyFrom(open(text, "correct horse")->text)->orderSecret.empty());
}

}  // namespace
}  // namespace chexgen::study
