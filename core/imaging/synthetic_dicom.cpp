#include "core/imaging/synthetic_dicom.h"

#include <cmath>

#include "core/base/file.h"
#include "core/base/number_text.h"
#include "core/base/sha256.h"
#include "core/imaging/dicom_file.h"
#include "core/imaging/dicom_write.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;

constexpr const char* blockName = "CHEXGEN 1.0";
const DcmTagKey blockKey(0x0009, 0x0010);
const DcmTagKey recipeKey(0x0009, 0x1001);

bool isDigitalXRay(const SyntheticDicomForm& form) {
  return form.kind == SyntheticDicomForm::Kind::digitalXRay;
}

// Everything that makes this image this image.
DicomSource identityOf(const Image8& image, const Recipe& recipe, const std::string& recipeJson,
                       const SyntheticDicomForm& form) {
  const std::string pixels = base::sha256(std::as_bytes(std::span(image.pixels)));
  const std::string seed = (isDigitalXRay(form) ? "dx " : "") + std::to_string(image.width) + "x" +
                           std::to_string(image.height) + " " + pixels + " " + recipeJson;
  const std::string sex = recipe.demographics.sex.value_or("");
  DicomSource identity{
      .sopClassUid = isDigitalXRay(form) ? "1.2.840.10008.5.1.4.1.1.1.1" : "1.2.840.10008.5.1.4.1.1.7",
      .instanceUid = uidFrom("instance " + seed),
      .seriesUid = uidFrom("series " + seed),
      .studyUid = uidFrom("study " + seed)};
  identity.patientName = "SYNTHETIC^NOT A PATIENT";
  identity.patientId = "SYNTHETIC-" + base::sha256(seed).substr(0, 12);
  if (!sex.empty())
    identity.patientSex = sex[0] == 'M' || sex[0] == 'm' ? "M" : sex[0] == 'F' || sex[0] == 'f' ? "F" : "O";
  return identity;
}

// "064Y"; empty for what an age string cannot hold.
std::string ageString(const Demographics& demographics) {
  const double age = demographics.age.value_or(-1);
  if (!(age >= 0 && age < 1000)) return {};
  return base::paddedText(static_cast<std::uint64_t>(std::floor(age)), 3) + "Y";
}

void putImage(DicomItemWriter& writer, const Image8& image, const SyntheticDicomForm& form) {
  writer.number(DCM_SamplesPerPixel, 1).raw(DCM_PhotometricInterpretation, "MONOCHROME2");
  writer.number(DCM_Rows, static_cast<std::uint16_t>(image.height))
      .number(DCM_Columns, static_cast<std::uint16_t>(image.width));
  writer.number(DCM_BitsAllocated, 8)
      .number(DCM_BitsStored, 8)
      .number(DCM_HighBit, 7)
      .number(DCM_PixelRepresentation, 0);
  writer.raw(DCM_WindowCenter, "128").raw(DCM_WindowWidth, "256");
  writer.raw(DCM_LossyImageCompression, "00").raw(DCM_BurnedInAnnotation, form.burnedIn ? "YES" : "NO");
  std::vector<std::uint8_t> pixels = image.pixels;
  if (pixels.size() % 2 != 0) pixels.push_back(0);
  writer.bytes(DcmTag(DCM_PixelData, DcmVR(EVR_OB)), pixels);
}

// A code of a dictionary, in a sequence of its own.
void putCode(DicomItemWriter& writer, const DcmTagKey& sequence, const char* value, const char* scheme,
             const char* meaning) {
  writer.item(sequence)
      .raw(DCM_CodeValue, value)
      .raw(DCM_CodingSchemeDesignator, scheme)
      .raw(DCM_CodeMeaning, meaning);
}

// Where the image comes from: no patient and no other image.
void putOrigin(DicomItemWriter& writer, const Recipe& recipe) {
  writer.raw(DcmTag(0x0008, 0x001c, DcmVR(EVR_CS)),
             "YES");  // Synthetic Data is younger than DCMTK 3.6.7's dictionary
  writer.text(DCM_ImageComments, "Synthetic, not for diagnosis");
  writer.text(
      DCM_DerivationDescription,
      "Generated from text by the model " + recipe.modelName + "; shows no patient, derived from no image",
      1024);
  DicomItemWriter equipment = writer.item(DCM_ContributingEquipmentSequence);
  putCode(equipment, DCM_PurposeOfReferenceCodeSequence, "109102", "DCM", "Processing Equipment");
  equipment.text(DCM_Manufacturer, "ChexGen Studio")
      .text(DCM_ManufacturerModelName, recipe.modelName.empty() ? "unnamed model" : recipe.modelName)
      .text(DCM_SoftwareVersions, recipe.program)
      .text(DCM_ContributionDescription, "Generation of a synthetic radiograph", 1024);
}

