#include "core/imaging/dicom_structure.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <optional>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t dicomHeaderBytes = 128 + 4;
constexpr std::uint32_t undefinedLength = 0xffffffff;
constexpr std::uint32_t itemTag = 0xfffee000, itemEndTag = 0xfffee00d, sequenceEndTag = 0xfffee0dd;
constexpr std::uint32_t transferSyntaxTag = 0x00020010;

enum class Coding { explicitLittle, explicitBig, implicitLittle };

// Where the walk stands inside: the data set or an item of it, a sequence of items, or fragments of
// compressed pixels.
enum class Place { item, sequence, fragments };

struct Level {
  Place place = Place::item;
  std::optional<std::size_t> end;  // absent: a delimiter ends it
  Coding coding = Coding::explicitLittle;
};

struct ElementHead {
  std::uint32_t tag = 0;
  std::string_view vr;  // empty where the coding has none
  std::uint32_t length = 0;
};

bool hasLongLength(std::string_view vr) {
  constexpr std::array<std::string_view, 20> shortOnes{"AE", "AS", "AT", "CS", "DA", "DS", "DT",
                                                       "FL", "FD", "IS", "LO", "LT", "PN", "SH",
                                                       "SL", "SS", "ST", "TM", "UI", "UL"};
  const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (vr == "US") return false;
  // Kinds of value that came later have long lengths; what is no kind at all has, in practice, a short one.
  return std::find(shortOnes.begin(), shortOnes.end(), vr) == shortOnes.end() && isLetter(vr[0]) &&
         isLetter(vr[1]);
}

class StructureWalk {
 public:
  StructureWalk(std::span<const std::byte> bytes, Coding coding, const std::filesystem::path& file)
      : bytes_(bytes), file_(file), levels_{{.place = Place::item, .end = bytes.size(), .coding = coding}} {}

