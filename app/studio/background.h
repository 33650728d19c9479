// What lies under the drawing: read from files, and named in the project's draft.
#pragma once

#include <QByteArray>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/imaging/grey_image.h"

namespace chexgen::studio {

using GreyPointer = std::shared_ptr<const imaging::GreyImage>;

// Any radiograph file; the errors of imaging::readGreyImage.
[[nodiscard]] base::Result<GreyPointer> readBackground(const std::filesystem::path& file);
// A PNG in memory: a preview of the worker.
[[nodiscard]] base::Result<GreyPointer> greyFromPng(const QByteArray& png);

// {"kind": "none" | "image" | "file", "value": …}: the number of a stored image, or a path.
[[nodiscard]] std::string backgroundJson(const std::string& kind, const std::string& value);
// Kind and value; "none" for what cannot be read.
[[nodiscard]] std::pair<std::string, std::string> backgroundFromJson(const std::string& json);

}  // namespace chexgen::studio
