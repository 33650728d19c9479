#include "core/weights/write_tensors.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include "core/weights/number_formats.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// Elements handled at once; 32 MiB as float64.
constexpr std::size_t pieceElements = std::size_t{4} << 20U;

// Lets the system take back the memory behind bytes that were read. Unlike MADV_DONTNEED this is harmless for
// memory that is no file, so it may be asked for copies too. Best effort: old kernels and files of other
// users keep their pages until memory is short.
void giveBack(std::span<const std::byte> bytes) {
#ifdef MADV_PAGEOUT
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
  const auto end = reinterpret_cast<std::uintptr_t>(bytes.data() + bytes.size()) / page * page;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_PAGEOUT);
#else
  static_cast<void>(bytes);
#endif
}

tl::unexpected<base::Error> cancelled() {
  return fail(ErrorCode::cancelled, "The conversion was cancelled.");
}

class PartWriter {
 public:
  PartWriter(SafetensorsWriter& writer, StoredType wanted, const ByteCount& onBytes,
             const base::CancelToken& cancel)
      : writer_(writer), wanted_(wanted), onBytes_(onBytes), cancel_(cancel) {}

  Result<void> write(const std::string& key, const TensorView& part) {
    const std::size_t size = bytesOf(part.type);
    for (std::size_t at = 0; at < part.data.size(); at += pieceElements * size) {
      if (cancel_.isCancelled()) return cancelled();
      const auto piece = part.data.subspan(at, std::min(pieceElements * size, part.data.size() - at));
      CHEXGEN_TRY(writePiece(key, piece, part.type));
      giveBack(piece);
    }
    return {};
  }

 private:
  Result<void> writePiece(const std::string& key, std::span<const std::byte> piece, DataType from) {
    const DataType to = storedAs(from, wanted_);
    if (!allFinite(piece, from)) {
      return fail(ErrorCode::numericalFailure, "The tensor \"" + key + "\" holds NaN or infinite values.", {},
                  "Nothing was written.", "Train it again, or take weights that are sound.");
    }
    if (from == to) return append(key, piece);
    const auto values = toFloats(piece, from);
    const auto converted = fromFloats(values, to);
    if (to == DataType::float16) {
      // Infinity is the only value that fp16 makes out of a finite one.
      constexpr float largest = 65520.0F;
      const auto overflow = std::find_if(values.begin(), values.end(), [](float value) {
        return std::isfinite(value) && std::abs(value) >= largest;
      });
      if (overflow != values.end()) {
        return fail(
            ErrorCode::numericalFailure,
            "The tensor \"" + key + "\" holds " + std::to_string(*overflow) + ", which fp16 cannot store.",
            {}, "Nothing was written.", "Use bf16 or fp32.");
      }
    }
    return append(key, converted);
  }
  Result<void> append(const std::string& key, std::span<const std::byte> bytes) {
    CHEXGEN_TRY(writer_.append(key, bytes));
    if (onBytes_) onBytes_(bytes.size());
    return {};
  }

  SafetensorsWriter& writer_;
  StoredType wanted_;
  const ByteCount& onBytes_;
  const base::CancelToken& cancel_;
};

std::vector<std::byte> inType(std::span<const std::byte> bytes, DataType from, DataType to) {
  if (from == to) return {bytes.begin(), bytes.end()};
  return fromFloats(toFloats(bytes, from), to);
}

// Walks the parts of a tensor as if they were one, in pieces of whole elements.
class Cursor {
 public:
  explicit Cursor(const MappedTensor& tensor) : tensor_(tensor) {}

  // How many elements lie together from here on; 0 at the end.
  [[nodiscard]] std::size_t together() {
    while (part_ < tensor_.parts.size() && at_ == tensor_.parts[part_].data.size()) {
      ++part_;
      at_ = 0;
    }
    if (part_ == tensor_.parts.size()) return 0;
    return (tensor_.parts[part_].data.size() - at_) / bytesOf(tensor_.type());
  }
  [[nodiscard]] std::span<const std::byte> take(std::size_t elements) {
    const auto piece = tensor_.parts[part_].data.subspan(at_, elements * bytesOf(tensor_.type()));
    at_ += piece.size();
    return piece;
  }

