// Boxes in JSON: the project's own form, ChestX-Det, LabelMe; COCO has a file of its own.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/imaging/box_parsers.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::jsonValue;

constexpr int chestXDetSide = 1024;

base::Result<const Json*> listIn(const Json& object, const std::string& key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_array())
    return fail(ErrorCode::formatInvalid, "The list \"" + key + "\" is missing.");
  return &*found;
}

// ---- the project's own form ----

base::Result<RawBox> ownBox(const Json& entry) {
  RawBox box;
  CHEXGEN_ASSIGN(box.label, jsonValue<std::string>(entry, "label"));
  std::size_t i = 0;
  for (const char* key : {"x", "y", "width", "height"}) {
    CHEXGEN_ASSIGN(box.numbers.at(i++), jsonValue<double>(entry, key));
  }
  return box;
}

base::Result<RawBoxFile> ownForm(const Json& document) {
  RawBoxFile raw{.words = "boxes", .namesImages = false, .images = {RawImage{}}};
  RawImage& image = raw.images.front();
  CHEXGEN_ASSIGN(image.width, jsonValue<double>(document, "width"));
  CHEXGEN_ASSIGN(image.height, jsonValue<double>(document, "height"));
  CHEXGEN_ASSIGN(const Json* entries, listIn(document, "boxes"));
  std::size_t number = 0;
  for (const Json& entry : *entries) {
    const std::string where = "box " + std::to_string(++number);
    auto box = ownBox(entry);
    if (!box) return tl::unexpected(at(where, std::move(box).error()));
    box->where = where;
    image.boxes.push_back(std::move(*box));
  }
  return raw;
}

// ---- ChestX-Det ----

base::Result<RawImage> chestXDetImage(const Json& entry) {
  RawImage image{.width = chestXDetSide, .height = chestXDetSide};
  CHEXGEN_ASSIGN(image.name, jsonValue<std::string>(entry, "file_name"));
  CHEXGEN_ASSIGN(const auto labels, jsonValue<std::vector<std::string>>(entry, "syms"));
  CHEXGEN_ASSIGN(const auto boxes, jsonValue<std::vector<std::vector<double>>>(entry, "boxes"));
  if (labels.size() != boxes.size() ||
      std::any_of(boxes.begin(), boxes.end(), [](const auto& box) { return box.size() != 4; }))
    return fail(ErrorCode::formatInvalid, "The boxes of " + image.name + " do not fit its findings.");
  image.statesNone = labels.empty();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    RawBox box{.label = labels[i],
               .layout = {BoxLayout::Form::twoCorners, BoxLayout::Unit::pixels},
               .where = "box " + std::to_string(i + 1) + " of " + image.name};
    std::copy(boxes[i].begin(), boxes[i].end(), box.numbers.begin());
    image.boxes.push_back(std::move(box));
  }
  return image;
}

base::Result<RawBoxFile> chestXDet(const Json& list) {
  RawBoxFile raw{.words = "ChestX-Det boxes"};
  for (const Json& entry : list) {
    CHEXGEN_ASSIGN(RawImage image, chestXDetImage(entry));
    raw.images.push_back(std::move(image));
  }
  return raw;
}

// ---- LabelMe ----

// The corners of the box around a shape's points; a circle is a centre and a point on it.
base::Result<RawBox> labelMeBox(const Json& shape) {
  RawBox box{.layout = {BoxLayout::Form::twoCorners, BoxLayout::Unit::pixels}};
  CHEXGEN_ASSIGN(box.label, jsonValue<std::string>(shape, "label"));
  CHEXGEN_ASSIGN(const auto points, jsonValue<std::vector<std::vector<double>>>(shape, "points"));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValueOr<std::string>(shape, "shape_type", "polygon"));
  const bool drawn = kind == "polygon" || kind == "rectangle" || kind == "circle";
  if (!drawn || points.size() < 2 ||
      std::any_of(points.begin(), points.end(), [](const auto& point) { return point.size() != 2; }))
    return fail(ErrorCode::formatInvalid, "A shape of the kind \"" + kind + "\" with " +
                                              std::to_string(points.size()) + " point(s) has no box.");
  if (kind == "circle") {
    const double radius = std::hypot(points[1][0] - points[0][0], points[1][1] - points[0][1]);
    box.numbers = {points[0][0] - radius, points[0][1] - radius, points[0][0] + radius,
                   points[0][1] + radius};
    return box;
  }
  box.numbers = {points[0][0], points[0][1], points[0][0], points[0][1]};
  for (const auto& point : points) {
    box.numbers[0] = std::min<long double>(box.numbers[0], point[0]);
    box.numbers[1] = std::min<long double>(box.numbers[1], point[1]);
    box.numbers[2] = std::max<long double>(box.numbers[2], point[0]);
    box.numbers[3] = std::max<long double>(box.numbers[3], point[1]);
  }
  return box;
}

base::Result<RawBoxFile> labelMe(const Json& document) {
  RawBoxFile raw{.words = "LabelMe boxes", .images = {RawImage{}}};
  RawImage& image = raw.images.front();
  CHEXGEN_ASSIGN(image.name, base::jsonValueOr<std::string>(document, "imagePath", ""));
  CHEXGEN_ASSIGN(image.width, base::jsonValueOr<double>(document, "imageWidth", 0));
  CHEXGEN_ASSIGN(image.height, base::jsonValueOr<double>(document, "imageHeight", 0));
  raw.namesImages = !image.name.empty();
  CHEXGEN_ASSIGN(const Json* shapes, listIn(document, "shapes"));
  std::size_t number = 0;
  for (const Json& shape : *shapes) {
    const std::string where = "shape " + std::to_string(++number);
    auto box = labelMeBox(shape);
    if (!box) {
      noteFault(image, where, std::move(box).error());
      continue;
    }
    box->where = where;
    image.boxes.push_back(std::move(*box));
  }
  return raw;
}

// What people may give that is JSON with boxes, by the entries that it has.
std::string otherTool(const Json& document) {
  const auto has = [](const Json& object, const char* key) {
    return object.is_object() && object.contains(key);
  };
  if (document.is_array() && !document.empty()) {
    const Json& first = document.front();
    if (has(first, "data") || has(first, "annotations")) return "Label Studio's";
  }
  if (!document.is_object()) return {};
  if (has(document, "items") && has(document, "categories")) return "Datumaro's";
  if (has(document, "_via_img_metadata")) return "VIA's";
  const bool via =
      std::any_of(document.begin(), document.end(), [&](const Json& entry) { return has(entry, "regions"); });
  return via ? "VIA's" : "";
}

}  // namespace

base::Result<RawBoxFile> rawBoxesFromJson(const Json& document, const BoxQuery& query) {
  const auto has = [&document](const char* key) { return document.is_object() && document.contains(key); };
  if (has("images") || has("annotations")) return rawBoxesFromCoco(document, query);
  if (has("shapes")) return labelMe(document);
  if (has("boxes")) return ownForm(document);
  const bool published =
      document.is_array() && std::all_of(document.begin(), document.end(), [](const Json& entry) {
        return entry.is_object() && entry.contains("syms");
      });
  if (published) return chestXDet(document);
  const std::string tool = otherTool(document);
  return fail(ErrorCode::formatUnsupported,
              tool.empty() ? "This JSON holds no boxes in a form that is read: neither COCO nor ChestX-Det, "
                             "LabelMe or the project's own."
                           : "This is " + tool + " JSON, which is not read here.",
              {}, {}, "Export the annotations as COCO JSON, YOLO or CSV.");
}

}  // namespace chexgen::imaging
