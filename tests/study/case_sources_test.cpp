#include "core/study/case_sources.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/study/arm_names.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CaseSources : public testing::Test {
 protected:
  // A picture by its content, which is all that is looked at here.
  void put(const std::string& name, const std::string& content = "\x89PNG\r\n\x1a\n") const {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << content;
  }
  tests::TemporaryFolder folder;
};

TEST_F(CaseSources, SubfoldersAreArmsAndEqualNamesOneCase) {
  put("images/real/a.png"), put("images/real/b.dcm"), put("images/ours/a.JPG"),
      put("images/ours/notes.md", "notes");
  put("images/ours/a.txt", "Small effusion.\n"), put("images/.hidden/a.png");
  const auto cases = readCaseFolder(folder / "images");
  ASSERT_TRUE(cases) << base::describe(cases.error());
  ASSERT_EQ(cases->cases.size(), 2U);
  EXPECT_EQ(cases->cases[0].id, "a");
  EXPECT_EQ(cases->cases[0].report, "Small effusion.");
  ASSERT_EQ(cases->cases[0].candidates.size(), 2U);
  EXPECT_EQ(cases->cases[0].candidates[0].arm, "ours");
  EXPECT_EQ(cases->cases[1].candidates.front().arm, "real");
}

TEST_F(CaseSources, AFolderWithoutSubfoldersIsOneArm) {
  put("ours/a.png"), put("ours/b.png");
  const auto cases = readCaseFolder(folder / "ours");
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->cases.size(), 2U);
  EXPECT_EQ(cases->cases[0].candidates.front().arm, "ours");
}

TEST_F(CaseSources, FilesAreKnownByTheirContentAndUidNamesAreNeverCut) {
  std::string dicom(128, '\0');
  dicom.append("DICM");
  put("images/ours/1.2.840.99.1.1", dicom), put("images/ours/1.2.840.99.1.2", dicom);
  put("images/theirs/1.2.840.99.1.1.dcm", dicom), put("images/theirs/IM0001", dicom);
  put("images/theirs/report.pdf", "%PDF-1.4"), put("images/theirs/fake.png", "no picture");
  put("images/ours/1.2.840.99.1.1.txt", "Clear lungs.");
  const auto cases = readCaseFolder(folder / "images");
  ASSERT_TRUE(cases) << base::describe(cases.error());
  std::vector<std::string> ids;
  for (const Case& one : cases->cases) ids.push_back(one.id);
  EXPECT_THAT(ids, testing::ElementsAre("1.2.840.99.1.1", "1.2.840.99.1.2", "IM0001"));
  EXPECT_EQ(cases->cases[0].candidates.size(), 2U);
  EXPECT_EQ(cases->cases[0].report, "Clear lungs.");
  EXPECT_THAT(cases->remarks,
              testing::ElementsAre(
                  "Arm theirs: 2 files passed over: fake.png is text, report.pdf is a PDF document."));
}

TEST_F(CaseSources, AnEmptyFolderOrTwoReportsOfOneCaseAreNamed) {
  fs::create_directories(folder / "empty");
  EXPECT_THAT(readCaseFolder(folder / "empty").error().message, HasSubstr("no radiograph"));
  EXPECT_EQ(readCaseFolder(folder / "missing").error().code, base::ErrorCode::fileMissing);
  put("two/a/x.png"), put("two/a/x.txt", "one"), put("two/b/x.png"), put("two/b/x.txt", "another");
  EXPECT_THAT(readCaseFolder(folder / "two").error().message, HasSubstr("\"x\""));
}

TEST(CasesByReport, PairArmsAndNeverTwoImagesOfOneArm) {
  const auto cases = casesByReport({{"ours", "1", "effusion", "AP"},
                                    {"theirs", "2", "effusion", "AP"},
                                    {"ours", "3", "effusion", "AP"},
                                    {"real", "4", "", "PA"},
                                    {"real", "5", "", "PA"}})
                         .cases;
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].candidates.size(), 2U);
  EXPECT_EQ(cases[1].candidates.size(), 1U) << "the second image of one arm";
  EXPECT_EQ(cases[2].candidates.size(), 1U) << "without a report nothing belongs together";
  EXPECT_EQ(cases[3].id, "case-4");
}

// ---- tables: what people write is understood, or refused with its line, before anybody reads ----

