// COCO's JSON, as pycocotools, CVAT, Label Studio, Roboflow and people write it.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/imaging/box_parsers.h"
#include "core/imaging/coco_rle.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;

constexpr double longestSide = 1'000'000;

// An id, whether written as a number or as a text; empty for what is neither.
std::string idText(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (!found->is_number()) return {};
  const auto number = found->get<double>();
  const bool whole = found->is_number_float() && number == std::floor(number) && std::abs(number) < 1e15;
  return whole ? std::to_string(static_cast<std::int64_t>(number)) : found->dump();
}

std::string textAt(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The list under a key, borrowed, for annotation files are large; null is an empty list.
base::Result<const Json*> cocoList(const Json& document, const char* key) {
  static const Json none = Json::array();
  const auto found = document.find(key);
  if (found == document.end())
    return fail(ErrorCode::formatInvalid, "The list \"" + std::string(key) + "\" is missing.");
  if (found->is_null()) return &none;
  if (found->is_array()) return &*found;
  return fail(ErrorCode::formatInvalid, "The entry \"" + std::string(key) + "\" is not a list.");
}

// A side in pixels; 0 where the file does not say.
double sideAt(const Json& image, const char* key) {
  const auto found = image.find(key);
  return found != image.end() && found->is_number() ? found->get<double>() : 0;
}

struct Categories {
  std::map<std::string, std::string> byId;
  std::set<std::string> renamed;  // what a category's own name did not say, but its supercategory
};

// Names alone are numbered from 0 or from 1, which the ids that are used must tell.
base::Result<void> numberNames(const Json& list, const Json& annotations, Categories& categories) {
  std::set<std::string> used;
  for (const Json& one : annotations) used.insert(idText(one, "category_id"));
  const bool zero = used.contains("0"), last = used.contains(std::to_string(list.size()));
  if (zero == last)
    return fail(ErrorCode::argumentInvalid,
                "The categories are names without ids, and the annotations do not "
                "tell whether they are counted from 0 or from 1.",
                {}, {}, "Write each category as {\"id\": …, \"name\": …}.");
  for (std::size_t i = 0; i < list.size(); ++i)
    categories.byId[std::to_string(zero ? i : i + 1)] = list[i].get<std::string>();
  return {};
}

base::Result<Categories> categoriesOf(const Json& document, const Json& annotations) {
  CHEXGEN_ASSIGN(const Json* list, cocoList(document, "categories"));
  Categories categories;
  const bool names = !list->empty() &&
                     std::all_of(list->begin(), list->end(), [](const Json& one) { return one.is_string(); });
  if (names) {
    CHEXGEN_TRY(numberNames(*list, annotations, categories));
    return categories;
  }
  std::size_t number = 0;
  for (const Json& one : *list) {
    const std::string where = "category " + std::to_string(++number);
    const std::string id = idText(one, "id"), super = textAt(one, "supercategory");
    std::string name = textAt(one, "name");
    if (id.empty() || name.empty())
      return tl::unexpected(at(where, {ErrorCode::formatInvalid, "Its \"id\" or \"name\" is missing."}));
    if (!findingNamed(name) && findingNamed(super)) {
      categories.renamed.insert("\"" + name + "\" as " + super);
      name = super;
    }
    if (const auto [there, fresh] = categories.byId.emplace(id, name); !fresh && there->second != name)
      return tl::unexpected(at(where, {ErrorCode::formatInvalid,
                                       "The id " + id + " stands for \"" + there->second + "\" before."}));
  }
  return categories;
}

base::Result<std::array<double, 4>> boxOfPolygons(const Json& polygons) {
  double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
  const auto take = [&](const Json& flat) {
    if (!flat.is_array() || flat.size() < 6 || flat.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < flat.size(); i += 2) {
      if (!flat[i].is_number() || !flat[i + 1].is_number()) return false;
      const auto x = flat[i].get<double>(), y = flat[i + 1].get<double>();
      x0 = std::min(x0, x), x1 = std::max(x1, x), y0 = std::min(y0, y), y1 = std::max(y1, y);
    }
    return true;
  };
  const bool nested = polygons.front().is_array();
  const bool good = nested ? std::all_of(polygons.begin(), polygons.end(), take) : take(polygons);
  if (!good)
    return fail(ErrorCode::formatInvalid,
                "A polygon of its \"segmentation\" is not a list of at least three "
                "points x, y.");
  return std::array{x0, y0, x1 - x0, y1 - y0};
}

base::Result<std::array<double, 4>> boxOfRle(const Json& code) {
  const auto size = code.find("size"), counts = code.find("counts");
  const auto isSide = [](const Json& side) {
    return side.is_number() && side.get<double>() >= 1 && side.get<double>() <= longestSide;
  };
  const bool sized =
      size != code.end() && size->is_array() && size->size() == 2 && isSide((*size)[0]) && isSide((*size)[1]);
  if (!sized || counts == code.end())
    return fail(ErrorCode::formatInvalid,
                "Its run-length code lacks \"size\" [height, width] or \"counts\".");
  std::vector<std::uint64_t> lengths;
  if (counts->is_string()) {
    CHEXGEN_ASSIGN(lengths, cocoRunLengths(counts->get_ref<const std::string&>()));
  } else {
    auto listed = base::jsonValue<std::vector<Json>>(code, "counts");
    if (!listed || !std::all_of(listed->begin(), listed->end(),
                                [](const Json& one) { return one.is_number_unsigned(); }))
      return fail(ErrorCode::formatInvalid, "The \"counts\" of its run-length code are no whole numbers.");
    for (const Json& one : *listed) lengths.push_back(one.get<std::uint64_t>());
  }
  CHEXGEN_ASSIGN(const auto box, boxOfRuns(lengths, static_cast<std::uint64_t>((*size)[1].get<double>()),
                                           static_cast<std::uint64_t>((*size)[0].get<double>())));
  if (box[2] == 0) return fail(ErrorCode::formatInvalid, "Its run-length code marks nothing.");
  return box;
}

struct FoundBox {
  std::array<double, 4> numbers{};
  bool drawn = false;  // around a segmentation
};

base::Result<FoundBox> boxIn(const Json& annotation) {
  const auto box = annotation.find("bbox"), segmentation = annotation.find("segmentation");
  const auto missing = [](const auto& entry, const Json& in) {
    return entry == in.end() || entry->is_null() || (entry->is_structured() && entry->empty());
  };
  if (!missing(box, annotation)) {
    const bool four = box->is_array() && box->size() == 4 &&
                      std::all_of(box->begin(), box->end(), [](const Json& one) { return one.is_number(); });
    if (!four) return fail(ErrorCode::formatInvalid, "Its \"bbox\" is not [x, y, width, height].");
    return FoundBox{box->get<std::array<double, 4>>()};
  }
  if (missing(segmentation, annotation))
    return fail(ErrorCode::formatInvalid, "It has neither a \"bbox\" nor a \"segmentation\".");
  if (!segmentation->is_object() && !segmentation->is_array())
    return fail(ErrorCode::formatInvalid, "Its \"segmentation\" is neither a list nor a run-length code.");
  CHEXGEN_ASSIGN(const auto around,
                 segmentation->is_object() ? boxOfRle(*segmentation) : boxOfPolygons(*segmentation));
  return FoundBox{around, true};
}

// A stated area tells boxes that were written as two corners from COCO's corner and size.
bool areaSaysCorners(const Json& annotation, const std::array<double, 4>& box) {
  const auto area = annotation.find("area"), outline = annotation.find("segmentation");
  const bool plain =
      outline == annotation.end() || outline->is_null() || (outline->is_structured() && outline->empty());
  if (!plain || area == annotation.end() || !area->is_number()) return false;
  const auto stated = area->get<double>();
  const auto is = [stated](double product) { return std::abs(stated - product) <= 0.01 * stated; };
  return stated > 0 && box[2] > box[0] && box[3] > box[1] && !is(box[2] * box[3]) &&
         is((box[2] - box[0]) * (box[3] - box[1]));
}

class CocoReader {
 public:
  CocoReader(const Json& document, const BoxQuery& query) : document_(document), query_(query) {}

  base::Result<RawBoxFile> read() {
    raw_.words = "COCO boxes";
    CHEXGEN_ASSIGN(const Json* images, cocoList(document_, "images"));
    CHEXGEN_ASSIGN(const Json* annotations, cocoList(document_, "annotations"));
    CHEXGEN_TRY(readImages(*images));
    CHEXGEN_ASSIGN(categories_, categoriesOf(document_, *annotations));
    for (const Json& one : *annotations) readAnnotation(one);
    addRemarks();
    return std::move(raw_);
  }

 private:
  base::Result<void> readImages(const Json& images) {
    for (const Json& one : images) {
      const std::string where = "image " + std::to_string(raw_.images.size() + 1);
      const std::string id = idText(one, "id");
      RawImage image{.name = textAt(one, "file_name")};
      if (id.empty() || image.name.empty())
        return tl::unexpected(
            at(where, {ErrorCode::formatInvalid, "Its \"id\" or \"file_name\" is missing."}));
      if (!byId_.emplace(id, raw_.images.size()).second)
        return tl::unexpected(at(where, {ErrorCode::formatInvalid, "The id " + id + " stands twice."}));
      image.width = sideAt(one, "width");
      image.height = sideAt(one, "height");
      raw_.images.push_back(std::move(image));
    }
    return {};
  }

  void readAnnotation(const Json& one) {
    const std::string id = idText(one, "id");
    const std::string where =
        "annotation " + std::to_string(++number_) + (id.empty() ? "" : " (id " + id + ")");
    const auto image = byId_.find(idText(one, "image_id"));
    if (image == byId_.end()) {
      ++orphans_;
      return;
    }
    RawImage& of = raw_.images[image->second];
    const std::string category = idText(one, "category_id");
    const auto named = categories_.byId.find(category);
    RawBox box{.label = named != categories_.byId.end() ? named->second : "category " + category,
               .layout = query_.layout.value_or(BoxLayout{}),
               .where = where};
    if (statesNoFinding(box.label)) {
      of.statesNone = true;
      return;
    }
    auto found = boxIn(one);
    if (!found) return noteFault(of, where, std::move(found).error());
    // What is drawn around a segmentation is corner and size, whatever the file's boxes are.
    if (found->drawn) box.layout.form = BoxLayout::Form::cornerAndSize;
    if (!found->drawn && !query_.layout && areaSaysCorners(one, found->numbers))
      return noteFault(of, where,
                       {.code = ErrorCode::argumentInvalid,
                        .message = "Its area is that of two corners, not of COCO's corner and size.",
                        .next = "If the boxes are two corners, state the layout \"xyxy\" (--box-layout)."});
    for (std::size_t i = 0; i < 4; ++i) box.numbers.at(i) = found->numbers.at(i);
    drawn_ += found->drawn ? 1 : 0;
    const auto crowd = one.find("iscrowd");
    crowds_ += crowd != one.end() && (*crowd == 1 || *crowd == true) ? 1 : 0;
    of.boxes.push_back(std::move(box));
  }

  void addRemarks() {
    const auto say = [this](std::size_t count, const char* of, const char* what) {
      if (count > 0) raw_.remarks.push_back(std::to_string(count) + of + what);
    };
    say(orphans_, " annotation(s) ", "belong to no image of the file and were left out.");
    say(drawn_, " annotation(s) ", "have no box of their own: the one around the segmentation was taken.");
    say(crowds_, " annotation(s) ", "mark a crowd (iscrowd): the box around all of it was taken.");
    for (const std::string& one : categories_.renamed)
      raw_.remarks.push_back("The category " + one + ", by its supercategory.");
  }

  const Json& document_;
  const BoxQuery& query_;
  RawBoxFile raw_;
  Categories categories_;
  std::map<std::string, std::size_t> byId_;
  std::size_t number_ = 0, orphans_ = 0, drawn_ = 0, crowds_ = 0;
};

}  // namespace

base::Result<RawBoxFile> rawBoxesFromCoco(const Json& document, const BoxQuery& query) {
  return CocoReader(document, query).read();
}

}  // namespace chexgen::imaging
