// From what stands in Compose to the recipes that the worker is asked for.
#pragma once

#include <optional>
#include <vector>

#include "app/studio/generation_settings.h"
#include "app/studio/model_catalogue.h"
#include "core/base/error.h"
#include "core/imaging/boxes.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"
#include "widgets/report/report_text.h"

namespace chexgen::studio {

struct Drawing {
  imaging::Image8 mask;  // grey, 255 where anything is marked
  imaging::BoxSheet boxes;
  std::vector<std::string> boxFindings = {};  // that the model follows; empty: any
};

// One recipe for each image, with seeds that count up from the settings' seed. The drawing is only looked at
// when the settings say that it guides. argumentInvalid when there is nothing to go by: no report at all, an
// empty mask, no box, or one that the model does not follow.
[[nodiscard]] base::Result<std::vector<imaging::Recipe>> composeRecipes(const widgets::ReportText& report,
                                                                        const GenerationSettings& settings,
                                                                        const Drawing& drawing);

}  // namespace chexgen::studio
