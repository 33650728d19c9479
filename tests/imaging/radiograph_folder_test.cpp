// Files known by their content, and the radiographs of folders and media.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/file.h"
#include "core/imaging/file_kind.h"
#include "core/imaging/png.h"
#include "core/imaging/radiograph_folder.h"
#include "core/imaging/read_grey.h"
#include "tests/imaging/dicom_builder.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::bytesOf;
using tests::DicomBuilder;

constexpr const char* explicitLittle = "1.2.840.10008.1.2.1";
constexpr const char* radiographClass = "1.2.840.10008.5.1.4.1.1.1.1";

std::string uid(std::string text) {
  if (text.size() % 2 != 0) text += '\0';
  return text;
}

DicomBuilder dataset(const std::string& sopClass, const char* syntax = explicitLittle) {
  DicomBuilder builder(syntax);
  builder.text(0x0008, 0x0016, "UI", uid(sopClass)).text(0x0008, 0x0018, "UI", uid("1.2.3.4"));
  builder.text(0x0008, 0x0060, "CS", "DX");
  return builder;
}

std::string radiograph(const char* syntax = explicitLittle) {
  DicomBuilder builder = dataset(radiographClass, syntax);
  builder.grey(4, 3, 16, 12).words(0x7fe0, 0x0010, "OW", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 4095});
  return builder.bytes();
}

std::string picture() { return encodePng(tests::patterned(8, 6, 1)).value(); }

void put(const fs::path& file, const std::string& content) {
  ASSERT_TRUE(base::writeFileAtomically(file, content));
}

std::vector<std::string> namesOf(const std::vector<fs::path>& files, const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& file : files) names.push_back(file.lexically_relative(folder).generic_string());
  return names;
}

KnownFile known(const std::string& content) {
  return kindOf(bytesOf(content).first(std::min(content.size(), kindHeadBytes)), content.size());
}

TEST(FileKind, IsThatOfTheContent) {
  EXPECT_EQ(known(radiograph()).kind, FileKind::dicomImage);
  EXPECT_EQ(known(picture()).kind, FileKind::png);
  EXPECT_EQ(known("\xff\xd8\xff\xe0").kind, FileKind::jpeg);
  const std::vector<std::pair<std::string, std::string>> others{
      {"", "empty"},
      {"a report\r\nof two lines", "text"},
      {"caf\xe9", "text"},
      {"\xff\xfe"
       "a\0b\0"s,
       "text"},
      {"  {\"a\": 1}", "JSON"},
      {"<?xml version=\"1.0\"?>", "XML"},
      {"%PDF-1.7\n%\xe2\xe3", "PDF"},
      {"PK\3\4\x14\0"s, "ZIP"},
      {"\x1f\x8b\x08\0"s, "gzip"},
      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s, "thumbnails"},
      {"\0\0\0\1Bud1"s, "macOS"},
      {"II*\0\x08"s, "TIFF"},
      {"GIF89a", "GIF"},
      {std::string(344, '\x01') + "n+1\0"s, "NIfTI"},
      {std::string(257, 'a') + "ustar", "tar"},
      {std::string(500, '\0'), "no kind"}};
  for (const auto& [content, what] : others) {
    EXPECT_EQ(known(content).kind, FileKind::other) << what;
    EXPECT_THAT(known(content).what, HasSubstr(what));
    const auto read = decodeGreyImage(bytesOf(content), "x");
    ASSERT_FALSE(read) << what;
    if (!content.empty()) {
      EXPECT_THAT(read.error().message, HasSubstr(what));
    }
  }
}

TEST(FileKind, OfDicomThatIsNoImageIsItsTrueOne) {
  const std::vector<std::pair<std::string, std::string>> classes{
      {"1.2.840.10008.5.1.4.1.1.88.11", "structured report"},
      {"1.2.840.10008.5.1.4.1.1.88.33", "structured report"},
      {"1.2.840.10008.5.1.4.1.1.88.59", "key object"},
      {"1.2.840.10008.5.1.4.1.1.11.1", "presentation state"},
      {"1.2.840.10008.5.1.4.1.1.66.4", "segmentation"},
      {"1.2.840.10008.5.1.4.1.1.104.1", "PDF"},
      {"1.2.840.10008.5.1.4.1.1.9.1.1", "waveform"},
      {"1.2.840.10008.5.1.4.1.1.481.3", "radiotherapy"}};
  for (const auto& [sopClass, what] : classes) {
    for (const char* syntax : {explicitLittle, "1.2.840.10008.1.2"}) {
      const std::string whole = dataset(sopClass, syntax).bytes();
      for (const std::string& content : {whole, whole.substr(132)}) {
        EXPECT_EQ(known(content).kind, FileKind::dicomOther) << sopClass;
        EXPECT_THAT(known(content).what, HasSubstr(what));
        const auto read = decodeGreyImage(bytesOf(content), "x");
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, base::ErrorCode::formatUnsupported);
        EXPECT_THAT(read.error().message, HasSubstr(what));
      }
    }
  }
  for (const char* sopClass : {radiographClass, "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.7",
                               "1.2.840.10008.5.1.4.1.1.481.1", "1.2.3.4"})
    EXPECT_EQ(known(dataset(sopClass).bytes()).kind, FileKind::dicomImage) << sopClass;
}

