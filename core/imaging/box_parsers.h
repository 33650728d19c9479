// The forms that boxes come in, read without judging them. Internal to this module.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/boxes.h"

namespace chexgen::imaging {

struct RawBox {
  std::string label;
  double x = 0, y = 0, width = 0, height = 0;
  std::string where;
};

struct RawSheet {
  double width = 0;  // 0: the file does not say
  double height = 0;
  std::vector<RawBox> boxes;
};

// The project's own form, or COCO's when "annotations" is there.
[[nodiscard]] base::Result<RawSheet> rawBoxesFromJson(const base::Json& document, const BoxQuery& query);
[[nodiscard]] base::Result<RawSheet> rawBoxesFromCsv(std::string_view text, const BoxQuery& query,
                                                     const std::filesystem::path& file);

// Whether the first line holds a class and four shares.
[[nodiscard]] bool looksLikeYolo(std::string_view text);
[[nodiscard]] base::Result<RawSheet> rawBoxesFromYolo(std::string_view text, const BoxQuery& query);
// The names in classes.txt beside a file of boxes; empty when there is none.
[[nodiscard]] base::Result<std::vector<std::string>> yoloClassesBeside(const std::filesystem::path& boxes);

// The error with the place where it happened in front.
[[nodiscard]] tl::unexpected<base::Error> at(const std::string& where, base::Error error);

}  // namespace chexgen::imaging
