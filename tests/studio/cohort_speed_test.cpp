// How quickly the window of a large cohort answers.
#include <QComboBox>
#include <QListView>
#include <algorithm>
#include <chrono>
#include <cstdio>

#include <gmock/gmock.h>

#include "app/studio/cohort_page.h"
#include "app/studio/cohorts_room.h"
#include "app/studio/task_queue.h"
#include "core/base/file.h"
#include "core/cohort/planner.h"
#include "tests/studio/studio_fixture.h"
#include "tests/support/golden.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;

class LargeCohort : public StudioFixture {};

// A cohort of ten thousand cases, as if most were made.
TEST_F(LargeCohort, OfTenThousandCasesStaysFluid) {
  start();
  cohort::PlanRequest request;
  request.plan.name = "large";
  request.plan.model = tests::sourcePath("resources/models/starter");
  for (int i = 0; i < 100; ++i)
    request.strata.push_back(
        cohort::parseStratum("sex=Female,age=" + std::to_string(i) + ",findings=Effusion,count=100").value());
  const auto added = window().queue()->add({.kind = "cohort",
                                            .name = "large",
                                            .settings = base::Json::object(),
                                            .device = "cpu",
                                            .after = {},
                                            .prepare = [&request](const fs::path& run) {
                                              return cohort::planCohort(request, run).map([](const auto&) {});
                                            }});
  ASSERT_TRUE(added) << base::describe(added.error());
  window().queue()->cancel(*added);
  const auto files = cohort::cohortFiles(window().queue()->absolute(*added));
  std::string events;
  for (int i = 0; i < 9000; ++i) {
    const cohort::Try one{.attempt = 0,
                          .file = "none-" + std::to_string(i % 7) + ".png",
                          .sha256 = std::string(64, 'a'),
                          .pixels = std::string(64, 'b'),
                          .gates = {{.gate = "blank"}, {.gate = "side", .passed = i % 9 != 0}}};
    events += jobs::formatEvent({.run = "r",
                                 .attempt = 1,
                                 .sequence = i + 1,
                                 .time = "2026-01-01T00:00:00.000Z",
                                 .step = i,
                                 .name = std::string(cohort::ledger_event::tried),
                                 .data = base::Json(cohort::toJson(one))}) +
              "\n";
  }
  ASSERT_TRUE(base::writeFileAtomically(files.folder / "events.jsonl", events));
  const auto time = [](const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  };
  const double opened = time([&] { window().enter(MainWindow::cohortsRoom); });
  ASSERT_NE(window().cohorts()->page()->watched(), nullptr);
  EXPECT_EQ(window().cohorts()->page()->grid()->rowCount(), 10000);
  const double looked = time([&] { window().cohorts()->page()->look(); });
  // Somebody scrolls through all of it: a page at a time, each painted.
  double slowest = 0;
  for (int row = 0; row < 10000; row += 500)
    slowest =
        std::max(slowest, time([&] {
                   window().cohorts()->page()->view()->scrollTo(
                       window().cohorts()->page()->grid()->index(row), QAbstractItemView::PositionAtTop);
                   window().cohorts()->page()->view()->viewport()->grab();
                 }));
  const double filtered =
      time([&] { window().findChild<QComboBox*>(QStringLiteral("cohortFilter"))->setCurrentIndex(2); });
  std::printf("10,000 cases: opened %.0f ms, a look %.1f ms, a page %.1f ms at most, filtered %.0f ms\n",
              opened, looked, slowest, filtered);
  EXPECT_LT(opened, 3000);
  EXPECT_LT(looked, 100);
  EXPECT_LT(slowest, 100);
  EXPECT_LT(filtered, 100);
  screenshot(QStringLiteral("cohorts-large"));
}

}  // namespace
}  // namespace chexgen::studio