void putSeries(DicomItemWriter& writer, const Recipe& recipe, const std::string& recipeJson) {
  writer.raw(DCM_SeriesNumber, "1").raw(DCM_InstanceNumber, "1");
  writer.text(DCM_SeriesDescription, "Synthetic chest radiograph").raw(DCM_BodyPartExamined, "CHEST");
  writer.raw(DCM_PatientOrientation, "L\\F");
  if (const std::string age = ageString(recipe.demographics); !age.empty()) writer.raw(DCM_PatientAge, age);
  if (const std::string view = recipe.demographics.view.value_or(""); view == "PA" || view == "AP")
    writer.raw(DCM_ViewPosition, view);
  writer.raw(DcmTag(blockKey, DcmVR(EVR_LO)), blockName);
  DcmTag recipeTag(recipeKey, DcmVR(EVR_UT));
  recipeTag.setPrivateCreator(blockName);
  writer.raw(recipeTag, recipeJson);
}

void putCapture(DicomItemWriter& writer) {
  writer.raw(DCM_Modality, "OT").raw(DCM_ConversionType, "SYN").raw(DCM_ImageType, "DERIVED\\SECONDARY");
}

// PS3.3 A.26. Greys are as shown: presentation values, more of them where less radiation came through.
void putDigitalXRay(DicomItemWriter& writer, const Image8& image) {
  constexpr double width = 1024 * 0.4;  // mm, stated and not measured
  const std::string spacing = base::fixedText(width / image.width, 6);
  writer.raw(DCM_Modality, "DX").raw(DCM_PresentationIntentType, "FOR PRESENTATION");
  writer.raw(DCM_ImageType, "DERIVED\\SECONDARY").raw(DCM_ImageLaterality, "U");
  putCode(writer, DCM_AnatomicRegionSequence, "51185008", "SCT", "Chest");
  writer.raw(DCM_PixelIntensityRelationship, "LOG");
  writer.signedNumber(DCM_PixelIntensityRelationshipSign, -1);
  writer.raw(DCM_RescaleIntercept, "0").raw(DCM_RescaleSlope, "1").raw(DCM_RescaleType, "US");
  writer.raw(DCM_PresentationLUTShape, "IDENTITY");
  writer.empty(DCM_DetectorType).raw(DCM_AcquisitionDeviceProcessingDescription, "Generated by a model");
  writer.raw(DCM_ImagerPixelSpacing, spacing + "\\" + spacing);
  writer.text(DCM_ImageComments,
              "Synthetic, not for diagnosis; the spacing is nominal, nothing may be measured", 1024);
  writer.empty(DCM_PositionerType).empty(DCM_AcquisitionContextSequence);
}

struct Encoded {
  std::string bytes;
  DicomSource identity;
};

base::Result<Encoded> encoded(const Image8& image, const Recipe& recipe, const SyntheticDicomForm& form) {
  CHEXGEN_TRY(checkImage(image));
  if (image.channels != 1)
    return base::fail(ErrorCode::argumentInvalid,
                      "A generated radiograph is written as grey, not as colour.");
  CHEXGEN_ASSIGN(const std::string json, recipeText(recipe));
  Encoded result{.bytes = {}, .identity = identityOf(image, recipe, json, form)};
  CHEXGEN_ASSIGN(result.bytes, dicomBytes([&](DicomItemWriter& writer) {
                   putIdentity(writer, result.identity);
                   putEquipment(writer, recipe.program);
                   putOrigin(writer, recipe);
                   putSeries(writer, recipe, json);
                   if (isDigitalXRay(form))
                     putDigitalXRay(writer, image);
                   else
                     putCapture(writer);
                   putImage(writer, image, form);
                 }));
  return result;
}

}  // namespace

base::Result<std::string> encodeSyntheticDicom(const Image8& image, const Recipe& recipe,
                                               const SyntheticDicomForm& form) {
  CHEXGEN_ASSIGN(Encoded result, encoded(image, recipe, form));
  return std::move(result.bytes);
}

base::Result<DicomSource> writeSyntheticDicom(const std::filesystem::path& path, const Image8& image,
                                              const Recipe& recipe, const SyntheticDicomForm& form) {
  CHEXGEN_ASSIGN(Encoded result, encoded(image, recipe, form));
  CHEXGEN_TRY(base::writeFileAtomically(path, result.bytes));
  return std::move(result.identity);
}

base::Result<Recipe> decodeSyntheticDicomRecipe(std::span<const std::byte> bytes,
                                                const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const OpenDicom dicom, openDicom(bytes, file));
  OFString json;
  const bool ours = textOf(*dicom.dataset, blockKey) == blockName &&
                    dicom.dataset->findAndGetOFStringArray(recipeKey, json).good();
  if (!ours) {
    return base::fail(
        ErrorCode::formatUnsupported,
        "This DICOM file holds no recipe: it was not written by ChexGen, or another program has removed it.",
        file, {}, "Use the file as ChexGen wrote it.");
  }
  return recipeFromText(std::string(json.c_str(), json.size()), file);
}

}  // namespace chexgen::imaging
