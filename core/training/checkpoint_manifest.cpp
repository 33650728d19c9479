#include "core/training/checkpoint_manifest.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/open_file.h"
#include "core/base/sha256.h"
#include "core/training/checkpoints.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::OrderedJson;
using base::Result;
namespace fs = std::filesystem;

constexpr int manifestSchema = 1;

Result<std::vector<fs::path>> filesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->symlink_status(error).type() != fs::file_type::regular) {
      return fail(ErrorCode::argumentInvalid, "A checkpoint holds plain files only.", entry->path());
    }
    if (entry->path().filename() != checkpoint_file::manifest) files.push_back(entry->path());
  }
  if (error) return base::failFromErrno(error.value(), "The checkpoint's folder cannot be read", folder);
  std::sort(files.begin(), files.end());
  return files;
}

Result<CheckpointFile> settledFile(const fs::path& path, const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(const base::OpenFile file, base::openToRead(path));
  if (::fsync(file.descriptor.number()) != 0) {
    return base::failFromErrno(errno, "The checkpoint cannot be brought to the disk", path);
  }
  CheckpointFile entry;
  entry.name = path.filename().string();
  entry.bytes = file.bytes;
  CHEXGEN_ASSIGN(entry.sha256, base::sha256OfFile(path, cancel));
  return entry;
}

bool isPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

}  // namespace

Result<void> writeCheckpointManifest(const fs::path& folder, std::int64_t step,
                                     const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(const auto files, filesIn(folder));
  OrderedJson json;
  json["schema"] = manifestSchema;
  json["step"] = step;
  json["files"] = OrderedJson::array();
  for (const fs::path& path : files) {
    CHEXGEN_ASSIGN(const CheckpointFile file, settledFile(path, cancel));
    json["files"].push_back({{"name", file.name}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  }
  return base::writeFileAtomically(folder / checkpoint_file::manifest, json.dump(2) + "\n");
}

Result<CheckpointManifest> readCheckpointManifest(const fs::path& folder) {
  const fs::path source = folder / checkpoint_file::manifest;
  CHEXGEN_ASSIGN(const Json json, base::readJsonFile(source));
  CHEXGEN_ASSIGN(const int schema, base::jsonValue<int>(json, "schema", source));
  if (schema != manifestSchema) {
    return fail(schema > manifestSchema ? ErrorCode::formatUnsupported : ErrorCode::formatInvalid,
                "The checkpoint has schema " + std::to_string(schema) + "; this program knows schema " +
                    std::to_string(manifestSchema) + ".",
                source, "It is unchanged.");
  }
  CheckpointManifest manifest;
  CHEXGEN_ASSIGN(manifest.step, base::jsonValue<std::int64_t>(json, "step", source));
  CHEXGEN_ASSIGN(const Json files, base::jsonValue<Json>(json, "files", source));
  if (!files.is_array()) return fail(ErrorCode::formatInvalid, "The list of files is none.", source);
  for (const Json& entry : files) {
    CheckpointFile file;
    CHEXGEN_ASSIGN(file.name, base::jsonValue<std::string>(entry, "name", source));
    CHEXGEN_ASSIGN(file.sha256, base::jsonValue<std::string>(entry, "sha256", source));
    CHEXGEN_ASSIGN(file.bytes, base::jsonValue<std::uint64_t>(entry, "bytes", source));
    if (!isPlainName(file.name)) {
      return fail(ErrorCode::formatForbidden, "The manifest names a file outside its folder.", source);
    }
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

}  // namespace chexgen::training
