// `chexgen segment` over folders as they come out of an archive.
#include <filesystem>

#include <gmock/gmock.h>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/imaging/png.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;
using tests::runProgram;

std::vector<std::string> column(const fs::path& table, const char* name) {
  const auto read = base::readCsvFile(table);
  EXPECT_TRUE(read);
  std::vector<std::string> cells;
  const auto at = read ? read->column(name) : std::nullopt;
  EXPECT_TRUE(at) << name;
  for (std::size_t row = 0; at && row < read->rows.size(); ++row) cells.push_back(read->rows[row][*at]);
  return cells;
}

TEST(Segment, TakesAFolderOfUidNamedFilesEachWithAMaskOfItsOwn) {
  CHEXGEN_CASE_OR_SKIP(images, "folder-of-uid-named-dicom");
  const tests::TemporaryFolder folder;
  ASSERT_EQ(runProgram({"segment", images, "--out", folder / "m", "--csv", folder / "c.csv"}).code, 0);
  EXPECT_THAT(
      column(folder / "c.csv", "mask"),
      testing::ElementsAre("1.2.840.99.1.1.png", "1.2.840.99.1.2.png", "IM0001.png", "img.DCM.1.png"));
  for (const std::string& mask : column(folder / "c.csv", "mask"))
    EXPECT_TRUE(imaging::readPng(folder / ("m/" + mask)));
}

TEST(Segment, OfUnusualDicomReadsItAndRemarks) {
  CHEXGEN_CASE_OR_SKIP(cases, ".");
  const tests::TemporaryFolder folder;
  ASSERT_EQ(
      runProgram({"segment", cases / "dicom-no-preamble", cases / "dicom-delimiter-twice",
                  cases / "dicom-j2k-8bit-alloc16", cases / "dicom-rows-vr-UN", cases / "dicom-window-vr-UN",
                  cases / "dicom-voilut-narrow-data", "--out", folder / "m", "--csv", folder / "c.csv"})
          .code,
      0);
  using testing::HasSubstr;
  EXPECT_THAT(column(folder / "c.csv", "remarks"),
              testing::ElementsAre(HasSubstr("without its header"), HasSubstr("Window guessed"),
                                   HasSubstr("Window guessed"), HasSubstr("Window guessed"), "",
                                   HasSubstr("VOI LUT narrower than stated")));
}

TEST(Segment, GivesFilesOfOneNameInTwoFoldersMasksOfTheirOwn) {
  const tests::TemporaryFolder folder;
  const imaging::Image8 grey{64, 64, 1, std::vector<std::uint8_t>(64 * 64, 90)};
  for (const char* name : {"in/a/IM1.png", "in/b/IM1.png"})
    ASSERT_TRUE(imaging::writePng(folder / name, grey));
  ASSERT_TRUE(base::writeFileAtomically(folder / "in/notes.txt", "notes"));
  ASSERT_EQ(runProgram({"segment", folder / "in", "--out", folder / "m", "--csv", folder / "c.csv"}).code, 0);
  const auto masks = column(folder / "c.csv", "mask");
  ASSERT_EQ(masks.size(), 2U);
  EXPECT_NE(masks[0], masks[1]);
  fs::create_directories(folder / "empty");
  EXPECT_EQ(runProgram({"segment", folder / "empty", "--out", folder / "m"}).code, 3);
}

}  // namespace
}  // namespace chexgen::cli
