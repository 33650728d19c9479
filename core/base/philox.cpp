#include "core/base/philox.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace chexgen::base {
namespace {

constexpr std::uint32_t multiplier0 = 0xD2511F53U;
constexpr std::uint32_t multiplier1 = 0xCD9E8D57U;
constexpr std::uint32_t weyl0 = 0x9E3779B9U;  // golden ratio
constexpr std::uint32_t weyl1 = 0xBB67AE85U;  // sqrt(3) - 1

PhiloxCounter oneRound(const PhiloxCounter& c, const PhiloxKey& k) {
  const std::uint64_t product0 = std::uint64_t{multiplier0} * c[0];
  const std::uint64_t product1 = std::uint64_t{multiplier1} * c[2];
  const auto high = [](std::uint64_t p) { return static_cast<std::uint32_t>(p >> 32U); };
  const auto low = [](std::uint64_t p) { return static_cast<std::uint32_t>(p); };
  return {high(product1) ^ c[1] ^ k[0], low(product1), high(product0) ^ c[3] ^ k[1], low(product0)};
}

PhiloxCounter block(const RandomStream& s, std::uint64_t index) {
  const PhiloxCounter counter{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32U),
                              s.step, s.stream};
  const PhiloxKey key{static_cast<std::uint32_t>(s.seed), static_cast<std::uint32_t>(s.seed >> 32U)};
  return philox4x32(counter, key);
}

// Uniform in (0, 1): never 0, so its logarithm is finite.
double openUniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

}  // namespace

PhiloxCounter philox4x32(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    if (round > 0) {
      key[0] += weyl0;
      key[1] += weyl1;
    }
    counter = oneRound(counter, key);
  }
  return counter;
}

void RandomStream::fillNormal(std::span<float> out) const {
  for (std::size_t first = 0; first < out.size(); first += 4) {
    const PhiloxCounter words = block(*this, first / 4);
    std::array<float, 4> normal{};
    for (std::size_t pair = 0; pair < 4; pair += 2) {
      const double radius = std::sqrt(-2.0 * std::log(openUniform(words.at(pair))));
      const double angle = 2.0 * std::numbers::pi * openUniform(words.at(pair + 1));
      normal.at(pair) = static_cast<float>(radius * std::cos(angle));
      normal.at(pair + 1) = static_cast<float>(radius * std::sin(angle));
    }
    for (std::size_t i = 0; i < 4 && first + i < out.size(); ++i) out[first + i] = normal.at(i);
  }
}

std::uint64_t RandomStream::word(std::uint64_t index) const {
  const PhiloxCounter words = block(*this, index / 2);
  const std::size_t at = index % 2 == 0 ? 0 : 2;
  return std::uint64_t{words.at(at)} | (std::uint64_t{words.at(at + 1)} << 32U);
}

double RandomStream::uniform(std::uint64_t index) const {
  return static_cast<double>(word(index) >> 11U) * 0x1p-53;
}

__extension__ using Wide = unsigned __int128;

std::uint64_t RandomStream::below(std::uint64_t index, std::uint64_t bound) const {
  return static_cast<std::uint64_t>((static_cast<Wide>(word(index)) * static_cast<Wide>(bound)) >> 64U);
}

}  // namespace chexgen::base
