#include "core/base/file_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "core/base/philox.h"

namespace chexgen::base {
namespace {

using testing::ElementsAre;

// As DICOM has them: at most 64 letters, numbers without leading zeros between dots.
std::string randomUid(const RandomStream& random, std::uint64_t& draw) {
  std::string uid = "1.2.840";
  const auto parts = 2 + random.below(draw++, 8);
  for (std::uint64_t i = 0; i < parts; ++i) uid += "." + std::to_string(random.below(draw++, 100'000));
  return uid;
}

TEST(FileName, CutsKnownSuffixesOnly) {
  struct Row {
    const char *path, *stem, *suffix;
  };
  for (const Row& row : {Row{"a.png", "a", ".png"},
                         {"a/b.c/scan.nii.gz", "scan", ".nii.gz"},
                         {"IMG.DCM", "IMG", ".DCM"},
                         {"img.DCM.1", "img.DCM.1", ""},
                         {"1.2.840.113.7.1", "1.2.840.113.7.1", ""},
                         {"1.2.840.113.7.1.dcm", "1.2.840.113.7.1", ".dcm"},
                         {"C:\\scans\\1.2.840.1.Jpeg", "1.2.840.1", ".Jpeg"},
                         {"patient.17", "patient.17", ""},
                         {"chest.v2.final", "chest.v2.final", ""},
                         {"a.png.txt", "a.png", ".txt"},
                         {"table.csv.gz", "table", ".csv.gz"},
                         {"a.b.gz", "a.b", ".gz"},
                         {".png", ".png", ""},
                         {"folder/", "folder", ""},
                         {"Dr. Who", "Dr. Who", ""},
                         {"..", "..", ""},
                         {"", "", ""}}) {
    EXPECT_EQ(stemOf(row.path), row.stem) << row.path;
    EXPECT_EQ(suffixOf(row.path), row.suffix) << row.path;
  }
}

TEST(FileName, KeepsEveryPartOfAUid) {
  const RandomStream random{.seed = 7, .stream = 1, .step = 0};
  std::uint64_t draw = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string uid = randomUid(random, draw);
    EXPECT_EQ(stemOf(uid), uid);
    EXPECT_EQ(suffixOf(uid), "");
    for (const char* suffix : {".dcm", ".png", ".nii.gz", ".DICOM", ".json"}) {
      EXPECT_EQ(stemOf("x/" + uid + suffix), uid);
      EXPECT_EQ(withSuffix("x/" + uid + suffix, ".png"), "x/" + uid + ".png");
    }
    EXPECT_EQ(withSuffix(uid, ".png"), uid + ".png");
    EXPECT_EQ(safeFileName(uid), uid);
  }
}

TEST(FileName, BecomesSafeForEveryFileSystem) {
  EXPECT_EQ(safeFileName("a b:c?.x"), "a_b_c_.x");
  EXPECT_EQ(safeFileName("../../etc"), "_.._.._etc");
  EXPECT_EQ(safeFileName(""), "_");
  EXPECT_EQ(safeFileName("."), "__");
  EXPECT_EQ(safeFileName("nul"), "_nul");
  EXPECT_EQ(safeFileName("Com1.report"), "_Com1.report");
  EXPECT_EQ(safeFileName("end."), "end_");
  const std::string longName(400, 'x');
  EXPECT_EQ(safeFileName(longName).size(), 120U);
  EXPECT_NE(safeFileName(longName + "1"), safeFileName(longName + "2"));
}

TEST(FileName, IsGivenOutOnce) {
  FileNames names;
  EXPECT_EQ(names.take("a", ".png"), "a.png");
  EXPECT_EQ(names.take("A", ".png"), "A-2.png");
  EXPECT_EQ(names.take("a", ".json"), "a.json");
  EXPECT_EQ(names.take("a-2", ".png"), "a-2-2.png");
  EXPECT_EQ(names.take("a", ".png"), "a-3.png");
}

TEST(FileName, TellsPathsOfOneStemApartByTheirFolders) {
  EXPECT_THAT(uniqueStems({"train/0001.png", "val/0001.png", "0002.png"}),
              ElementsAre("train_0001", "val_0001", "0002"));
  EXPECT_THAT(uniqueStems({"p1/s1/i.dcm", "p2/s1/i.dcm"}), ElementsAre("p1_s1_i", "p2_s1_i"));
  EXPECT_THAT(uniqueStems({"a.png", "a.jpg"}), ElementsAre("a.png", "a.jpg"));
  EXPECT_THAT(uniqueStems({"a.png", "a.png", "A.PNG"}), ElementsAre("a.png", "a.png-2", "A.PNG-3"));
  EXPECT_THAT(uniqueStems({"val\\1.png", "train/1.png", "val_1.png"}),
              ElementsAre("val_1-2", "train_1", "val_1"));
}

TEST(FileName, OfManyRandomPathsNoTwoAreAlike) {
  const RandomStream random{.seed = 11, .stream = 2, .step = 0};
  std::uint64_t draw = 0;
  std::vector<std::string> paths;
  const std::vector<std::string> folders{"", "train/", "val/", "Train/", "a/b/", "../"};
  const std::vector<std::string> names{"1.2.840.1", "1.2.840.2", "x y", "x_y",  "X_Y",
                                       "",          ".",         "con", "a.b.c"};
  const std::vector<std::string> suffixes{"", ".png", ".dcm", ".nii.gz", ".1"};
  const auto one = [&](const std::vector<std::string>& of) { return of[random.below(draw++, of.size())]; };
  for (int i = 0; i < 3000; ++i) {
    std::string path = one(folders);
    path += random.below(draw++, 4) == 0 ? randomUid(random, draw) : one(names);
    paths.push_back(path + one(suffixes));
  }
  const auto stems = uniqueStems(paths);
  ASSERT_EQ(stems.size(), paths.size());
  std::set<std::string> seen;
  for (const std::string& stem : stems) {
    std::string small = stem;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    EXPECT_TRUE(seen.insert(small).second) << stem;
    EXPECT_FALSE(stem.empty());
    EXPECT_LE(stem.size(), 130U);
    EXPECT_EQ(stem.find_first_of("/\\ :"), std::string::npos) << stem;
  }
}

}  // namespace
}  // namespace chexgen::base
