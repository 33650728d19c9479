#include "core/weights/safetensors_writer.h"

#include <array>
#include <set>
#include <utility>

#include "core/base/json.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

Result<std::string> headerOf(const std::filesystem::path& path, const std::vector<TensorDeclaration>& tensors,
                             const std::map<std::string, std::string>& metadata) {
  base::OrderedJson header = base::OrderedJson::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::set<std::string_view> seen;
  std::uint64_t position = 0;
  for (const TensorDeclaration& tensor : tensors) {
    if (tensor.name == "__metadata__" || !seen.insert(tensor.name).second) {
      return fail(ErrorCode::argumentInvalid, "The tensor name \"" + tensor.name + "\" cannot be used twice.",
                  path);
    }
    const auto bytes = bytesOfShape(tensor.shape, tensor.type);
    if (!bytes || position + *bytes < position) {
      return fail(ErrorCode::argumentInvalid,
                  "The shape " + shapeText(tensor.shape) + " of \"" + tensor.name + "\" cannot be written.",
                  path);
    }
    base::OrderedJson entry;
    entry["dtype"] = name(tensor.type);
    entry["shape"] = tensor.shape;
    entry["data_offsets"] = {position, position + *bytes};
    header[tensor.name] = std::move(entry);
    position += *bytes;
  }
  std::string text = header.dump();
  constexpr std::size_t alignment = 8;
  text.resize((text.size() + alignment - 1) / alignment * alignment, ' ');
  return text;
}

}  // namespace

SafetensorsWriter::SafetensorsWriter(base::AtomicFileWriter file, std::vector<TensorDeclaration> tensors)
    : file_(std::move(file)), tensors_(std::move(tensors)) {}

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& path,
                                                    std::vector<TensorDeclaration> tensors,
                                                    const std::map<std::string, std::string>& metadata) {
  CHEXGEN_ASSIGN(const std::string header, headerOf(path, tensors, metadata));
  CHEXGEN_ASSIGN(auto file, base::AtomicFileWriter::create(path));
  SafetensorsWriter writer(std::move(file), std::move(tensors));
  std::array<std::byte, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length.at(i) = static_cast<std::byte>(header.size() >> (8 * i));
  }
  CHEXGEN_TRY(writer.write(length));
  CHEXGEN_TRY(writer.write(std::as_bytes(std::span(header))));
  if (!writer.tensors_.empty()) {
    writer.missing_ = *bytesOfShape(writer.tensors_.front().shape, writer.tensors_.front().type);
  }
  writer.skipComplete();
  return writer;
}

void SafetensorsWriter::skipComplete() {
  while (current_ < tensors_.size() && missing_ == 0) {
    if (++current_ < tensors_.size()) {
      missing_ = *bytesOfShape(tensors_[current_].shape, tensors_[current_].type);
    }
  }
}

Result<void> SafetensorsWriter::append(std::string_view name, std::span<const std::byte> bytes) {
  if (bytes.empty()) return {};
  if (current_ >= tensors_.size() || tensors_[current_].name != name || bytes.size() > missing_) {
    return fail(ErrorCode::internal, "The data of tensor \"" + std::string(name) +
                                         "\" does not follow the declared order and sizes.");
  }
  CHEXGEN_TRY(write(bytes));
  missing_ -= bytes.size();
  skipComplete();
  return {};
}

Result<void> SafetensorsWriter::write(std::span<const std::byte> bytes) {
  CHEXGEN_TRY(file_.write(bytes));
  hash_.update(bytes);
  written_ += bytes.size();
  return {};
}

Result<WrittenFile> SafetensorsWriter::publish() {
  if (current_ < tensors_.size()) {
    return fail(ErrorCode::internal,
                "The tensor \"" + tensors_[current_].name + "\" was not written completely.");
  }
  CHEXGEN_TRY(file_.publish());
  return WrittenFile{hash_.finish(), written_};
}

}  // namespace chexgen::weights
