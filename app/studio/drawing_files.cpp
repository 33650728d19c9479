#include "app/studio/drawing_files.h"

#include <algorithm>
#include <cctype>
#include <span>

#include "core/base/file_name.h"
#include "core/base/sha256.h"
#include "core/drawing/document.h"
#include "core/drawing/mask_labels.h"
#include "core/imaging/condition.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/recipe_png.h"
#include "core/imaging/synthetic_dicom.h"

namespace chexgen::studio {

namespace {

using base::ErrorCode;
using base::fail;

// ".dcm" of "a.DCM"
std::string ending(const std::filesystem::path& file) {
  std::string text = file.extension().string();
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The DICOM image that a segmentation in `file` refers to.
base::Result<imaging::DicomSource> sourceOf(const std::filesystem::path& file, const DrawnOn& on) {
  if (!on.dicom.empty()) return imaging::readDicomSource(on.dicom);
  if (!on.made) {
    return fail(ErrorCode::argumentInvalid,
                "A DICOM segmentation belongs to a DICOM radiograph, and none was drawn on.", file,
                "The drawing is kept.",
                "Generate a radiograph first, open a DICOM file, or export as PNG or NIfTI.");
  }
  const std::string digest = base::sha256(std::as_bytes(std::span(on.made->image.pixels)));
  auto beside = file;
  beside.replace_filename(base::stemOf(file.string()) + "-radiograph-" + digest.substr(0, 8) + ".dcm");
  return imaging::writeSyntheticDicom(beside, on.made->image, on.made->recipe);
}

}  // namespace

base::Result<DrawnMask> readDrawnMask(const std::filesystem::path& file, const DrawnOn& on) {
  CHEXGEN_ASSIGN(const imaging::LabelMask mask, imaging::readMask(file));
  DrawnMask drawn{.labels = drawing::labelsOnSquare(mask.labels, on.frame), .remarks = mask.remarks};
  const auto add = [&drawn](const std::string& remark) {
    if (std::find(drawn.remarks.begin(), drawn.remarks.end(), remark) == drawn.remarks.end())
      drawn.remarks.push_back(remark);
  };
  if (on.radiograph) {
    const auto fit = imaging::compareWithRadiograph(mask.labels, on.frame.width, on.frame.height);
    if (!fit.remark.empty()) add(fit.remark);
  }
  // What the model will not be shown of it.
  CHEXGEN_ASSIGN(const auto condition,
                 imaging::conditionFromMask(imaging::whiteOnBlack(mask), drawing::documentSide));
  for (const std::string& remark : condition.remarks) add(remark);
  return drawn;
}

base::Result<DrawnBoxes> readDrawnBoxes(const std::filesystem::path& file, drawing::Frame frame,
                                        const std::string& image,
                                        const std::optional<imaging::BoxLayout>& layout) {
  const imaging::BoxQuery query{
      .image = image, .width = frame.width, .height = frame.height, .layout = layout};
  CHEXGEN_ASSIGN(const auto boxes, imaging::BoxFile::read(file, query));
  const std::vector<std::string> names = boxes.images();
  const std::vector<std::size_t> meant = boxes.find(image);
  DrawnBoxes drawn;
  if (names.size() > 1 && meant.size() != 1) {
    for (const std::size_t i : meant) drawn.choices.push_back(names[i]);
    if (meant.empty()) drawn.choices = names;
    return drawn;
  }
  CHEXGEN_ASSIGN(const imaging::BoxSheet sheet, boxes.sheet(query));
  drawn.boxes = drawing::boxesOnSquare(sheet);
  drawn.remarks = sheet.remarks;
  return drawn;
}

base::Result<void> writeDrawnMask(const std::filesystem::path& file, const imaging::Image8& labels,
                                  const DrawnOn& on) {
  drawing::Frame frame = on.frame;
  imaging::MaskContext context{.spacing = on.spacing};
  if (ending(file) == ".dcm") {
    CHEXGEN_ASSIGN(context.source, sourceOf(file, on));
    context.sourceFrame = on.dicomFrame;
    if (on.dicom.empty()) frame = {on.made->image.width, on.made->image.height};
  }
  imaging::LabelMask mask{drawing::labelsOnFrame(labels, frame), {}};
  for (const auto& label : drawing::maskLabels()) mask.names.emplace_back(label.name);
  return imaging::writeMask(file, mask, context);
}

base::Result<void> writeDrawnBoxes(const std::filesystem::path& file, const imaging::BoxSheet& drawn,
                                   const DrawnOn& on) {
  const imaging::BoxSheet sheet = drawing::boxesOnFrame(drawn.boxes, on.frame);
  const std::string kind = ending(file);
  if (kind == ".json") return imaging::writeCoco(file, sheet, on.name);
  if (kind == ".csv") return imaging::writeBoxesCsv(file, sheet, on.name);
  if (kind == ".txt") return imaging::writeYolo(file, sheet);
  return fail(ErrorCode::argumentInvalid, "Boxes are written as .json (COCO), .csv or .txt (YOLO).", file,
              "The drawing is kept.", "Choose a name with one of these endings.");
}

base::Result<void> writeMadeImage(const std::filesystem::path& file, const MadeImage& made) {
  if (ending(file) == ".dcm") {
    return imaging::writeSyntheticDicom(file, made.image, made.recipe).map([](const imaging::DicomSource&) {
    });
  }
  if (ending(file) == ".png") return imaging::writeRecipePng(file, made.image, made.recipe);
  return fail(ErrorCode::argumentInvalid, "Radiographs are written as .png or .dcm.", file,
              "The radiograph is kept in the project.", "Choose a name with one of these endings.");
}

}  // namespace chexgen::studio
