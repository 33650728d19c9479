#include "core/cohort/planner.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/cohort/cohort_folder.h"
#include "core/imaging/boxes.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/png.h"
#include "tests/cohort/cohort_plans.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cohort {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class PlannerTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    EXPECT_TRUE(base::writeFileAtomically(folder / name, text));
    return folder / name;
  }
  tests::TemporaryFolder folder;
};

TEST_F(PlannerTest, MakesOneCaseForEachAndTheSameOnesAgain) {
  const auto request =
      tests::requestFor({"sex=Female,age=60-79,view=PA,findings=Effusion,count=40", "sex=Male,count=2"});
  const auto planned = planCohort(request, folder / "c");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  const Cohort cohort = openCohort(folder / "c").value();
  ASSERT_THAT(cohort.cases, SizeIs(42));
  EXPECT_EQ(cohort.plan, planned->plan);
  std::set<std::string> names;
  std::set<std::uint64_t> seeds;
  std::set<text::Side> sides;
  for (const Case& one : cohort.cases) {
    names.insert(one.name);
    for (int attempt = 0; attempt < 4; ++attempt) seeds.insert(seedOf(one, cohort.cases.size(), attempt));
    if (one.stratum != 0) continue;
    EXPECT_GE(one.subject.age, 60);
    EXPECT_LE(one.subject.age, 79);
    sides.insert(one.subject.findings.front().side);
  }
  EXPECT_EQ(names.size(), 42U);
  EXPECT_EQ(seeds.size(), 42U * 4) << "no two tries may share a seed";
  EXPECT_EQ(sides.size(), 3U) << "left, right and both occur";
  ASSERT_TRUE(planCohort(request, folder / "again"));
  EXPECT_EQ(base::readFile(folder / "again" / "cases.csv", 1U << 20U).value(),
            base::readFile(folder / "c" / "cases.csv", 1U << 20U).value());
}

TEST_F(PlannerTest, RefusesWhatTheModelDoesNotKnowAndSaysWhy) {
  const auto planned = planCohort(tests::requestFor({"race=White,count=2"}), folder / "c");
  ASSERT_FALSE(planned);
  EXPECT_THAT(planned.error().message, HasSubstr("was not trained on prompts that state race"));
  EXPECT_FALSE(std::filesystem::exists(folder / "c"));
  auto request = tests::requestFor({"sex=Male,count=2"});
  request.plan.size = 300;
  EXPECT_THAT(planCohort(request, folder / "c").error().message, HasSubstr("300"));
  request = tests::requestFor({"sex=Male,count=2"});
  request.plan.gates.memorisation = true;
  EXPECT_THAT(planCohort(request, folder / "c").error().next, HasSubstr("--reference"));
}

TEST_F(PlannerTest, LeavesAFolderThatIsThereAlone) {
  write("c/notes.txt", "mine");
  const auto planned = planCohort(tests::requestFor({"count=2"}), folder / "c");
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().code, base::ErrorCode::argumentInvalid);
  EXPECT_TRUE(std::filesystem::exists(folder / "c" / "notes.txt"));
}

// What the check of findings will learn from is told before anything is made.
TEST_F(PlannerTest, SaysWhichRealRadiographsSayNothingOfAFinding) {
  std::string table = "Path,split,Effusion,Edema\n";
  for (int i = 0; i < 60; ++i) {
    const char* effusion[] = {"1", "0", "-1", "", "1", "0"};
    table += "r" + std::to_string(i) + ".png," + (i < 36 ? "train," : "val,") + effusion[i % 6] + ",0\n";
  }
  auto request = tests::requestFor({"findings=Effusion,count=2"});
  request.plan.gates.labels = true;
  request.plan.gates.reference = write("real.csv", table);
  const auto planned = planCohort(request, folder / "c");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  EXPECT_THAT(
      planned->remarks,
      testing::IsSupersetOf(
          {"real.csv: These columns were taken as: image = Path, labels = Effusion and 1 others, split "
           "= split.",
           "20 of 60 real radiographs do not say whether there is Effusion (10 uncertain (-1) and 10 "
           "blank): the check \"labels\" leaves them out."}));
  EXPECT_THAT(planned->remarks, testing::Not(testing::Contains(HasSubstr("will not look for Effusion"))));
  request.plan.gates.labelRules = {.uncertain = training::UncertainAs::absent, .blankIsAbsent = true};
  const auto counted = planCohort(request, folder / "d");
  ASSERT_TRUE(counted);
  EXPECT_THAT(counted->remarks, testing::Not(testing::Contains(HasSubstr("do not say whether"))));
  EXPECT_EQ(openCohort(folder / "d").value().plan.gates.labelRules, request.plan.gates.labelRules);
  request.plan.gates.reference = write("few.csv", "Path,split,Effusion\nr1.png,train,1\nr2.png,val,0\n");
  EXPECT_THAT(
      planCohort(request, folder / "e").value().remarks,
      testing::Contains("The check \"labels\" will not look for Effusion: few.csv needs 8 radiographs "
                        "with it and as many without, in train and in val."));
}