class CaseTables : public CaseSources {
 protected:
  base::Result<CaseList> read(const std::string& text) const {
    put("cases.csv", text);
    return readCases(folder / "cases.csv");
  }
  // The table of one case with two rows, whose second cells are these marks of practice.
  base::Result<CaseList> practice(const std::string& first, const std::string& second) const {
    return read("case,arm,image,practice\nc1,real,a.png," + first + "\nc1,ours,b.png," + second +
                "\nc2,real,a.png,\nc2,ours,b.png,\n");
  }
};

TEST_F(CaseTables, PracticeIsUnderstoodAsPeopleWriteIt) {
  for (const char* yes :
       {"1",   "yes", "Yes", "YES", "y",   "Y",  "true", "TRUE", "True", "t",        "x", "X",
        " x ", "ja",  "Ja",  "j",   "oui", "si", "Sí",   "on",   "1.0",  "practice", "✓", "wahr"})
    for (const char* other : {"", yes}) {
      const auto list = practice(yes, other);
      ASSERT_TRUE(list) << yes << ": " << base::describe(list.error());
      EXPECT_TRUE(list->cases[0].practice) << yes;
      EXPECT_FALSE(list->cases[1].practice) << yes;
    }
  for (const char* no : {"", "0", "no", "No", "n", "N", "false", "FALSE", "f", "nein", "Nein", "non", "off",
                         "0.0", "-", "–"}) {
    const auto list = practice(no, no);
    ASSERT_TRUE(list) << no << ": " << base::describe(list.error());
    EXPECT_FALSE(list->cases[0].practice) << no;
  }
}

TEST_F(CaseTables, AMarkOfPracticeThatIsNotUnderstoodIsRefusedWithItsLine) {
  for (const char* mark : {"maybe", "2", "practise?", "yesno", "trainieren", "?"}) {
    const auto list = practice("", mark);
    ASSERT_FALSE(list) << mark;
    EXPECT_EQ(list.error().code, base::ErrorCode::formatInvalid);
    EXPECT_THAT(list.error().message, testing::AllOf(HasSubstr("Line 3"), HasSubstr(mark)));
  }
  EXPECT_THAT(practice("yes", "no").error().message,
              testing::AllOf(HasSubstr("Line 3"), HasSubstr("\"c1\"")));
}

TEST_F(CaseTables, ArmsThatDifferInSpacesOrCapitalsAreOneAndSaid) {
  const auto list = read(
      "case,arm,image\nc1, Real,a.png\nc2,real ,a.png\nc3,REAL,a.png\nc1,Our Model,b.png\nc2,our  "
      "model,b.png\n"
      "c3,Our_Model,b.png\nc4,Our Model,b.png\nc4,\xC2\xA0real,a.png\n");
  ASSERT_TRUE(list) << base::describe(list.error());
  EXPECT_EQ(armsOf({.cases = list->cases}), (std::vector<std::string>{"Our Model", "real"}));
  std::string told;
  for (const std::string& remark : list->remarks) told += remark + "\n";
  for (const char* spelling : {"\" Real\"", "\"real \"", "\"REAL\"", "\"our  model\"", "\"Our_Model\""})
    EXPECT_NE(told.find(spelling), std::string::npos) << spelling << " in " << told;
}

TEST_F(CaseTables, TwoImagesOfOneArmAreFoundHoweverItIsSpelt) {
  const auto list = read("case,arm,image\nc1,Real,a.png\nc1,real,b.png\nc1,ours,c.png\n");
  ASSERT_TRUE(list);
  Design design{.name = "Ward", .readers = {"ann"}, .cases = list->cases};
  EXPECT_THAT(checkDesign(design).error().message, HasSubstr("two images of the arm \"real\""));
}

TEST_F(CaseTables, RowsOfOneCaseCompleteEachOtherAndMustNotContradict) {
  const auto list = read("case,arm,image,report,stratum\n c1 ,real,a.png,Normal.,\nc1,ours,b.png,,AP\n");
  ASSERT_TRUE(list) << base::describe(list.error());
  ASSERT_EQ(list->cases.size(), 1U);
  EXPECT_EQ(list->cases[0].report, "Normal.");
  EXPECT_EQ(list->cases[0].stratum, "AP");
  EXPECT_THAT(testing::PrintToString(list->remarks),
              HasSubstr("Only the rows of the arm \\\"real\\\" have a report"));
  EXPECT_THAT(read("case,arm,image,report\nc1,real,a.png,Normal.\nc1,ours,b.png,Effusion.\n").error().message,
              HasSubstr("Line 3"));
  EXPECT_THAT(read("case,arm,image,stratum\nc1,real,a.png,AP\nc1,ours,b.png,PA\n").error().message,
              HasSubstr("stratum"));
}