  base::Result<void> run() {
    while (true) {
      while (!levels_.empty() && levels_.back().end == position_) levels_.pop_back();
      if (levels_.empty()) return {};
      if (levels_.size() == 1 && bytes_.size() - position_ < 8) return {};  // padding after the last element
      CHEXGEN_TRY(step());
    }
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> truncated() const {
    return fail(ErrorCode::fileTruncated, "The DICOM file ends before its content is complete.", file_, {},
                "Copy or export the image again.");
  }
  [[nodiscard]] tl::unexpected<base::Error> invalid(const char* reason) const {
    return fail(ErrorCode::formatInvalid, std::string("The DICOM file is damaged: ") + reason + ".", file_,
                {}, "Export the image again from where it came from.");
  }

  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t count) const {
    const bool big = levels_.back().coding == Coding::explicitBig;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = value << 8U | std::to_integer<std::uint32_t>(bytes_[at + (big ? i : count - 1 - i)]);
    }
    return value;
  }

  base::Result<ElementHead> head() {
    if (bytes_.size() - position_ < 8) return truncated();
    ElementHead head{.tag = number(position_, 2) << 16U | number(position_ + 2, 2)};
    const bool bare = levels_.back().coding == Coding::implicitLittle || head.tag >> 16U == 0xfffeU;
    if (bare) {
      head.length = number(position_ + 4, 4);
      position_ += 8;
      return head;
    }
    head.vr = std::string_view(reinterpret_cast<const char*>(bytes_.data()) + position_ + 4, 2);
    if (!hasLongLength(head.vr)) {
      head.length = number(position_ + 6, 2);
      position_ += 8;
      return head;
    }
    if (bytes_.size() - position_ < 12) return truncated();
    head.length = number(position_ + 8, 4);
    position_ += 12;
    return head;
  }

  // The end of a value of this length, which must lie inside the level around it and inside the file.
  base::Result<std::size_t> endOf(std::uint32_t length) const {
    if (length > bytes_.size() - position_) return truncated();
    const std::size_t end = position_ + length;
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
      if (!level->end) continue;
      if (end > *level->end) return invalid("a value is longer than the sequence around it");
      break;
    }
    return end;
  }

  base::Result<void> enter(Place place, std::uint32_t length, Coding coding) {
    if (levels_.size() >= maxDicomDepth) {
      return fail(ErrorCode::fileTooLarge,
                  "The DICOM file nests sequences more than " + std::to_string(maxDicomDepth) + " deep.",
                  file_, "Nothing was decoded.", "Export the image again from where it came from.");
    }
    Level level{.place = place, .end = {}, .coding = coding};
    if (length != undefinedLength) {
      CHEXGEN_ASSIGN(level.end, endOf(length));
    }
    levels_.push_back(level);
    return {};
  }

  base::Result<void> skip(std::uint32_t length) {
    CHEXGEN_ASSIGN(position_, endOf(length));
    return {};
  }

  base::Result<void> step() {
    if (++attributes_ > maxDicomAttributes) {
      return fail(ErrorCode::fileTooLarge,
                  "The DICOM file holds more than " + std::to_string(maxDicomAttributes) + " attributes.",
                  file_, "Nothing was decoded.");
    }
    const Level level = levels_.back();
    CHEXGEN_ASSIGN(const ElementHead element, head());
    if (level.place == Place::item) return stepInItem(level, element);
    if (element.tag == sequenceEndTag && !level.end) {
      levels_.pop_back();
      return {};
    }
    if (element.tag != itemTag) return invalid("a sequence holds something that is no item");
    if (level.place == Place::fragments) return skip(element.length);
    return enter(Place::item, element.length, level.coding);
  }

  base::Result<void> stepInItem(const Level& level, const ElementHead& element) {
    if (element.tag == itemEndTag && !level.end) {
      levels_.pop_back();
      return {};
    }
    if (element.vr == "SQ") return enter(Place::sequence, element.length, level.coding);
    if (element.length == undefinedLength) {
      if (element.vr == "OB" || element.vr == "OW")
        return enter(Place::fragments, element.length, level.coding);
      if (element.vr == "UN" || element.vr.empty())
        return enter(Place::sequence, element.length, Coding::implicitLittle);
      return invalid("a value has no length");
    }
    // Without kinds of values only the content tells a sequence.
    if (element.vr.empty() && element.length >= 8 && bytes_.size() - position_ >= 4 &&
        number(position_, 2) == 0xfffe && number(position_ + 2, 2) == 0xe000) {
      return enter(Place::sequence, element.length, level.coding);
    }
    return skip(element.length);
  }

  std::span<const std::byte> bytes_;
  const std::filesystem::path& file_;
  std::vector<Level> levels_;
  std::size_t position_ = 0;
  std::size_t attributes_ = 0;
};

std::uint32_t littleEndian(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
  return value;
}

// The meta header, always explicit little endian, ends where its group does. Its values are short texts.
struct MetaHeader {
  std::size_t end = 0;
  std::string transferSyntax;
};

MetaHeader metaHeaderOf(std::span<const std::byte> bytes) {
  MetaHeader meta{.end = dicomHeaderBytes, .transferSyntax = {}};
  while (bytes.size() - meta.end >= 8 && littleEndian(bytes, meta.end, 2) == 2) {
    const std::uint32_t tag = 2U << 16U | littleEndian(bytes, meta.end + 2, 2);
    const std::string_view vr(reinterpret_cast<const char*>(bytes.data()) + meta.end + 4, 2);
    const bool isLong = hasLongLength(vr);
    if (isLong && bytes.size() - meta.end < 12) break;
    const std::size_t value = meta.end + (isLong ? 12 : 8);
    const std::size_t length =
        isLong ? littleEndian(bytes, meta.end + 8, 4) : littleEndian(bytes, meta.end + 6, 2);
    if (length > bytes.size() - value) break;
    if (tag == transferSyntaxTag) {
      meta.transferSyntax.assign(reinterpret_cast<const char*>(bytes.data()) + value,
                                 std::min<std::size_t>(length, 64));
      while (!meta.transferSyntax.empty() &&
             (meta.transferSyntax.back() == '\0' || meta.transferSyntax.back() == ' '))
        meta.transferSyntax.pop_back();
    }
    meta.end = value + length;
  }
  return meta;
}

