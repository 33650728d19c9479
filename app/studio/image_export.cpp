#include "app/studio/image_export.h"

#include <cerrno>
#include <string>

#include <unistd.h>

#include "core/base/csv.h"
#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/number_text.h"

namespace chexgen::studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* tableName = "images.csv";

std::string nameFor(const project::StoredImage& image, base::FileNames& taken) {
  const std::string stem = image.recipe
                               ? image.recipe->modelName + "-seed" + std::to_string(image.recipe->seed)
                               : base::stemOf(image.source);
  return taken.take(stem, image.file.relative().extension().string());
}

std::vector<std::string> rowOf(const project::StoredImage& image, const std::string& name) {
  std::string labels;
  for (const std::string& finding : image.facts.findings) labels += (labels.empty() ? "" : "|") + finding;
  const imaging::Demographics& who = image.facts.demographics;
  return {name,
          image.kind == project::ImageKind::generated ? "synthetic" : "imported",
          image.facts.report,
          who.sex.value_or(""),
          who.age ? base::significantText(*who.age, 15) : "",
          who.race.value_or(""),
          who.view.value_or(""),
          image.facts.patient,
          labels,
          image.recipe ? image.recipe->modelName : "",
          image.recipe ? std::to_string(image.recipe->seed) : "",
          image.rating ? std::to_string(*image.rating) : "",
          image.note,
          image.sha256};
}

const std::vector<std::string> tableHeader{"image", "kind",   "report",  "sex",    "age",
                                           "race",  "view",   "patient", "labels", "model",
                                           "seed",  "rating", "comment", "sha256"};

base::Result<void> fill(const project::Project& project, const std::vector<std::int64_t>& ids,
                        const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return base::failFromErrno(error.value(), "The folder cannot be made", folder);
  std::string table = base::csvRow(tableHeader);
  base::FileNames taken;
  static_cast<void>(taken.take(base::stemOf(tableName), base::suffixOf(tableName)));  // the table's own
  for (const std::int64_t id : ids) {
    CHEXGEN_ASSIGN(const auto image, project.image(id));
    const std::string name = nameFor(image, taken);
    CHEXGEN_ASSIGN(const fs::path file, image.file.plain());
    fs::copy_file(file, folder / name, error);
    if (error) return base::failFromErrno(error.value(), "The image cannot be copied", folder / name);
    table += base::csvRow(rowOf(image, name));
  }
  return base::writeFileAtomically(folder / tableName, table);
}

}  // namespace

base::Result<void> exportImages(const project::Project& project, const std::vector<std::int64_t>& ids,
                                const fs::path& folder) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error))) {
    return base::fail(base::ErrorCode::argumentInvalid, "Something with this name is there already.", folder,
                      "Nothing was changed.", "Choose another name.");
  }
  const fs::path temporary =
      folder.parent_path() / ("." + folder.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
  fs::remove_all(temporary, error);
  auto made = fill(project, ids, temporary);
  if (made) {
    fs::rename(temporary, folder, error);
    if (error) made = base::failFromErrno(error.value(), "The folder cannot be made", folder);
  }
  if (!made) {
    fs::remove_all(temporary, error);
    return made;
  }
  base::syncFolder(folder.parent_path());
  return {};
}

base::Result<void> writeImageTable(const project::Project& project, const std::vector<std::int64_t>& ids,
                                   const fs::path& file) {
  std::string table = base::csvRow(tableHeader);
  for (const std::int64_t id : ids) {
    CHEXGEN_ASSIGN(const auto image, project.image(id));
    table += base::csvRow(rowOf(image, image.file.whole().string()));
  }
  return base::writeFileAtomically(file, table);
}

}  // namespace chexgen::studio