TEST_F(CaseTables, TheColumnsAreThoseThatSomebodyChose) {
  const std::string text =
      "sep=;\nFall;Modell;Datei;Befund;case;Gruppe\nc1;real;a.png;Normal.;9;AP\nc1;ours;b.png;Normal.;9;AP\n";
  const auto refused = read(text);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("no column arm; it has \"Fall\", \"Modell\""));
  const base::Columns chosen{
      {"case", "Fall"}, {"arm", "Modell"}, {"image", "Datei"}, {"report", "Befund"}, {"stratum", "Gruppe"}};
  const auto list = readCases(folder / "cases.csv", chosen);
  ASSERT_TRUE(list) << base::describe(list.error());
  EXPECT_EQ(list->columns, chosen);
  ASSERT_EQ(list->cases.size(), 1U);
  EXPECT_EQ(list->cases[0].id, "c1");
  EXPECT_EQ(list->cases[0].report, "Normal.");
  EXPECT_EQ(list->cases[0].stratum, "AP");
  EXPECT_EQ(list->cases[0].candidates[1].arm, "ours");
}

// What the reader of tables guessed is passed on: here that the text is in Windows-1252.
TEST_F(CaseTables, WhatWasGuessedOfTheFileIsSaid) {
  const auto list = read("case;arm;image;report\nc1;real;a.png;Erg\xFCsse\n");
  ASSERT_TRUE(list) << base::describe(list.error());
  EXPECT_EQ(list->cases[0].report, "Ergüsse");
  ASSERT_FALSE(list->remarks.empty());
  EXPECT_THAT(list->remarks.front(), testing::AllOf(HasSubstr("Windows-1252"), HasSubstr("Ergüsse")));
}

TEST_F(CaseTables, ImagesThatAreNotThereAreSaidAtOnce) {
  put("a.png");
  const auto list = read("case,arm,image\nc1,real,a.png\nc1,ours,gone.png\n");
  ASSERT_TRUE(list);
  EXPECT_THAT(testing::PrintToString(list->remarks), HasSubstr("gone.png"));
}

TEST_F(CaseTables, TheRealWorldTableWithYesAndNo) {
  CHEXGEN_CASE_OR_SKIP(table, "study-practice-yes/practice.csv");
  const auto list = readCases(table);
  ASSERT_TRUE(list) << base::describe(list.error());
  ASSERT_EQ(list->cases.size(), 2U);
  EXPECT_TRUE(list->cases[0].practice);
  EXPECT_FALSE(list->cases[1].practice);
}

TEST(Arms, TheOnlyArmOfRealImagesIsRealWhateverItsName) {
  for (const char* name : {"Real", "real images", "Real_Radiographs", "real X-ray", "Authentic"}) {
    std::vector<Case> cases{{.id = "a", .candidates = {{name, "a.png"}, {"ours", "b.png"}}}};
    EXPECT_EQ(uniteArms(cases).size(), 1U);
    EXPECT_EQ(cases[0].candidates[0].arm, "real") << name;
  }
  std::vector<Case> two{{.id = "a", .candidates = {{"real images", "a.png"}, {"authentic", "b.png"}}}};
  EXPECT_TRUE(uniteArms(two).empty()) << "two hospitals, perhaps: nobody can know";
  std::vector<Case> surreal{{.id = "a", .candidates = {{"surreal", "a.png"}, {"realistic", "b.png"}}}};
  EXPECT_TRUE(uniteArms(surreal).empty());
  ASSERT_TRUE(takeAsReal(two, "Authentic"));
  EXPECT_EQ(two[0].candidates[1].arm, "real");
  EXPECT_THAT(takeAsReal(two, "hospital").error().next, HasSubstr("\"real images\""));
  EXPECT_FALSE(takeAsReal(two, "real images")) << "there is one already";
}

TEST(Arms, AreFoldedWithUmlauts) {
  EXPECT_EQ(folded("  ÄRZTE_Haus-Süd\xC2\xA0 "), "ärzte haus süd");
  EXPECT_EQ(withoutBlanks("\xEF\xBB\xBF a \t b\n"), "a b");
}

}  // namespace
}  // namespace chexgen::study
