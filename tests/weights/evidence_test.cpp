#include "core/weights/evidence.h"

#include <fstream>

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::sourcePath;

Manifest named(const std::string& name, const std::string& version) {
  Manifest manifest;
  manifest.name = name;
  manifest.version = version;
  return manifest;
}

std::string evidence(const std::string& measured) {
  return R"({"schema": 1, "model": "m", "version": "2", "method": "looked", "measured": [)" + measured + "]}";
}

base::Result<std::optional<Evidence>> readText(const std::string& text, const Manifest& manifest) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder / "evidence.json") << text;
  return readEvidence(folder.path(), manifest);
}

TEST(Evidence, IsThereOnlyForTheModelThatItNames) {
  const std::string text = evidence(R"({"wish": "sex", "auc": 0.9, "interval_95": [0.8, 0.95]})");
  const auto read = readText(text, named("m", "2")).value();
  ASSERT_TRUE(read);
  ASSERT_NE(read->of("sex"), nullptr);
  EXPECT_EQ(read->of("sex")->low, 0.8);
  EXPECT_FALSE(read->of("sex")->real);
  EXPECT_EQ(read->of("age"), nullptr);
  EXPECT_FALSE(readText(text, named("m", "3")).value());
  EXPECT_FALSE(readText(text, named("other", "2")).value());
  const tests::TemporaryFolder empty;
  EXPECT_FALSE(readEvidence(empty.path(), named("m", "2")).value());
}

TEST(Evidence, WhatIsNoAreaWithItsIntervalIsRefused) {
  for (const char* wrong : {R"({"wish": "sex", "auc": 0.9, "interval_95": [0.91, 0.95]})",
                            R"({"wish": "sex", "auc": 0.9, "interval_95": [0.8]})",
                            R"({"wish": "sex", "auc": 1.2, "interval_95": [0.8, 1.3]})",
                            R"({"wish": "sex", "interval_95": [0.8, 0.9]})", R"("sex")"})
    EXPECT_EQ(readText(evidence(wrong), named("m", "2")).error().code, ErrorCode::formatInvalid) << wrong;
  EXPECT_EQ(readText(R"({"schema": 2})", named("m", "2")).error().code, ErrorCode::formatUnsupported);
}

TEST(Evidence, AMeasurementIsRecordedBesideThoseOfBefore) {
  const tests::TemporaryFolder folder;
  const Manifest model = named("m", "2");
  ASSERT_TRUE(recordEvidence(folder.path(), model, "looked", {"sex", 0.9, 0.8, 0.95, 0.7}));
  ASSERT_TRUE(recordEvidence(folder.path(), model, "looked", {"view", 0.99, 0.9, 1.0, {}}));
  ASSERT_TRUE(recordEvidence(folder.path(), model, "looked again", {"sex", 0.6, 0.5, 0.7, {}}));
  const auto read = readEvidence(folder.path(), model).value();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->method, "looked again");
  ASSERT_EQ(read->measured.size(), 2U);
  EXPECT_EQ(read->of("sex")->area, 0.6);
  EXPECT_FALSE(read->of("sex")->real);
  EXPECT_EQ(read->of("view")->high, 1.0);
  EXPECT_EQ(recordEvidence(folder.path(), model, "looked", {"age", 0.9, 0.95, 0.99, {}}).error().code,
            ErrorCode::argumentInvalid);
  // A new version of the model starts anew.
  ASSERT_TRUE(recordEvidence(folder.path(), named("m", "3"), "looked", {"age", 0.9, 0.8, 0.99, {}}));
  EXPECT_EQ(readEvidence(folder.path(), named("m", "3")).value()->measured.size(), 1U);
}

// One set of numbers: what programs read is what the card tells people.
TEST(Evidence, OfTheStarterStandsInItsCard) {
  const auto folder = sourcePath("resources/models/starter");
  const auto read = readEvidence(folder, readManifest(folder).value()).value();
  ASSERT_TRUE(read);
  const std::string card = base::readFile(folder / "MODEL_CARD.md", 1U << 20U).value();
  EXPECT_EQ(read->measured.size(), 4U);
  for (const MeasuredWish& wish : read->measured) {
    char words[64];
    std::snprintf(words, sizeof words, "| %.3f (%.3f to %.3f) |", wish.area, wish.low, wish.high);
    EXPECT_THAT(card, testing::HasSubstr(words)) << wish.wish;
  }
}

}  // namespace
}  // namespace chexgen::weights
