// The files that a table's names of images mean, found on the disk although they are written otherwise.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/text/image_names.h"

namespace chexgen::training {

class ImagePaths {
 public:
  explicit ImagePaths(std::filesystem::path root) : root_(std::move(root)) {}

  // The file below the root that the name means: as written, else part by part with "\" for "/", composed or
  // decomposed letters, other capitals and %XX escapes, and, for a name without a known suffix, with the
  // suffix of the only file of that name. The path as written when there is none, or not only one.
  [[nodiscard]] std::filesystem::path find(std::string_view name);

  // How many were found although they are written otherwise, and the first of them; empty when none.
  [[nodiscard]] std::string remark() const;

 private:
  [[nodiscard]] std::optional<std::string> partIn(const std::filesystem::path& folder,
                                                  const std::string& part);

  std::filesystem::path root_;
  std::map<std::filesystem::path, text::ImageNames> folders_;
  std::size_t others_ = 0;
  std::string first_;
};

}  // namespace chexgen::training
