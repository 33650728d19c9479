#include "core/base/error.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

namespace chexgen::base {
namespace {

TEST(Error, EveryCodeHasItsOwnNameAndIsFoundByIt) {
  std::set<std::string_view> names;
  for (int number = 0; number <= static_cast<int>(ErrorCode::internal); ++number) {
    const auto code = static_cast<ErrorCode>(number);
    EXPECT_TRUE(names.insert(name(code)).second) << name(code) << " stands for two codes";
    EXPECT_EQ(errorCodeNamed(name(code)), code);
  }
  EXPECT_FALSE(errorCodeNamed("Internal"));
  EXPECT_FALSE(errorCodeNamed(""));
}

TEST(Error, DescriptionHoldsEveryPartThatIsThere) {
  const Error whole{ErrorCode::diskFull, "Writing failed: no space.", "/data/out.png",
                    "Earlier images are kept.", "Free some space."};
  EXPECT_EQ(describe(whole),
            "Writing failed: no space.\n"
            "  file: /data/out.png\n"
            "  safe: Earlier images are kept.\n"
            "  next: Free some space.\n"
            "  code: diskFull");
  EXPECT_EQ(describe(Error{ErrorCode::cancelled, "Stopped."}), "Stopped.\n  code: cancelled");
}

Result<std::unique_ptr<int>> boxed(int value) {
  if (value < 0) return fail(ErrorCode::argumentInvalid, "negative", "here", "all", "go on");
  return std::make_unique<int>(value);
}

Result<int> sum(int a, int b, int& steps) {
  CHEXGEN_ASSIGN(const std::unique_ptr<int> first, boxed(a));
  ++steps;
  CHEXGEN_ASSIGN(const std::unique_ptr<int> second, boxed(b));
  ++steps;
  return *first + *second;
}

TEST(Result, AssignBindsMoveOnlyValuesAndLeavesAtTheFirstError) {
  int steps = 0;
  EXPECT_EQ(sum(2, 3, steps).value(), 5);
  EXPECT_EQ(steps, 2);

  steps = 0;
  const auto failed = sum(2, -1, steps);
  EXPECT_EQ(steps, 1);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(failed.error().message, "negative");
  EXPECT_EQ(failed.error().file, "here");
  EXPECT_EQ(failed.error().safe, "all");
  EXPECT_EQ(failed.error().next, "go on");
}

Result<void> tried(int value, bool& reachedEnd) {
  CHEXGEN_TRY(boxed(value));
  reachedEnd = true;
  return {};
}

TEST(Result, TryLeavesWithTheErrorAndElseGoesOn) {
  bool reachedEnd = false;
  EXPECT_EQ(tried(-1, reachedEnd).error().code, ErrorCode::argumentInvalid);
  EXPECT_FALSE(reachedEnd);
  EXPECT_TRUE(tried(1, reachedEnd));
  EXPECT_TRUE(reachedEnd);
}

}  // namespace
}  // namespace chexgen::base
