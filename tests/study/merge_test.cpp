#include "core/study/merge.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/imaging/png.h"
#include "core/study/assign.h"
#include "core/study/exports.h"
#include "core/study/package.h"
#include "core/study/seal.h"
#include "tests/study/pictures.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using testing::HasSubstr;

constexpr const char* passphrase = "correct horse";

// Two readers, six cases of two arms, one of them to practise with.
class Merging : public testing::Test {
 protected:
  void SetUp() override {
    Design design{.name = "Ward", .kind = StudyKind::reportMatch, .readers = {"ann", "ben"}, .repeats = 1};
    for (int i = 0; i < 6; ++i) {
      Case one{.id = "case-" + std::to_string(i),
               .report = "R",
               .stratum = i < 3 ? "AP" : "PA",
               .practice = i == 0};
      for (const char* arm : {"ours", "theirs"}) {
        const fs::path file = folder / (std::string(arm) + std::to_string(i) + ".png");
        ASSERT_TRUE(imaging::writePng(file, tests::picture(128, static_cast<unsigned>(i))));
        one.candidates.push_back({arm, file});
      }
      design.cases.push_back(one);
    }
    const auto made = assign(design, passphrase, folder / "out");
    ASSERT_TRUE(made) << base::describe(made.error());
    assigned = *made;
    roster = readRoster(assigned.roster).value();
  }
  // Rates from where the file stands up to `until`; "ours" gets `ours`, every other 0.
  fs::path rate(std::size_t reader, std::size_t until, int ours, const fs::path& other = {}) const {
    const auto package = Package::open(assigned.packages[reader]).value();
    const fs::path file = other.empty() ? package.answersFile() : other;
    auto writer =
        AnswerWriter::open(file, package.info().study, package.info().reader, package.info().keys).value();
    const StudyKey key = opened();
    for (std::size_t i = writer.answers().size(); i < until; ++i) {
      const std::string& item = package.info().order[i];
      const int score = key.items.at(item).arms[0] == "ours" ? ours : 0;
      Values values{{"match", score}};
      if (score <= 0) values["error"] = base::Json::array({"omission"});
      EXPECT_TRUE(writer.write({.presentation = i,
                                .item = item,
                                .values = std::move(values),
                                .seconds = 2.5,
                                .time = "2026-01-02T03:04:05Z"}));
    }
    return file;
  }
  StudyKey opened() const {
    const auto text = base::readFile(assigned.keyFile, 1U << 20U).value();
    return keyFrom(open(text, passphrase)->text).value();
  }

  tests::TemporaryFolder folder;
  Assigned assigned;
  Roster roster;
};

TEST_F(Merging, BringsReadersTogetherAndTellsTheArmsOnceTheKeyIsOpen) {
  const fs::path ann = rate(0, 12, 2), ben = rate(1, 12, 1);
  const auto merged = merge(roster, {ben, ann});
  ASSERT_TRUE(merged) << base::describe(merged.error());
  EXPECT_EQ(merged->answers.at("ann").size(), 12U) << "one to practise, ten, one again";
  EXPECT_EQ(merged->expected.at("ben"), 12U);
  const auto readings = unblind(*merged, opened(), assigned.commitment);
  ASSERT_TRUE(readings);
  EXPECT_EQ(readings->size(), 22U) << "practice does not count";
  int repeats = 0;
  for (const Reading& reading : *readings) {
    repeats += reading.repeat ? 1 : 0;
    EXPECT_EQ(reading.answer.values.at("match").get<int>(), reading.arms[0] != "ours" ? 0
                                                            : reading.reader == "ann" ? 2
                                                                                      : 1);
  }
  EXPECT_EQ(repeats, 2);
  const auto table = base::parseCsv(longTable("Ward", *readings));
  ASSERT_TRUE(table);
  EXPECT_EQ(std::count_if(table->rows.begin(), table->rows.end(),
                          [&](const auto& row) { return row[*table->column("question")] == "match"; }),
            22);
}

TEST_F(Merging, ACopyFromAnEarlierDayIsTheSameAnswers) {
  const fs::path file = rate(0, 4, 2);
  fs::copy_file(file, folder / "monday.answers");
  rate(0, 9, 2);
  for (const auto& files :
       {std::vector{file, folder / "monday.answers"}, std::vector{folder / "monday.answers", file}}) {
    const auto merged = merge(roster, files);
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->answers.at("ann").size(), 9U);
  }
}

TEST_F(Merging, TwoCopiesThatWentOnApartAreAConflictThatNamesBoth) {
  const fs::path file = rate(0, 4, 2);
  fs::copy_file(file, folder / "copy.answers");
  rate(0, 6, 2);
  rate(0, 6, -2, folder / "copy.answers");
  const auto merged = merge(roster, {file, folder / "copy.answers"});
  ASSERT_FALSE(merged);
  EXPECT_THAT(merged.error().message,
              testing::AllOf(HasSubstr("ann"), HasSubstr("copy.answers"), HasSubstr("Ward-ann")));
}

TEST_F(Merging, StrangersAndAlterationsAreRefused) {
  const fs::path file = rate(0, 4, 2);
  auto stranger = AnswerWriter::open(folder / "x.answers", roster.study, "ann", newSigningKeys().value());
  ASSERT_TRUE(stranger);
  EXPECT_EQ(merge(roster, {folder / "x.answers"}).error().code, ErrorCode::argumentInvalid);
  std::string text = base::readFile(file, 1U << 20U).value();
  text[text.size() - 20] ^= 1;
  std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(merge(roster, {file}).error().code, ErrorCode::hashMismatch);
}

TEST_F(Merging, AnotherKeyDoesNotOpenThem) {
  const auto merged = merge(roster, {rate(0, 2, 2)});
  ASSERT_TRUE(merged);
  EXPECT_EQ(unblind(*merged, opened(), std::string(64, '0')).error().code, ErrorCode::hashMismatch);
}

TEST(LongTable, DoesNotMakeASpreadsheetCompute) {
  const Reading reading{.reader = "ann",
                        .caseId = "=cmd()",
                        .stratum = "@x",
                        .arms = {"a", "b"},
                        .answer = {.values = {{"note", "-1+2"}, {"match", -2}}}};
  const std::string text = longTable("+S", {reading});
  EXPECT_THAT(text, HasSubstr("\n'+S,ann,\"'=cmd()\",'@x,\"a|b\",0,match,-2,")) << "a number stays one";
  EXPECT_THAT(text, HasSubstr(",'-1+2,"));
  EXPECT_THAT(longTable("+S", {reading}, base::CsvCells::raw), HasSubstr("\n+S,ann,\"=cmd()\",@x,"));
  const auto table = base::parseCsv(text);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0][2], "=cmd()");
  EXPECT_EQ(table->rows[1][7], "-1+2");
}

}  // namespace
}  // namespace chexgen::study
