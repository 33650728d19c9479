#include "app/studio/background.h"

#include <span>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/imaging/read_grey.h"

namespace chexgen::studio {

base::Result<GreyPointer> readBackground(const std::filesystem::path& file) {
  return imaging::readGreyImage(file).map([](imaging::GreyImage image) -> GreyPointer {
    return std::make_shared<const imaging::GreyImage>(std::move(image));
  });
}

base::Result<GreyPointer> greyFromPng(const QByteArray& png) {
  CHEXGEN_ASSIGN(
      const auto image,
      imaging::decodePng(std::as_bytes(std::span(png.data(), static_cast<std::size_t>(png.size())))));
  CHEXGEN_ASSIGN(auto grey, imaging::greyImageFrom8Bit(image));
  return GreyPointer(std::make_shared<const imaging::GreyImage>(std::move(grey)));
}

std::string backgroundJson(const std::string& kind, const std::string& value) {
  return base::OrderedJson{{"kind", kind}, {"value", value}}.dump();
}

std::pair<std::string, std::string> backgroundFromJson(const std::string& json) {
  if (const auto parsed = base::parseJson(json)) {
    const auto kind = base::jsonValue<std::string>(*parsed, "kind");
    const auto value = base::jsonValue<std::string>(*parsed, "value");
    if (kind && value) return {*kind, *value};
  }
  return {"none", {}};
}

}  // namespace chexgen::studio
