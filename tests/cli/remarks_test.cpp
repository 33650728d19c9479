// What readers notice about the greys of radiographs is told by every command that uses them.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/png.h"
#include "tests/imaging/dicom_builder.h"
#include "tests/imaging/hostile_png.h"
#include "tests/study/pictures.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::runProgram;
namespace fs = std::filesystem;

constexpr int side = 64;        // as the small model has it
constexpr int studySide = 128;  // readers need more
constexpr const char* twelveBits = "12 bits in 16: shown over 0..4095";
constexpr const char* turned = "EXIF wants it turned by 180°: shown as it is stored";
constexpr const char* guessed =
    "Window guessed: the file has none; shown from its least to its greatest value";

// A radiograph of 12 bits, as a picture of 16.
std::string pngOf12Bits(unsigned number, int length = side) {
  const imaging::Image8 picture = tests::picture(length, number);
  std::string rows;
  for (int y = 0; y < length; ++y) {
    rows += '\0';
    for (int x = 0; x < length; ++x) {
      const unsigned grey = picture.pixels[picture.index(x, y)] * 16U + static_cast<unsigned>(x + y) % 16U;
      rows += static_cast<char>(grey >> 8U);
      rows += static_cast<char>(grey & 0xffU);
    }
  }
  return tests::pngFile(static_cast<unsigned>(length), static_cast<unsigned>(length), 16, 0, rows);
}

// An EXIF block that wants the picture upside down (orientation 3).
std::string pngWithOrientation(unsigned number, int length = side) {
  const imaging::Image8 picture = tests::picture(length, number);
  std::string rows;
  for (int y = 0; y < length; ++y) {
    rows += '\0';
    for (int x = 0; x < length; ++x) rows += static_cast<char>(picture.pixels[picture.index(x, y)]);
  }
  const std::string exif("MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0", 26);
  return tests::pngFile(static_cast<unsigned>(length), static_cast<unsigned>(length), 8, 0, rows,
                        tests::pngChunk("eXIf", exif));
}

std::string dicomWithoutWindow(unsigned number, int length = side) {
  const imaging::Image8 picture = tests::picture(length, number);
  std::vector<unsigned> greys;
  for (const std::uint8_t grey : picture.pixels) greys.push_back(grey * 8U);
  tests::DicomBuilder builder("1.2.840.10008.1.2.1");
  builder.text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.1.1")
      .grey(static_cast<unsigned>(length), static_cast<unsigned>(length), 16, 12);
  return builder.words(0x7fe0, 0x0010, "OW", greys).bytes();
}

class Remarks : public testing::Test {
 protected:
  void write(const fs::path& name, const std::string& bytes) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }
  // Twelve real radiographs, split, of which three need a remark each and one file of samples more.
  void writeReal() {
    std::string table = "image,report,split,sex\n";
    for (unsigned i = 0; i < 24; ++i) {
      const std::string name = "real/r" + std::to_string(i) + ".png";
      write(name, i % 6 == 0   ? pngOf12Bits(i)
                  : i % 6 == 1 ? pngWithOrientation(i)
                  : i % 6 == 2 ? dicomWithoutWindow(i)
                               : imaging::encodePng(tests::picture(side, i)).value());
      table += name + ",Report " + std::to_string(i) + ".," + (i < 12 ? "train" : "val") + "," +
               (i % 2 == 0 ? "Male" : "Female") + "\n";
    }
    write("real.csv", table);
  }
  int run(const std::vector<std::string>& words) {
    const auto outcome = runProgram(words, errors);
    output = outcome.output;
    return outcome.code;
  }
  tests::TemporaryFolder folder;
  std::string output, errors;
};

TEST_F(Remarks, TheCheckOfATableSumsThemUpByKindWithTheFirstFile) {
  writeReal();
  ASSERT_EQ(run({"encode", "--table", folder / "real.csv", "--model", tests::smallModel(), "--check"}), 0)
      << output;
  EXPECT_THAT(output, HasSubstr("warning  12  remarks on images (imageRemark)"));
  for (const auto& [remark, first] :
       {std::pair(twelveBits, "r0.png)"), std::pair(turned, "r1.png)"), std::pair(guessed, "r2.png)")})
    EXPECT_THAT(output, AllOf(HasSubstr(std::string(remark) + " (4 files, the first is "), HasSubstr(first)));
  ASSERT_EQ(
      run({"encode", "--table", folder / "real.csv", "--model", tests::smallModel(), "--check", "--json"}),
      0);
  const auto json = base::parseJson(output);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("kinds").at(0).at("code"), "imageRemark");
  EXPECT_EQ(json->at("findings").at(0).at("sentence"), twelveBits);
}

