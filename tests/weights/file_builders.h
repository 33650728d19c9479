// Small weight files made byte by byte, sound ones and broken ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::tests {

using Bytes = std::string;  // a string is the handiest container of bytes

[[nodiscard]] std::span<const std::byte> bytesOf(const Bytes& bytes);
// `count` little-endian bytes of the number.
[[nodiscard]] Bytes little(std::uint64_t value, std::size_t count);
void writeFile(const std::filesystem::path& path, const Bytes& bytes);

// Eight bytes of length, the header as given, the data.
[[nodiscard]] Bytes safetensors(const std::string& header, const Bytes& data);
// The same with another length than the header's.
[[nodiscard]] Bytes safetensorsClaiming(std::uint64_t length, const std::string& header, const Bytes& data);

// ---- ZIP ----

struct ZipItem {
  std::string name;
  Bytes data;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  // Where these differ from the truth, the archive is broken.
  std::optional<std::string> localName = {};
  std::optional<std::uint32_t> crc = {};
  std::optional<std::uint32_t> directorySize = {};  // both sizes in the central directory
  std::optional<std::uint32_t> localSize = {};
  std::optional<std::uint32_t> headerAt = {};
  std::optional<std::uint32_t> contentSize = {};  // of a compressed item, before compression
};
[[nodiscard]] Bytes zip(const std::vector<ZipItem>& items);

// ---- pickle, protocol 2 ----

// Opcodes for the pieces that torch.save writes; concatenate them.
namespace pickle {
[[nodiscard]] Bytes text(std::string_view value);
[[nodiscard]] Bytes number(std::int32_t value);
[[nodiscard]] Bytes global(std::string_view module, std::string_view name);
[[nodiscard]] Bytes tuple(const Bytes& items);
// {key: value, …}, the items given as alternating pieces.
[[nodiscard]] Bytes dictionary(const Bytes& items);
// A call of _rebuild_tensor_v2 on the storage `key` of `elements` elements.
[[nodiscard]] Bytes tensor(std::string_view storageClass, std::string_view key, std::int32_t elements,
                           std::int32_t offset, const std::vector<std::int32_t>& shape,
                           const std::vector<std::int32_t>& strides);
// Protocol mark in front, STOP behind.
[[nodiscard]] Bytes whole(const Bytes& body);
}  // namespace pickle

// A torch checkpoint of this pickle and these storages (named "0", "1", …).
[[nodiscard]] Bytes torchZip(const Bytes& pickle, const std::vector<Bytes>& storages);

// float32 values as bytes.
[[nodiscard]] Bytes floats(const std::vector<float>& values);

}  // namespace chexgen::tests
