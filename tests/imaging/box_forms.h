// Sheets of boxes as tests write and compare them.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/imaging/boxes.h"

namespace chexgen::imaging {

using Numbers = std::array<double, 4>;

inline Numbers numbersOf(const FindingBox& box) { return {box.x, box.y, box.width, box.height}; }

inline std::vector<std::string> labelsOf(const BoxSheet& sheet) {
  std::vector<std::string> labels;
  for (const FindingBox& box : sheet.boxes) labels.push_back(box.finding.name);
  return labels;
}

// A COCO file; image 1 is a.png of 100 x 90 pixels, 0 Lung and 1 Heart, where nothing else is stated.
inline std::string coco(const std::string& annotations, const std::string& images = "",
                        const std::string& categories = "") {
  return R"({"images": )" +
         (images.empty() ? R"([{"id": 1, "file_name": "a.png", "width": 100, "height": 90}])" : images) +
         R"(, "categories": )" +
         (categories.empty() ? R"([{"id": 0, "name": "Lung"}, {"id": 1, "name": "Heart"}])" : categories) +
         R"(, "annotations": )" + annotations + "}";
}

}  // namespace chexgen::imaging
