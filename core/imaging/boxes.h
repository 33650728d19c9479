// Finding boxes of one radiograph, in and out of the files that people keep them in.
//
// The half-pixel rule: coordinates are those of pixel edges, not of pixel centres. The image reaches from 0
// to its width, its first pixel from 0 to 1, and a box over the pixels 3, 4 and 5 has x = 3 and width = 3.
// COCO and YOLO count in the same way.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/findings.h"

namespace chexgen::imaging {

struct FindingBox {
  Finding finding;
  double x = 0;  // left edge, in pixels of the radiograph that was marked
  double y = 0;  // top edge
  double width = 0;
  double height = 0;
  std::string where;  // "box 2" or "line 5": where it stands in its file, for messages
};

struct BoxSheet {
  int width = 0;  // of the radiograph that was marked, in pixels
  int height = 0;
  std::vector<FindingBox> boxes;
};

// Which radiograph of the file is meant, and how large it is where the file does not say.
struct BoxQuery {
  std::string
      image;      // file name as the file spells it; may be empty when the file has boxes of one image only
  int width = 0;  // 0: the file must say
  int height = 0;
  std::vector<std::string> classes =
      {};  // YOLO's class names; empty: classes.txt beside the file, else the order of findings()
  std::vector<std::string> known = {};  // as for checkFindings
};

// What a model that learned boxes of the findings `known` (empty: any) would not follow: argumentInvalid
// names the finding.
[[nodiscard]] base::Result<void> checkFindings(const BoxSheet& sheet, const std::vector<std::string>& known);

// Reads boxes from text of any of these forms:
// - JSON {"width", "height", "boxes": [{"label", "x", "y", "width", "height"}]};
// - COCO JSON ("images", "annotations", "categories");
// - CSV with the columns label (or finding), x, y, w, h and optionally image, width, height (of the image);
// - YOLO: lines "class centre-x centre-y width height" in shares of the image, whose size the query must
// give. Fails with formatInvalid (a missing entry or column, a number that is none), argumentInvalid (an
// unknown label, a box that is empty or leaves the image by more than half a pixel; the message names the
// row; no boxes or several images where one is needed; no image size).
[[nodiscard]] base::Result<BoxSheet> parseBoxes(std::string_view text, const BoxQuery& query = {},
                                                const std::filesystem::path& file = {});
[[nodiscard]] base::Result<BoxSheet> readBoxes(const std::filesystem::path& path, const BoxQuery& query = {});

// Write the boxes as CSV, COCO JSON (every class is a category) or YOLO, published atomically; `imageName` is
// the radiograph's file name. readBoxes gives back the same boxes: every number exactly; from YOLO only those
// that are multiples of 2^-32 pixel, others to 15 digits. YOLO numbers classes by the file classes.txt beside
// it, which is made, in the order of findings(), when it is not there; argumentInvalid when it lacks a class
// that is needed.
[[nodiscard]] base::Result<void> writeBoxesCsv(const std::filesystem::path& path, const BoxSheet& sheet,
                                               const std::string& imageName);
[[nodiscard]] base::Result<void> writeCoco(const std::filesystem::path& path, const BoxSheet& sheet,
                                           const std::string& imageName);
[[nodiscard]] base::Result<void> writeYolo(const std::filesystem::path& path, const BoxSheet& sheet);

}  // namespace chexgen::imaging
