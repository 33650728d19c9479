#include "core/study/answers.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

Answer answer(std::size_t presentation, int score) {
  return {.presentation = presentation,
          .item = "item-" + std::to_string(presentation),
          .values = {{"match", score}},
          .seconds = 4.5,
          .viewing = {{"window", 255}, {"level", 128}, {"zoom", 1.5}},
          .time = "2026-01-02T03:04:05Z"};
}

class Answers : public testing::Test {
 protected:
  void SetUp() override {
    keys = newSigningKeys().value();
    auto writer = AnswerWriter::open(file, "study", "ann", keys);
    ASSERT_TRUE(writer) << base::describe(writer.error());
    for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(writer->write(answer(i, static_cast<int>(i) - 1)));
  }
  std::string text() const {
    std::ostringstream all;
    all << std::ifstream(file).rdbuf();
    return all.str();
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }
  void put(const std::vector<std::string>& all) const {
    std::ofstream out(file);
    for (const std::string& line : all) out << line << '\n';
  }
  ErrorCode refusal() const {
    const auto read = readAnswers(file, keys.publicKey);
    return read ? ErrorCode::cancelled : read.error().code;
  }

  tests::TemporaryFolder folder;
  std::filesystem::path file = folder / "ann.answers";
  SigningKeys keys;
};

TEST_F(Answers, ComeBackAsTheyWereWritten) {
  const auto read = readAnswers(file, keys.publicKey);
  ASSERT_TRUE(read) << base::describe(read.error());
  EXPECT_EQ(read->study, "study");
  EXPECT_EQ(read->reader, "ann");
  EXPECT_FALSE(read->tornEnd);
  EXPECT_THAT(read->answers, testing::ElementsAre(answer(0, -1), answer(1, 0), answer(2, 1)));
}

TEST_F(Answers, GoOnOnAnotherDay) {
  {
    auto writer = AnswerWriter::open(file, "study", "ann", keys);
    ASSERT_TRUE(writer);
    EXPECT_EQ(writer->answers().size(), 3U);
    ASSERT_TRUE(writer->write(answer(3, 2)));
  }
  EXPECT_EQ(readAnswers(file, keys.publicKey)->answers.size(), 4U);
}

TEST_F(Answers, ATornLastLineLosesNothingBeforeItAndHoldsNothingUp) {
  const std::string whole = text();
  for (const std::size_t kept : {whole.size() - 1, whole.size() - 40}) {
    std::ofstream(file, std::ios::binary) << whole.substr(0, kept);
    const auto read = readAnswers(file, keys.publicKey);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->tornEnd);
    EXPECT_EQ(read->answers.size(), 2U);
    {
      auto writer = AnswerWriter::open(file, "study", "ann", keys);
      ASSERT_TRUE(writer);
      ASSERT_TRUE(writer->write(answer(2, 1)));
    }
    EXPECT_EQ(readAnswers(file, keys.publicKey)->answers.size(), 3U);
  }
}

TEST_F(Answers, EveryAlterationIsFound) {
  const auto whole = lines();
  auto changed = whole;
  const auto at = changed[2].find("\"match\":0");
  ASSERT_NE(at, std::string::npos);
  changed[2].replace(at, 9, "\"match\":2");
  put(changed);
  EXPECT_EQ(refusal(), ErrorCode::hashMismatch) << "a better score";
  EXPECT_THAT(readAnswers(file, keys.publicKey).error().message, HasSubstr("Line 3"));
  put({whole[0], whole[1], whole[3]});
  EXPECT_EQ(refusal(), ErrorCode::hashMismatch) << "one left out";
  put({whole[0], whole[2], whole[1], whole[3]});
  EXPECT_EQ(refusal(), ErrorCode::hashMismatch) << "another order";
  put({whole[0], whole[1], whole[1], whole[2], whole[3]});
  EXPECT_EQ(refusal(), ErrorCode::hashMismatch) << "one twice";
  put(whole);
  EXPECT_EQ(readAnswers(file, newSigningKeys()->publicKey).error().code, ErrorCode::hashMismatch)
      << "somebody else's";
}

TEST_F(Answers, OfAnotherStudyOrReaderAreNotGoneOnWith) {
  const std::string before = text();
  EXPECT_FALSE(AnswerWriter::open(file, "another", "ann", keys));
  EXPECT_FALSE(AnswerWriter::open(file, "study", "ben", keys));
  EXPECT_EQ(text(), before);
}

TEST_F(Answers, AFullDiskKeepsWholeLinesOnly) {
  auto writer = AnswerWriter::open("/dev/full", "study", "ann", keys);
  EXPECT_FALSE(writer);
}

}  // namespace
}  // namespace chexgen::study