TEST(FileKind, OfRandomBytesIsHardlyEverDicom) {
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string noise(200, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    if (round % 2 == 0) noise.replace(0, 2, "\x08\0"s);  // begins like a data set
    EXPECT_EQ(known(noise).kind == FileKind::dicomImage, false) << round;
  }
}

TEST(RadiographFolder, ListsFilesAsArchivesNameThemAndSaysWhatItPassedOver) {
  const tests::TemporaryFolder folder;
  for (const char* name :
       {"1.2.840.99.1.10", "1.2.840.99.1.9", "IM0001", "img.DCM.1", "MR.1.2.3", "no-ending"})
    put(folder.path() / name, radiograph());
  put(folder.path() / "bare", radiograph().substr(132));
  put(folder.path() / "below" / "deep" / "a.txt", picture());  // a picture whatever its name
  put(folder.path() / ".thumbnails" / "a.png", picture());
  put(folder.path() / "._IM0001", "\0\5\x16\7"s);
  put(folder.path() / "notes.txt", "Read me.\n");
  put(folder.path() / "report.pdf", "%PDF-1.4\n");
  put(folder.path() / "all.zip", "PK\3\4....");
  put(folder.path() / "fake.dcm", "not DICOM at all");
  put(folder.path() / "SR1", dataset("1.2.840.10008.5.1.4.1.1.88.11").bytes());
  const auto list = radiographsInFolder(folder.path());
  ASSERT_TRUE(list);
  EXPECT_THAT(namesOf(list->files, folder.path()),
              ElementsAre("1.2.840.99.1.9", "1.2.840.99.1.10", "IM0001", "MR.1.2.3", "bare",
                          "below/deep/a.txt", "img.DCM.1", "no-ending"));
  EXPECT_EQ(passedOverLine(list->passedOver),
            "7 files passed over: ._IM0001 is hidden, .thumbnails is hidden, SR1 is a DICOM structured "
            "report, all.zip is a ZIP archive (or an office "
            "document, which is one), fake.dcm is text, notes.txt is text, report.pdf is a PDF document");
  EXPECT_EQ(passedOverLine(list->passedOver, 1), "7 files passed over: ._IM0001 is hidden and 6 more");
  EXPECT_EQ(passedOverLine({}), "");
  const auto only = radiographsInFolder(folder.path(), FolderDepth::onlyThis);
  ASSERT_TRUE(only);
  EXPECT_EQ(only->files.size(), 7U);
  for (const fs::path& file : list->files) EXPECT_TRUE(readGreyImage(file)) << file;
  EXPECT_EQ(radiographsInFolder(folder.path() / "none").error().code, base::ErrorCode::fileMissing);
}

TEST(RadiographFolder, FollowsLinksToFilesOnlyAndListsNothingTwice) {
  const tests::TemporaryFolder folder;
  put(folder.path() / "a" / "IM1", radiograph());
  fs::create_directory_symlink(folder.path(), folder.path() / "a" / "round");
  fs::create_symlink(folder.path() / "a" / "IM1", folder.path() / "linked");
  const auto list = radiographsInFolder(folder.path());
  ASSERT_TRUE(list);
  EXPECT_EQ(list->files.size(), 1U);
}

DicomBuilder record(const std::string& kind, const std::string& file) {
  DicomBuilder builder(explicitLittle);
  builder.text(0x0004, 0x1430, "CS", kind);
  if (!file.empty()) builder.text(0x0004, 0x1500, "CS", file);
  return builder;
}

std::string dicomdir(const std::vector<DicomBuilder>& records) {
  DicomBuilder builder(explicitLittle);
  builder.text(0x0002, 0x0002, "UI", uid("1.2.840.10008.1.3.10"));
  builder.text(0x0004, 0x1130, "CS", "MEDIUM").sequence(0x0004, 0x1220, records);
  return builder.bytes();
}

