#include "core/study/order_secret.h"

#include <limits>

#include <sodium.h>

#include "core/study/sodium_start.h"

namespace chexgen::study {

base::Result<OrderSecret> OrderSecret::draw() {
  CHEXGEN_TRY(startSodium());
  OrderSecret secret;
  randombytes_buf(secret.bytes_.data(), secret.bytes_.size());
  return secret;
}

base::Result<OrderSecret> OrderSecret::fromText(std::string_view digits) {
  CHEXGEN_TRY(startSodium());
  OrderSecret secret;
  std::size_t length = 0;
  const bool whole = digits.size() == 2 * secret.bytes_.size() &&
                     sodium_hex2bin(secret.bytes_.data(), secret.bytes_.size(), digits.data(), digits.size(),
                                    nullptr, &length, nullptr) == 0 &&
                     length == secret.bytes_.size();
  if (!whole) return base::fail(base::ErrorCode::formatInvalid, "The secret of the study is damaged.");
  return secret;
}

std::string OrderSecret::text() const {
  std::string digits(2 * bytes_.size() + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), bytes_.data(), bytes_.size());
  digits.pop_back();
  return digits;
}

Draw::Draw(const OrderSecret& secret, std::string purpose)
    : secret_(secret), purpose_(std::move(purpose)), next_(words_.size()) {}

std::uint64_t Draw::word() {
  if (next_ == words_.size()) {
    const std::string message = "chexgen study order 2 " + purpose_ + " " + std::to_string(chunk_++);
    std::array<unsigned char, randombytes_SEEDBYTES> seed{};
    crypto_generichash(seed.data(), seed.size(), reinterpret_cast<const unsigned char*>(message.data()),
                       message.size(), secret_.bytes_.data(), secret_.bytes_.size());
    std::array<unsigned char, sizeof(words_)> bytes{};
    randombytes_buf_deterministic(bytes.data(), bytes.size(), seed.data());
    // Little endian, whatever the machine.
    for (std::size_t i = 0; i < words_.size(); ++i) {
      words_[i] = 0;
      for (std::size_t k = 8; k > 0; --k) words_[i] = words_[i] << 8U | bytes[8 * i + k - 1];
    }
    next_ = 0;
  }
  return words_[next_++];
}

std::size_t Draw::below(std::size_t bound) {
  // Numbers of the last, incomplete round of remainders would favour the small ones.
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t incomplete = (most % bound + 1) % bound;
  std::uint64_t drawn = word();
  while (drawn > most - incomplete) drawn = word();
  return static_cast<std::size_t>(drawn % bound);
}

}  // namespace chexgen::study
