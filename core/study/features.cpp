// Everything that is measured of an image, and what a difference in it means.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/study/image_features.h"

namespace chexgen::study {
namespace {

using enum FeatureRemedy;

constexpr const char* crisper = "The images of one arm look crisper.";
constexpr const char* grainier = "The images of one arm look grainier.";
constexpr const char* brighter = "The images of one arm are brighter, or differ in contrast.";
constexpr const char* stored = "The images of one arm were stored or stretched in another way.";
constexpr const char* framed = "The images of one arm have bars, frames or other edges.";

constexpr std::array<Feature, 22> ofPixels{{
    {"laplacian", "sharpness (variance of the Laplacian)", crisper, sharpness, true},
    {"gradient", "sharpness (gradient energy)", crisper, sharpness, true},
    {"slope", "slope of the power spectrum", crisper, sharpness, false},
    {"fine", "share of fine structure", crisper, sharpness, true},
    {"wavelet_noise", "noise (wavelets)", grainier, sharpness, true},
    {"mask_noise", "noise (Immerkær)", grainier, sharpness, true},
    {"tile_contrast", "local contrast", brighter, greys, true},
    {"mean", "mean grey", brighter, greys, false},
    {"deviation", "spread of the greys", brighter, greys, false},
    {"entropy", "entropy of the histogram", brighter, greys, false},
    {"levels", "number of greys", stored, greys, false},
    {"gaps", "gaps in the histogram", stored, greys, true},
    {"comb", "teeth in the histogram", stored, greys, true},
    {"darkest", "darkest grey", brighter, greys, false},
    {"brightest", "brightest grey", brighter, greys, false},
    {"black", "share of black", brighter, greys, true},
    {"white", "share of white", brighter, greys, true},
    {"blocks", "blocks of 8 × 8 (JPEG)", "One arm shows the blocks of a compression.", sharpness, false},
    {"pattern", "regular pattern", "One arm shows a grid or checkerboard.", sharpness, true},
    {"bars", "plain bars at the edge", framed, crop, false},
    {"border", "grey of the outermost edge", framed, crop, false},
    {"corner", "bright marks in the corners", "Side markers stand in the corners of one arm.", corners,
     false},
}};

constexpr std::array<Feature, 4> ofStorage{{
    {"side", "size of the image", "The images of one arm have another size.", none, false},
    {"bytes", "bytes of the image", "The files of one arm are larger.", none, false},
    {"report", "report beside the image", "Only one arm has a report.", none, false},
    {"report_length", "length of the report", "The reports of one arm are longer.", none, false},
}};

constexpr std::array<Feature, 6> ofPlace{{
    {"position", "position in the reading", "One arm is read earlier.", none, false},
    {"parity", "even or odd position", "The arms take turns.", none, false},
    {"turn", "first or later image of its case", "One arm of each case comes first.", none, false},
    {"place", "place beside the others", "One arm stands more often on the left.", none, false},
    {"name", "name in the package", "The names of one arm sort first.", none, false},
    {"seconds", "time to load", "The images of one arm take longer to appear.", none, true},
}};

}  // namespace

std::span<const Feature> pixelFeatures() { return ofPixels; }
std::span<const Feature> storedFeatures() { return ofStorage; }
std::span<const Feature> placeFeatures() { return ofPlace; }

const Feature* featureNamed(std::string_view id) {
  for (const std::span<const Feature> all : {pixelFeatures(), storedFeatures(), placeFeatures()}) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Feature& f) { return f.id == id; });
    if (found != all.end()) return &*found;
  }
  return nullptr;
}

double scaled(const Feature& feature, double value) {
  return feature.logarithmic ? std::log(std::max(value, 0.0) + 1e-6) : value;
}

}  // namespace chexgen::study
