// YOLO's text form, a line for each box in shares of the image: "class centre-x centre-y width height", the
// same with a confidence behind it, or "class x y x y x y …" around a polygon.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <sstream>

#include "core/base/file.h"
#include "core/imaging/box_parsers.h"
#include "core/imaging/boxes.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using Form = BoxLayout::Form;
using Unit = BoxLayout::Unit;

constexpr long double largestYoloShare = 1.01L;  // shares are rounded

// The numbers of a line, or nothing when something else stands in it.
std::optional<std::vector<long double>> numbersIn(const std::string& line) {
  std::vector<long double> numbers;
  const char* at = line.data();
  const char* const end = at + line.size();
  while (true) {
    while (at != end && (*at == ' ' || *at == '\t')) ++at;
    if (at == end) return numbers;
    long double value = 0;
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
    if (stop != end && *stop != ' ' && *stop != '\t') return std::nullopt;
    numbers.push_back(value);
    at = stop;
  }
}

std::string digits(long double value) {
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

base::Result<RawBox> boxOnLine(const std::string& line, const BoxQuery& query) {
  const auto numbers = numbersIn(line);
  if (!numbers || numbers->size() < 5)
    return fail(ErrorCode::formatInvalid, "The line does not hold a class and four numbers.");
  const auto& names = query.classes;
  const long double index = numbers->front();
  if (index < 0 || index != std::floor(index) || index >= static_cast<long double>(names.size())) {
    return fail(ErrorCode::argumentInvalid,
                "There is no class " + digits(index) + ": the list of classes has " +
                    std::to_string(names.size()) + " names, from 0.",
                {}, {}, "Put the list that belongs to the boxes, classes.txt or data.yaml, beside them.");
  }
  const std::size_t count = numbers->size();
  const bool polygon = count >= 7 && count % 2 == 1;
  if (count > 6 && !polygon)
    return fail(
        ErrorCode::formatInvalid,
        "The line holds " + std::to_string(count) +
            " numbers: neither a box (5, with a confidence 6) nor a polygon (a class and x y for each "
            "corner); key points are not read.");
  RawBox box{.label = names[static_cast<std::size_t>(index)], .layout = {Form::centreAndSize, Unit::shares}};
  const auto first = numbers->begin() + 1, last = polygon ? numbers->end() : first + 4;
  if (query.layout && !polygon) box.layout = *query.layout;
  if (box.layout.unit != Unit::pixels &&
      std::any_of(first, last, [](auto one) { return one > largestYoloShare; }))
    return fail(ErrorCode::argumentInvalid,
                "YOLO's numbers are shares of the image, from 0 to 1; these are pixels.", {}, {},
                "Divide them by the width and height of the image, or state the layout \"cxcywh-pixels\" "
                "(centre and size) or \"xyxy-pixels\" (two corners): --box-layout.");
  if (!polygon) {
    std::copy(first, last, box.numbers.begin());
    return box;
  }
  box.layout.form = Form::twoCorners;
  box.numbers = {first[0], first[1], first[0], first[1]};
  for (auto point = first; point != last; point += 2) {
    box.numbers[0] = std::min(box.numbers[0], point[0]);
    box.numbers[1] = std::min(box.numbers[1], point[1]);
    box.numbers[2] = std::max(box.numbers[2], point[0]);
    box.numbers[3] = std::max(box.numbers[3], point[1]);
  }
  return box;
}

std::vector<std::string> ownOrder() {
  std::vector<std::string> names;
  for (const Finding& finding : findings()) names.push_back(finding.name);
  return names;
}

}  // namespace

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> found;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
      line.pop_back();
    found.push_back(line);
  }
  return found;
}

bool looksLikeYolo(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::size_t end = std::min(text.find_first_of("\r\n", first), text.size());
  const auto numbers = numbersIn(std::string(text.substr(first, end - first)));
  return numbers && numbers->size() >= 5;
}

base::Result<RawBoxFile> rawBoxesFromYolo(std::string_view text, const BoxQuery& query) {
  if (query.classes.empty())
    return fail(ErrorCode::argumentInvalid,
                "YOLO numbers its classes, and no list of their names lies beside the file or above it.", {},
                {},
                "Put the list that belongs to the boxes, classes.txt (one name a line) or data.yaml, beside "
                "them.");
  RawBoxFile raw{.words = "YOLO boxes", .namesImages = false, .images = {RawImage{}}};
  std::size_t number = 0, polygons = 0;
  for (const std::string& line : linesOf(text)) {
    const std::string where = "line " + std::to_string(++number);
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    auto box = boxOnLine(line, query);
    if (!box) {
      noteFault(raw.images.front(), where, std::move(box).error());
      continue;
    }
    polygons += box->layout.form == Form::twoCorners && !query.layout ? 1 : 0;
    box->where = where;
    raw.images.front().boxes.push_back(std::move(*box));
  }
  if (polygons > 0)
    raw.remarks.push_back(std::to_string(polygons) +
                          " line(s) hold polygons: the box around each was taken.");
  return raw;
}

base::Result<void> writeYolo(const std::filesystem::path& path, const BoxSheet& sheet) {
  CHEXGEN_ASSIGN(const std::vector<std::string> known, yoloClassesFor(path));
  const std::vector<std::string> names = known.empty() ? ownOrder() : known;
  std::string text;
  for (const FindingBox& box : sheet.boxes) {
    const auto found = std::find_if(names.begin(), names.end(), [&box](const std::string& name) {
      const auto finding = findingNamed(name);
      return finding && finding->name == box.finding.name;
    });
    if (found == names.end()) {
      return fail(ErrorCode::argumentInvalid,
                  "The list of classes here has no class \"" + box.finding.name + "\".", path,
                  "Nothing was written.", "Add the class to it, or choose another folder.");
    }
    const long double width = box.width, height = box.height;
    text += std::to_string(found - names.begin());
    for (const long double share : {(box.x + width / 2) / sheet.width, (box.y + height / 2) / sheet.height,
                                    width / sheet.width, height / sheet.height})
      text += " " + digits(share);
    text += "\n";
  }
  if (known.empty()) {
    std::string classes;
    for (const std::string& name : names) classes += name + "\n";
    CHEXGEN_TRY(base::writeFileAtomically(path.parent_path() / "classes.txt", classes));
  }
  return base::writeFileAtomically(path, text);
}

}  // namespace chexgen::imaging
