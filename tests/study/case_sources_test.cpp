#include "core/study/case_sources.h"

#include <gmock/gmock.h>

#include <fstream>

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
  ASSERT_EQ(cases->size(), 2U);
  EXPECT_EQ((*cases)[0].id, "a");
  EXPECT_EQ((*cases)[0].report, "Small effusion.");
  ASSERT_EQ((*cases)[0].candidates.size(), 2U);
  EXPECT_EQ((*cases)[0].candidates[0].arm, "ours");
  EXPECT_EQ((*cases)[1].candidates.front().arm, "real");
}

TEST_F(CaseSources, AFolderWithoutSubfoldersIsOneArm) {
  put("ours/a.png"), put("ours/b.png");
  const auto cases = readCaseFolder(folder / "ours");
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->size(), 2U);
  EXPECT_EQ((*cases)[0].candidates.front().arm, "ours");
}

TEST_F(CaseSources, FilesAreKnownByTheirContentAndUidNamesAreNeverCut) {
  std::string dicom(128, '\0');
  dicom.append("DICM");
  put("images/ours/1.2.840.99.1.1", dicom), put("images/ours/1.2.840.99.1.2", dicom);
  put("images/theirs/1.2.840.99.1.1.dcm", dicom), put("images/theirs/IM0001", dicom);
  put("images/theirs/report.pdf", "%PDF-1.4"), put("images/theirs/fake.png", "no picture");
  put("images/ours/1.2.840.99.1.1.txt", "Clear lungs.");
  std::vector<std::string> remarks;
  const auto cases = readCaseFolder(folder / "images", &remarks);
  ASSERT_TRUE(cases) << base::describe(cases.error());
  std::vector<std::string> ids;
  for (const Case& one : *cases) ids.push_back(one.id);
  EXPECT_THAT(ids, testing::ElementsAre("1.2.840.99.1.1", "1.2.840.99.1.2", "IM0001"));
  EXPECT_EQ((*cases)[0].candidates.size(), 2U);
  EXPECT_EQ((*cases)[0].report, "Clear lungs.");
  EXPECT_THAT(remarks,
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
                                    {"real", "5", "", "PA"}});
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].candidates.size(), 2U);
  EXPECT_EQ(cases[1].candidates.size(), 1U) << "the second image of one arm";
  EXPECT_EQ(cases[2].candidates.size(), 1U) << "without a report nothing belongs together";
  EXPECT_EQ(cases[3].id, "case-4");
}

TEST(PracticeCases, AreDrawnByTheSeedAndNeverAll) {
  std::vector<Case> cases(6);
  choosePractice(cases, 2, 1);
  const auto count = [&] {
    return std::count_if(cases.begin(), cases.end(), [](const Case& c) { return c.practice; });
  };
  EXPECT_EQ(count(), 2);
  const auto first = cases;
  choosePractice(cases, 2, 1);
  EXPECT_EQ(cases, first);
  choosePractice(cases, 100, 1);
  EXPECT_EQ(count(), 5);
  choosePractice(cases, 0, 1);
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace chexgen::study
