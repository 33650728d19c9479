#include "core/imaging/radiograph.h"

#include <string>

#include "core/imaging/picture_file.h"
#include "core/imaging/read_grey.h"

namespace chexgen::imaging {

base::Result<Image8> decodeRadiograph(std::span<const std::byte> bytes, const std::filesystem::path& file,
                                      std::vector<std::string>* remarks) {
  CHEXGEN_ASSIGN(const GreyImage image, decodeGreyImage(bytes, file));
  if (image.frames != 1) {
    return base::fail(
        base::ErrorCode::formatUnsupported,
        "The DICOM file holds " + std::to_string(image.frames) + " frames; only single radiographs are read.",
        file, {}, "Export the frame that is meant as a file of its own.");
  }
  if (remarks != nullptr) remarks->insert(remarks->end(), image.remarks.begin(), image.remarks.end());
  return renderGreys(image, image.presentations.front(), false);
}

base::Result<Image8> readRadiograph(const std::filesystem::path& path, std::vector<std::string>* remarks) {
  CHEXGEN_ASSIGN(const std::string bytes, readPicture(path));
  return decodeRadiograph(std::as_bytes(std::span(bytes)), path, remarks);
}

base::Result<Image8> readRadiograph(const std::filesystem::path& path, RemarkTally& tally) {
  std::vector<std::string> remarks;
  CHEXGEN_ASSIGN(Image8 image, readRadiograph(path, &remarks));
  tally.add(path.string(), remarks);
  return image;
}

}  // namespace chexgen::imaging