TEST_F(PlannerTest, TakesTheReleasesPromptsAsTheyAre) {
  auto request = tests::requestFor({});
  request.prompts = write("p.csv",
                          "name,Finding Labels,impression\n"
                          "a.png,No Finding,\"sex:Male, age:71.0. No acute findings in the chest.\"\n"
                          "b.png,Cardiomegaly,\"sex:Female, age:61.0. Mild cardiomegaly.\"\n"
                          "c.png,Pneumonia,The lungs are clear.\n");
  const auto planned = planCohort(request, folder / "c");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  ASSERT_THAT(planned->cases, SizeIs(3));
  EXPECT_EQ(planned->cases[0].name, "a");
  EXPECT_EQ(planned->cases[0].subject.age, 71);
  EXPECT_EQ(planned->cases[0].report.impression, "No acute findings in the chest.");
  EXPECT_EQ(describe(planned->plan.strata[1]), "Female, 60-69, Cardiomegaly");
  ASSERT_THAT(planned->remarks, SizeIs(2))
      << "the third report contradicts its label, and the starter shows no cardiomegaly";
  EXPECT_THAT(planned->remarks[0], HasSubstr("report of c"));
  EXPECT_THAT(planned->remarks[1], HasSubstr("Cardiomegaly was not learned; asked for in 1 of 3 cases"));
}

TEST_F(PlannerTest, FillsWhatATableLacks) {
  auto request = tests::requestFor({});
  request.table =
      write("t.csv",
            "image,sex,age,labels\n1.png,M,50,Effusion\n2.png,M,50,Effusion\n3.png,M,52,No Finding\n4.png,"
            "F,51,Effusion\n5.png,,51,\n");
  request.balance = {.mode = BalanceMode::fill, .by = {"sex", "findings"}, .findings = {"Effusion"}};
  const auto planned = previewCohort(request);
  ASSERT_TRUE(planned) << base::describe(planned.error());
  std::vector<std::string> strata;
  for (const Stratum& one : planned->plan.strata)
    strata.push_back(describe(one) + " " + std::to_string(one.count));
  EXPECT_THAT(strata,
              testing::ElementsAre("Female, Effusion 1", "Female, No Finding 2", "Male, No Finding 1"));
  EXPECT_THAT(planned->remarks, testing::Contains(HasSubstr("1 of 5 rows")));
}

TEST_F(PlannerTest, MatchesATableByLargestRemainders) {
  auto request = tests::requestFor({});
  request.table = write("t.csv", "image,sex\n1.png,M\n2.png,M\n3.png,F\n");
  request.balance = {.mode = BalanceMode::match, .total = 10, .by = {"sex"}};
  const auto planned = previewCohort(request).value();
  ASSERT_THAT(planned.plan.strata, SizeIs(2));
  EXPECT_EQ(planned.plan.strata[0].count, 3U);
  EXPECT_EQ(planned.plan.strata[1].count, 7U);
  request.balance.mode = BalanceMode::equalise;
  EXPECT_EQ(previewCohort(request)->plan.strata[0].count, 5U);
}

TEST_F(PlannerTest, SteersBySiimMasksAndNamesTheSideThatTheyShow) {
  auto request = tests::requestFor({"sex=Male,count=3"});
  // 200 rows of one column at x = 100: the patient's right.
  request.conditions = write("siim.csv", "ImageId, EncodedPixels\nx, -1\ny, 102500 200\n");
  const auto planned = planCohort(request, folder / "c");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  ASSERT_THAT(planned->cases, SizeIs(3)) << "the mask serves in turn";
  EXPECT_EQ(planned->plan.conditionKind, "mask");
  EXPECT_EQ(formatFindings(planned->cases[0].subject.findings), "Pneumothorax:right");
  EXPECT_THAT(planned->cases[0].report.impression, HasSubstr("ight pneumothorax"));
  const auto mask = imaging::readMask(folder / "c" / planned->cases[0].condition);
  ASSERT_TRUE(mask) << base::describe(mask.error());
  EXPECT_EQ(mask->labels.pixels[mask->labels.index(100, 150)], 1);
}

