// What is measured on two lung masks (see lung_fields.h for the definitions).
#pragma once

#include "core/imaging/lung_fields.h"

namespace chexgen::imaging {

// How well the image bears the segmentation out.
struct LungEvidence {
  double support = 0;    // mean step of darkness across the fitted outline of the less visible lung
  double agreement = 0;  // overlap (Dice) of the less similar lung with its fitted outline
};

// Fills everything of `fields` but the masks.
void measureLungFields(LungFields& fields, const LungEvidence& evidence);

}  // namespace chexgen::imaging
