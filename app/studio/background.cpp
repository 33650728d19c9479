#include "app/studio/background.h"

#include <span>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/imaging/read_grey.h"

namespace chexgen::studio {

base::Result<GreyPointer> readBackground(const std::filesystem::path& file, int frame) {
  return imaging::readGreyImage(file, frame).map([](imaging::GreyImage image) -> GreyPointer {
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

std::string backgroundToJson(const Background& background) {
  switch (background.kind) {
    case Background::Kind::image:
      return base::OrderedJson{{"kind", "image"}, {"image", background.image}}.dump(
          -1, ' ', false, base::OrderedJson::error_handler_t::replace);
    case Background::Kind::file:
      return base::OrderedJson{
          {"kind", "file"}, {"file", background.file.string()}, {"frame", background.frame}}
          .dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace);
    case Background::Kind::none: break;
  }
  return base::OrderedJson{{"kind", "none"}}.dump(-1, ' ', false,
                                                  base::OrderedJson::error_handler_t::replace);
}

Background backgroundFromJson(const std::string& json) {
  Background background;
  const auto parsed = base::parseJson(json);
  if (!parsed) return background;
  const auto kind = base::jsonValue<std::string>(*parsed, "kind");
  const auto image = base::jsonValue<std::int64_t>(*parsed, "image");
  const auto file = base::jsonValue<std::string>(*parsed, "file");
  if (kind && *kind == "image" && image && *image > 0) {
    background.kind = Background::Kind::image;
    background.image = *image;
  } else if (kind && *kind == "file" && file) {
    background.kind = Background::Kind::file;
    background.file = *file;
    background.frame = base::jsonValue<int>(*parsed, "frame").value_or(0);
  }
  return background;
}

}  // namespace chexgen::studio
