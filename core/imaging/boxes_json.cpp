#include <map>
#include <utility>

#include "core/imaging/box_parsers.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::jsonValue;

base::Result<double> numberOf(const Json& object, std::string_view key) {
  CHEXGEN_ASSIGN(const Json value, jsonValue<Json>(object, key));
  if (!value.is_number()) {
    return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is not a number.");
  }
  return value.get<double>();
}

// The array under `key`, borrowed: annotation files are large.
base::Result<const Json*> arrayOf(const Json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_array()) {
    return fail(ErrorCode::formatInvalid, "The list \"" + key + "\" is missing.");
  }
  return &object[key];
}

base::Result<void> readSize(const Json& object, RawSheet& sheet) {
  CHEXGEN_ASSIGN(sheet.width, numberOf(object, "width"));
  CHEXGEN_ASSIGN(sheet.height, numberOf(object, "height"));
  return {};
}

base::Result<RawBox> ownBox(const Json& entry) {
  RawBox box;
  CHEXGEN_ASSIGN(box.label, jsonValue<std::string>(entry, "label"));
  CHEXGEN_ASSIGN(box.x, numberOf(entry, "x"));
  CHEXGEN_ASSIGN(box.y, numberOf(entry, "y"));
  CHEXGEN_ASSIGN(box.width, numberOf(entry, "width"));
  CHEXGEN_ASSIGN(box.height, numberOf(entry, "height"));
  return box;
}

base::Result<RawSheet> ownSheet(const Json& document) {
  RawSheet sheet;
  CHEXGEN_TRY(readSize(document, sheet));
  CHEXGEN_ASSIGN(const Json* entries, arrayOf(document, "boxes"));
  for (const Json& entry : *entries) {
    const std::string where = "box " + std::to_string(sheet.boxes.size() + 1);
    auto box = ownBox(entry);
    if (!box) return at(where, std::move(box).error());
    box->where = where;
    sheet.boxes.push_back(std::move(*box));
  }
  return sheet;
}

// ---- COCO ----

base::Result<const Json*> cocoImage(const Json& document, const std::string& name) {
  CHEXGEN_ASSIGN(const Json* images, arrayOf(document, "images"));
  if (name.empty() && images->size() == 1) return &images->front();
  if (name.empty()) {
    return fail(ErrorCode::argumentInvalid,
                "The file describes " + std::to_string(images->size()) + " images.", {}, {},
                "Say which image is meant.");
  }
  for (const Json& image : *images) {
    CHEXGEN_ASSIGN(const auto found, jsonValue<std::string>(image, "file_name"));
    if (found == name) return &image;
  }
  return fail(ErrorCode::argumentInvalid, "The file describes no image named \"" + name + "\".");
}

base::Result<std::map<Json, std::string>> cocoCategories(const Json& document) {
  std::map<Json, std::string> names;
  CHEXGEN_ASSIGN(const Json* categories, arrayOf(document, "categories"));
  for (const Json& category : *categories) {
    CHEXGEN_ASSIGN(const Json id, jsonValue<Json>(category, "id"));
    CHEXGEN_ASSIGN(names[id], jsonValue<std::string>(category, "name"));
  }
  return names;
}

base::Result<RawBox> cocoBox(const Json& annotation, const std::map<Json, std::string>& categories) {
  CHEXGEN_ASSIGN(const Json category, jsonValue<Json>(annotation, "category_id"));
  const auto named = categories.find(category);
  if (named == categories.end()) {
    return fail(ErrorCode::formatInvalid, "No category has the id " + category.dump() + ".");
  }
  CHEXGEN_ASSIGN(const auto box, jsonValue<std::vector<double>>(annotation, "bbox"));
  if (box.size() != 4) return fail(ErrorCode::formatInvalid, "\"bbox\" is not [x, y, width, height].");
  return RawBox{named->second, box[0], box[1], box[2], box[3], {}};
}

base::Result<RawSheet> cocoSheet(const Json& document, const std::string& name) {
  RawSheet sheet;
  CHEXGEN_ASSIGN(const Json* image, cocoImage(document, name));
  CHEXGEN_TRY(readSize(*image, sheet));
  CHEXGEN_ASSIGN(const Json imageId, jsonValue<Json>(*image, "id"));
  CHEXGEN_ASSIGN(const auto categories, cocoCategories(document));
  CHEXGEN_ASSIGN(const Json* annotations, arrayOf(document, "annotations"));
  std::size_t count = 0;
  for (const Json& annotation : *annotations) {
    const std::string where = "annotation " + std::to_string(++count);
    CHEXGEN_ASSIGN(const Json owner, jsonValue<Json>(annotation, "image_id"));
    if (owner != imageId) continue;
    auto box = cocoBox(annotation, categories);
    if (!box) return at(where, std::move(box).error());
    box->where = where;
    sheet.boxes.push_back(std::move(*box));
  }
  return sheet;
}

}  // namespace

base::Result<RawSheet> rawBoxesFromJson(const Json& document, const BoxQuery& query) {
  return document.contains("annotations") ? cocoSheet(document, query.image) : ownSheet(document);
}

}  // namespace chexgen::imaging
