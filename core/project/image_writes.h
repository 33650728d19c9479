// Images on their way into the project, and out of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/inside_path.h"
#include "core/imaging/recipe.h"
#include "core/project/database.h"
#include "core/project/stored_image.h"

namespace chexgen::project {

// An image that a run has published, read and found as it was announced.
struct PublishedFile {
  std::filesystem::path file;  // absolute
  std::string source;          // as the table `taken` knows it
  std::string sha256;
  std::string bytes;
  imaging::Recipe recipe;  // out of the PNG: it alone holds the condition's picture
};

// Reads RUN_FOLDER/FILE. Fails with formatForbidden (the path leaves the folder), fileMissing,
// fileUnreadable, hashMismatch, or the errors of imaging::decodeRecipePng.
[[nodiscard]] base::Result<PublishedFile> readPublished(const std::filesystem::path& projectFolder,
                                                        const std::filesystem::path& runFolder,
                                                        const std::filesystem::path& file,
                                                        const std::string& sha256);

// The functions below run inside a transaction; their errors are those of the disk.

// Gives the row's id; one that is there already leaves the bin.
[[nodiscard]] base::Result<std::int64_t> keepGenerated(Database& database,
                                                       const std::filesystem::path& projectFolder,
                                                       const PublishedFile& published,
                                                       const std::string& time);

struct ImportedFile {
  std::string name;
  std::string bytes;
  int width = 0;
  int height = 0;
  ImageFacts facts;
};
// One that is there already takes the facts if it had none. A file that says it is synthetic
// (imaging::originOf) becomes a generated image with its recipe, never a real one.
[[nodiscard]] base::Result<std::int64_t> keepImported(Database& database,
                                                      const std::filesystem::path& projectFolder,
                                                      const ImportedFile& imported, const std::string& time);

// The findings of every report, for images from before there was a column for them.
[[nodiscard]] base::Result<void> fillFindings(Database& database);

// Whether this content was taken from this place before, whatever became of it.
[[nodiscard]] base::Result<bool> wasTaken(Database& database, const std::string& source,
                                          const std::string& sha256);

// Removes the rows of the bin, and of masks that no image uses any more; gives the files that may go once the
// transaction is done. A row that names something else than a file of the project goes without one.
[[nodiscard]] base::Result<std::vector<base::InsidePath>> removeBinned(
    Database& database, const std::filesystem::path& projectFolder);

}  // namespace chexgen::project
