#include "core/imaging/boxes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/compressed_file.h"
#include "core/imaging/box_parsers.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using Form = BoxLayout::Form;
using Unit = BoxLayout::Unit;

constexpr std::uint64_t maxBoxFileBytes = 1ULL << 30U;
// Tools round edges to whole pixels.
constexpr double tolerance = 0.5;

base::Result<RawBoxFile> rawBoxes(std::string_view text, const BoxQuery& query,
                                  const std::filesystem::path& file) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return fail(ErrorCode::fileTruncated, "The file is empty.");
  if (looksLikeYolo(text)) return rawBoxesFromYolo(text, query);
  if (text[first] == '<')
    return fail(ErrorCode::formatUnsupported,
                "The file is XML, as Pascal VOC and CVAT write boxes, which is not read here.", {}, {},
                "Export the annotations as COCO JSON, YOLO or CSV.");
  if (text[first] != '{' && text[first] != '[') return rawBoxesFromCsv(text, query, file);
  CHEXGEN_ASSIGN(const base::Json document, base::parseJson(text, file, {.bytes = maxBoxFileBytes}));
  return rawBoxesFromJson(document, query);
}

// Numbers of which none is above 1 are shares: a box within the first pixel is nobody's finding.
base::Result<void> settleUnit(RawBoxFile& raw) {
  constexpr long double one = 1.01L;  // shares are rounded, too
  bool any = false, above = false, broken = false;
  for (const RawImage& image : raw.images) {
    for (const RawBox& box : image.boxes) {
      if (box.layout.unit != Unit::open) continue;
      any = true;
      for (const long double number : box.numbers) {
        above = above || !(number <= one);
        broken = broken || number != std::floor(number);
      }
    }
  }
  if (any && !above && !broken)
    return fail(ErrorCode::argumentInvalid,
                "The boxes could be meant in pixels or in shares of the image: all their numbers are 0 or 1.",
                {}, {}, "Say which: the layout \"xywh-pixels\" or \"xywh-shares\" (--box-layout).");
  const Unit unit = any && !above ? Unit::shares : Unit::pixels;
  if (unit == Unit::shares)
    raw.remarks.emplace_back(
        "No number of the boxes is above 1: they were taken as shares of the image, not as pixels.");
  for (RawImage& image : raw.images)
    for (RawBox& box : image.boxes)
      if (box.layout.unit == Unit::open) box.layout.unit = unit;
  return {};
}

base::Result<int> sideOf(double stated, int fallback) {
  const double side = stated == 0 ? fallback : stated;
  if (side == 0) {
    return fail(ErrorCode::argumentInvalid, "The file does not say how large the marked image is.", {}, {},
                "Add the columns width and height (of the image in pixels) to the file, or open the "
                "radiograph that the boxes belong to.");
  }
  // Written so that a NaN fails too.
  if (!(side >= 1 && side <= static_cast<double>(maxImageSide) && side == std::floor(side))) {
    return fail(ErrorCode::formatInvalid, "The image size is not a whole number of pixels from 1 to " +
                                              std::to_string(maxImageSide) + ".");
  }
  return static_cast<int>(side);
}

// What was a multiple of 2^-32 before it was divided and multiplied is one again.
double settled(long double value) {
  constexpr long double grid = 4294967296.0L, nearly = 0x1p-45L;
  const long double settled = std::round(value * grid) / grid;
  return static_cast<double>(std::abs(value - settled) < nearly ? settled : value);
}

struct Place {
  double x, y, width, height;
};

Place placeOf(const RawBox& box, const BoxSheet& sheet) {
  auto [x, y, width, height] = box.numbers;
  if (box.layout.unit == Unit::shares) {
    x *= sheet.width, width *= sheet.width;
    y *= sheet.height, height *= sheet.height;
  }
  if (box.layout.form == Form::twoCorners) width -= x, height -= y;
  if (box.layout.form == Form::centreAndSize) x -= width / 2, y -= height / 2;
  if (box.layout.unit != Unit::shares)
    return {static_cast<double>(x), static_cast<double>(y), static_cast<double>(width),
            static_cast<double>(height)};
  return {settled(x), settled(y), settled(width), settled(height)};
}

bool fits(const Place& place, const BoxSheet& sheet) {
  return place.width > 0 && place.height > 0 && place.x >= -tolerance && place.y >= -tolerance &&
         place.x + place.width <= sheet.width + tolerance &&
         place.y + place.height <= sheet.height + tolerance;
}

