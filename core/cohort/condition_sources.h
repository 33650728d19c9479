// Masks and boxes of published data sets as the conditions of a cohort.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/text/report_check.h"

namespace chexgen::cohort {

struct ConditionSource {
  struct Item {
    std::string file;                         // in the folder that was written to
    std::vector<text::FindingFact> findings;  // what it shows; the side where a finding has one
  };
  std::string kind;   // "mask" or "boxes"
  std::string words;  // what it is, for people: "SIIM-ACR run-length masks"
  std::vector<Item> items;
  std::size_t leftOut = 0;  // radiographs without a mask or box that can be used
};

// Reads one of these, also compressed by gzip, and writes a mask (PNG) or a sheet of boxes (JSON) for each
// radiograph that has one into `folder`, at most `limit` of them:
// - SIIM-ACR: a CSV with the columns ImageId and EncodedPixels, 1024 × 1024; several rows of one radiograph
// are joined,
//   -1 is none. They show a pneumothorax;
// - ChestX-Det: a JSON list of {"file_name", "syms", "boxes": [[x0, y0, x1, y1]]}, 1024 × 1024;
// - COCO: a JSON object with images, annotations and categories.
// The left half of the picture is the patient's right. Boxes of unknown classes are left out.
// formatUnsupported for another file, formatInvalid naming what is damaged, and the errors of writing.
[[nodiscard]] base::Result<ConditionSource> readConditionSource(const std::filesystem::path& file,
                                                                const std::filesystem::path& folder,
                                                                std::size_t limit);

}  // namespace chexgen::cohort
