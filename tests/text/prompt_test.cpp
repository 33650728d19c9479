#include "core/text/prompt.h"

#include <gtest/gtest.h>

#include <limits>

namespace chexgen::text {
namespace {

TEST(JoinPrompt, WritesTheFormOfTheDemographicCheckpoint) {
  EXPECT_EQ(joinPrompt({.sex = "Male",
                        .age = 71,
                        .race = "Black",
                        .view = {},
                        .report = "No acute findings in the chest."}),
            "sex:Male, age:71.0, race:Black. No acute findings in the chest.");
}

TEST(JoinPrompt, PutsTheViewBehindRace) {
  EXPECT_EQ(joinPrompt({.sex = {}, .age = {}, .race = "White", .view = "PA", .report = "Stable."}),
            "race:White, view:PA. Stable.");
}

TEST(JoinPrompt, LeavesOutWhatIsAbsentOrEmpty) {
  EXPECT_EQ(joinPrompt({.sex = "", .age = 40.5, .race = {}, .view = {}, .report = "Stable."}),
            "age:40.5. Stable.");
  EXPECT_EQ(joinPrompt({.sex = {}, .age = {}, .race = {}, .view = {}, .report = "Stable."}), "Stable.");
  EXPECT_EQ(joinPrompt({.sex = "Female", .age = {}, .race = {}, .view = {}, .report = ""}), "sex:Female.");
  EXPECT_EQ(joinPrompt({}), "");
}

// Expected values: CPython's repr().
TEST(PythonFloat, PrintsTheShortestFormThatReadsBack) {
  EXPECT_EQ(pythonFloat(71), "71.0");
  EXPECT_EQ(pythonFloat(0), "0.0");
  EXPECT_EQ(pythonFloat(-0.0), "-0.0");
  EXPECT_EQ(pythonFloat(0.1), "0.1");
  EXPECT_EQ(pythonFloat(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(pythonFloat(1e15), "1000000000000000.0");
  EXPECT_EQ(pythonFloat(1e16), "1e+16");
  EXPECT_EQ(pythonFloat(0.0001), "0.0001");
  EXPECT_EQ(pythonFloat(0.00001), "1e-05");
  EXPECT_EQ(pythonFloat(1.5e300), "1.5e+300");
  EXPECT_EQ(pythonFloat(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(pythonFloat(-std::numeric_limits<double>::infinity()), "-inf");
}

}  // namespace
}  // namespace chexgen::text
