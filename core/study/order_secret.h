// The random secret that everything drawn of a study comes from, and the numbers drawn from it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace chexgen::study {

// 256 bits. They stand in the sealed key and nowhere else, so that no package, design or program gives away
// what was drawn.
class OrderSecret {
 public:
  // From the system; `internal` when it has no source of randomness.
  [[nodiscard]] static base::Result<OrderSecret> draw();
  // 64 hexadecimal digits; formatInvalid for anything else.
  [[nodiscard]] static base::Result<OrderSecret> fromText(std::string_view digits);

  [[nodiscard]] std::string text() const;

 private:
  friend class Draw;
  std::array<unsigned char, 32> bytes_{};
};

// Fair numbers for one purpose; the same ones for the same secret and purpose on every machine, and nothing
// about them for any other purpose. BLAKE2b under the secret makes the seed of each kilobyte of ChaCha20.
class Draw {
 public:
  Draw(const OrderSecret& secret, std::string purpose);

  // The next number in [0, bound), each as likely as the others; `bound` is above 0.
  [[nodiscard]] std::size_t below(std::size_t bound);
  // Every order of the items is as likely as the others (Fisher and Yates).
  template <class Item>
  void shuffle(std::vector<Item>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  [[nodiscard]] std::uint64_t word();

  OrderSecret secret_;
  std::string purpose_;
  std::array<std::uint64_t, 128> words_{};
  std::size_t next_ = 0;   // of words_; at the end they are drawn anew
  std::size_t chunk_ = 0;  // kilobytes so far
};

}  // namespace chexgen::study
