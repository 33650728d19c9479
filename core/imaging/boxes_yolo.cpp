// YOLO's text form: a line "class centre-x centre-y width height" for each box, in shares of the image.
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

constexpr std::uint64_t maxClassFileBytes = 1U << 20U;

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> found;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
      line.pop_back();
    found.push_back(line);
  }
  return found;
}

// The numbers of a line, or nothing when something else stands in it. More digits than a double has: the
// centre of a box holds its edge and half its width.
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

// What was a multiple of 2^-32 before it was divided and multiplied is one again.
double settled(long double value) {
  constexpr long double grid = 4294967296.0L, nearly = 0x1p-45L;
  const long double settled = std::round(value * grid) / grid;
  return static_cast<double>(std::abs(value - settled) < nearly ? settled : value);
}

std::string digits(long double value) {
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::vector<std::string> classNames(const std::vector<std::string>& given) {
  if (!given.empty()) return given;
  std::vector<std::string> names;
  for (const Finding& finding : findings()) names.push_back(finding.name);
  return names;
}

base::Result<RawBox> boxOnLine(const std::string& line, const std::vector<std::string>& names,
                               const BoxQuery& query) {
  const auto numbers = numbersIn(line);
  if (!numbers || numbers->size() < 5)
    return fail(ErrorCode::formatInvalid, "The line does not hold a class and four numbers.");
  const long double index = numbers->front();
  if (index < 0 || index != std::floor(index) || index >= static_cast<long double>(names.size())) {
    return fail(ErrorCode::argumentInvalid, "There is no class " + digits(index) + ".", {}, {},
                "Put the file classes.txt, one name a line, beside the boxes.");
  }
  const long double width = (*numbers)[3] * query.width, height = (*numbers)[4] * query.height;
  return RawBox{.label = names[static_cast<std::size_t>(index)],
                .x = settled((*numbers)[1] * query.width - width / 2),
                .y = settled((*numbers)[2] * query.height - height / 2),
                .width = settled(width),
                .height = settled(height),
                .where = {}};
}

}  // namespace

bool looksLikeYolo(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::vector<std::string> some =
      lines(text.substr(first, std::min<std::size_t>(text.find('\n', first), text.size()) - first));
  const auto numbers = numbersIn(some.front());
  return numbers && numbers->size() >= 5;
}

base::Result<RawSheet> rawBoxesFromYolo(std::string_view text, const BoxQuery& query) {
  RawSheet sheet{
      .width = static_cast<double>(query.width), .height = static_cast<double>(query.height), .boxes = {}};
  if (query.width <= 0 || query.height <= 0) {
    return fail(ErrorCode::argumentInvalid, "YOLO's boxes are shares of an image whose size must be known.",
                {}, {}, "Open the radiograph that they belong to first.");
  }
  const std::vector<std::string> names = classNames(query.classes);
  std::size_t number = 0;
  for (const std::string& line : lines(text)) {
    const std::string where = "line " + std::to_string(++number);
    if (line.empty()) continue;
    auto box = boxOnLine(line, names, query);
    if (!box) return at(where, std::move(box).error());
    box->where = where;
    sheet.boxes.push_back(std::move(*box));
  }
  return sheet;
}

base::Result<std::vector<std::string>> yoloClassesBeside(const std::filesystem::path& boxes) {
  const std::filesystem::path path = boxes.parent_path() / "classes.txt";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::vector<std::string>();
  CHEXGEN_ASSIGN(const std::string text, base::readFile(path, maxClassFileBytes));
  std::vector<std::string> names = lines(text);
  while (!names.empty() && names.back().empty()) names.pop_back();
  return names;
}

base::Result<void> writeYolo(const std::filesystem::path& path, const BoxSheet& sheet) {
  CHEXGEN_ASSIGN(const std::vector<std::string> known, yoloClassesBeside(path));
  const std::vector<std::string> names = classNames(known);
  std::string text;
  for (const FindingBox& box : sheet.boxes) {
    const auto found = std::find_if(names.begin(), names.end(), [&box](const std::string& name) {
      const auto finding = findingNamed(name);
      return finding && finding->name == box.finding.name;
    });
    if (found == names.end()) {
      return fail(ErrorCode::argumentInvalid,
                  "The file classes.txt has no class \"" + box.finding.name + "\".",
                  path.parent_path() / "classes.txt", "Nothing was written.",
                  "Add the class to it, or choose another folder.");
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
