// The forms that boxes come in, read without judging them. Internal to this module.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/boxes.h"
#include "core/text/image_names.h"

namespace chexgen::imaging {

struct RawBox {
  std::string label;
  // As the layout says. More digits than a double has: the centre of a box holds its edge and half its width.
  std::array<long double, 4> numbers{};
  BoxLayout layout;
  std::string where;
};

struct RawImage {
  std::string name;
  double width = 0;  // 0: the file does not say
  double height = 0;
  std::vector<RawBox> boxes;
  std::optional<base::Error> fault;  // why its boxes cannot be used: the first that was met
  bool statesNone = false;           // the file says that it shows no finding
};

struct RawBoxFile {
  std::string words;  // "COCO boxes"
  bool namesImages = true;
  std::vector<RawImage> images;
  std::vector<std::string> remarks;
  std::filesystem::path file;
  std::optional<text::ImageNames> names;  // of the images
};

// What a label says that marks no finding: "No finding", "normal".
[[nodiscard]] bool statesNoFinding(std::string_view label);

// The project's own form, COCO, ChestX-Det or LabelMe.
[[nodiscard]] base::Result<RawBoxFile> rawBoxesFromJson(const base::Json& document, const BoxQuery& query);
[[nodiscard]] base::Result<RawBoxFile> rawBoxesFromCoco(const base::Json& document, const BoxQuery& query);
[[nodiscard]] base::Result<RawBoxFile> rawBoxesFromCsv(std::string_view text, const BoxQuery& query,
                                                       const std::filesystem::path& file);

// Whether the first line holds numbers alone, at least five, with blanks between them.
[[nodiscard]] bool looksLikeYolo(std::string_view text);
[[nodiscard]] base::Result<RawBoxFile> rawBoxesFromYolo(std::string_view text, const BoxQuery& query);
// The class names in a list beside a file of boxes or up to two folders above; empty when there is none.
// formatInvalid for a list that cannot be understood, argumentInvalid for two in one folder that differ.
[[nodiscard]] base::Result<std::vector<std::string>> yoloClassesFor(const std::filesystem::path& boxes);
// The lines of a text without blanks at their ends.
[[nodiscard]] std::vector<std::string> linesOf(std::string_view text);

// Keeps the first fault of an image, with the place where it happened in front.
void noteFault(RawImage& image, const std::string& where, base::Error error);
// The error with the place where it happened in front.
[[nodiscard]] base::Error at(const std::string& where, base::Error error);

}  // namespace chexgen::imaging
