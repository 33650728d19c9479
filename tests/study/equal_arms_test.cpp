// What only one arm has is refused or made equal, by name, before anybody reads.
#include "core/study/equal_arms.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/base/file.h"
#include "core/imaging/png.h"
#include "core/study/arm_names.h"
#include "core/study/assign.h"
#include "core/study/edge_marks.h"
#include "core/study/equal_files.h"
#include "core/study/roster.h"
#include "tests/study/pictures.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Design realism(int each) {
  Design design{.name = "Ward", .kind = StudyKind::realism, .readers = {"ann"}, .showReport = true};
  for (const char* arm : {"real", "ours"})
    for (int i = 0; i < each; ++i)
      design.cases.push_back({.id = arm + std::to_string(i),
                              .report = "Small effusion " + std::to_string(i) + ".",
                              .candidates = {{arm, std::string(arm) + std::to_string(i) + ".png"}}});
  return design;
}

std::string whyNot(const Design& design) {
  const auto checked = checkBeforeMaking(design);
  return checked ? std::string() : checked.error().message;
}

TEST(EqualArms, ReportsThatOnlyOneArmHasAreRefusedByName) {
  Design design = realism(10);
  EXPECT_EQ(whyNot(design), "");
  for (Case& one : design.cases)
    if (one.candidates[0].arm == "ours") one.report = " \n";
  EXPECT_THAT(whyNot(design), HasSubstr("Only the arm \"real\" has reports (10 of 10)"));
  EXPECT_THAT(checkBeforeMaking(design).error().next, HasSubstr("--hide-report"));
  design.showReport = false;
  EXPECT_EQ(whyNot(design), "") << "what nobody sees tells nothing";
}

TEST(EqualArms, SoAreReportsThatOneArmHasMoreOften) {
  Design design = realism(20);
  for (std::size_t i = 0; i < 12; ++i) design.cases[i].report.clear();
  EXPECT_THAT(whyNot(design), AllOf(HasSubstr("\"ours\" has reports more often (20 of 20)"),
                                    HasSubstr("\"real\" (8 of 20)")));
  Design few = realism(20);
  few.cases[0].report.clear();
  EXPECT_EQ(whyNot(few), "") << "one of twenty may be chance";
}

TEST(EqualArms, AgesAndBlackedOutWordsInTheReportsOfOneArmAreRefused) {
  for (const char* age :
       {"age:45 sex:F view:PA. Effusion.", "57-year-old man. Effusion.", "A 3 years old child.", "Age 80."}) {
    Design design = realism(8);
    for (Case& one : design.cases)
      if (one.candidates[0].arm == "ours") one.report = age;
    EXPECT_THAT(whyNot(design), HasSubstr("\"ours\" has an age in its reports")) << age;
  }
  for (const char* none :
       {"Follow-up in 3 months.", "Unchanged for 2 years.", "Image 3 of 4.", "Percentage 5.", "Lung age"}) {
    Design design = realism(8);
    for (Case& one : design.cases)
      if (one.candidates[0].arm == "ours") one.report = none;
    EXPECT_EQ(whyNot(design), "") << none;
  }
  Design design = realism(8);
  for (Case& one : design.cases)
    if (one.candidates[0].arm == "real") one.report = "Compared to XXXX, no change.";
  EXPECT_THAT(whyNot(design), HasSubstr("\"real\" has blacked-out words"));
}

TEST(EqualArms, OneReportForBothArmsOfACaseIsEqual) {
  Design design = realism(1);
  design.cases.clear();
  for (int i = 0; i < 8; ++i)
    design.cases.push_back({.id = std::to_string(i),
                            .report = i < 4 ? "age:45. Effusion." : "",
                            .candidates = {{"real", "a.png"}, {"ours", "b.png"}}});
  EXPECT_EQ(whyNot(design), "");
}

TEST(EqualArms, ARealismStudyWithoutRealImagesIsRefusedBeforeAnybodyReads) {
  Design design = realism(4);
  for (Case& one : design.cases)
    if (one.candidates[0].arm == "real") one.candidates[0].arm = "hospital";
  EXPECT_THAT(whyNot(design),
              AllOf(HasSubstr("no arm is called \"real\""), HasSubstr("\"hospital\", \"ours\"")));
  design.kind = StudyKind::reportMatch;
  EXPECT_EQ(whyNot(design), "") << "only a realism study compares with real images";
  Design real = realism(4);
  real.cases.resize(4);
  EXPECT_THAT(whyNot(real), HasSubstr("beside \"real\""));
  EXPECT_THAT(checkBeforeMaking(realism(1)).value(), Contains(HasSubstr("at least two of each")));
}

TEST(EqualArms, AThirdArmIsNamedWithTheOthersThatHaveIt) {
  EXPECT_EQ(toldApartBy("a comment", {{"a", 3, 4}, {"b", 4, 4}, {"c", 0, 4}}),
            "Only the arms \"a\", \"b\" have a comment (3 of 4, 4 of 4)");
  EXPECT_EQ(toldApartBy("a comment", {{"a", 0, 4}, {"b", 0, 4}}), std::nullopt);
  EXPECT_EQ(toldApartBy("a comment", {{"a", 4, 4}}), std::nullopt) << "there is no other arm";
  EXPECT_EQ(toldApartBy("a comment", {{"a", 3, 4}, {"b", 4, 4}}), std::nullopt);
}

// ---- files ----

