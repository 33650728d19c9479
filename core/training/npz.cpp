#include "core/training/npz.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/training/npy_header.h"
#include "core/weights/zip_archive.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using weights::DataType;
using weights::TensorView;

constexpr std::string_view npyMagic("\x93NUMPY", 6);
constexpr std::size_t npyPrefix = 8;  // magic and version
// The longest header that numpy itself reads without being told that the file is trusted.
constexpr std::uint32_t largestNpyHeader = 10'000;
constexpr std::string_view npyEnding = ".npy";

// One array, and the way to say what is wrong with it.
class NpyParser {
 public:
  NpyParser(std::span<const std::byte> bytes, std::string entry, const std::filesystem::path& source)
      : bytes_(bytes), entry_(std::move(entry)), source_(source) {}

  Result<TensorView> parse(std::shared_ptr<const void> owner) {
    CHEXGEN_ASSIGN(const std::string_view text, headerText());
    const auto header = parseNpyHeader(text);
    if (!header) return refuse("its header is not a dictionary as numpy writes it");
    TensorView view;
    CHEXGEN_ASSIGN(view.type, dataType(header->type));
    if (header->isFortranOrder) {
      return refuse("it is in Fortran's order; save numpy.ascontiguousarray of it",
                    ErrorCode::formatUnsupported);
    }
    const auto size = weights::bytesOfShape(header->shape, view.type);
    if (!size)
      return refuse("its shape " + weights::shapeText(header->shape) + " is too large to be counted");
    if (*size != payload_.size()) {
      return refuse("its shape " + weights::shapeText(header->shape) + " of " +
                        std::string(weights::name(view.type)) + " needs " + std::to_string(*size) +
                        " bytes, but " + std::to_string(payload_.size()) + " are there",
                    *size > payload_.size() ? ErrorCode::fileTruncated : ErrorCode::formatInvalid);
    }
    view.shape = header->shape;
    view.data = payload_;
    view.owner = std::move(owner);
    return view;
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& rule,
                                                   ErrorCode code = ErrorCode::formatInvalid) const {
    return fail(code, "Array \"" + entry_ + "\": " + rule + ".", source_, "Nothing was loaded.",
                code == ErrorCode::fileTruncated ? "Copy or download the file again." : "");
  }

  [[nodiscard]] std::uint32_t little(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) {
      value = (value << 8U) | std::to_integer<std::uint32_t>(bytes_[at + i]);
    }
    return value;
  }

  // Magic, version, the length in two bytes (four from version 2 on), the text.
  Result<std::string_view> headerText() {
    const std::string_view all(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    if (!all.starts_with(npyMagic)) return refuse("it does not begin as an .npy array");
    if (all.size() < npyPrefix) return refuse("it ends inside its header", ErrorCode::fileTruncated);
    const std::uint32_t version = little(npyMagic.size(), 1);
    if (version < 1 || version > 3 || little(npyMagic.size() + 1, 1) != 0) {
      return refuse("its .npy version is not 1.0, 2.0 or 3.0", ErrorCode::formatUnsupported);
    }
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    const std::size_t textAt = npyPrefix + lengthBytes;
    if (all.size() < textAt) return refuse("it ends inside its header", ErrorCode::fileTruncated);
    const std::uint32_t length = little(npyPrefix, lengthBytes);
    if (length > largestNpyHeader) {
      return refuse("its header claims " + std::to_string(length) + " bytes; at most " +
                    std::to_string(largestNpyHeader) + " are read");
    }
    if (length > all.size() - textAt) return refuse("it ends inside its header", ErrorCode::fileTruncated);
    payload_ = bytes_.subspan(textAt + length);
    return all.substr(textAt, length);
  }

  Result<DataType> dataType(const std::string& type) const {
    constexpr std::array<std::pair<std::string_view, DataType>, 9> known{{{"|b1", DataType::boolean},
                                                                          {"|u1", DataType::uint8},
                                                                          {"|i1", DataType::int8},
                                                                          {"<i2", DataType::int16},
                                                                          {"<i4", DataType::int32},
                                                                          {"<i8", DataType::int64},
                                                                          {"<f2", DataType::float16},
                                                                          {"<f4", DataType::float32},
                                                                          {"<f8", DataType::float64}}};
    for (const auto& [numpyName, ours] : known) {
      if (type == numpyName) return ours;
    }
    if (type == "|O" || type == "O") {
      return refuse("it holds Python objects, which only running code from the file could read",
                    ErrorCode::formatForbidden);
    }
    if (type.starts_with('>')) {
      return refuse("its numbers are in big-endian order", ErrorCode::formatUnsupported);
    }
    return refuse(
        type.empty() ? "it is a table of several types" : "its type \"" + type + "\" is not read here",
        ErrorCode::formatUnsupported);
  }

  std::span<const std::byte> bytes_;
  std::span<const std::byte> payload_;
  std::string entry_;
  const std::filesystem::path& source_;
};

Result<TensorView> arrayOf(const std::string& array, const weights::ZipEntry& entry,
                           std::shared_ptr<const void> owner, const std::filesystem::path& source) {
  const auto damaged = [&] {
    return fail(ErrorCode::formatInvalid, "Array \"" + array + "\" is damaged: its CRC is wrong.", source,
                "Nothing was loaded.", "Copy or download the file again.");
  };
  if (!entry.isDeflated) {
    if (!weights::crcMatches(entry)) return damaged();
    return parseNpy(entry.data, std::move(owner), array, source);
  }
  auto content = weights::inflate(entry);
  if (!content) return damaged();
  const auto kept = std::make_shared<const std::vector<std::byte>>(std::move(*content));
  return parseNpy(*kept, kept, array, source);
}

Result<void> checkInflatedSize(const weights::ZipArchive& archive, const std::filesystem::path& source) {
  std::uint64_t total = 0;
  for (const auto& [name, entry] : archive.entries()) {
    if (!entry.isDeflated) continue;
    if (entry.size > largestInflatedNpz - total) {
      return fail(ErrorCode::fileTooLarge, "The arrays of this archive would take more than 1 GiB.", source,
                  "Nothing was loaded.");
    }
    total += entry.size;
  }
  return {};
}

}  // namespace

Result<TensorView> parseNpy(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                            const std::string& entry, const std::filesystem::path& source) {
  return NpyParser(bytes, entry, source).parse(std::move(owner));
}

Result<weights::TensorStore> parseNpz(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                                      const std::filesystem::path& source) {
  CHEXGEN_ASSIGN(const auto archive,
                 weights::ZipArchive::parse(bytes, source, weights::ZipMethods::storedOrDeflated));
  CHEXGEN_TRY(checkInflatedSize(archive, source));
  weights::TensorStore store;
  store.source = source;
  for (const auto& [name, entry] : archive.entries()) {
    if (!name.ends_with(npyEnding)) {
      return fail(ErrorCode::formatInvalid, "The archive holds \"" + name + "\", which is no .npy array.",
                  source, "Nothing was loaded.");
    }
    const std::string array = name.substr(0, name.size() - npyEnding.size());
    CHEXGEN_ASSIGN(TensorView view, arrayOf(array, entry, owner, source));
    store.tensors.emplace(array, std::move(view));
  }
  return store;
}

Result<weights::TensorStore> openNpz(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const auto file, base::MappedFile::open(path));
  return parseNpz(file.bytes(), file.owner(), path);
}

}  // namespace chexgen::training
