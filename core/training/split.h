// Which rows are learned from and which are held out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chexgen::training {

// What a row is for. `none`: nobody said yet.
enum class Split { none, train, validation, test };

[[nodiscard]] std::string_view name(Split split);  // "", "train", "val", "test"
// The split that a table means by this word ("training", "dev", "valid", "Test" …); an empty text is `none`.
[[nodiscard]] std::optional<Split> splitNamed(std::string_view word);

// Whether rows of this split are learned from: what no one has put aside is.
[[nodiscard]] constexpr bool isLearnedFrom(Split split) {
  return split == Split::train || split == Split::none;
}

// How many of the patients are held out, as fractions of 1.
struct HeldOut {
  double validation = 0.1;
  double test = 0;
};

// The split of a group (a patient) under this seed: the same on every machine, whatever else is in the table.
[[nodiscard]] Split splitOf(std::string_view group, std::uint64_t seed, const HeldOut& heldOut);

}  // namespace chexgen::training
