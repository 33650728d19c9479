// A drawing as bytes, for the project: written after every gesture, so small and quick.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/boxes.h"
#include "core/imaging/image.h"

namespace chexgen::drawing {

// Run lengths of the labels behind a header, closed by a SHA-256. `labels` has one channel and passes
// checkImage.
[[nodiscard]] std::string maskToBytes(const imaging::Image8& labels);
// formatInvalid when the bytes are not that, formatUnsupported for a newer form, fileTruncated when they end
// early, hashMismatch when they were altered.
[[nodiscard]] base::Result<imaging::Image8> maskFromBytes(std::string_view bytes);

[[nodiscard]] std::string boxesToJson(const std::vector<imaging::FindingBox>& boxes);
// formatInvalid, or argumentInvalid for an unknown finding.
[[nodiscard]] base::Result<std::vector<imaging::FindingBox>> boxesFromJson(std::string_view json);

}  // namespace chexgen::drawing
