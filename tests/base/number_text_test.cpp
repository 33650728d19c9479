#include "core/base/number_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

#include <gmock/gmock.h>

namespace chexgen::base {
namespace {

// The C library's own text of a number, of whatever length.
std::string printed(const char* form, int digits, double value) {
  std::vector<char> text(1024);
  std::snprintf(text.data(), text.size(), form, digits, value);
  return text.data();
}

TEST(NumberText, IsThatOfTheCLibraryAtEverySize) {
  constexpr double greatest = std::numeric_limits<double>::max();
  for (const double value :
       {0.0, 1.0, -1.5, 0.125, 1e-300, 123456.789, 1e15, -1e300, 1e300, greatest, -greatest})
    for (const int digits : {1, 2, 6, 14}) {
      EXPECT_EQ(fixedText(value, digits), printed("%.*f", digits, value));
      EXPECT_EQ(significantText(value, digits), printed("%.*g", digits, value));
    }
  EXPECT_EQ(fixedText(-1e300, 2).size(), 1U + 301 + 1 + 2);
  EXPECT_EQ(fixedText(std::nan(""), 2), "nan");
  EXPECT_EQ(fixedText(-std::numeric_limits<double>::infinity(), 2), "-inf");
}

TEST(NumberText, ForPeopleHasAMinusSignAndNeverMinusNothing) {
  EXPECT_EQ(readableText(-1.234, 2), "−1.23");
  EXPECT_EQ(readableText(-0.001, 2), "0.00");
  EXPECT_EQ(readableText(-1e300, 2), "−1e+300");
  EXPECT_EQ(readableText(999999999999999, 0), "999999999999999");
}

TEST(NumberText, OfWholeNumbersIsPadded) {
  EXPECT_EQ(paddedText(7, 5), "00007");
  EXPECT_EQ(paddedText(1234567, 5), "1234567");
  EXPECT_EQ(paddedText(std::numeric_limits<std::uint64_t>::max(), 1), "18446744073709551615");
  EXPECT_EQ(paddedHexText(0x0fa0, 6), "000fa0");
}

TEST(NumberText, TheShortestReadsBack) {
  for (const double value : {0.1, 1.0 / 3, 1e300, -5e-324})
    EXPECT_EQ(std::strtod(shortestText(value).c_str(), nullptr), value);
}

}  // namespace
}  // namespace chexgen::base
