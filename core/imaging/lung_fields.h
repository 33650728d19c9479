// The lung fields of a frontal chest radiograph by classical filters, and what is measured on them. For
// research: it checks and conditions generated radiographs; it is no diagnostic measurement.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// In pixels of the radiograph; the right and bottom edges are x + width and y + height.
struct PixelBox {
  int x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

struct LungField {
  Image8 mask;      // 0 or 255, grey, of the radiograph's size
  PixelBox box;     // around the mask; empty when no lung was found
  double area = 0;  // of the mask, as a share of the image
  // How far the lateral recess reaches below the dome of the diaphragm: (lowest lung row in the lateral
  // quarter of the lung's width minus the highest lung base in the next quarter towards the middle) / height
  // of the lung. Positive for a sharp costophrenic angle, near zero or negative for a flat base. It describes
  // the outline only: on real radiographs it does not tell those labelled with an effusion from the others,
  // because where the base is veiled the typical outline decides. Do not read it as a sign of effusion.
  double recessDepth = 0;
};

struct LungFields {
  LungField right, left;  // the patient's: the right lung is on the left of the image; nothing is flipped
  // The heart's shadow between the lungs: from 40 % of the lungs' height down to the domes of the diaphragm,
  // and as wide as the medial lung edges leave between them there.
  PixelBox heart;
  // heart.width / the largest distance between the lateral edges of the lungs in the lower half of their
  // common rows. It is measured on the segmentation, so it comes near the cardiothoracic ratio but is not
  // read by a radiologist.
  double cardiothoracicRatio = 0;
  // Whether this can be a pair of lungs at all; otherwise `reason` says why not, and nothing above should be
  // used.
  bool plausible = false;
  std::string reason;
};

// Finds both lungs. The radiograph is grey, upright, frontal, at least 64 pixels a side; air is dark.
// 1. It is reduced to 256 pixels, and typical outlines of both lungs are moved and stretched onto it: only
//    their proportions are known beforehand, no position or size.
// 2. Pixels near the outlines are compared, freed of ribs by a grey opening, with the local mean grey levels
//    of lung and surroundings; the distance from the outline counts as a prior.
// 3. Air outside the body is taken out; components, holes, small bays and spurs are dealt with by morphology.
//
// Plausible are lungs that each cover 2 to 30 % of the image, none more than three times the other; each at
// least a sixth of the image high; their middles 30 to 80 % of both lungs' width apart; with a clear step of
// darkness across the outline of either, which they overlap (Dice 0.7 or more); and a cardiothoracic ratio of
// 0.2 to 0.85. A lung that is white all over is therefore not plausible.
//
// Deterministic. argumentInvalid for a colour or too small image, otherwise the errors of checkImage.
[[nodiscard]] base::Result<LungFields> segmentLungFields(const Image8& radiograph);

// Both masks in one, 0 or 255.
[[nodiscard]] Image8 bothLungs(const LungFields& fields);

// The radiograph as RGB with the outlines of the right lung (red), the left (green) and the heart box
// (yellow).
[[nodiscard]] base::Result<Image8> drawLungFields(const Image8& radiograph, const LungFields& fields);

}  // namespace chexgen::imaging