// Two arms of pictures, made as the test wants them.
class EqualFiles : public testing::Test {
 protected:
  using Paint = void (*)(imaging::Image8&, unsigned);
  static void nothing(imaging::Image8& /*image*/, unsigned /*number*/) {}
  // "R" in a corner, as a technician's marker: bright letters on what is dark there.
  static void marker(imaging::Image8& image, unsigned number) {
    const int left = image.width - 40 - static_cast<int>(number % 5), top = 14;
    for (int y = top - 8; y < top + 26; ++y)
      for (int x = left - 8; x < left + 22; ++x) image.pixels[image.index(x, y)] = 30;
    for (int y = 0; y < 18; ++y)
      for (int x = 0; x < 12; ++x) {
        const bool stroke = x < 3 || y < 3 || (y > 7 && y < 11) || (x > 8 && y < 9) ||
                            (y >= 9 && std::abs(x - y / 2 - 1) < 2);
        if (stroke) image.pixels[image.index(left + x, top + y)] = 255;
      }
  }
  Design design(Paint real, Paint ours, int each = 10) {
    Design made = realism(each);
    made.showReport = false;
    unsigned number = 0;
    for (Case& one : made.cases) {
      const bool isReal = one.candidates[0].arm == "real";
      imaging::Image8 image = tests::picture(256, number);
      (isReal ? real : ours)(image, number++);
      one.candidates[0].image = folder / one.candidates[0].image;
      EXPECT_TRUE(imaging::writePng(one.candidates[0].image, image));
    }
    return made;
  }
  base::Result<Assigned> made(const Design& study, const AssignOptions& options = {}) {
    return assign(study, "correct horse", folder / ("out" + std::to_string(++studies_)), options);
  }
  tests::TemporaryFolder folder;

 private:
  int studies_ = 0;
};

TEST_F(EqualFiles, MarkersThatOnlyOneArmHasAreRefusedUnlessCutOffCoveredOrWanted) {
  const Design study = design(marker, nothing);
  const auto refused = made(study);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::argumentInvalid);
  EXPECT_THAT(refused.error().message,
              AllOf(HasSubstr("Only the arm \"real\" has burned-in marks"), HasSubstr("10 of 10")));
  EXPECT_FALSE(fs::exists(folder / "out1"));
  for (const AssignOptions& options :
       {AssignOptions{.cropped = 0.2}, AssignOptions{.masked = 0.2}, AssignOptions{.leaveMarks = true}}) {
    const auto study2 = made(study, options);
    EXPECT_TRUE(study2) << base::describe(study2.error());
  }
}

TEST_F(EqualFiles, MarkersThatAllHaveOrNoneAreNoCue) {
  EXPECT_TRUE(made(design(marker, marker)));
  EXPECT_TRUE(made(design(nothing, nothing)));
}

TEST_F(EqualFiles, WhatIsMadeEqualIsSaidByName) {
  Design study = design(nothing, nothing, 3);
  for (const Case& one : study.cases) {
    const fs::path file = one.candidates[0].image;
    if (one.candidates[0].arm == "ours") {
      const std::vector<imaging::PngText> text{{"Comment", "synthetic"}};
      ASSERT_TRUE(imaging::writePng(file, tests::picture(320, 1), text));
    } else {
      ASSERT_TRUE(
          base::writeFileAtomically(file, imaging::encodeGreyPng16(imaging::readPng(file).value()).value()));
    }
  }
  const auto assigned = made(study);
  ASSERT_TRUE(assigned) << base::describe(assigned.error());
  EXPECT_THAT(assigned->remarks,
              Contains(HasSubstr("Only the arm \"ours\" has comments in its files (3 of 3)")));
  EXPECT_THAT(assigned->remarks, Contains(HasSubstr("Only the arm \"real\" has more than 8 bits")));
  EXPECT_THAT(assigned->remarks,
              Contains(AllOf(HasSubstr("\"ours\" has images of 320 × 320"), HasSubstr("one size"))));
  EXPECT_THAT(assigned->remarks, Not(Contains(HasSubstr("PNG files"))));
  EXPECT_EQ(readRoster(assigned->roster)->remarks, assigned->remarks) << "the organiser can read it again";
}

TEST_F(EqualFiles, FormatSpacingAndAgeAreNamed) {
  const Design study = realism(2);
  FactsByFile facts;
  for (const Case& one : study.cases) {
    auto& file = facts[one.candidates[0].image].file;
    file = {.format = "PNG", .width = 512, .height = 512, .bits = 8};
    if (one.candidates[0].arm == "real")
      file = {.format = "DICOM", .width = 512, .height = 512, .bits = 8, .spacing = true, .age = true};
  }
  const auto remarks = madeEqual(study, facts);
  for (const char* what : {"\"real\" has DICOM files", "\"ours\" has PNG files",
                           "\"real\" has a pixel spacing", "\"real\" has an age"})
    EXPECT_THAT(remarks, Contains(HasSubstr(what)));
  EXPECT_EQ(remarks.size(), 4U);
}

// Of real radiographs, whose markers differ in form and place; nearly all have some.
TEST(EdgeMarks, AreSeenInRealRadiographs) {
  CHEXGEN_DATA_OR_SKIP(folder, "nih-cxr-512/images");
  std::size_t with = 0, all = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".png" || all == 120) continue;
    const auto image = imaging::readPng(entry.path());
    if (!image || image->channels != 1) continue;
    const auto picture = blinded(*image, {.side = 460});
    if (!picture) continue;
    ++all;
    with += countEdgeMarks(*picture) > 0 ? 1 : 0;
  }
  RecordProperty("with marks", std::to_string(with) + " of " + std::to_string(all));
  std::printf("marks at the edge of %zu of %zu real radiographs\n", with, all);
  EXPECT_GT(2 * with, all) << "seen with the eye: in nine of ten";
}

}  // namespace
}  // namespace chexgen::study
