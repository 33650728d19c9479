// Every file that the database answers for, and the one place where its name is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/inside_path.h"
#include "core/project/database.h"

namespace chexgen::project {

// What a row names, in the form in which this program has always written it: PART/NAME, with the part images
// or masks and a name of letters, digits, ".", "-" and "_". formatForbidden for everything else.
[[nodiscard]] base::Result<base::InsidePath> keptPath(const std::filesystem::path& folder,
                                                      std::string_view part, std::string_view written);
// Hexadecimal digits alone, as every row has them: they become names of files. formatForbidden otherwise.
[[nodiscard]] base::Result<std::string> keptSha256(const std::filesystem::path& folder, std::string written);

struct KeptFile {
  std::string written;                   // as the row has it, fit to be shown or not
  base::Result<base::InsidePath> place;  // formatForbidden: the row was not written by this program
  std::string sha256;
  std::uint64_t bytes = 0;
};

// Images, also binned ones, and masks.
[[nodiscard]] base::Result<std::vector<KeptFile>> listKeptFiles(Database& database,
                                                                const std::filesystem::path& folder);

// Fails with formatForbidden when a row of images, masks or tasks names something that this program never
// wrote, or a part of the folder is a link: whoever writes into such a project, or empties its bin, touches
// what lies elsewhere.
[[nodiscard]] base::Result<void> refuseForeign(Database& database, const std::filesystem::path& folder);

}  // namespace chexgen::project
