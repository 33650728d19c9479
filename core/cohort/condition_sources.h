// Masks and boxes of published data sets, or of one's own, as the conditions of a cohort.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/boxes.h"
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
  std::size_t leftOut = 0;           // radiographs without a mask or box
  std::vector<std::string> remarks;  // what was left out or assumed, sentences for people
};

// Reads one of these, also compressed by gzip, and writes a mask (PNG) or a sheet of boxes (JSON) for each
// radiograph that has one into `folder`, at most `limit` of them, named as base::uniqueStems does:
// - SIIM-ACR: a CSV with the columns ImageId and EncodedPixels, 1024 × 1024; several rows of one radiograph
//   are joined, -1 is none. They show a pneumothorax;
// - any file of boxes that imaging::BoxFile reads; of `query` its layout is used.
// The left half of the picture is the patient's right. Boxes of unknown classes, and radiographs whose boxes
// are faulty, are left out with a remark. formatUnsupported for another file, formatInvalid naming what is
// damaged, argumentInvalid when not one radiograph can be used, and the errors of writing.
[[nodiscard]] base::Result<ConditionSource> readConditionSource(const std::filesystem::path& file,
                                                                const std::filesystem::path& folder,
                                                                std::size_t limit,
                                                                const imaging::BoxQuery& query = {});

}  // namespace chexgen::cohort
