// R, where it is installed, computes the same from the same numbers.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/statistics/intraclass.h"
#include "core/statistics/paired.h"
#include "core/statistics/sample_size.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::statistics {
namespace {

// Ratings of 16 cases by two readers on a scale from -2 to 2, and of a second model by their mean.
const std::vector<double> ann{2, 1, 2, 0, 1, -1, 2, 1, 0, 2, 1, -2, 0, 1, 2, -1};
const std::vector<double> ben{2, 0, 1, 0, 1, -2, 2, 2, -1, 1, 1, -1, 0, 0, 2, 0};
const std::vector<double> other{1.5,   1.25, 1.2, -0.45, 0.1,  -0.25, 0.9, 2.25,
                                -0.95, 0.6,  0.8, -1.35, 0.35, 0.6,   0.3, -1.3};

std::string vectorText(const std::vector<double>& values) {
  std::ostringstream text;
  text << "c(";
  for (std::size_t i = 0; i < values.size(); ++i) text << (i > 0 ? "," : "") << values[i];
  text << ")";
  return text.str();
}

class R : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("Rscript --version > /dev/null 2>&1") != 0)
      GTEST_SKIP() << "R is not installed (Debian: r-base-core)";
  }
  // The numbers that the program prints, one to a line.
  std::vector<double> run(const std::string& program) const {
    const auto file = folder / "program.R";
    std::ofstream(file) << "options(digits = 15)\nann <- " << vectorText(ann) << "\nben <- "
                        << vectorText(ben) << "\nother <- " << vectorText(other)
                        << "\nsay <- function(x) cat(format(x, digits = 15), sep = '\\n')\n"
                        << program;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
        ::popen(("Rscript --vanilla " + file.string()).c_str(), "r"), ::pclose);
    std::string output;
    std::array<char, 256> part{};
    while (pipe && std::fgets(part.data(), part.size(), pipe.get()) != nullptr) output += part.data();
    std::vector<double> numbers;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);)
      if (line.find_first_not_of(" \t") != std::string::npos) numbers.push_back(std::stod(line));
    return numbers;
  }
  tests::TemporaryFolder folder;
};

TEST_F(R, ComputesTheSamePairedT) {
  const auto expected =
      run("t <- t.test(ann, other, paired = TRUE)\nsay(c(t$statistic, t$p.value, t$conf.int))\n");
  ASSERT_EQ(expected.size(), 4U);
  const auto ours = pairedT(ann, other);
  ASSERT_TRUE(ours);
  EXPECT_NEAR(ours->t, expected[0], 1e-9);
  EXPECT_NEAR(ours->p, expected[1], 1e-9);
  EXPECT_NEAR(ours->difference.interval.low, expected[2], 1e-9);
  EXPECT_NEAR(ours->difference.interval.high, expected[3], 1e-9);
}

TEST_F(R, ComputesTheSameSignedRankTest) {
  const auto expected =
      run("e <- wilcox.test(ann, other, paired = TRUE, exact = TRUE)\n"
          "n <- suppressWarnings(wilcox.test(ann, ben, paired = TRUE, exact = FALSE, correct = TRUE))\n"
          "say(c(e$statistic, e$p.value, n$statistic, n$p.value))\n");
  ASSERT_EQ(expected.size(), 4U);
  const auto exact = wilcoxonSignedRank(ann, other);
  ASSERT_TRUE(exact);
  ASSERT_TRUE(exact->exact);
  EXPECT_NEAR(exact->positive, expected[0], 1e-9);
  EXPECT_NEAR(exact->p, expected[1], 1e-9);
  const auto normal = wilcoxonSignedRank(ann, ben, {.exactUpTo = 0});
  ASSERT_TRUE(normal);
  EXPECT_FALSE(normal->exact);
  EXPECT_NEAR(normal->positive, expected[2], 1e-9);
  EXPECT_NEAR(normal->p, expected[3], 1e-9);
}

TEST_F(R, CorrectsTheSameAfterHolm) {
  const std::vector<double> p{0.04, 0.001, 0.03, 0.2, 0.03};
  const auto expected = run("say(p.adjust(c(0.04, 0.001, 0.03, 0.2, 0.03), 'holm'))\n");
  const auto ours = holmCorrected(p);
  ASSERT_EQ(expected.size(), ours.size());
  for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(ours[i], expected[i], 1e-12);
}

// From the mean squares of R's analysis of variance, by the definition of McGraw and Wong.
TEST_F(R, GivesTheSameIntraclassCorrelation) {
  const auto expected = run(
      "d <- data.frame(x = c(ann, ben), case = factor(rep(1:16, 2)), reader = factor(rep(1:2, each = 16)))\n"
      "m <- anova(lm(x ~ case + reader, d))[['Mean Sq']]\n"
      "say((m[1] - m[3]) / (m[1] + m[3] + 2 / 16 * (m[2] - m[3])))\n");
  ASSERT_EQ(expected.size(), 1U);
  const std::vector<ReaderRatings> readers{{ann.begin(), ann.end()}, {ben.begin(), ben.end()}};
  EXPECT_NEAR(intraclassCorrelation(readers, IntraclassForm::agreementSingle)->value, expected[0], 1e-9);
}

TEST_F(R, NeedsAsManyCases) {
  const auto expected =
      run("say(c(power.t.test(delta = 0.3, sd = 1, power = 0.9, type = 'paired', strict = TRUE)$n,\n"
          "      power.t.test(n = 40, delta = 0.45, sd = 1.1, type = 'paired', strict = TRUE)$power))\n");
  ASSERT_EQ(expected.size(), 2U);
  EXPECT_EQ(pairsNeeded(0.3, 1, 0.9).value(), static_cast<std::size_t>(std::ceil(expected[0])));
  EXPECT_NEAR(pairedTPower(0.45, 1.1, 40).value(), expected[1], 1e-6);
}

}  // namespace
}  // namespace chexgen::statistics