TEST_F(Remarks, EncodingSaysWhatItGoesOnWithAndKeepsIt) {
  writeReal();
  const fs::path out = folder / "encoded";
  ASSERT_EQ(run({"encode", "--table", folder / "real.csv", "--model", tests::smallModel(), "--out", out,
                 "--device", "cpu", "--threads", "1"}),
            0);
  for (const char* remark : {twelveBits, turned, guessed})
    EXPECT_THAT(errors, HasSubstr("remark: " + std::string(remark) + " (4 files, the first is "));
  EXPECT_THAT(base::readFile(out / "events.jsonl", 1U << 20U).value(),
              AllOf(HasSubstr("\"remarks\""), HasSubstr(twelveBits)));
  EXPECT_THAT(base::readFile(out / "preflight.json", 1U << 20U).value(), HasSubstr("imageRemark"));

  // A row that is left out is told as well.
  write("gone.csv",
        base::readFile(folder / "real.csv", 1U << 20U).value() + "real/gone.png,Gone.,train,Male\n");
  ASSERT_EQ(run({"encode", "--table", folder / "gone.csv", "--model", tests::smallModel(), "--out",
                 folder / "again", "--device", "cpu", "--threads", "1", "--skip-bad-rows"}),
            0);
  EXPECT_THAT(errors, HasSubstr("1 row is left out: files that are not there; the first, in line 26"));
}

TEST_F(Remarks, APictureThatTheEncoderWouldRefuseIsRefusedByTheCheck) {
  writeReal();
  imaging::Image8 colour{.width = side, .height = side, .channels = 3, .pixels = {}};
  for (int i = 0; i < side * side; ++i)
    for (const int level : {i % 250, (i / 3) % 250, 20})
      colour.pixels.push_back(static_cast<std::uint8_t>(level));
  write("real/r5.png", imaging::encodePng(colour).value());
  EXPECT_EQ(run({"encode", "--table", folder / "real.csv", "--model", tests::smallModel(), "--check"}), 3);
  EXPECT_THAT(output, HasSubstr("The picture is in colour; a radiograph is grey."));
}

TEST_F(Remarks, EvaluationsTellThemAndKeepThemInTheirReports) {
  writeReal();
  fs::create_directories(folder / "samples");
  std::string list = "name,impression,sex\n", masks = "name,mask\n";
  for (unsigned i = 0; i < 12; ++i) {
    const std::string name = "g" + std::to_string(i);
    write("samples/" + name + ".png", imaging::encodePng(tests::picture(side, 100 + i)).value());
    list += name + ",Clear lungs.," + (i % 2 == 0 ? "Male" : "Female") + "\n";
  }
  write("list.csv", list);
  const auto told = [this] {
    for (const char* remark : {twelveBits, turned, guessed})
      EXPECT_THAT(errors, HasSubstr("remark: " + std::string(remark) + " (4 files, the first is ")) << errors;
  };
  const auto kept = [this](const char* file) {
    const auto report = base::readJsonFile(folder / file);
    EXPECT_TRUE(report && report->at("remarks").size() == 3U) << file;
  };
  const std::vector<std::string> compute{"--model", tests::smallModel(), "--device", "cpu", "--threads", "1"};
  const auto measure = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "evaluate");
    words.insert(words.end(), {"--table", folder / "real.csv"});
    return run(words);
  };
  const auto withModel = [&](std::vector<std::string> words) {
    words.insert(words.end(), compute.begin(), compute.end());
    return measure(std::move(words));
  };
  ASSERT_EQ(withModel({"memorisation", "--samples", folder / "samples", "--out", folder / "m.json"}), 0);
  told();
  kept("m.json");
  ASSERT_EQ(withModel({"distance", "--samples", folder / "samples", "--out", folder / "d.json"}), 0);
  told();
  kept("d.json");
  ASSERT_EQ(withModel({"reconstruction"}), 0);
  EXPECT_THAT(errors, HasSubstr("remark: " + std::string(guessed) + " (2 files, the first is "));
  ASSERT_EQ(measure({"attribute", "--positive", "sex=Male", "--list", folder / "list.csv", "--samples",
                     folder / "samples", "--out", folder / "a.json"}),
            0);
  told();
  kept("a.json");
}

