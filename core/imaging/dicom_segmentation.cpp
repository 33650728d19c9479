// DICOM Segmentation Storage, BINARY (PS3.3 A.51, C.8.20), out. A radiograph has no place in the patient's
// space, so segments refer to the image itself (Derivation Image); its frame of reference and spacing are
// repeated where it has them.
#include <algorithm>
#include <array>
#include <ctime>

#include "core/base/number_text.h"
#include "core/base/sha256.h"
#include "core/base/version.h"
#include "core/imaging/dicom_write.h"
#include "core/imaging/mask_formats.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr const char* segmentationClass = "1.2.840.10008.5.1.4.1.1.66.4";

std::string nameOf(const LabelMask& mask, int label) {
  const auto index = static_cast<std::size_t>(label - 1);
  const bool named = index < mask.names.size() && !mask.names[index].empty();
  return named ? mask.names[index] : "Label " + std::to_string(label);
}

void putCode(DicomItemWriter&& item, const char* scheme, const char* value, const char* meaning) {
  item.raw(DCM_CodeValue, value).raw(DCM_CodingSchemeDesignator, scheme).raw(DCM_CodeMeaning, meaning);
}

void putSegment(DicomItemWriter&& segment, int label, const std::string& name) {
  segment.number(DCM_SegmentNumber, static_cast<std::uint16_t>(label)).text(DCM_SegmentLabel, name);
  segment.raw(DCM_SegmentAlgorithmType, "MANUAL");
  putCode(segment.item(DCM_SegmentedPropertyCategoryCodeSequence), "SCT", "85756007", "Tissue");
  putCode(segment.item(DCM_SegmentedPropertyTypeCodeSequence), "SCT", "85756007", "Tissue");
}

void putReference(DicomItemWriter&& item, const DicomSource& source) {
  item.raw(DCM_ReferencedSOPClassUID, source.sopClassUid)
      .raw(DCM_ReferencedSOPInstanceUID, source.instanceUid);
}

// A decimal string has at most 16 characters.
std::string decimalString(double value) {
  std::string text;
  for (int digits = 14; digits > 0; --digits) {
    text = base::significantText(value, digits);
    if (text.size() <= 16) break;
  }
  return text;
}

// Millimetres between the pixels, where the radiograph says them.
void putMeasures(DicomItemWriter& shared, const std::array<double, 2>& spacing) {
  if (!(spacing[0] > 0 && spacing[1] > 0)) return;
  // A projection has no thickness; validators want one, and 1 is what the NIfTI has.
  shared.item(DCM_PixelMeasuresSequence)
      .raw(DCM_SliceThickness, "1")
      .raw(DCM_PixelSpacing, decimalString(spacing[0]) + "\\" + decimalString(spacing[1]));
}

void putPixels(DicomItemWriter& writer, const Image8& labels, const std::vector<int>& frames) {
  const std::size_t pixels = labels.pixels.size();
  std::vector<std::uint8_t> bits((pixels * frames.size() + 7) / 8);
  if (bits.size() % 2 != 0) bits.push_back(0);
  for (std::size_t frame = 0; frame < frames.size(); ++frame) {
    for (std::size_t i = 0; i < pixels; ++i) {
      const std::size_t at = frame * pixels + i;
      if (labels.pixels[i] == frames[frame])
        bits[at / 8] = static_cast<std::uint8_t>(bits[at / 8] | 1U << at % 8);
    }
  }
  writer.number(DCM_SamplesPerPixel, 1).raw(DCM_PhotometricInterpretation, "MONOCHROME2");
  writer.number(DCM_Rows, static_cast<std::uint16_t>(labels.height))
      .number(DCM_Columns, static_cast<std::uint16_t>(labels.width));
  writer.number(DCM_BitsAllocated, 1)
      .number(DCM_BitsStored, 1)
      .number(DCM_HighBit, 0)
      .number(DCM_PixelRepresentation, 0);
  writer.raw(DCM_LossyImageCompression, "00").raw(DCM_NumberOfFrames, std::to_string(frames.size()));
  writer.bytes(DcmTag(DCM_PixelData, DcmVR(EVR_OB)), bits);
}

// Frames are told apart by the segment that they show.
void putDimensions(DicomItemWriter& writer, const std::string& uid) {
  writer.item(DCM_DimensionOrganizationSequence).raw(DCM_DimensionOrganizationUID, uid);
  writer.item(DCM_DimensionIndexSequence)
      .raw(DCM_DimensionOrganizationUID, uid)
      .tag(DCM_DimensionIndexPointer, DCM_ReferencedSegmentNumber)
      .tag(DCM_FunctionalGroupPointer, DCM_SegmentIdentificationSequence)
      .raw(DCM_DimensionDescriptionLabel, "Segment");
}

