// The 16-bit formats, against their definition: every value, and every midpoint between two neighbours.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/weights/number_formats.h"

namespace chexgen::weights {
namespace {

struct Format {
  const char* name;
  std::uint16_t (*to)(float);
  float (*from)(std::uint16_t);
  std::uint16_t infinity;
};
const Format formats[] = {{"bf16", toBfloat16, fromBfloat16, 0x7F80},
                          {"fp16", toFloat16, fromFloat16, 0x7C00}};

TEST(NumberFormats, EveryValueSurvives) {
  for (const Format& format : formats) {
    for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
      const auto stored = static_cast<std::uint16_t>(bits);
      const float value = format.from(stored);
      if (std::isnan(value)) {
        EXPECT_TRUE(std::isnan(format.from(format.to(value)))) << format.name << " " << bits;
      } else {
        ASSERT_EQ(format.to(value), stored) << format.name << " " << bits;
      }
    }
  }
}

TEST(NumberFormats, RoundsToNearestAndTiesToEven) {
  for (const Format& format : formats) {
    for (std::uint16_t lower = 0; lower + 1 < format.infinity; ++lower) {
      const auto upper = static_cast<std::uint16_t>(lower + 1);
      // Exact in float: it needs one bit more than the format has.
      const float middle = format.from(lower) + (format.from(upper) - format.from(lower)) / 2;
      const std::uint16_t even = lower % 2 == 0 ? lower : upper;
      if (middle == format.from(lower) || middle == format.from(upper))
        continue;  // float's own smallest values
      ASSERT_EQ(format.to(middle), even) << format.name << " " << lower;
      ASSERT_EQ(format.to(std::nextafter(middle, 0.0F)), lower) << format.name << " " << lower;
      ASSERT_EQ(format.to(std::nextafter(middle, std::numeric_limits<float>::infinity())), upper)
          << format.name << " " << lower;
      ASSERT_EQ(format.to(-middle), even | 0x8000U) << format.name << " " << lower;
    }
  }
}

TEST(NumberFormats, ExtremesAreInfiniteOrZero) {
  EXPECT_EQ(toFloat16(65519.0F), 0x7BFF);
  EXPECT_EQ(toFloat16(65520.0F), 0x7C00);
  EXPECT_EQ(toFloat16(std::numeric_limits<float>::max()), 0x7C00);
  EXPECT_EQ(toFloat16(-std::numeric_limits<float>::infinity()), 0xFC00);
  EXPECT_EQ(toFloat16(1e-10F), 0);
  EXPECT_EQ(toFloat16(-1e-10F), 0x8000);
  EXPECT_EQ(toBfloat16(std::numeric_limits<float>::max()), 0x7F80);
}

TEST(NumberFormats, KnownValues) {
  EXPECT_EQ(toBfloat16(1.0F), 0x3F80);
  EXPECT_EQ(toFloat16(1.0F), 0x3C00);
  EXPECT_EQ(toFloat16(-2.0F), 0xC000);
  EXPECT_EQ(toFloat16(1.0F / 3.0F), 0x3555);
}

TEST(NumberFormats, ConvertsWholeTensorsAtUnalignedAddresses) {
  const std::vector<float> values{1.0F, -0.5F, 65504.0F};
  for (const DataType type : {DataType::float16, DataType::float32, DataType::float64}) {
    const auto bytes = fromFloats(values, type);
    ASSERT_EQ(bytes.size(), values.size() * bytesOf(type));
    std::vector<std::byte> shifted(bytes.size() + 1);
    std::memcpy(shifted.data() + 1, bytes.data(), bytes.size());
    EXPECT_EQ(toFloats(std::span(shifted).subspan(1), type), values);
  }
}

}  // namespace
}  // namespace chexgen::weights