TEST_F(PlannerTest, LooksAtTheMasksOfATableOfPromptsBeforeAnythingIsMade) {
  imaging::Image8 mask{64, 48, 1, std::vector<std::uint8_t>(64 * 48)};
  ASSERT_TRUE(imaging::writePng(folder / "empty.png", mask));
  auto request = tests::requestFor({});
  request.prompts =
      write("p.csv", "name,Finding Labels,impression,mask\na,Effusion,Pleural effusion.,empty.png\n");
  const auto preview = previewCohort(request);
  ASSERT_TRUE(preview) << base::describe(preview.error());
  EXPECT_THAT(preview->remarks, testing::Contains(HasSubstr("The mask of a: The mask is empty")));
  EXPECT_THAT(preview->remarks, testing::Contains(HasSubstr("not square")));
  for (int i = 0; i < 900; ++i) mask.pixels[static_cast<std::size_t>(i)] = i < 300 ? 60 : 11;
  ASSERT_TRUE(imaging::writePng(folder / "empty.png", mask));
  const auto planned = planCohort(request, folder / "c");
  ASSERT_FALSE(planned);
  EXPECT_THAT(planned.error().message, HasSubstr("The mask of a: This mask has the values 0, 11 and 60"));
  EXPECT_FALSE(std::filesystem::exists(folder / "c"));
}

TEST_F(PlannerTest, UnderstandsWhoIsShownInATableOfPrompts) {
  PlanRequest request = tests::requestFor({});
  request.prompts = write("p.csv",
                          "name,impression,sex,age,view\n"
                          "a,Clear lungs.,f,071Y,p.a.\n"
                          "b,\"sex:M, age:71. Clear lungs.\",Male,71.0,PA\n");
  const auto planned = previewCohort(request);
  ASSERT_TRUE(planned) << base::describe(planned.error());
  EXPECT_EQ(planned->cases[0].subject.sex, "Female");
  EXPECT_EQ(planned->cases[0].subject.view, "PA");
  EXPECT_EQ(planned->cases[0].subject.age, 71);
  EXPECT_EQ(planned->cases[1].subject.sex, "Male");
  EXPECT_EQ(planned->cases[1].report.impression, "Clear lungs.");
  const auto refusal = [&](const char* rows) {
    request.prompts = write("p.csv", std::string("name,impression,sex,age,view\n") + rows);
    const auto refused = previewCohort(request);
    return refused ? std::string("planned") : refused.error().message;
  };
  EXPECT_THAT(refusal("a,Clear.,Dog,,\n"), HasSubstr("Line 2: column sex: The sex \"Dog\""));
  EXPECT_THAT(refusal("a,Clear.,,nan,\n"), HasSubstr("\"nan\""));
  EXPECT_THAT(refusal("a,Clear.,,,Lateral\n"), HasSubstr("column view"));
  EXPECT_THAT(refusal("a,\"sex:Male. Clear.\",F,,\n"), HasSubstr("but the sex is stated as Female"));
}

TEST_F(PlannerTest, TellsADamagedSourceByItsName) {
  auto request = tests::requestFor({});
  request.conditions = write("siim.csv", "ImageId,EncodedPixels\nx,5 99999999\n");
  auto planned = planCohort(request, folder / "c");
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().file, folder / "siim.csv");
  request.conditions = write("det.json", R"([{"file_name":"a.png","syms":["Mass"],"boxes":[]}])");
  EXPECT_THAT(planCohort(request, folder / "c").error().message, HasSubstr("a.png"));
  request.conditions = write("other.json", R"({"a":1})");
  EXPECT_EQ(planCohort(request, folder / "c").error().code, base::ErrorCode::formatUnsupported);
  EXPECT_FALSE(std::filesystem::exists(folder / "c"));
}