// The box that the numbers would be if they were meant otherwise, when that one fits.
std::string otherLayout(const RawBox& box, const BoxSheet& sheet) {
  RawBox other = box;
  const bool corners = box.layout.form == Form::twoCorners;
  other.layout.form = corners ? Form::cornerAndSize : Form::twoCorners;
  if (box.layout.form == Form::centreAndSize || !fits(placeOf(other, sheet), sheet)) return {};
  return corners
             ? "The numbers would fit as corner and size: if they are meant so, state the layout \"xywh\" "
               "(--box-layout)."
             : "The numbers would fit as two corners: if they are meant so, state the layout \"xyxy\" "
               "(--box-layout).";
}

base::Result<FindingBox> accepted(const RawBox& raw, Finding finding, const BoxSheet& sheet) {
  Place place = placeOf(raw, sheet);
  if (!(place.width > 0 && place.height > 0))
    return fail(ErrorCode::argumentInvalid, "The box is empty.", {}, {}, otherLayout(raw, sheet));
  if (!fits(place, sheet)) {
    return fail(ErrorCode::argumentInvalid,
                "The box leaves the image, which has " + std::to_string(sheet.width) + " x " +
                    std::to_string(sheet.height) + " pixels.",
                {}, {}, otherLayout(raw, sheet));
  }
  const auto cut = [](double& start, double& length, int side) {
    if (start < 0) length += start, start = 0;
    if (start + length > side) length = side - start;
  };
  cut(place.x, place.width, sheet.width);
  cut(place.y, place.height, sheet.height);
  if (!(place.width > 0 && place.height > 0))
    return fail(ErrorCode::argumentInvalid, "The box lies on the edge of the image and is empty.");
  return FindingBox{std::move(finding), place.x, place.y, place.width, place.height, raw.where};
}

std::string counted(const std::map<std::string, std::size_t>& classes) {
  std::string text;
  for (const auto& [name, count] : classes)
    text += (text.empty() ? "\"" : ", \"") + name + "\" (" + std::to_string(count) + ")";
  return text;
}

base::Error noBoxes(const RawImage& image, const std::map<std::string, std::size_t>& unknown) {
  const std::string of = image.name.empty() ? "" : " of \"" + image.name + "\"";
  base::Error error{.code = ErrorCode::argumentInvalid, .message = "The file holds no boxes" + of + "."};
  if (image.statesNone) error.message = "The file states no finding" + of + ", so it holds no boxes of it.";
  if (!unknown.empty()) {
    error.message = "The file holds no boxes" + of + " of a known class, only of: " + counted(unknown) + ".";
    error.next = "Rename the classes to findings that are known.";
  }
  return error;
}

bool sameShape(double width, double height, double otherWidth, double otherHeight) {
  // Sides that were scaled and rounded may be off by half a pixel each, in either picture.
  return std::abs(width * otherHeight - otherWidth * height) <=
         std::max(width + height, otherWidth + otherHeight) / 2;
}

std::string sizeWords(double width, double height) {
  return std::to_string(static_cast<int>(width)) + " x " + std::to_string(static_cast<int>(height)) +
         " pixels";
}

// What differs between the image that the file describes and the one at hand.
void remarkSize(const RawImage& image, const BoxQuery& query, BoxSheet& sheet) {
  if (query.image.empty() || image.width == 0 || query.width == 0) return;
  if (sheet.width == query.width && sheet.height == query.height) return;
  const bool same = sameShape(sheet.width, sheet.height, query.width, query.height);
  sheet.remarks.push_back(
      "The boxes were marked on " + sizeWords(sheet.width, sheet.height) + ", the image has " +
      sizeWords(query.width, query.height) +
      (same ? ": they are scaled to it." : ", which is another shape: they may not fit it."));
}

}  // namespace

base::Result<BoxLayout> boxLayoutNamed(std::string_view name) {
  BoxLayout layout;
  const std::string_view form = name.substr(0, name.find('-'));
  const std::string_view unit = form.size() == name.size() ? "" : name.substr(form.size() + 1);
  if (form == "xyxy") layout.form = Form::twoCorners;
  if (form == "cxcywh") layout.form = Form::centreAndSize;
  if (unit == "pixels") layout.unit = Unit::pixels;
  if (unit == "shares") layout.unit = Unit::shares;
  const bool known = (form == "xywh" || layout.form != Form::cornerAndSize) &&
                     (form.size() == name.size() || layout.unit != Unit::open);
  if (known) return layout;
  return fail(ErrorCode::argumentInvalid, "\"" + std::string(name) + "\" is no layout of boxes.", {}, {},
              "Write xywh, xyxy or cxcywh, alone or with -pixels or -shares behind it.");
}

