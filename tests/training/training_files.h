// Small files for the tests of training data.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/imaging/png.h"
#include "core/weights/number_formats.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"
#include "tests/weights/file_builders.h"

namespace chexgen::tests {

// A grey image whose pixels have this level and, but for the black and white ones of masks, some a few more,
// so that something is to be seen.
inline void writeGrey(const std::filesystem::path& path, int width, int height, std::uint8_t level) {
  auto image = imaging::makeImage(width, height, 1).value();
  std::fill(image.pixels.begin(), image.pixels.end(), level);
  constexpr std::uint8_t contrast = 20;
  if (level > 0 && level < 255 - contrast)
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
      image.pixels[i] = static_cast<std::uint8_t>(level + contrast);
  const auto png = imaging::encodePng(image).value();
  writeFile(path, png);
}

// A mask whose upper third is marked.
inline void writeMask(const std::filesystem::path& path, int width, int height) {
  auto image = imaging::makeImage(width, height, 1).value();
  std::fill_n(image.pixels.begin(), width * (height / 3), std::uint8_t{255});
  writeFile(path, imaging::encodePng(image).value());
}

// A file beside these tests that numpy wrote.
inline std::filesystem::path numpyFile(std::string_view name) {
  return sourcePath("tests/training/npz") / name;
}

// An .npy array by hand, version 1.0.
inline Bytes npy(const std::string& header, const Bytes& data) {
  return Bytes("\x93NUMPY\x01\x00", 8) + little(header.size(), 2) + header + data;
}
inline std::string npyHeader(const std::string& type, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

inline std::vector<float> numbersOf(const weights::TensorView& view) {
  return weights::toFloats(view.data, view.type);
}

}  // namespace chexgen::tests
