// Any text as a recipe, a sheet of boxes and a run-length code. What is accepted must come back unchanged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/imaging/boxes.h"
#include "core/imaging/recipe.h"
#include "core/imaging/siim_rle.h"

using namespace chexgen;

namespace {

void checkRecipe(std::string_view text) {
  const auto recipe = imaging::recipeFromText(text);
  if (!recipe) return;
  const auto again = imaging::recipeText(*recipe);
  if (!again || imaging::recipeFromText(*again) != *recipe) std::abort();
}

void checkMask(std::string_view text) {
  constexpr int side = 64;
  const auto mask = imaging::decodeSiimRle(text, side, side);
  if (!mask) return;
  const auto code = imaging::encodeSiimRle(*mask);
  if (!code || imaging::decodeSiimRle(*code, side, side) != *mask) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  checkRecipe(text);
  checkMask(text);
  static_cast<void>(imaging::parseBoxes(text, {.width = 100, .height = 100}));
  return 0;
}
