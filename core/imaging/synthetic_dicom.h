// A generated radiograph as a DICOM Secondary Capture Image that says what it is and carries its recipe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"

namespace chexgen::imaging {

struct SyntheticDicomForm {
  enum class Kind {
    secondaryCapture,  // Secondary Capture, SOP class 1.2.840.10008.5.1.4.1.1.7
    digitalXRay,       // Digital X-Ray for presentation, SOP class 1.2.840.10008.5.1.4.1.1.1.1
  } kind = Kind::secondaryCapture;
  bool burnedIn = false;  // the pixels hold a mark (burned_mark.h)
};

// 8 bits, MONOCHROME2, uncompressed, explicit little endian:
// - Synthetic Data (0008,001C) = YES, Image Type DERIVED\SECONDARY,
//   Conversion Type SYN, Image Comments "Synthetic, not for diagnosis", Patient Name "SYNTHETIC^NOT A
//   PATIENT"; sex, age and view of the recipe where it has them; Derivation Description and Contributing
//   Equipment name the model;
// - a window that shows the pixels as they are; Patient Orientation L\F: patient right is image left;
// - the recipe as JSON in (0009,1001), a UT of the private block "CHEXGEN 1.0" at (0009,0010);
// - Digital X-Ray needs a pixel spacing, which a generated image does not have: it states 0.4 mm at 1024
// pixels across and
//   says in Image Comments that nothing may be measured.
// UIDs are made under 2.25 from recipe, pixels and kind: the same image has the same UIDs wherever it is
// written; each is a study of its own. argumentInvalid unless the image is grey and consistent and every text
// of the recipe UTF-8.
[[nodiscard]] base::Result<std::string> encodeSyntheticDicom(const Image8& image, const Recipe& recipe,
                                                             const SyntheticDicomForm& form = {});
// The same, published atomically; what a segmentation of this image refers to.
[[nodiscard]] base::Result<DicomSource> writeSyntheticDicom(const std::filesystem::path& path,
                                                            const Image8& image, const Recipe& recipe,
                                                            const SyntheticDicomForm& form = {});

// The recipe out of such a file. formatUnsupported when it holds none; otherwise the errors of
// decodeGreyImage and recipeFromText.
[[nodiscard]] base::Result<Recipe> decodeSyntheticDicomRecipe(std::span<const std::byte> bytes,
                                                              const std::filesystem::path& file = {});

}  // namespace chexgen::imaging
