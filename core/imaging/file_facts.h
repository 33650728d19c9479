// What an image file holds besides its picture, from its header alone.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace chexgen::imaging {

struct FileFacts {
  std::string format;  // "PNG", "JPEG" or "DICOM"; empty for another file or a damaged one
  int width = 0, height = 0;
  int bits = 0;           // of a sample
  bool colour = false;    // samples of several colours, or a palette
  bool spacing = false;   // it states how large a pixel is, or how dense they lie
  bool comment = false;   // text about the image, EXIF included
  bool age = false;       // the patient's age or date of birth
  bool burnedIn = false;  // DICOM's Burned In Annotation is YES
};

// Never fails: of a file that cannot be understood nothing is known.
[[nodiscard]] FileFacts fileFactsOf(std::span<const std::byte> bytes);

}  // namespace chexgen::imaging