bool asksForLayout(const base::Error& error) { return error.next.find("--box-layout") != std::string::npos; }

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

base::Error at(const std::string& where, base::Error error) {
  error.message = "At " + where + ": " + error.message;
  return error;
}

void noteFault(RawImage& image, const std::string& where, base::Error error) {
  if (!image.fault) image.fault = at(where, std::move(error));
}

bool statesNoFinding(std::string_view label) {
  std::string words;
  for (const char c : label) {
    if (c >= 'A' && c <= 'Z') words += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') words += c;
  }
  return words == "nofinding" || words == "nofindings" || words == "normal" || words == "healthy";
}

BoxFile::BoxFile(std::shared_ptr<const RawBoxFile> raw) : raw_(std::move(raw)) {}

base::Result<BoxFile> BoxFile::fromText(const base::DecodedText& decoded, const BoxQuery& query,
                                        const std::filesystem::path& file) {
  const auto read = [&]() -> base::Result<BoxFile> {
    CHEXGEN_ASSIGN(RawBoxFile raw, rawBoxes(decoded.text, query, file));
    CHEXGEN_TRY(settleUnit(raw));
    std::vector<std::string> names;
    for (const RawImage& image : raw.images) names.push_back(image.name);
    raw.names.emplace(std::move(names));
    raw.file = file;
    raw.remarks.insert(raw.remarks.begin(), decoded.remarks.begin(), decoded.remarks.end());
    return BoxFile(std::make_shared<const RawBoxFile>(std::move(raw)));
  };
  auto boxes = read();
  if (!boxes && boxes.error().file.empty()) boxes.error().file = file;
  return boxes;
}

base::Result<BoxFile> BoxFile::parse(std::string_view text, const BoxQuery& query,
                                     const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::DecodedText decoded, base::decodeText(text, file));
  return fromText(decoded, query, file);
}

base::Result<BoxFile> BoxFile::read(const std::filesystem::path& path, const BoxQuery& query) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readMaybeCompressed(path, maxBoxFileBytes));
  CHEXGEN_ASSIGN(const base::DecodedText decoded, base::decodeText(bytes, path));
  if (!query.classes.empty() || !looksLikeYolo(decoded.text)) return fromText(decoded, query, path);
  BoxQuery withClasses = query;
  CHEXGEN_ASSIGN(withClasses.classes, yoloClassesFor(path));
  return fromText(decoded, withClasses, path);
}

const std::string& BoxFile::words() const { return raw_->words; }

std::vector<std::string> BoxFile::images() const { return raw_->names->names(); }