// The image, and of several frames the one, that was drawn on.
void putDerivation(DicomItemWriter& frame, const MaskContext& context) {
  DicomItemWriter derivation = frame.item(DCM_DerivationImageSequence);
  putCode(derivation.item(DCM_DerivationCodeSequence), "DCM", "113076", "Segmentation");
  DicomItemWriter image = derivation.item(DCM_SourceImageSequence);
  putReference(DicomItemWriter(image), *context.source);
  image.raw(DCM_SpatialLocationsPreserved, "YES");  // pixel for pixel
  if (context.sourceFrame > 0) image.raw(DCM_ReferencedFrameNumber, std::to_string(context.sourceFrame));
  putCode(image.item(DCM_PurposeOfReferenceCodeSequence), "DCM", "121322",
          "Source image for image processing operation");
}

void putFunctionalGroups(DicomItemWriter& writer, const std::vector<int>& frames,
                         const MaskContext& context) {
  DicomItemWriter shared = writer.item(DCM_SharedFunctionalGroupsSequence);
  putMeasures(shared, context.spacing);
  for (const int label : frames) {
    DicomItemWriter frame = writer.item(DCM_PerFrameFunctionalGroupsSequence);
    // In each frame, where viewers and libraries look for it.
    putDerivation(frame, context);
    frame.item(DCM_FrameContentSequence)
        .longNumber(DCM_DimensionIndexValues, static_cast<std::uint32_t>(label));
    frame.item(DCM_SegmentIdentificationSequence)
        .number(DCM_ReferencedSegmentNumber, static_cast<std::uint16_t>(label));
  }
}

// The labels that occur; an empty mask still has a frame.
std::vector<int> occurringLabels(const Image8& labels) {
  std::array<bool, maxLabel + 1> occurs{};
  for (const std::uint8_t label : labels.pixels) occurs.at(label) = true;
  std::vector<int> found;
  for (int label = 1; label <= maxLabel; ++label) {
    if (occurs[static_cast<std::size_t>(label)]) found.push_back(label);
  }
  if (found.empty()) found.push_back(1);
  return found;
}

DicomSource identityOfSegmentation(const LabelMask& mask, const DicomSource& source) {
  std::string seed = source.instanceUid + " " + base::sha256(std::as_bytes(std::span(mask.labels.pixels)));
  for (const std::string& name : mask.names) seed += " " + base::sha256(name);
  DicomSource identity = source;
  identity.sopClassUid = segmentationClass;
  identity.instanceUid = uidFrom("segmentation " + seed);
  identity.seriesUid = uidFrom("segmentation series " + seed);
  return identity;
}

std::string nowAs(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

void putContent(DicomItemWriter& writer) {
  writer.raw(DCM_Modality, "SEG").raw(DCM_SeriesNumber, "2").raw(DCM_InstanceNumber, "1");
  writer.raw(DCM_ImageType, "DERIVED\\PRIMARY").raw(DCM_SegmentationType, "BINARY");
  writer.raw(DCM_ContentDate, nowAs("%Y%m%d")).raw(DCM_ContentTime, nowAs("%H%M%S"));
  writer.raw(DCM_ContentLabel, "MASK").raw(DCM_ContentDescription, "Labels drawn on a radiograph");
  writer.raw(DCM_ContentCreatorName, "");
  // Needed where no place in space is given; that of the radiograph is not known here.
  writer.raw(DCM_PatientOrientation, "");
}

}  // namespace

base::Result<std::string> encodeSegmentation(const LabelMask& mask, const MaskContext& context) {
  if (!context.source) {
    return fail(
        ErrorCode::argumentInvalid, "A DICOM segmentation must refer to the image that it was drawn on.", {},
        "Nothing was written.", "Export the radiograph as DICOM first, or write the mask as PNG or NIfTI.");
  }
  const DicomSource& source = *context.source;
  const std::vector<int> frames = occurringLabels(mask.labels);
  const int last =
      std::max(frames.back(), static_cast<int>(std::min<std::size_t>(mask.names.size(), maxLabel)));
  return dicomBytes([&](DicomItemWriter& writer) {
    const DicomSource identity = identityOfSegmentation(mask, source);
    putIdentity(writer, identity);
    putEquipment(writer, base::programVersion());
    putContent(writer);
    if (!source.frameOfReferenceUid.empty())
      writer.raw(DCM_FrameOfReferenceUID, source.frameOfReferenceUid)
          .text(DCM_PositionReferenceIndicator, source.positionReference);
    for (int label = 1; label <= last; ++label)
      putSegment(writer.item(DCM_SegmentSequence), label, nameOf(mask, label));
    DicomItemWriter series = writer.item(DCM_ReferencedSeriesSequence);
    series.raw(DCM_SeriesInstanceUID, source.seriesUid);
    putReference(series.item(DCM_ReferencedInstanceSequence), source);
    putDimensions(writer, uidFrom("dimensions " + identity.instanceUid));
    putFunctionalGroups(writer, frames, context);
    putPixels(writer, mask.labels, frames);
  });
}

}  // namespace chexgen::imaging
