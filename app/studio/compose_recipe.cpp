#include "app/studio/compose_recipe.h"

#include <algorithm>
#include <sstream>

#include "core/base/sha256.h"
#include "core/imaging/condition.h"
#include "core/imaging/png.h"
#include "core/jobs/recipe_request.h"

namespace chexgen::studio {

namespace {

using base::ErrorCode;
using base::fail;

tl::unexpected<base::Error> nothingToGoBy(std::string what, std::string next) {
  return fail(ErrorCode::argumentInvalid, std::move(what), {}, "Nothing was started.", std::move(next));
}

// The drawing's own hash: of the mask as the PNG that the project keeps, of the boxes as text.
base::Result<imaging::Condition> maskCondition(const imaging::Image8& mask, int size) {
  if (std::none_of(mask.pixels.begin(), mask.pixels.end(), [](auto value) { return value != 0; }))
    return nothingToGoBy("The mask is empty.",
                         "Paint where the structure should be, or choose \"Report only\".");
  CHEXGEN_ASSIGN(const auto png, imaging::encodePng(mask));
  CHEXGEN_ASSIGN(auto made, imaging::conditionFromMask(mask, size));
  return imaging::Condition{"mask", "drawn mask", base::sha256(png), std::move(made.image)};
}

base::Result<imaging::Condition> boxesCondition(const imaging::BoxSheet& sheet, int size) {
  if (sheet.boxes.empty())
    return nothingToGoBy("There is no box.",
                         "Draw a box where the finding should be, or choose \"Report only\".");
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(17);
  for (const auto& box : sheet.boxes)
    text << box.finding.name << ' ' << box.x << ' ' << box.y << ' ' << box.width << ' ' << box.height << '\n';
  CHEXGEN_ASSIGN(auto made, imaging::conditionFromBoxes(sheet, size));
  return imaging::Condition{"boxes", "drawn boxes", base::sha256(text.str()), std::move(made.image)};
}

}  // namespace

base::Result<std::vector<imaging::Recipe>> composeRecipes(const widgets::ReportText& report,
                                                          const GenerationSettings& settings,
                                                          const Drawing& drawing) {
  imaging::Recipe recipe = jobs::openRecipe();
  CHEXGEN_ASSIGN(text::PromptParts parts, widgets::understoodText(report));
  recipe.report = std::move(parts.report);
  recipe.demographics = {.sex = parts.sex, .age = parts.age, .race = parts.race, .view = parts.view};
  if (recipe.report.empty() && recipe.demographics.empty())
    return nothingToGoBy("The report is empty.",
                         "Write what the radiograph should show, or take a template.");
  recipe.profile = settings.profile;
  recipe.sampler = settings.sampler;
  recipe.steps = settings.steps;
  recipe.guidance = settings.guidance;
  recipe.width = recipe.height = settings.size;
  if (settings.guide == Guide::mask) {
    CHEXGEN_ASSIGN(recipe.condition, maskCondition(drawing.mask, settings.size));
  } else if (settings.guide == Guide::boxes) {
    CHEXGEN_TRY(imaging::checkFindings(drawing.boxes, drawing.boxFindings));
    CHEXGEN_ASSIGN(recipe.condition, boxesCondition(drawing.boxes, settings.size));
  }
  std::vector<imaging::Recipe> recipes;
  for (int i = 0; i < settings.count; ++i) {
    recipe.seed = settings.seed + static_cast<std::uint64_t>(i);
    recipes.push_back(recipe);
  }
  return recipes;
}

}  // namespace chexgen::studio