std::vector<std::size_t> BoxFile::find(const std::string& image) const {
  if (!image.empty() && raw_->namesImages) return raw_->names->find(image).found;
  std::vector<std::size_t> every(raw_->images.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  return every;
}

const std::vector<std::string>& BoxFile::remarks() const { return raw_->remarks; }

std::map<std::string, std::size_t> BoxFile::unknownClasses() const {
  std::map<std::string, std::size_t> unknown;
  for (const RawImage& image : raw_->images)
    for (const RawBox& box : image.boxes)
      if (!findingNamed(box.label)) ++unknown[box.label];
  return unknown;
}

bool BoxFile::hasBoxes(std::size_t image) const {
  const auto& boxes = raw_->images.at(image).boxes;
  return std::any_of(boxes.begin(), boxes.end(),
                     [](const RawBox& box) { return findingNamed(box.label).has_value(); });
}

base::Result<BoxSheet> BoxFile::sheetAt(std::size_t position, const BoxQuery& query) const {
  const RawImage& image = raw_->images.at(position);
  const auto made = [&]() -> base::Result<BoxSheet> {
    if (image.fault) return tl::unexpected(*image.fault);
    if (image.boxes.empty()) return tl::unexpected(noBoxes(image, {}));
    BoxSheet sheet;
    CHEXGEN_ASSIGN(sheet.width, sideOf(image.width, query.width));
    CHEXGEN_ASSIGN(sheet.height, sideOf(image.height, query.height));
    std::map<std::string, std::size_t> unknown;
    for (const RawBox& box : image.boxes) {
      auto finding = findingNamed(box.label);
      // A model that says which classes it follows is asked for nothing else.
      if (!finding && !query.known.empty()) return tl::unexpected(at(box.where, finding.error()));
      if (!finding) {
        ++unknown[box.label];
        continue;
      }
      auto good = accepted(box, std::move(*finding), sheet);
      if (!good) return tl::unexpected(at(box.where, std::move(good).error()));
      sheet.boxes.push_back(std::move(*good));
    }
    if (sheet.boxes.empty()) return tl::unexpected(noBoxes(image, unknown));
    CHEXGEN_TRY(checkFindings(sheet, query.known));
    if (!unknown.empty())
      sheet.remarks.push_back("Boxes of classes that are not known were left out: " + counted(unknown) + ".");
    remarkSize(image, query, sheet);
    return sheet;
  };
  auto sheet = made();
  if (!sheet && sheet.error().file.empty()) sheet.error().file = raw_->file;
  return sheet;
}

base::Result<BoxSheet> BoxFile::sheet(const BoxQuery& query) const {
  const auto& names = raw_->names->names();
  const std::string& wanted = query.image.empty() && names.size() > 1 ? query.amongSeveral : query.image;
  const auto several = [&](const std::string& message, const std::vector<std::string>& of) {
    return fail(ErrorCode::argumentInvalid, message + ": " + text::listedNames(of) + ".", raw_->file, {},
                "Say which image is meant (--boxes-image; in a table the column boxes_image or image).");
  };
  std::vector<std::string> remarks = raw_->remarks;
  std::size_t position = 0;
  if (names.empty()) return fail(ErrorCode::argumentInvalid, "The file holds no boxes.", raw_->file);
  if (raw_->namesImages && wanted.empty() && names.size() > 1)
    return several("The file describes " + std::to_string(names.size()) + " images", names);
  if (raw_->namesImages && !wanted.empty()) {
    const text::NameMatch match = raw_->names->find(wanted);
    if (match.found.size() > 1) {
      std::vector<std::string> like;
      for (const std::size_t i : match.found) like.push_back(names[i]);
      return several("Several images of the file could be \"" + wanted + "\"", like);
    }
    if (!match.found.empty()) position = match.found.front();
    const RawImage& taken = raw_->images[position];
    const bool shaped = taken.width == 0 || query.width == 0 ||
                        sameShape(taken.width, taken.height, query.width, query.height);
    if (match.found.empty() && (names.size() > 1 || !query.onlyImageServes || !shaped))
      return fail(ErrorCode::argumentInvalid, "The file describes no image named \"" + wanted + "\".",
                  raw_->file, {}, "It describes " + text::listedNames(names) + ".");
    if (match.found.empty() || match.otherFolder)
      remarks.push_back((match.found.empty() ? "The only image of the file, \"" : "\"") + names[position] +
                        "\" was taken for \"" + wanted + "\".");
  }
  CHEXGEN_ASSIGN(BoxSheet sheet, sheetAt(position, query));
  sheet.remarks.insert(sheet.remarks.begin(), remarks.begin(), remarks.end());
  return sheet;
}

base::Result<BoxFile> BoxFiles::read(const std::filesystem::path& path, const BoxQuery& query) {
  std::error_code error;
  std::string key = path.string() + "\n" + std::to_string(std::filesystem::file_size(path, error)) + "\n";
  key += std::to_string(std::filesystem::last_write_time(path, error).time_since_epoch().count());
  for (const std::string& name : query.classes) key += "\n" + name;
  if (query.layout)
    key += "\n" + std::to_string(static_cast<int>(query.layout->form)) + " " +
           std::to_string(static_cast<int>(query.layout->unit));
  const std::scoped_lock lock(mutex_);
  if (last_ && !error && key == key_) return *last_;
  CHEXGEN_ASSIGN(BoxFile boxes, BoxFile::read(path, query));
  last_ = boxes;
  key_ = std::move(key);
  return boxes;
}

bool BoxFiles::isNew(const std::filesystem::path& path) {
  const std::scoped_lock lock(mutex_);
  return told_.insert(path).second;
}

base::Result<BoxSheet> parseBoxes(std::string_view text, const BoxQuery& query,
                                  const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const BoxFile boxes, BoxFile::parse(text, query, file));
  return boxes.sheet(query);
}

base::Result<BoxSheet> readBoxes(const std::filesystem::path& path, const BoxQuery& query) {
  CHEXGEN_ASSIGN(const BoxFile boxes,
                 query.files != nullptr ? query.files->read(path, query) : BoxFile::read(path, query));
  CHEXGEN_ASSIGN(BoxSheet sheet, boxes.sheet(query));
  const auto ofFile = static_cast<std::ptrdiff_t>(boxes.remarks().size());
  if (query.files != nullptr && !query.files->isNew(path))
    sheet.remarks.erase(sheet.remarks.begin(), sheet.remarks.begin() + ofFile);
  return sheet;
}

}  // namespace chexgen::imaging
