// An image as the project keeps it: its file, its recipe and what a reader said about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/inside_path.h"
#include "core/imaging/recipe.h"

namespace chexgen::project {

enum class ImageKind { generated, imported };

// What is known of an image besides its pixels.
struct ImageFacts {
  std::string report;  // as typed
  imaging::Demographics demographics;
  std::string patient;                // imported: who it is of, as the table says; empty: unknown
  std::vector<std::string> findings;  // imported: labels; generated: what the report states

  friend bool operator==(const ImageFacts&, const ImageFacts&) = default;
};

// The scale of the expert rating: -2 complete mismatch … +2 all agree.
inline constexpr int worstRating = -2;
inline constexpr int bestRating = 2;

struct StoredImage {
  std::int64_t id = 0;  // from 1; a later image has a higher one, and none is given twice
  ImageKind kind = ImageKind::generated;
  base::InsidePath file;  // images/NAME in the project folder
  std::string sha256;     // of the file: 64 hexadecimal digits
  std::uint64_t bytes = 0;
  int width = 0;  // pixels
  int height = 0;
  std::string created;  // ISO 8601, UTC
  // Of a generated image; its condition comes without the picture, which is in `mask`. Project::recipe()
  // gives it whole.
  std::optional<imaging::Recipe> recipe;
  std::optional<base::InsidePath> mask;  // the conditioning picture, masks/NAME in the project folder
  std::string source;  // imported: the name the file had; generated: where in which run it was published
  ImageFacts facts;
  std::string note;
  std::optional<int> rating;  // worstRating … bestRating
  bool binned = false;
};

// A mask and boxes as the canvas keeps them (see widgets/canvas), so that they can be drawn on again.
struct Drawing {
  std::string mask;   // bytes
  std::string boxes;  // JSON
  friend bool operator==(const Drawing&, const Drawing&) = default;
};

// Which images, newest first.
struct ImageFilter {
  std::optional<ImageKind> kind;
  std::string text;     // stands in report, note, patient or source; case does not matter for ASCII letters
  std::string model;    // of generated ones, by its name; empty: any
  std::string finding;  // one of its findings; empty: any
  std::optional<std::string> since,
      before;                      // created then or later, and earlier: ISO 8601, UTC, or a start of it
  std::optional<int> leastRating;  // rated so or better
  bool onlyUnrated = false;        // not rated at all
  bool binned = false;             // only those in the bin, or only those outside it
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

}  // namespace chexgen::project
