// Tables of radiographs as people keep them.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/base/sha256.h"
#include "core/training/data_table.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using tests::expectRefused;

class Table : public testing::Test {
 protected:
  base::Result<DataTable> read(const std::string& text, const TableOptions& options = {}) {
    tests::writeFile(file(), text);
    return readTable(file(), options);
  }
  // The rows of a table that must be readable.
  std::vector<TableRow> rows(const std::string& text, const TableOptions& options = {}) {
    auto table = read(text, options);
    EXPECT_TRUE(table) << tests::problem(table);
    return table ? table->rows : std::vector<TableRow>();
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "table.csv"; }
  tests::TemporaryFolder folder_;
};

TEST_F(Table, ReadsCsvWithAByteOrderMarkAndQuotedCommas) {
  const std::string text =
      "\xEF\xBB\xBFImage Index,Impression,Mask,Split,Patient ID\r\n"
      "a/one.png,\"Effusion, left. \"\"Small\"\".\",m/one.png,train,7\r\n"
      "\r\n"
      "/data/two.dcm,Clear.,,test,8\r\n";
  const auto table = read(text);
  ASSERT_TRUE(table) << tests::problem(table);
  EXPECT_EQ(table->sha256, base::sha256(text));
  EXPECT_EQ(table->columns.image, "Image Index");
  EXPECT_EQ(table->columns.patient, "Patient ID");
  EXPECT_EQ(table->columns.boxes, "");
  ASSERT_EQ(table->rows.size(), 2U);
  const TableRow& one = table->rows[0];
  EXPECT_EQ(one.line, 2U);
  EXPECT_EQ(one.id, "one");
  EXPECT_EQ(one.image, folder_ / "a/one.png");
  EXPECT_EQ(one.prompt, "Effusion, left. \"Small\".");
  EXPECT_EQ(one.mask, folder_ / "m/one.png");
  EXPECT_EQ(one.split, Split::train);
  EXPECT_EQ(one.patient, "7");
  EXPECT_EQ(one.problem, "");
  EXPECT_EQ(table->rows[1].line, 4U);
  EXPECT_EQ(table->rows[1].image, "/data/two.dcm");
  EXPECT_TRUE(table->rows[1].mask.empty());
  EXPECT_EQ(table->rows[1].split, Split::test);
}

TEST_F(Table, ReadsTheExampleOfTheRelease) {
  // Its columns; the second is not used.
  const auto found = rows("name,Finding Labels,impression\nchest_001.png,No Finding,No acute abnormality.\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].image, folder_ / "chest_001.png");
  EXPECT_EQ(found[0].prompt, "No acute abnormality.");
}

TEST_F(Table, PrefersTheMoreExactName) {
  const auto found = rows("path,image,report,prompt\np.png,i.png,long,short\n");
  EXPECT_EQ(found[0].image, folder_ / "i.png");
  EXPECT_EQ(found[0].prompt, "short");
}

TEST_F(Table, TakesTheColumnsAndTheRootThatAreNamed) {
  TableOptions options;
  options.columns.image = "scan";
  options.columns.prompt = "my text";
  options.root = "/elsewhere";
  const auto found = rows("image,scan,my text,text\nwrong.png,x/../right.png,yes,no\n", options);
  EXPECT_EQ(found[0].image, "/elsewhere/right.png");
  EXPECT_EQ(found[0].prompt, "yes");
  options.columns.mask = "Mask";
  expectRefused(read("scan,my text,mask\na,b,c\n", options), ErrorCode::argumentInvalid,
                "no column \"Mask\"");
}

TEST_F(Table, NeedsAnImageColumnAndARow) {
  expectRefused(read("prompt,patient\nClear.,1\n"), ErrorCode::argumentInvalid, "\"prompt\", \"patient\"");
  expectRefused(read("image,prompt\n"), ErrorCode::argumentInvalid, "no rows");
  expectRefused(read("image,prompt\na.png\n"), ErrorCode::formatInvalid, "Line 2");
  expectRefused(readTable(folder_ / "absent.csv"), ErrorCode::fileMissing, "");
}

TEST_F(Table, KnowsTheUsualWordsForASplit) {
  const auto found = rows("image,split\na,Training\nb,dev\nc,VALIDATION\nd, test \ne,\nf,fold 3\n");
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].split, Split::train);
  EXPECT_EQ(found[1].split, Split::validation);
  EXPECT_EQ(found[2].split, Split::validation);
  EXPECT_EQ(found[3].split, Split::test);
  EXPECT_EQ(found[4].split, Split::none);
  EXPECT_EQ(found[4].problem, "");
  EXPECT_NE(found[5].problem.find("fold 3"), std::string::npos);
}

TEST_F(Table, ARowWithoutAnImageHasAProblem) { EXPECT_NE(rows("image,prompt\n,Clear.\n")[0].problem, ""); }

