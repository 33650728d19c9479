#include "core/imaging/boxes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/file.h"
#include "core/imaging/box_parsers.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::uint64_t maxBoxFileBytes = 1ULL << 28U;
// Tools round edges to whole pixels.
constexpr double tolerance = 0.5;

base::Result<RawSheet> rawBoxes(std::string_view text, const BoxQuery& query,
                                const std::filesystem::path& file) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return fail(ErrorCode::fileTruncated, "The file is empty.");
  if (looksLikeYolo(text)) return rawBoxesFromYolo(text, query);
  if (text[first] != '{') return rawBoxesFromCsv(text, query, file);
  CHEXGEN_ASSIGN(const base::Json document, base::parseJson(text, file, {.bytes = maxBoxFileBytes}));
  return rawBoxesFromJson(document, query);
}

base::Result<int> sideOf(double stated, int fallback) {
  const double side = stated == 0 ? fallback : stated;
  if (side == 0) {
    return fail(ErrorCode::argumentInvalid, "The file does not say how large the marked image is.", {}, {},
                "Add the columns width and height (of the image in pixels) to the file.");
  }
  // Written so that a NaN fails too.
  if (!(side >= 1 && side <= static_cast<double>(maxImageSide) && side == std::floor(side))) {
    return fail(ErrorCode::formatInvalid, "The image size is not a whole number of pixels from 1 to " +
                                              std::to_string(maxImageSide) + ".");
  }
  return static_cast<int>(side);
}

base::Result<void> checkPlace(const RawBox& box, const BoxSheet& sheet) {
  if (!(box.width > 0 && box.height > 0)) {
    return fail(ErrorCode::argumentInvalid, "The box is empty.");
  }
  const bool inside = box.x >= -tolerance && box.y >= -tolerance &&
                      box.x + box.width <= sheet.width + tolerance &&
                      box.y + box.height <= sheet.height + tolerance;
  if (!inside) {
    return fail(ErrorCode::argumentInvalid, "The box leaves the image, which has " +
                                                std::to_string(sheet.width) + " x " +
                                                std::to_string(sheet.height) + " pixels.");
  }
  return {};
}

base::Result<FindingBox> accepted(RawBox raw, const BoxSheet& sheet) {
  CHEXGEN_TRY(checkPlace(raw, sheet));
  CHEXGEN_ASSIGN(Finding finding, findingNamed(raw.label));
  return FindingBox{std::move(finding), raw.x, raw.y, raw.width, raw.height, std::move(raw.where)};
}

base::Result<BoxSheet> accepted(RawSheet raw, const BoxQuery& query) {
  if (raw.boxes.empty()) {
    return fail(ErrorCode::argumentInvalid, query.image.empty()
                                                ? "The file holds no boxes."
                                                : "The file holds no boxes of \"" + query.image + "\".");
  }
  BoxSheet sheet;
  CHEXGEN_ASSIGN(sheet.width, sideOf(raw.width, query.width));
  CHEXGEN_ASSIGN(sheet.height, sideOf(raw.height, query.height));
  for (RawBox& box : raw.boxes) {
    const std::string where = box.where;
    auto good = accepted(std::move(box), sheet);
    if (!good) return at(where, std::move(good).error());
    sheet.boxes.push_back(std::move(*good));
  }
  CHEXGEN_TRY(checkFindings(sheet, query.known));
  return sheet;
}

}  // namespace

base::Result<void> checkFindings(const BoxSheet& sheet, const std::vector<std::string>& known) {
  if (known.empty()) return {};
  for (const FindingBox& box : sheet.boxes) {
    if (std::find(known.begin(), known.end(), box.finding.name) != known.end()) continue;
    std::string names;
    for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
    return fail(ErrorCode::argumentInvalid, "The model has not learned boxes of " + box.finding.name + ".",
                {}, "", "It follows boxes of: " + names + ". Draw one of these, or choose another model.");
  }
  return {};
}

tl::unexpected<base::Error> at(const std::string& where, base::Error error) {
  error.message = "At " + where + ": " + error.message;
  return tl::unexpected(std::move(error));
}

base::Result<BoxSheet> parseBoxes(std::string_view text, const BoxQuery& query,
                                  const std::filesystem::path& file) {
  auto sheet = rawBoxes(text, query, file).and_then([&query](RawSheet&& raw) {
    return accepted(std::move(raw), query);
  });
  if (!sheet) sheet.error().file = file;
  return sheet;
}

base::Result<BoxSheet> readBoxes(const std::filesystem::path& path, const BoxQuery& query) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(path, maxBoxFileBytes));
  if (!query.classes.empty() || !looksLikeYolo(text)) return parseBoxes(text, query, path);
  BoxQuery withClasses = query;
  CHEXGEN_ASSIGN(withClasses.classes, yoloClassesBeside(path));
  return parseBoxes(text, withClasses, path);
}

}  // namespace chexgen::imaging
