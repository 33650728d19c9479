// Expectations on a Result that say the whole error when they fail.
#pragma once

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace chexgen::tests {

template <class T>
std::string problem(const base::Result<T>& result) {
  return result ? "" : base::describe(result.error());
}

// The result is a failure of this code whose message holds `part`.
template <class T>
void expectRefused(const base::Result<T>& result, base::ErrorCode code, const std::string& part) {
  ASSERT_FALSE(result) << "accepted, although: " << part;
  EXPECT_EQ(base::name(result.error().code), base::name(code)) << base::describe(result.error());
  EXPECT_THAT(result.error().message, testing::HasSubstr(part));
}

}  // namespace chexgen::tests