TEST_F(Table, ReadsJsonLines) {
  const auto found = rows(
      "{\"image\": \"a.png\", \"report\": \"Clear.\", \"patient\": 150, \"labels\": [1, 2]}\n"
      "\n"
      "{\"image\": \"b.png\", \"report\": null, \"mask\": \"m.png\", \"split\": \"val\", \"id\": "
      "\"second\"}\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].line, 1U);
  EXPECT_EQ(found[0].prompt, "Clear.");
  EXPECT_EQ(found[0].patient, "150");
  EXPECT_EQ(found[0].labels, (std::vector<std::string>{"1", "2"}));
  EXPECT_TRUE(found[0].mask.empty());
  EXPECT_EQ(found[1].line, 3U);
  EXPECT_EQ(found[1].id, "second");
  EXPECT_EQ(found[1].prompt, "");
  EXPECT_EQ(found[1].mask, folder_ / "m.png");
  EXPECT_EQ(found[1].split, Split::validation);
}

TEST_F(Table, NamesTheLineOfBadJson) {
  expectRefused(read("{\"image\": \"a.png\"}\n{\"image\": \"b.png\"\n{\"image\": \"c.png\"}\n"),
                ErrorCode::formatInvalid, "Line 2: This is not valid JSON");
  expectRefused(read("{\"image\": \"a.png\"}\n\n[1]\n"), ErrorCode::formatInvalid,
                "Line 3: This is not a JSON object");
  expectRefused(read("{\"image\": \"a.png\", \"image\": \"b.png\"}\n"), ErrorCode::formatInvalid, "Line 1");
  expectRefused(read("{\"image\": \"a.png\"}\n{\"image\": [\"b.png\"]}\n"), ErrorCode::formatInvalid,
                "Line 2: the entry \"image\"");
}

TEST_F(Table, PutsDemographicsInFrontWhenAsked) {
  const std::string text =
      "image,impression,sex,age,race,view\n"
      "a.png,Clear.,M,71,Black,PA\n"
      "b.png,Clear.,unknown,,NaN,\n"
      "c.png,,female,071Y,,AP\n";
  TableOptions options;
  EXPECT_EQ(rows(text, options)[0].prompt, "Clear.");
  options.demographics = true;
  const auto found = rows(text, options);
  EXPECT_EQ(found[0].prompt, "sex:Male, age:71.0, race:Black, view:PA. Clear.");
  EXPECT_EQ(found[1].prompt, "Clear.");
  EXPECT_EQ(found[2].prompt, "sex:Female, age:71.0, view:AP.");
}

TEST_F(Table, ReadsWhatIsSaidOfThePatientAndTheLabels) {
  const auto found = rows(
      "image,Finding Labels,Patient Gender,Patient Age,View Position\n"
      "a.png,Effusion|Mass,F,058Y,PA\nb.png,No Finding,,,\n");
  EXPECT_EQ(found[0].labels, (std::vector<std::string>{"Effusion", "Mass"}));
  EXPECT_EQ(found[0].sex, "Female");
  EXPECT_EQ(found[0].age, 58);
  EXPECT_EQ(found[0].view, "PA");
  EXPECT_TRUE(found[1].labels.empty());
  EXPECT_FALSE(found[1].age);
}

TEST_F(Table, PutsOneSpellingInFrontAndSaysWhatHasNone) {
  const std::string text =
      "image,impression,sex,age,view\n"
      "a.png,Clear.,w,64 years,p.a.\n"
      "b.png,\"sex:Male, age:70. Clear.\",M,70,\n"
      "c.png,Clear.,Dog,,\n"
      "d.png,Clear.,,,LATERAL\n"
      "e.png,sex:Male. Clear.,F,,\n";
  const auto found = rows(text, {.demographics = true});
  EXPECT_EQ(found[0].prompt, "sex:Female, age:64.0, view:PA. Clear.");
  EXPECT_EQ(found[1].prompt, "sex:Male, age:70.0. Clear.");
  EXPECT_EQ(found[1].problem, "");
  EXPECT_NE(found[2].problem.find("\"Dog\""), std::string::npos);
  EXPECT_NE(found[3].problem.find("\"LATERAL\""), std::string::npos);
  EXPECT_NE(found[4].problem.find("stated as Female"), std::string::npos);
  // Where it is only counted, the word stays.
  const auto counted = rows(text);
  EXPECT_EQ(counted[3].view, "LATERAL");
  EXPECT_EQ(counted[3].problem, "");
  EXPECT_EQ(counted[0].sex, "Female");
}

TEST_F(Table, ReadsAgesAsPeopleAndDicomWriteThem) {
  const auto read = [this](const std::string& age) {
    const auto found = rows("image,age\na.png," + age + "\n", {.demographics = true});
    return found[0].problem.empty() ? found[0].prompt : "problem";
  };
  EXPECT_EQ(read("0"), "age:0.0.");
  EXPECT_EQ(read("57.5"), "age:57.5.");
  EXPECT_EQ(read("018M"), "age:1.5.");
  EXPECT_EQ(read("026W"), "age:0.5.");
  EXPECT_EQ(read("365D"), "age:1.0.");
  for (const char* bad : {"old", "-1", "121", "411Y", "7Y1", "5X", "inf", "1e400"}) {
    EXPECT_EQ(read(bad), "problem") << bad;
  }
}

class FeatureList : public Table {};

TEST_F(FeatureList, ReadsTwoOrThreePathsOnALine) {
  tests::writeFile(file(), "x/a.npz y/a.npz\n\n  b.npz\tt.npz /c.npz \r\n");
  const auto table = readFeatureList(file());
  ASSERT_TRUE(table) << tests::problem(table);
  EXPECT_TRUE(table->isFeatureList);
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0].image, folder_ / "x/a.npz");
  EXPECT_EQ(table->rows[0].text, folder_ / "y/a.npz");
  EXPECT_TRUE(table->rows[0].condition.empty());
  EXPECT_EQ(table->rows[1].id, "b");
  EXPECT_EQ(table->rows[1].line, 3U);
  EXPECT_EQ(table->rows[1].condition, "/c.npz");
  EXPECT_EQ(readFeatureList(file(), "/elsewhere")->rows[0].image, "/elsewhere/x/a.npz");
}

