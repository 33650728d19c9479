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

// Every box that is accepted lies in its image; asking twice, and by name, gives the same.
void checkBoxes(std::string_view text) {
  constexpr int side = 100;
  for (const char* layout : {"", "xyxy", "cxcywh-shares"}) {
    imaging::BoxQuery query{.width = side, .height = side, .classes = {"Lung", "Heart", "Monster"}};
    if (const auto stated = imaging::boxLayoutNamed(layout)) query.layout = *stated;
    const auto boxes = imaging::BoxFile::parse(text, query);
    if (!boxes) continue;
    static_cast<void>(boxes->unknownClasses());
    const auto names = boxes->images();
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) {
      const auto sheet = boxes->sheetAt(i, query);
      query.image = names[i];
      static_cast<void>(boxes->sheet(query));
      if (!sheet) continue;
      for (const imaging::FindingBox& box : sheet->boxes) {
        const bool inside = box.width > 0 && box.height > 0 && box.x >= 0 && box.y >= 0 &&
                            box.x + box.width <= sheet->width * (1 + 1e-9) &&
                            box.y + box.height <= sheet->height * (1 + 1e-9);
        if (!inside) std::abort();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  checkRecipe(text);
  checkMask(text);
  checkBoxes(text);
  return 0;
}
