// What lies under the drawing: named in the project's draft, read from files.
#pragma once

#include <QByteArray>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/imaging/grey_image.h"

namespace chexgen::studio {

using GreyPointer = std::shared_ptr<const imaging::GreyImage>;

struct Background {
  enum class Kind { none, image, file };
  Kind kind = Kind::none;
  std::int64_t image = 0;      // of the project
  std::filesystem::path file;  // anywhere
  int frame = 0;               // of the file, from 0
};

// Any radiograph file; the errors of imaging::readGreyImage.
[[nodiscard]] base::Result<GreyPointer> readBackground(const std::filesystem::path& file, int frame = 0);
// A PNG in memory: a preview of the worker.
[[nodiscard]] base::Result<GreyPointer> greyFromPng(const QByteArray& png);

[[nodiscard]] std::string backgroundToJson(const Background& background);
// Kind none for what cannot be read.
[[nodiscard]] Background backgroundFromJson(const std::string& json);

}  // namespace chexgen::studio
