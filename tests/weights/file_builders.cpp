#include "tests/weights/file_builders.h"

#include <cstring>
#include <fstream>
#include <utility>

#include <zlib.h>

namespace chexgen::tests {

std::span<const std::byte> bytesOf(const Bytes& bytes) { return std::as_bytes(std::span(bytes)); }

Bytes little(std::uint64_t value, std::size_t count) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i < 8 ? value >> (8 * i) : 0);
  return bytes;
}

void writeFile(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

Bytes safetensors(const std::string& header, const Bytes& data) {
  return safetensorsClaiming(header.size(), header, data);
}

Bytes safetensorsClaiming(std::uint64_t length, const std::string& header, const Bytes& data) {
  return little(length, 8) + header + data;
}

Bytes zip(const std::vector<ZipItem>& items) {
  Bytes body, directory;
  for (const ZipItem& item : items) {
    const auto size = static_cast<std::uint32_t>(item.data.size());
    const auto trueCrc = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const unsigned char*>(item.data.data()), size));
    const std::uint32_t crc = item.crc.value_or(trueCrc);
    const std::uint32_t localSize = item.localSize.value_or(size);
    const std::uint32_t directorySize = item.directorySize.value_or(size);
    const std::string localName = item.localName.value_or(item.name);
    const auto headerAt = static_cast<std::uint32_t>(body.size());
    const Bytes versionFlagsMethod = little(20, 2) + little(item.flags, 2) + little(item.method, 2);
    body += "PK\x03\x04" + versionFlagsMethod + little(0, 4) + little(crc, 4) + little(localSize, 4) +
            little(item.contentSize.value_or(localSize), 4) + little(localName.size(), 2) + little(0, 2) +
            localName + item.data;
    directory += "PK\x01\x02" + little(20, 2) + versionFlagsMethod + little(0, 4) + little(crc, 4) +
                 little(directorySize, 4) + little(item.contentSize.value_or(directorySize), 4) +
                 little(item.name.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                 little(0, 4) + little(item.headerAt.value_or(headerAt), 4) + item.name;
  }
  const Bytes end = "PK\x05\x06" + little(0, 4) + little(items.size(), 2) + little(items.size(), 2) +
                    little(directory.size(), 4) + little(body.size(), 4) + little(0, 2);
  return body + directory + end;
}

namespace pickle {

Bytes text(std::string_view value) { return "X" + little(value.size(), 4) + Bytes(value); }
Bytes number(std::int32_t value) { return "J" + little(static_cast<std::uint32_t>(value), 4); }
Bytes global(std::string_view module, std::string_view name) {
  return "c" + Bytes(module) + "\n" + Bytes(name) + "\n";
}
Bytes tuple(const Bytes& items) { return "(" + items + "t"; }
Bytes dictionary(const Bytes& items) { return "}(" + items + "u"; }

Bytes tensor(std::string_view storageClass, std::string_view key, std::int32_t elements, std::int32_t offset,
             const std::vector<std::int32_t>& shape, const std::vector<std::int32_t>& strides) {
  const auto numbers = [](const std::vector<std::int32_t>& values) {
    Bytes items;
    for (const std::int32_t value : values) items += number(value);
    return tuple(items);
  };
  const Bytes storage =
      tuple(text("storage") + global("torch", storageClass) + text(key) + text("cpu") + number(elements)) +
      "Q";
  const Bytes hooks = global("collections", "OrderedDict") + ")R";
  return global("torch._utils", "_rebuild_tensor_v2") +
         tuple(storage + number(offset) + numbers(shape) + numbers(strides) + "\x89" + hooks) + "R";
}

Bytes whole(const Bytes& body) { return "\x80\x02" + body + "."; }

}  // namespace pickle

Bytes torchZip(const Bytes& pickle, const std::vector<Bytes>& storages) {
  std::vector<ZipItem> items{{"archive/data.pkl", pickle}, {"archive/byteorder", "little"}};
  for (std::size_t i = 0; i < storages.size(); ++i) {
    items.push_back({"archive/data/" + std::to_string(i), storages[i]});
  }
  items.push_back({"archive/version", "3\n"});
  return zip(items);
}

Bytes floats(const std::vector<float>& values) {
  Bytes bytes(values.size() * sizeof(float), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace chexgen::tests