TEST_F(FeatureList, NamesTheFirstOtherLine) {
  for (const char* line : {"a.npz", "a.npz b.png", "a.npz b.npz c.npz d.npz", "a.npz, b.npz"}) {
    tests::writeFile(file(), std::string("a.npz b.npz\n") + line + "\n");
    expectRefused(readFeatureList(file()), ErrorCode::formatInvalid, "Line 2");
  }
  tests::writeFile(file(), "\n");
  expectRefused(readFeatureList(file()), ErrorCode::argumentInvalid, "no rows");
}

// ---- splits ----

TEST(Splits, DependOnPatientAndSeedAlone) {
  const HeldOut heldOut{.validation = 0.2, .test = 0.1};
  // Python: int(hashlib.sha256(b"SEED\nPATIENT").hexdigest()[:16], 16) / 2**64.
  EXPECT_EQ(splitOf("6", 1, heldOut), Split::test);         // 0.0266
  EXPECT_EQ(splitOf("14", 1, heldOut), Split::validation);  // 0.1056
  EXPECT_EQ(splitOf("1", 1, heldOut), Split::train);        // 0.7708
  EXPECT_EQ(splitOf("6", 2, heldOut), Split::train);        // 0.3687
}

TEST(Splits, HoldOutTheFractionThatWasAsked) {
  int validation = 0, test = 0;
  constexpr int patients = 20'000;
  for (int patient = 0; patient < patients; ++patient) {
    const Split split = splitOf(std::to_string(patient), 7, {.validation = 0.2, .test = 0.05});
    validation += split == Split::validation ? 1 : 0;
    test += split == Split::test ? 1 : 0;
  }
  // Four standard deviations of a binomial count.
  EXPECT_NEAR(validation, 4000, 4 * 57);
  EXPECT_NEAR(test, 1000, 4 * 31);
}

class AssignedSplits : public Table {};

TEST_F(AssignedSplits, KeepAPatientTogether) {
  std::string text = "image,patient\n";
  for (int i = 0; i < 200; ++i) text += std::to_string(i) + ".png,p" + std::to_string(i % 40) + "\n";
  auto table = read(text);
  ASSERT_TRUE(assignSplits(*table, 3, {.validation = 0.3, .test = 0.2}));
  std::map<std::string, Split> splits;
  std::map<Split, int> counts;
  for (const TableRow& row : table->rows) {
    EXPECT_NE(row.split, Split::none);
    EXPECT_EQ(splits.emplace(row.patient, row.split).first->second, row.split) << row.patient;
    ++counts[row.split];
  }
  EXPECT_GT(counts[Split::train], 0);
  EXPECT_GT(counts[Split::validation], 0);
  EXPECT_GT(counts[Split::test], 0);
}

TEST_F(AssignedSplits, DoNotChangeWhenTheFolderMoves) {
  std::string text = "image\n";
  for (int i = 0; i < 50; ++i) text += "images/" + std::to_string(i) + ".png\n";
  auto here = read(text);
  auto there = read(text, {.root = "/another/place"});
  ASSERT_TRUE(assignSplits(*here, 1, {.validation = 0.5}));
  ASSERT_TRUE(assignSplits(*there, 1, {.validation = 0.5}));
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(here->rows[i].split, there->rows[i].split) << i;
}

TEST_F(AssignedSplits, FollowWhatAnotherRowOfThePatientStates) {
  auto table = read("image,patient,split\na,1,\nb,1,test\nc,2,val\n");
  ASSERT_TRUE(assignSplits(*table, 0, {.validation = 0}));
  EXPECT_EQ(table->rows[0].split, Split::test);
  EXPECT_EQ(table->rows[1].split, Split::test);
  EXPECT_EQ(table->rows[2].split, Split::validation);
}

TEST_F(AssignedSplits, RefuseFractionsThatLeaveNothing) {
  auto table = read("image\na\n");
  for (const HeldOut& bad : {HeldOut{1, 0}, HeldOut{0.5, 0.5}, HeldOut{-0.1, 0}, HeldOut{0, std::nan("")}}) {
    expectRefused(assignSplits(*table, 0, bad), ErrorCode::argumentInvalid, "below 1");
  }
}

}  // namespace
}  // namespace chexgen::training
