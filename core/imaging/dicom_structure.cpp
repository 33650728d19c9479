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

constexpr std::uint32_t undefinedLength = 0xffffffff;
constexpr std::uint32_t itemTag = 0xfffee000, itemEndTag = 0xfffee00d, sequenceEndTag = 0xfffee0dd;
constexpr std::uint32_t pixelDataTag = 0x7fe00010;
constexpr std::uint32_t rowsTag = 0x00280010, columnsTag = 0x00280011;

using Coding = DicomCoding;

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

class StructureWalk {
 public:
  StructureWalk(std::span<const std::byte> bytes, Coding coding, const std::filesystem::path& file)
      : bytes_(bytes), file_(file), levels_{{.place = Place::item, .end = bytes.size(), .coding = coding}} {}

  // Where the data set ends. Behind whole Pixel Data nothing is needed any more, so that what is no element
  // there ends it, too.
  base::Result<std::size_t> run() {
    std::optional<std::size_t> pixelEnd;
    while (true) {
      while (!levels_.empty() && levels_.back().end == position_) levels_.pop_back();
      if (levels_.empty()) return position_;
      if (levels_.size() == 1) {
        if (bytes_.size() - position_ < 8) return position_;  // padding after the last element
        if (lastTop_ == pixelDataTag && !pixelEnd) pixelEnd = position_;
        if (pixelEnd && !startsLaterElement()) return position_;
      }
      if (const auto done = step(); !done) {
        if (pixelEnd) return *pixelEnd;
        return tl::unexpected(done.error());
      }
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
    const bool big =
        levels_.back().coding == Coding::explicitBig || levels_.back().coding == Coding::implicitBig;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = value << 8U | std::to_integer<std::uint32_t>(bytes_[at + (big ? i : count - 1 - i)]);
    }
    return value;
  }

  // Only digital signatures and trailing padding come after Pixel Data.
  [[nodiscard]] bool startsLaterElement() const {
    const std::uint32_t group = number(position_, 2);
    return group > pixelDataTag >> 16U && group != itemTag >> 16U;
  }

  base::Result<ElementHead> head() {
    if (bytes_.size() - position_ < 8) return truncated();
    ElementHead head{.tag = number(position_, 2) << 16U | number(position_ + 2, 2)};
    const bool bare = levels_.back().coding == Coding::implicitLittle ||
                      levels_.back().coding == Coding::implicitBig || head.tag >> 16U == 0xfffeU;
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
    if (levels_.size() == 1) lastTop_ = element.tag;
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
    if (levels_.size() == 1) CHEXGEN_TRY(noteSide(element));
    return skip(element.length);
  }

  // A picture of a size that is not handled is refused here, while the file is in memory only once.
  base::Result<void> noteSide(const ElementHead& element) {
    if ((element.tag != rowsTag && element.tag != columnsTag) || element.length != 2 ||
        bytes_.size() - position_ < 2)
      return {};
    (element.tag == rowsTag ? rows_ : columns_) = number(position_, 2);
    return rows_ == 0 || columns_ == 0 ? base::Result<void>() : checkImageSize(columns_, rows_, file_);
  }

  std::span<const std::byte> bytes_;
  const std::filesystem::path& file_;
  std::vector<Level> levels_;
  std::size_t position_ = 0;
  std::size_t attributes_ = 0;
  std::uint32_t rows_ = 0, columns_ = 0;  // as far as they were met
  std::uint32_t lastTop_ = 0;             // the tag of the data set's element that was read last
};

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

// Whether more than zeros and delimiters stands there: these say nothing that a picture could lack.
bool saysSomething(std::span<const std::byte> rest) {
  constexpr std::array<std::byte, 8> delimiter{std::byte{0xfe}, std::byte{0xff}, std::byte{0xdd},
                                               std::byte{0xe0}};
  while (rest.size() >= delimiter.size() && std::equal(delimiter.begin(), delimiter.end(), rest.begin()))
    rest = rest.subspan(delimiter.size());
  return std::any_of(rest.begin(), rest.end(), [](std::byte b) { return b != std::byte{0}; });
}

}  // namespace

bool isDicom(std::span<const std::byte> bytes) { return findDicomStart(bytes, bytes.size()).has_value(); }

base::Result<void> checkElements(std::span<const std::byte> elements, DicomCoding coding,
                                 const std::filesystem::path& file) {
  return StructureWalk(elements, coding, file).run().map([](std::size_t) {});
}

base::Result<DicomLayout> checkDicomStructure(std::span<const std::byte> bytes,
                                              const std::filesystem::path& file) {
  const auto start = findDicomStart(bytes, bytes.size());
  if (bytes.size() > 0xffffffffU || !start)
    return fail(ErrorCode::formatInvalid, "This is not a DICOM file.", file);
  DicomLayout layout{.transferSyntax = start->transferSyntax, .dataset = bytes.subspan(start->dataset)};
  if (layout.dataset.empty()) {
    return fail(ErrorCode::fileTruncated, "The DICOM file ends after its header.", file, {},
                "Copy or export the image again.");
  }
  if (!start->complete) layout.remarks.emplace_back("DICOM without its header of 128 bytes and DICM");
  const bool deflated = layout.transferSyntax == "1.2.840.10008.1.2.1.99";
  if (deflated) {
    CHEXGEN_ASSIGN(layout.inflated, Inflater().run(layout.dataset, file));
  }
  const auto content = deflated ? std::as_bytes(std::span(layout.inflated)) : layout.dataset;
  const Coding stated = statedCoding(layout.transferSyntax);
  layout.coding = shownCoding(content, content.size(), stated).value_or(stated);
  layout.codingMisstated = !layout.transferSyntax.empty() && layout.coding != stated;
  if (layout.codingMisstated)
    layout.remarks.emplace_back("The data set is not coded as its transfer syntax says");
  CHEXGEN_ASSIGN(const std::size_t end, StructureWalk(content, layout.coding, file).run());
  if (saysSomething(content.subspan(end)))
    layout.remarks.push_back(std::to_string(content.size() - end) +
                             " bytes after the pixels were passed over");
  if (deflated) {
    layout.inflated.resize(end);
    layout.dataset = {};
  } else {
    layout.dataset = content.first(end);
  }
  return layout;
}

}  // namespace chexgen::imaging
