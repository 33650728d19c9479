#include "core/drawing/serialise.h"

#include <cmath>
#include <cstdint>
#include <optional>

#include "core/base/json.h"
#include "core/base/sha256.h"

namespace chexgen::drawing {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view maskMagic = "CXMASK";
constexpr char maskVersion = '1';
constexpr std::size_t hashLength = 64;  // hexadecimal digits

// Little-endian groups of seven bits, the highest bit set while more follow.
void appendNumber(std::string& out, std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7U)
    out.push_back(static_cast<char>(static_cast<unsigned char>(value | 0x80U)));
  out.push_back(static_cast<char>(static_cast<unsigned char>(value)));
}

std::optional<std::uint64_t> takeNumber(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

tl::unexpected<base::Error> damaged(ErrorCode code, std::string what) {
  return fail(code, std::move(what), {}, "The other parts of the draft are kept.",
              "Draw the mask again, or restore a backup of the project.");
}

}  // namespace

std::string maskToBytes(const imaging::Image8& labels) {
  std::string out(maskMagic);
  out.push_back(maskVersion);
  appendNumber(out, static_cast<std::uint64_t>(labels.width));
  appendNumber(out, static_cast<std::uint64_t>(labels.height));
  for (std::size_t at = 0; at < labels.pixels.size();) {
    std::size_t end = at + 1;
    while (end < labels.pixels.size() && labels.pixels[end] == labels.pixels[at]) ++end;
    out.push_back(static_cast<char>(labels.pixels[at]));
    appendNumber(out, end - at);
    at = end;
  }
  return out + base::sha256(out);
}

base::Result<imaging::Image8> maskFromBytes(std::string_view bytes) {
  if (!bytes.starts_with(maskMagic)) return damaged(ErrorCode::formatInvalid, "The kept mask is no mask.");
  if (bytes.size() <= maskMagic.size() + hashLength)
    return damaged(ErrorCode::fileTruncated, "The kept mask ends early.");
  if (bytes[maskMagic.size()] != maskVersion)
    return fail(ErrorCode::formatUnsupported, "The mask was kept by a newer version of this program.", {},
                "It is untouched.", "Open the project with that version.");
  std::string_view body = bytes.substr(0, bytes.size() - hashLength);
  if (base::sha256(body) != bytes.substr(body.size()))
    return damaged(ErrorCode::hashMismatch, "The kept mask was damaged.");
  body.remove_prefix(maskMagic.size() + 1);
  const auto width = takeNumber(body);
  const auto height = takeNumber(body);
  if (!width || !height) return damaged(ErrorCode::formatInvalid, "The kept mask has no size.");
  CHEXGEN_TRY(imaging::checkImageSize(*width, *height));
  imaging::Image8 labels{static_cast<int>(*width), static_cast<int>(*height), 1, {}};
  const std::uint64_t total = *width * *height;
  labels.pixels.reserve(total);
  while (!body.empty()) {
    const auto label = static_cast<std::uint8_t>(body.front());
    body.remove_prefix(1);
    const auto length = takeNumber(body);
    if (!length || *length > total - labels.pixels.size())
      return damaged(ErrorCode::formatInvalid, "The kept mask has too many pixels.");
    labels.pixels.insert(labels.pixels.end(), *length, label);
  }
  if (labels.pixels.size() != total)
    return damaged(ErrorCode::formatInvalid, "The kept mask has too few pixels.");
  return labels;
}

std::string boxesToJson(const std::vector<imaging::FindingBox>& boxes) {
  auto list = base::OrderedJson::array();
  for (const auto& box : boxes)
    list.push_back({{"label", box.finding.name},
                    {"x", box.x},
                    {"y", box.y},
                    {"width", box.width},
                    {"height", box.height}});
  return base::OrderedJson{{"schema", 1}, {"boxes", list}}.dump();
}

base::Result<std::vector<imaging::FindingBox>> boxesFromJson(std::string_view json) {
  CHEXGEN_ASSIGN(const auto value, base::parseJson(json));
  CHEXGEN_ASSIGN(const auto list, base::jsonValue<base::Json>(value, "boxes"));
  if (!list.is_array()) return fail(ErrorCode::formatInvalid, "The kept boxes are no list.");
  std::vector<imaging::FindingBox> boxes;
  for (const auto& entry : list) {
    imaging::FindingBox box;
    CHEXGEN_ASSIGN(const auto label, base::jsonValue<std::string>(entry, "label"));
    CHEXGEN_ASSIGN(box.finding, imaging::findingNamed(label));
    CHEXGEN_ASSIGN(box.x, base::jsonValue<double>(entry, "x"));
    CHEXGEN_ASSIGN(box.y, base::jsonValue<double>(entry, "y"));
    CHEXGEN_ASSIGN(box.width, base::jsonValue<double>(entry, "width"));
    CHEXGEN_ASSIGN(box.height, base::jsonValue<double>(entry, "height"));
    for (const double number : {box.x, box.y, box.width, box.height})
      if (!(std::abs(number) <= static_cast<double>(imaging::maxImageSide)))
        return fail(ErrorCode::formatInvalid, "A kept box of \"" + label + "\" lies outside of any image.");
    boxes.push_back(std::move(box));
  }
  return boxes;
}

}  // namespace chexgen::drawing
