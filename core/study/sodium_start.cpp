#include "core/study/sodium_start.h"

#include <array>

#include <sodium.h>

namespace chexgen::study {

base::Result<void> startSodium() {
  if (sodium_init() < 0)
    return base::fail(base::ErrorCode::internal,
                      "This system offers no randomness for a seal or a signature.");
  return {};
}

std::string randomName() {
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

std::uint64_t randomSeed() {
  std::uint64_t seed = 0;
  randombytes_buf(&seed, sizeof(seed));
  return seed;
}

}  // namespace chexgen::study
