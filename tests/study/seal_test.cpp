#include "core/study/seal.h"

#include <gtest/gtest.h>

#include "core/base/json.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;

TEST(Seal, OpensWithItsPassphraseAndKeepsItsCommitment) {
  const std::string text = "{\"a.png\":\"real\"}";
  const auto sealed = seal(text, "correct horse");
  ASSERT_TRUE(sealed) << base::describe(sealed.error());
  EXPECT_EQ(sealed->commitment.size(), 64U);
  EXPECT_EQ(sealed->file.find("real"), std::string::npos) << "nothing of the text stands in the file";
  const auto opened = open(sealed->file, "correct horse");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->text, text);
  EXPECT_EQ(opened->commitment, sealed->commitment);
}

TEST(Seal, StaysClosedForAnotherPassphraseAndForAnAlteredFile) {
  const auto sealed = seal("the key", "correct horse");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(open(sealed->file, "wrong horse!").error().code, ErrorCode::permissionDenied);
  base::Json file = base::parseJson(sealed->file).value();
  std::string text = file["xchacha20poly1305"]["text"];
  text[4] = text[4] == 'A' ? 'B' : 'A';
  file["xchacha20poly1305"]["text"] = text;
  EXPECT_EQ(open(file.dump(), "correct horse").error().code, ErrorCode::permissionDenied);
}

TEST(Seal, OfTheSameTextIsAnotherEachTime) {
  const auto first = seal("the key", "correct horse"), second = seal("the key", "correct horse");
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->commitment, second->commitment) << "otherwise guessing the text would show it";
}

TEST(Seal, RefusesAShortPassphraseAndAFileThatAsksForEverything) {
  EXPECT_EQ(seal("the key", "short").error().code, ErrorCode::argumentInvalid);
  const auto sealed = seal("the key", "correct horse");
  ASSERT_TRUE(sealed);
  base::Json file = base::parseJson(sealed->file).value();
  file["argon2id"]["memory_bytes"] = 1ULL << 50U;
  EXPECT_EQ(open(file.dump(), "correct horse").error().code, ErrorCode::formatInvalid);
  EXPECT_FALSE(open("{}", "correct horse"));
  EXPECT_FALSE(open("not JSON", "correct horse"));
}

}  // namespace
}  // namespace chexgen::study
