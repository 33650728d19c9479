
#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/number_text.h"
#include "core/imaging/boxes.h"

namespace chexgen::imaging {
namespace {

// Categories are numbered from 1 in the order of findings(); 0 is the background by custom.
int categoryOf(const Finding& finding) {
  int id = 1;
  for (const Finding& known : findings()) {
    if (known.name == finding.name) return id;
    ++id;
  }
  return 0;
}

}  // namespace

base::Result<void> writeBoxesJson(const std::filesystem::path& path, const BoxSheet& sheet) {
  base::OrderedJson document{{"width", sheet.width}, {"height", sheet.height}};
  document["boxes"] = base::OrderedJson::array();
  for (const FindingBox& box : sheet.boxes)
    document["boxes"].push_back({{"label", box.finding.name},
                                 {"x", box.x},
                                 {"y", box.y},
                                 {"width", box.width},
                                 {"height", box.height}});
  return base::writeFileAtomically(path, document.dump() + "\n");
}

base::Result<void> writeBoxesCsv(const std::filesystem::path& path, const BoxSheet& sheet,
                                 const std::string& imageName) {
  std::string text = base::csvRow({"image", "width", "height", "label", "x", "y", "w", "h"});
  for (const FindingBox& box : sheet.boxes) {
    text += base::csvRow({imageName, std::to_string(sheet.width), std::to_string(sheet.height),
                          box.finding.name, base::shortestText(box.x), base::shortestText(box.y),
                          base::shortestText(box.width), base::shortestText(box.height)});
  }
  return base::writeFileAtomically(path, text);
}

base::Result<void> writeCoco(const std::filesystem::path& path, const BoxSheet& sheet,
                             const std::string& imageName) {
  base::OrderedJson document;
  document["images"] = {
      {{"id", 1}, {"file_name", imageName}, {"width", sheet.width}, {"height", sheet.height}}};
  document["categories"] = base::OrderedJson::array();
  for (const Finding& finding : findings())
    document["categories"].push_back({{"id", categoryOf(finding)}, {"name", finding.name}});
  document["annotations"] = base::OrderedJson::array();
  for (const FindingBox& box : sheet.boxes) {
    document["annotations"].push_back({{"id", document["annotations"].size() + 1},
                                       {"image_id", 1},
                                       {"category_id", categoryOf(box.finding)},
                                       {"bbox", {box.x, box.y, box.width, box.height}},
                                       {"area", box.width * box.height},
                                       {"iscrowd", 0}});
  }
  std::string text;
  try {
    text = document.dump(1);
  } catch (const base::OrderedJson::exception&) {
    return base::fail(base::ErrorCode::argumentInvalid, "The image's name is not UTF-8.", path,
                      "Nothing was written.");
  }
  return base::writeFileAtomically(path, text + "\n");
}

}  // namespace chexgen::imaging