TEST(RadiographFolder, FollowsADicomdirAndNamesWhatIsMissing) {
  const tests::TemporaryFolder folder;
  const fs::path medium = folder.path() / "CD";
  put(medium / "DICOM" / "IM1", radiograph());
  put(medium / "dicom2" / "im2;1", radiograph());  // as some systems show a CD
  put(medium / "DICOM" / "SR1", dataset("1.2.840.10008.5.1.4.1.1.88.11").bytes());
  put(folder.path() / "outside", radiograph());
  put(medium / "DICOMDIR", dicomdir({record("PATIENT", ""), record("IMAGE", "DICOM\\IM1"),
                                     record("IMAGE", "DICOM2\\IM2"), record("SR DOCUMENT", "DICOM\\SR1"),
                                     record("IMAGE", "DICOM\\GONE"), record("IMAGE", "..\\outside")}));
  for (const auto& list : {radiographsInFolder(medium, FolderDepth::onlyThis), radiographsInFolder(medium),
                           radiographsNamed({medium / "DICOMDIR"}), radiographsNamed({medium})}) {
    ASSERT_TRUE(list) << base::describe(list.error());
    EXPECT_THAT(namesOf(list->files, medium), ElementsAre("DICOM/IM1", "dicom2/im2;1"));
    EXPECT_EQ(
        passedOverLine(list->passedOver),
        "2 files passed over: GONE is named by the DICOMDIR, but is not there, SR1 is a DICOM structured "
        "report");
  }
  EXPECT_EQ(filesOfDicomDirectory(medium / "DICOM" / "IM1").error().code, base::ErrorCode::formatInvalid);
  const auto read = readGreyImage(medium / "DICOMDIR");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("DICOMDIR"));
}

TEST(RadiographFolder, TakesNamedFilesAsTheyAre) {
  const tests::TemporaryFolder folder;
  put(folder.path() / "b", radiograph());
  put(folder.path() / "a.txt", "text");
  const auto list = radiographsNamed(
      {folder.path() / "b", folder.path() / "a.txt", folder.path() / "b", folder.path() / "missing.png"});
  ASSERT_TRUE(list);
  EXPECT_THAT(namesOf(list->files, folder.path()), ElementsAre("b", "a.txt", "missing.png"));
  EXPECT_THAT(list->passedOver, IsEmpty());
}

TEST(NaturalOrder, CountsNumbersAndIsAnOrder) {
  const std::vector<std::string> ordered{"",     "1.2.9", "1.2.10", "7",   "07b", "IM1", "IM02", "IM2a",
                                         "IM10", "a/x",   "a/x/y",  "a 1", "a-1", "a0",  "b1c2", "b1c11"};
  for (std::size_t i = 0; i < ordered.size(); ++i)
    for (std::size_t k = 0; k < ordered.size(); ++k)
      EXPECT_EQ(naturallyBefore(ordered[i], ordered[k]), i < k) << ordered[i] << " and " << ordered[k];
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> names;
    for (int i = 0; i < 3; ++i) {
      std::string name;
      for (auto n = random() % 6; n > 0; --n) name += "0017a./-"[random() % 8];
      names.push_back(name);
    }
    const auto& [a, b, c] = std::tie(names[0], names[1], names[2]);
    EXPECT_EQ(naturallyBefore(a, b) || naturallyBefore(b, a), a != b) << a << " | " << b;
    EXPECT_FALSE(naturallyBefore(a, b) && naturallyBefore(b, a)) << a << " | " << b;
    if (naturallyBefore(a, b) && naturallyBefore(b, c)) {
      EXPECT_TRUE(naturallyBefore(a, c)) << a << b << c;
    }
  }
}

TEST(RadiographFolder, OfUidNamesHasItsFourImages) {
  CHEXGEN_CASE_OR_SKIP(folder, "folder-of-uid-named-dicom");
  const auto list = radiographsInFolder(folder);
  ASSERT_TRUE(list);
  EXPECT_THAT(namesOf(list->files, folder),
              ElementsAre("1.2.840.99.1.1", "1.2.840.99.1.2", "IM0001", "img.DCM.1"));
  EXPECT_EQ(passedOverLine(list->passedOver), "1 file passed over: README is text");
  for (const fs::path& file : list->files) EXPECT_TRUE(readGreyImage(file)) << file;
}

}  // namespace
}  // namespace chexgen::imaging
