#include "core/training/split.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <utility>

#include "core/base/sha256.h"

namespace chexgen::training {

std::string_view name(Split split) {
  switch (split) {
    case Split::none: return "";
    case Split::train: return "train";
    case Split::validation: return "val";
    case Split::test: return "test";
  }
  return "";
}

std::optional<Split> splitNamed(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Split>, 11> words{{{"", Split::none},
                                                                      {"train", Split::train},
                                                                      {"training", Split::train},
                                                                      {"val", Split::validation},
                                                                      {"valid", Split::validation},
                                                                      {"validate", Split::validation},
                                                                      {"validation", Split::validation},
                                                                      {"dev", Split::validation},
                                                                      {"development", Split::validation},
                                                                      {"test", Split::test},
                                                                      {"testing", Split::test}}};
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto* const found =
      std::find_if(words.begin(), words.end(), [&lower](const auto& entry) { return entry.first == lower; });
  if (found == words.end()) return std::nullopt;
  return found->second;
}

Split splitOf(std::string_view group, std::uint64_t seed, const HeldOut& heldOut) {
  // A cryptographic hash, so that patient numbers in sequence are as good as random ones.
  const std::string digest = base::sha256(std::to_string(seed) + "\n" + std::string(group));
  std::uint64_t word = 0;
  std::from_chars(digest.data(), digest.data() + 16, word, 16);
  const double place = static_cast<double>(word >> 11U) * 0x1.0p-53;
  if (place < heldOut.test) return Split::test;
  if (place < heldOut.test + heldOut.validation) return Split::validation;
  return Split::train;
}

}  // namespace chexgen::training