 private:
  const MappedTensor& tensor_;
  std::size_t part_ = 0;
  std::size_t at_ = 0;  // bytes into the part
};

bool isSame(const MappedTensor& a, const MappedTensor& b, const base::CancelToken& cancel) {
  // bf16 and fp16 have the same width and neither contains the other: float32 tells them apart.
  const bool differInKind = a.type() != b.type() && bytesOf(a.type()) == bytesOf(b.type());
  const DataType coarser = differInKind                            ? DataType::float32
                           : bytesOf(a.type()) < bytesOf(b.type()) ? a.type()
                                                                   : b.type();
  Cursor left(a), right(b);
  for (;;) {
    const std::size_t count = std::min({left.together(), right.together(), pieceElements});
    if (count == 0) return left.together() == right.together();
    if (cancel.isCancelled()) return true;  // the caller looks at the token again
    const auto leftPiece = left.take(count);
    const auto rightPiece = right.take(count);
    const bool same = inType(leftPiece, a.type(), coarser) == inType(rightPiece, b.type(), coarser);
    giveBack(leftPiece);
    giveBack(rightPiece);
    if (!same) return false;
  }
}

}  // namespace

DataType storedAs(DataType type, StoredType wanted) {
  if (!isFloating(type)) return type;
  switch (wanted) {
    case StoredType::keep: return type;
    case StoredType::bf16: return DataType::bfloat16;
    case StoredType::fp16: return DataType::float16;
    case StoredType::fp32: return DataType::float32;
  }
  return type;
}

std::uint64_t bytesToWrite(const MappedTensors& tensors, StoredType wanted) {
  std::uint64_t bytes = 0;
  for (const auto& [key, tensor] : tensors.tensors) {
    bytes += bytesOfShape(tensor.shape, storedAs(tensor.type(), wanted)).value_or(0);
  }
  return bytes;
}

Result<WrittenFile> writeTensors(const std::filesystem::path& path, const MappedTensors& tensors,
                                 std::span<const ExpectedTensor> expected, StoredType wanted,
                                 std::map<std::string, std::string> metadata, const ByteCount& onBytes,
                                 const base::CancelToken& cancel) {
  std::vector<TensorDeclaration> declarations;
  for (const ExpectedTensor& tensor : expected) {
    const auto found = tensors.tensors.find(tensor.key);
    if (found == tensors.tensors.end()) continue;
    declarations.push_back({tensor.key, storedAs(found->second.type(), wanted), tensor.shape});
  }
  std::stable_sort(declarations.begin(), declarations.end(),
                   [](const auto& a, const auto& b) { return bytesOf(a.type) > bytesOf(b.type); });
  metadata["format"] = "pt";  // what loaders in the Python world look for
  if (!tensors.absent.empty()) metadata[absentMetadataKey] = absentText(tensors.absent);
  CHEXGEN_ASSIGN(auto writer, SafetensorsWriter::create(path, declarations, metadata));
  PartWriter parts(writer, wanted, onBytes, cancel);
  for (const TensorDeclaration& declaration : declarations) {
    for (const TensorView& part : tensors.tensors.at(declaration.name).parts) {
      CHEXGEN_TRY(parts.write(declaration.name, part));
    }
  }
  return writer.publish();
}

Result<std::string> firstDifference(const MappedTensors& a, const MappedTensors& b,
                                    std::span<const std::string> except, const base::CancelToken& cancel) {
  for (const auto& [key, tensor] : a.tensors) {
    if (std::find(except.begin(), except.end(), key) != except.end()) continue;
    if (cancel.isCancelled()) return cancelled();
    const auto other = b.tensors.find(key);
    if (other == b.tensors.end() || !isSame(tensor, other->second, cancel)) return key;
  }
  if (cancel.isCancelled()) return cancelled();
  return std::string();
}

}  // namespace chexgen::weights
