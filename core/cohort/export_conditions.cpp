#include "core/cohort/export_conditions.h"

#include <algorithm>

#include "core/base/file.h"
#include "core/imaging/condition.h"

namespace chexgen::cohort {
namespace {

using base::OrderedJson;
using base::Result;
namespace fs = std::filesystem;

int categoryIn(const imaging::Finding& finding) {
  const auto& all = imaging::findings();
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const imaging::Finding& one) { return one.name == finding.name; });
  return static_cast<int>(at - all.begin()) + 1;
}

}  // namespace

Result<imaging::LabelMask> maskAtSize(const fs::path& file, int size) {
  CHEXGEN_ASSIGN(imaging::LabelMask mask, imaging::readMask(file));
  CHEXGEN_ASSIGN(mask.labels, imaging::markedSquare(mask, size));
  mask.levels = {};
  if (mask.names.size() > 1) mask.names.resize(1);
  return mask;
}

imaging::BoxSheet boxesAtSize(const imaging::BoxSheet& sheet, int size) {
  imaging::BoxSheet scaled{.width = size, .height = size};
  const double side = std::min(sheet.width, sheet.height), scale = size / side;
  const double left = (sheet.width - side) / 2, top = (sheet.height - side) / 2;
  for (const imaging::FindingBox& box : sheet.boxes) {
    const double x0 = std::clamp((box.x - left) * scale, 0.0, static_cast<double>(size));
    const double y0 = std::clamp((box.y - top) * scale, 0.0, static_cast<double>(size));
    const double x1 = std::clamp((box.x + box.width - left) * scale, 0.0, static_cast<double>(size));
    const double y1 = std::clamp((box.y + box.height - top) * scale, 0.0, static_cast<double>(size));
    if (x1 <= x0 || y1 <= y0) continue;
    scaled.boxes.push_back({.finding = box.finding, .x = x0, .y = y0, .width = x1 - x0, .height = y1 - y0});
  }
  return scaled;
}

ConditionExport::ConditionExport(const Cohort& cohort, const ExportOptions& options, fs::path folder)
    : cohort_(cohort), options_(options), folder_(std::move(folder)) {
  coco_["info"] = {{"description", "Synthetic radiographs, not for diagnosis: " + cohort.plan.name}};
  coco_["images"] = OrderedJson::array();
  coco_["categories"] = OrderedJson::array();
  for (const imaging::Finding& finding : imaging::findings())
    coco_["categories"].push_back({{"id", categoryIn(finding)}, {"name", finding.name}});
  coco_["annotations"] = OrderedJson::array();
}

Result<void> ConditionExport::write(const Case& one, const std::optional<imaging::DicomSource>& dicom) {
  if (one.condition.empty()) return {};
  return cohort_.plan.conditionKind == "boxes" ? writeBoxes(one) : writeMask(one, dicom);
}

Result<void> ConditionExport::writeMask(const Case& one, const std::optional<imaging::DicomSource>& dicom) {
  CHEXGEN_ASSIGN(const fs::path file, conditionOf(cohort_, one));
  CHEXGEN_ASSIGN(imaging::LabelMask mask, maskAtSize(file, cohort_.plan.size));
  if (mask.names.empty())
    mask.names = {cohort_.plan.masksAreLungs     ? "Lung"
                  : one.subject.findings.empty() ? "Region"
                                                 : one.subject.findings.front().finding};
  CHEXGEN_TRY(imaging::writeMask(folder_ / "masks" / (one.name + ".png"), mask));
  if (options_.nifti) CHEXGEN_TRY(imaging::writeMask(folder_ / "nifti" / (one.name + ".nii.gz"), mask));
  if (options_.segmentations && dicom)
    CHEXGEN_TRY(imaging::writeMask(folder_ / "segmentations" / (one.name + ".dcm"), mask, {.source = dicom}));
  return {};
}

Result<void> ConditionExport::writeBoxes(const Case& one) {
  CHEXGEN_ASSIGN(const fs::path file, conditionOf(cohort_, one));
  CHEXGEN_ASSIGN(const imaging::BoxSheet drawn, imaging::readBoxes(file));
  const imaging::BoxSheet sheet = boxesAtSize(drawn, cohort_.plan.size);
  CHEXGEN_TRY(
      imaging::writeBoxesCsv(folder_ / "boxes" / "csv" / (one.name + ".csv"), sheet, one.name + ".png"));
  if (options_.yolo) CHEXGEN_TRY(imaging::writeYolo(folder_ / "boxes" / "yolo" / (one.name + ".txt"), sheet));
  if (options_.coco) addCoco(one, sheet);
  return {};
}

void ConditionExport::addCoco(const Case& one, const imaging::BoxSheet& sheet) {
  const std::size_t image = coco_["images"].size() + 1;
  coco_["images"].push_back(
      {{"id", image}, {"file_name", one.name + ".png"}, {"width", sheet.width}, {"height", sheet.height}});
  for (const imaging::FindingBox& box : sheet.boxes)
    coco_["annotations"].push_back({{"id", coco_["annotations"].size() + 1},
                                    {"image_id", image},
                                    {"category_id", categoryIn(box.finding)},
                                    {"bbox", {box.x, box.y, box.width, box.height}},
                                    {"area", box.width * box.height},
                                    {"iscrowd", 0}});
}

Result<void> ConditionExport::finish() {
  if (!options_.coco || coco_["images"].empty()) return {};
  return base::writeFileAtomically(folder_ / "boxes" / "coco.json", coco_.dump(1) + "\n");
}

}  // namespace chexgen::cohort