Coding codingOf(const std::string& transferSyntax, std::span<const std::byte> dataset) {
  if (transferSyntax == "1.2.840.10008.1.2" || transferSyntax == "1.2.840.113619.5.2")
    return Coding::implicitLittle;
  if (transferSyntax == "1.2.840.10008.1.2.2") return Coding::explicitBig;
  if (!transferSyntax.empty() || dataset.size() < 8) return Coding::explicitLittle;
  const auto isLetter = [&dataset](std::size_t at) {
    return dataset[at] >= std::byte{'A'} && dataset[at] <= std::byte{'Z'};
  };
  return isLetter(4) && isLetter(5) ? Coding::explicitLittle : Coding::implicitLittle;
}

// Owns zlib's state for one raw deflate stream.
class Inflater {
 public:
  Inflater() : ready_(inflateInit2(&stream_, -MAX_WBITS) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  base::Result<std::string> run(std::span<const std::byte> deflated, const std::filesystem::path& file) {
    std::string content;
    std::vector<Bytef> piece(std::size_t{1} << 16U);
    // zlib never writes to its input.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(deflated.data()));
    stream_.avail_in = static_cast<uInt>(deflated.size());
    int status = ready_ ? Z_OK : Z_MEM_ERROR;
    while (status == Z_OK) {
      stream_.next_out = piece.data();
      stream_.avail_out = static_cast<uInt>(piece.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      content.append(reinterpret_cast<const char*>(piece.data()), piece.size() - stream_.avail_out);
      if (content.size() > maxInflatedBytes)
        return fail(ErrorCode::fileTooLarge, "The deflated DICOM file grows beyond half a gigabyte.", file);
    }
    if (status == Z_STREAM_END) return content;
    if (status == Z_BUF_ERROR) {
      return fail(ErrorCode::fileTruncated, "The deflated DICOM file ends before its content is complete.",
                  file, {}, "Copy or export the image again.");
    }
    return fail(ErrorCode::formatInvalid, "The deflated DICOM file is damaged.", file, {},
                "Export the image again from where it came from.");
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

bool isDicom(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.size() >= dicomHeaderBytes && text.substr(dicomHeaderBytes - 4, 4) == "DICM";
}

base::Result<DicomLayout> checkDicomStructure(std::span<const std::byte> bytes,
                                              const std::filesystem::path& file) {
  if (bytes.size() > 0xffffffffU || !isDicom(bytes))
    return fail(ErrorCode::formatInvalid, "This is not a DICOM file.", file);
  MetaHeader meta = metaHeaderOf(bytes);
  DicomLayout layout{
      .transferSyntax = std::move(meta.transferSyntax), .inflated = {}, .dataset = bytes.subspan(meta.end)};
  if (layout.dataset.empty()) {
    return fail(ErrorCode::fileTruncated, "The DICOM file ends after its header.", file, {},
                "Copy or export the image again.");
  }
  const Coding coding = codingOf(layout.transferSyntax, layout.dataset);
  if (layout.transferSyntax != "1.2.840.10008.1.2.1.99") {
    CHEXGEN_TRY(StructureWalk(layout.dataset, coding, file).run());
    return layout;
  }
  CHEXGEN_ASSIGN(layout.inflated, Inflater().run(layout.dataset, file));
  layout.dataset = {};
  CHEXGEN_TRY(StructureWalk(std::as_bytes(std::span(layout.inflated)), coding, file).run());
  return layout;
}

}  // namespace chexgen::imaging
