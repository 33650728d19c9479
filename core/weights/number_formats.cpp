#include "core/weights/number_formats.h"

#include <array>
#include <bit>
#include <cstring>

namespace chexgen::weights {
namespace {

template <class Stored, class Convert>
std::vector<float> readAll(std::span<const std::byte> bytes, Convert convert) {
  std::vector<float> values(bytes.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored{};
    std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
    values[i] = convert(stored);
  }
  return values;
}

template <class Stored, class Convert>
std::vector<std::byte> writeAll(std::span<const float> values, Convert convert) {
  std::vector<std::byte> bytes(values.size() * sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Stored stored = convert(values[i]);
    std::memcpy(bytes.data() + i * sizeof(Stored), &stored, sizeof(Stored));
  }
  return bytes;
}

// Drops the lowest `shift` bits, rounding to nearest, ties to even. A carry runs on into the exponent, which
// is exactly what rounding up to the next power of two means.
std::uint32_t roundedShift(std::uint32_t bits, std::uint32_t shift) {
  const std::uint32_t half = 1U << (shift - 1);
  const std::uint32_t odd = (bits >> shift) & 1U;
  return (bits + half - 1 + odd) >> shift;
}

constexpr std::uint32_t floatInfinity = 0x7F800000;

constexpr std::size_t laneCount = 1024;  // a fixed number, so that the compiler makes wide instructions of it

// Whether any number has all bits of its exponent set: infinity or NaN in every format of IEEE 754.
template <class Bits>
bool anyUnfit(std::span<const std::byte> bytes, Bits exponent) {
  std::array<Bits, laneCount> lane;
  const auto isUnfit = [&](std::size_t count) {
    Bits found = 0;
    for (std::size_t i = 0; i < count; ++i)
      found = static_cast<Bits>(found | static_cast<Bits>((lane[i] & exponent) == exponent ? 1 : 0));
    return found != 0;
  };
  for (; bytes.size() >= sizeof lane; bytes = bytes.subspan(sizeof lane)) {
    std::memcpy(lane.data(), bytes.data(), sizeof lane);
    if (isUnfit(laneCount)) return true;
  }
  std::memcpy(lane.data(), bytes.data(), bytes.size());
  return isUnfit(bytes.size() / sizeof(Bits));
}

}  // namespace

bool isFloating(DataType type) {
  return type == DataType::float16 || type == DataType::bfloat16 || type == DataType::float32 ||
         type == DataType::float64;
}

float fromBfloat16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16U); }

std::uint16_t toBfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > floatInfinity)
    return static_cast<std::uint16_t>((bits >> 16U) | 0x40U);  // quiet NaN
  return static_cast<std::uint16_t>(roundedShift(bits, 16));
}

float fromFloat16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
  const std::uint32_t fraction = bits & 0x3FFU;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | floatInfinity | (fraction << 13U));
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;  // subnormal
    return sign != 0 ? -magnitude : magnitude;
  }
  return std::bit_cast<float>(sign | ((exponent + 112U) << 23U) | (fraction << 13U));
}

std::uint16_t toFloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16U) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  const auto with = [sign](std::uint32_t rest) { return static_cast<std::uint16_t>(sign | rest); };
  if (magnitude > floatInfinity) return with(0x7E00U);  // NaN
  if (magnitude >= 0x477FF000U) return with(0x7C00U);   // from 65520 up: infinity
  if (magnitude >= 0x38800000U) return with(roundedShift(magnitude - (112U << 23U), 13));
  if (magnitude < 0x33000000U) return with(0);  // below half of the smallest subnormal
  const std::uint32_t exponent = magnitude >> 23U;
  const std::uint32_t fraction = (magnitude & 0x7FFFFFU) | 0x800000U;
  return with(roundedShift(fraction, 126U - exponent));
}

std::vector<float> toFloats(std::span<const std::byte> bytes, DataType type) {
  switch (type) {
    case DataType::float16: return readAll<std::uint16_t>(bytes, fromFloat16);
    case DataType::bfloat16: return readAll<std::uint16_t>(bytes, fromBfloat16);
    case DataType::float64: return readAll<double>(bytes, [](double v) { return static_cast<float>(v); });
    case DataType::float32: return readAll<float>(bytes, [](float v) { return v; });
    default: return {};
  }
}

std::vector<std::byte> fromFloats(std::span<const float> values, DataType type) {
  switch (type) {
    case DataType::float16: return writeAll<std::uint16_t>(values, toFloat16);
    case DataType::bfloat16: return writeAll<std::uint16_t>(values, toBfloat16);
    case DataType::float64: return writeAll<double>(values, [](float v) { return static_cast<double>(v); });
    case DataType::float32: return writeAll<float>(values, [](float v) { return v; });
    default: return {};
  }
}

bool allFinite(std::span<const std::byte> bytes, DataType type) {
  if (bytes.empty()) return true;
  switch (type) {
    case DataType::float16: return !anyUnfit<std::uint16_t>(bytes, 0x7C00);
    case DataType::bfloat16: return !anyUnfit<std::uint16_t>(bytes, 0x7F80);
    case DataType::float32: return !anyUnfit<std::uint32_t>(bytes, 0x7F800000);
    case DataType::float64: return !anyUnfit<std::uint64_t>(bytes, 0x7FF0000000000000);
    default: return true;
  }
}

}  // namespace chexgen::weights
