#include <memory>
#include <string>
#include <string_view>

#include "core/base/file.h"
#include "core/weights/foreign_forms.h"
#include "core/weights/safetensors.h"
#include "core/weights/sharded.h"
#include "core/weights/tensor_store.h"
#include "core/weights/tensor_tables.h"
#include "core/weights/torch_zip.h"
#include "core/weights/unwrap.h"
#include "core/weights/weight_folder.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

bool startsWith(std::span<const std::byte> bytes, std::string_view text) {
  if (bytes.size() < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::to_integer<char>(bytes[i]) != text[i]) return false;
  }
  return true;
}

bool endsWith(const fs::path& path, std::string_view suffix) {
  return path.filename().string().ends_with(suffix);
}

Result<TensorTables> asTables(Result<TensorStore> store) {
  if (!store) return tl::unexpected(std::move(store).error());
  return TensorTables{
      std::move(store->source), {{{}, std::move(store->tensors), {}}}, std::move(store->metadata), {}};
}

Result<TensorTables> openFolder(const fs::path& folder) {
  CHEXGEN_ASSIGN(WeightFile found, weightFileIn(folder));
  CHEXGEN_ASSIGN(TensorTables tables, openTables(found.file));
  tables.remarks.insert(tables.remarks.begin(), found.remarks.begin(), found.remarks.end());
  return tables;
}

}  // namespace

Result<TensorTables> openTables(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return openFolder(path);
  if (endsWith(path, ".json")) return openSharded(path);
  CHEXGEN_ASSIGN(const auto file, base::MappedFile::open(path));
  return parseTables(file.bytes(), file.owner(), path);
}

Result<TensorTables> parseTables(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner,
                                 const fs::path& path) {
  if (bytes.empty())
    return fail(ErrorCode::fileTruncated, "The file is empty.", path, "", "Copy or download it again.");
  // The content decides; the name only where the content is damaged beyond recognition. A safetensors file
  // may start with any eight bytes (they are a number), so its ninth is looked at first: no other form has
  // "{" there.
  constexpr std::size_t headerStart = 8;
  if (bytes.size() > headerStart && startsWith(bytes.subspan(headerStart), "{"))
    return asTables(parseSafetensors(bytes, owner, path));
  if (const auto foreign = foreignFile(bytes, path)) return tl::unexpected(*foreign);
  if (startsWith(bytes, "PK")) return parseTorchZip(bytes, owner, path);
  if (startsWith(bytes, "\x80") && !endsWith(path, ".safetensors")) {
    return fail(
        ErrorCode::formatUnsupported,
        "This is a bare pickle, the form in which torch saved before version 1.6.", path,
        "Nothing from the file was run.",
        "Load it once with a current torch and save it again with torch.save, or convert it to safetensors.");
  }
  for (const std::string_view suffix : {".pth", ".bin", ".pt", ".ckpt"}) {
    if (endsWith(path, suffix)) return parseTorchZip(bytes, owner, path);
  }
  return asTables(parseSafetensors(bytes, owner, path));
}

Result<TensorStore> openTensors(const fs::path& path, std::optional<NetworkKind> wanted) {
  CHEXGEN_TRY(refuseSingleShard(path));
  CHEXGEN_ASSIGN(const TensorTables tables, openTables(path));
  return unwrap(tables, wanted);
}

}  // namespace chexgen::weights