TEST_F(Remarks, AComparisonWithMasksTellsThemOfItsSamples) {
  imaging::Image8 mask{side, side, 1, std::vector<std::uint8_t>(side * side, 0)};
  for (int i = side * 20; i < side * 40; ++i) mask.pixels[static_cast<std::size_t>(i)] = 255;
  ASSERT_TRUE(imaging::writePng(folder / "m.png", mask));
  std::string table = "name,mask\n";
  for (unsigned i = 0; i < 3; ++i) {
    write("samples/s" + std::to_string(i) + ".png", pngOf12Bits(i));
    table += "s" + std::to_string(i) + ",m.png\n";
  }
  write("list.csv", table);
  ASSERT_EQ(run({"evaluate", "masks", "--list", folder / "list.csv", "--samples", folder / "samples", "--out",
                 folder / "r.json"}),
            0);
  EXPECT_THAT(errors, HasSubstr("remark: " + std::string(twelveBits) + " (3 files, the first is "));
  EXPECT_EQ(base::readJsonFile(folder / "r.json")->at("drawn").at("remarks").size(), 1U);
}

TEST_F(Remarks, AStudyTellsThemByArmWhenItIsCheckedAndMadeAndKeepsThemForItsReport) {
  std::string table = "case,arm,image\n";
  for (unsigned i = 0; i < 10; ++i) {
    const std::string n = std::to_string(i);
    write("real" + n + ".dcm", dicomWithoutWindow(i, studySide));
    write("ours" + n + ".png", i < 2 ? pngOf12Bits(50 + i, studySide)
                                     : imaging::encodePng(tests::picture(studySide, 50 + i)).value());
    table += "c" + n + ",real,real" + n + ".dcm\nc" + n + ",ours,ours" + n + ".png\n";
  }
  write("cases.csv", table);
  write("secret", "correct horse\n");
  ASSERT_EQ(run({"study", "create", "--name", "Ward", "--kind", "realism", "--cases", folder / "cases.csv",
                 "--reader", "ann", "--out", folder / "d.json"}),
            0)
      << errors;
  const std::string ofReal = std::string(guessed) +
                             " (images: 10 of 10 of the arm \"real\"; the first is real0.dcm).",
                    ofOurs = std::string(twelveBits) +
                             " (images: 2 of 10 of the arm \"ours\"; the first is ours0.png).";
  ASSERT_EQ(run({"study", "check", "--design", folder / "d.json", "--leave-marks"}), 0) << errors;
  EXPECT_THAT(errors, AllOf(HasSubstr("note: " + ofReal), HasSubstr("note: " + ofOurs)));
  ASSERT_EQ(run({"study", "assign", "--design", folder / "d.json", "--out", folder / "ward",
                 "--passphrase-file", folder / "secret", "--leave-marks"}),
            0)
      << errors;
  EXPECT_THAT(errors, AllOf(HasSubstr("note: " + ofReal), HasSubstr("note: " + ofOurs)));
  const auto roster = base::readJsonFile(folder / "ward/Ward.roster");
  ASSERT_TRUE(roster);
  const auto remarks = roster->at("blinding").at("remarks").get<std::vector<std::string>>();
  EXPECT_THAT(remarks, testing::IsSupersetOf({ofReal, ofOurs}));
}

TEST_F(Remarks, OfFilesFromArchivesAreToldByTheCheckOfATable) {
  CHEXGEN_CASE_OR_SKIP(cases, ".");
  std::string table = "image,report\n";
  int number = 0;
  for (const char* name : {"dicom-no-preamble", "dicom-j2k-8bit-alloc16", "dicom-voilut-narrow-data"})
    for (const auto& entry : fs::directory_iterator(cases / name))
      if (entry.is_regular_file() && entry.path().extension() == ".dcm")
        table += entry.path().string() + ",Report " + std::to_string(++number) + ".\n";
  ASSERT_GE(number, 3);
  write("t.csv", table);
  run({"encode", "--table", folder / "t.csv", "--model", tests::smallModel(), "--check"});
  EXPECT_THAT(output, AllOf(HasSubstr("without its header"), HasSubstr("Window guessed"),
                            HasSubstr("VOI LUT narrower than stated")));
}

}  // namespace
}  // namespace chexgen::cli
