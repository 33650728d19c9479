#include "core/cohort/export.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/cohort/cohort_job.h"
#include "core/cohort/export_conditions.h"
#include "core/training/data_table.h"
#include "tests/cohort/cohort_plans.h"
#include "tests/jobs/fake_backend.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cohort {
namespace {

using testing::IsEmpty;
namespace fs = std::filesystem;

// Two cases with boxes, made by the fake back end: 8 pixels a side.
class ExportTest : public testing::Test {
 protected:
  void SetUp() override {
    auto staged = base::StagedFolder::create(folder / "c");
    ASSERT_TRUE(staged);
    Plan plan = tests::requestFor({"findings=Mass,count=2"}).plan;
    ASSERT_TRUE(setModel(plan, plan.model));
    plan.size = 8;
    plan.conditionKind = "boxes";
    plan.strata = {parseStratum("findings=Mass,count=2").value()};
    ASSERT_TRUE(base::writeFileAtomically(
        staged->path() / "conditions" / "m.json",
        R"({"width":100,"height":80,"boxes":[{"label":"Mass","x":30,"y":20,"width":20,"height":40}]})"));
    for (int i = 0; i < 2; ++i)
      plan.conditions.push_back({0, "conditions/m.json", {{"Mass", text::Side::right}}});
    ASSERT_TRUE(publishCohort(*staged, plan, makeCases(plan).value()));
    tests::FakeBackend backend(false);
    ASSERT_TRUE(jobs::runJob(cohortJob(folder / "c", {}),
                             [&](jobs::JobContext& context) { return runCohortJob(context, backend, {}); },
                             {.program = "test", .cancel = {}, .onStart = {}, .onProgress = {}}));
  }
  base::Result<Exported> exportTo(const fs::path& target, const ExportOptions& options,
                                  const base::CancelToken& cancel = {}) {
    const Cohort cohort = openCohort(folder / "c").value();
    Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
    EXPECT_TRUE(ledger.update());
    return exportCohort(cohort, ledger, target, options, {}, cancel);
  }
  tests::TemporaryFolder folder;
};

TEST_F(ExportTest, WritesBoxesInThePixelsOfTheRadiograph) {
  const auto done = exportTo(folder / "e", {.coco = true, .yolo = true});
  ASSERT_TRUE(done) << base::describe(done.error());
  EXPECT_EQ(done->radiographs, 2U);
  // The centre square of 100 x 80 begins at x = 10 and becomes 8 pixels wide: a tenth.
  const auto expectBox = [](const imaging::BoxSheet& sheet) {
    ASSERT_EQ(sheet.boxes.size(), 1U);
    EXPECT_EQ(sheet.boxes[0].finding.name, "Mass");
    EXPECT_NEAR(sheet.boxes[0].x, 2, 1e-9);
    EXPECT_NEAR(sheet.boxes[0].y, 2, 1e-9);
    EXPECT_NEAR(sheet.boxes[0].width, 2, 1e-9);
    EXPECT_NEAR(sheet.boxes[0].height, 4, 1e-9);
  };
  expectBox(imaging::readBoxes(folder / "e" / "boxes" / "coco.json", {.image = "case00002.png"}).value());
  expectBox(imaging::readBoxes(folder / "e" / "boxes" / "yolo" / "case00001.txt",
                               {.image = {}, .width = 8, .height = 8})
                .value());
  expectBox(imaging::readBoxes(folder / "e" / "boxes" / "csv" / "case00001.csv").value());
  EXPECT_THAT(verifyExport(folder / "e")->problems, IsEmpty());
}

TEST_F(ExportTest, GivesATableThatTrainingReads) {
  ASSERT_TRUE(exportTo(folder / "e", {}));
  const auto table = training::readTable(folder / "e" / "cases.csv");
  ASSERT_TRUE(table) << base::describe(table.error());
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_TRUE(fs::exists(table->rows[0].image));
  EXPECT_EQ(table->rows[0].labels, std::vector<std::string>{"Mass"});
  EXPECT_FALSE(table->rows[0].prompt.empty());
}

TEST_F(ExportTest, LeavesNothingBehindWhenItFails) {
  base::CancelToken cancel;
  cancel.cancel();
  EXPECT_EQ(exportTo(folder / "e", {}, cancel).error().code, base::ErrorCode::cancelled);
  std::ofstream(folder / "c" / "images" / "case00002-1.png", std::ios::app) << "x";
  const auto changed = exportTo(folder / "e", {});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, base::ErrorCode::hashMismatch);
  EXPECT_EQ(changed.error().file.filename(), "case00002-1.png");
  EXPECT_FALSE(exportTo(folder / "e", {.segmentations = true})) << "a segmentation needs its image";
  std::size_t entries = 0;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    entries += entry.path().filename() == "c" ? 0U : 1U;
  EXPECT_EQ(entries, 0U);
}

TEST_F(ExportTest, IsNotVerifiedWhenAFileIsChangedGoneOrAdded) {
  ASSERT_TRUE(exportTo(folder / "e", {}));
  EXPECT_THAT(verifyExport(folder / "e")->problems, IsEmpty());
  std::ofstream(folder / "e" / "images" / "case00001.png", std::ios::app) << "x";
  fs::remove(folder / "e" / "datasheet.html");
  std::ofstream(folder / "e" / "images" / "other.png") << "x";
  EXPECT_EQ(verifyExport(folder / "e")->problems.size(), 3U);
  ASSERT_TRUE(base::writeFileAtomically(folder / "e" / "manifest.json",
                                        R"({"schema":1,"files":[{"path":"../../x","sha256":""}]})"));
  EXPECT_EQ(verifyExport(folder / "e").error().code, base::ErrorCode::formatForbidden);
}

}  // namespace
}  // namespace chexgen::cohort