TEST_F(PlannerTest, KeepsCasesNamedByUidsApart) {
  auto request = tests::requestFor({});
  std::string text = "name,impression\n";
  for (int i = 1; i <= 30; ++i) text += "1.2.840.113.7." + std::to_string(i) + ",Normal chest.\n";
  request.prompts = write("uids.csv", text);
  const auto planned = planCohort(request, folder / "uids");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  ASSERT_THAT(planned->cases, SizeIs(30));
  EXPECT_EQ(planned->cases[16].name, "1.2.840.113.7.17");
  CHEXGEN_CASE_OR_SKIP(file, "table-uid-names/q01_uid_names.csv");
  request.prompts = file;
  const auto given = planCohort(request, folder / "given");
  ASSERT_TRUE(given) << base::describe(given.error());
  ASSERT_THAT(given->cases, SizeIs(2));
  EXPECT_EQ(given->cases[1].name, "1.2.840.113.7.2");
}

TEST_F(PlannerTest, TakesFromOneFileTheBoxesOfEachPrompt) {
  write("project.json",
        R"({"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 100},
                       {"id": 2, "file_name": "b.png", "width": 100, "height": 100}],
            "categories": [{"id": 1, "name": "Lung"}, {"id": 2, "name": "Heart"}],
            "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 40, 40]},
                            {"image_id": 2, "category_id": 2, "bbox": [50, 50, 40, 40]}]})");
  auto request = tests::requestFor({});
  request.prompts =
      write("p.csv", "name,impression,boxes\nb.png,Clear.,project.json\na.png,Clear.,project.json\n");
  const auto planned = planCohort(request, folder / "c");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  const auto boxes = [&](std::size_t i) {
    return imaging::readBoxes(folder / "c" / planned->cases[i].condition).value().boxes;
  };
  ASSERT_THAT(boxes(0), SizeIs(1));
  EXPECT_EQ(boxes(0)[0].finding.name, "Heart");
  EXPECT_EQ(boxes(1)[0].finding.name, "Lung");
  // As in a table for `chexgen generate`, a column of its own goes first.
  request.prompts =
      write("named.csv", "name,impression,boxes,image,boxes_image\nz,Clear.,project.json,x.png,b.png\n");
  const auto named = planCohort(request, folder / "n");
  ASSERT_TRUE(named) << base::describe(named.error());
  EXPECT_EQ(imaging::readBoxes(folder / "n" / named->cases[0].condition).value().boxes[0].finding.name,
            "Heart");
  request.prompts = write("q.csv", "name,impression,boxes\nz.png,Clear.,project.json\n");
  EXPECT_THAT(planCohort(request, folder / "d").error().message, HasSubstr("Line 2"));
}

TEST_F(PlannerTest, ReadsThePublishedDataSets) {
  CHEXGEN_DATA_OR_SKIP(siim, "siim-pneumothorax-train-rle.csv.gz");
  CHEXGEN_DATA_OR_SKIP(detection, "chestx-det-train.json.gz");
  auto request = tests::requestFor({});
  request.conditions = siim;
  request.count = 5;
  auto planned = planCohort(request, folder / "siim");
  ASSERT_TRUE(planned) << base::describe(planned.error());
  EXPECT_THAT(planned->cases, SizeIs(5));
  request.conditions = detection;
  planned = planCohort(request, folder / "det");
  ASSERT_FALSE(planned) << "the starter knows boxes of lungs and heart only";
  EXPECT_THAT(planned.error().message, HasSubstr("has not learned boxes of"));
}

TEST_F(PlannerTest, KeepsReportsThatPeopleChanged) {
  const auto request = tests::requestFor({"sex=Female,count=2"});
  ASSERT_TRUE(planCohort(request, folder / "c"));
  std::string text = base::readFile(folder / "c" / "cases.csv", 1U << 20U).value();
  const Cohort before = openCohort(folder / "c").value();
  const std::string old = before.cases[0].report.impression;
  text.replace(text.find(old), old.size(), "Nothing that I can see.");
  write("c/cases.csv", text);
  EXPECT_EQ(openCohort(folder / "c")->cases[0].report.impression, "Nothing that I can see.");
  write("c/cases.csv", text.substr(0, text.find("case00002")) + "case00001,1,,,,,,x,,,,1,,\n");
  EXPECT_THAT(openCohort(folder / "c").error().message, HasSubstr("stands twice"));
  write("c/cases.csv", text.substr(0, text.find("case00002")) + "../x,1,,,,,,x,,,,1,,\n");
  EXPECT_THAT(openCohort(folder / "c").error().message, HasSubstr("cannot be the name"));
}

}  // namespace
}  // namespace chexgen::cohort
