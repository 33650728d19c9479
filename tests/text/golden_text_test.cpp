// The cleaner against the release's, and the tokenizer against T5TokenizerFast.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text/caption_cleaner.h"
#include "core/text/tokenizer.h"
#include "tests/support/golden.h"

namespace chexgen::text {
namespace {

nlohmann::json readJson(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

TEST(CaptionCleaner, MatchesTheReleaseAfterOnePassAndAfterTwo) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "text-cleaner.json");
  const auto golden = readJson(path);
  ASSERT_FALSE(golden.at("pairs").empty());
  for (const auto& pair : golden.at("pairs")) {
    const auto typed = pair.at("in").get<std::string>();
    const auto once = cleanCaption(typed);
    ASSERT_TRUE(once) << typed << "\n" << base::describe(once.error());
    EXPECT_EQ(*once, pair.at("once").get<std::string>()) << pair.at("kind") << ": " << typed;
    const auto twice = cleanPrompt(typed);
    ASSERT_TRUE(twice) << typed << "\n" << base::describe(twice.error());
    EXPECT_EQ(*twice, pair.at("out").get<std::string>()) << pair.at("kind") << ": " << typed;
  }
}

TEST(CaptionCleaner, RefusesWhatTheReleaseCannotRead) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "text-cleaner.json");
  const auto raises = readJson(path).value("raises", nlohmann::json::array());
  for (const auto& entry : raises) {
    const auto typed = entry.is_string() ? entry.get<std::string>() : entry.at("in").get<std::string>();
    EXPECT_FALSE(cleanPrompt(typed)) << typed;
  }
}

TEST(Tokenizer, MatchesTheFastTokenizerOrTheSlowOneWhereTheyDiffer) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "tokenizer.json");
  CHEXGEN_GOLDEN_OR_SKIP(model, "tokenizer/spiece.model");
  const auto tokenizer = Tokenizer::load(model);
  ASSERT_TRUE(tokenizer) << base::describe(tokenizer.error());
  const auto golden = readJson(path);
  ASSERT_FALSE(golden.at("cases").empty());
  for (const auto& expected : golden.at("cases")) {
    const auto text = expected.at("text").get<std::string>();
    const auto ids = expected.at("ids").get<std::vector<std::int64_t>>();
    const auto encoded = tokenizer->encode(text, ids.size());
    ASSERT_TRUE(encoded) << text << "\n" << base::describe(encoded.error());
    const bool isSlow = expected.contains("slow_ids") &&
                        encoded->ids == expected.at("slow_ids").get<std::vector<std::int64_t>>();
    if (!isSlow) {
      EXPECT_EQ(encoded->ids, ids) << text;
    }
    EXPECT_EQ(encoded->mask, expected.at("mask").get<std::vector<std::int64_t>>()) << text;
    EXPECT_EQ(encoded->untruncatedLength, expected.at("untruncated_length").get<std::size_t>()) << text;
  }
}

TEST(Tokenizer, OfTheProgramIsTheOneThatTheGoldenSetWasMadeWith) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "tokenizer.json");
  const auto tokenizer = Tokenizer::load(tests::sourcePath("resources/tokenizer/t5/spiece.model"));
  ASSERT_TRUE(tokenizer) << base::describe(tokenizer.error());
  const auto golden = readJson(path);
  for (const auto& expected : golden.at("cases")) {
    if (expected.contains("slow_ids")) continue;
    const auto ids = expected.at("ids").get<std::vector<std::int64_t>>();
    const auto encoded = tokenizer->encode(expected.at("text").get<std::string>(), ids.size());
    ASSERT_TRUE(encoded);
    EXPECT_EQ(encoded->ids, ids) << expected.at("text");
  }
}

}  // namespace
}  // namespace chexgen::text
