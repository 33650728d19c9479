// What can be measured of an image as a reader gets it, without knowing what it shows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::study {

// How the arms can be made alike in a feature (remedies.h), if at all.
enum class FeatureRemedy { none, sharpness, greys, corners, crop };

struct Feature {
  std::string_view id;    // in files; never changed
  std::string_view name;  // for people
  std::string_view use;   // what a reader, or a program of theirs, could go by
  FeatureRemedy remedy = FeatureRemedy::none;
  bool logarithmic = false;  // ranges over powers of ten: its logarithm is what a regression gets
};

// Of the pixels: texture.h, spectrum.h, grey_statistics.h and picture_traces.h say the formulas and sources.
[[nodiscard]] std::span<const Feature> pixelFeatures();
// Their values, in that order. argumentInvalid under 64 pixels a side or in colour.
[[nodiscard]] base::Result<std::vector<double>> measurePixels(const imaging::Image8& grey);

// Of an image in its package: side, bytes stored, and the report beside it.
[[nodiscard]] std::span<const Feature> storedFeatures();
// Where and how one reader comes upon an image: position, and so on; each reader has their own.
[[nodiscard]] std::span<const Feature> placeFeatures();

// By its id; nullptr when there is none (a newer program may know more).
[[nodiscard]] const Feature* featureNamed(std::string_view id);

// What a regression gets: the value, or log(value + 1e-6) of a logarithmic feature.
[[nodiscard]] double scaled(const Feature& feature, double value);

}  // namespace chexgen::study
