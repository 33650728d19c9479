#include "core/imaging/dicom_start.h"

#include <algorithm>
#include <array>

namespace chexgen::imaging {
namespace {

constexpr std::size_t preambleBytes = 128;
constexpr std::uint32_t transferSyntaxTag = 0x00020010, mediaClassTag = 0x00020002;
constexpr std::uint32_t noLength = 0xffffffff;

constexpr std::array<std::string_view, 20> shortKinds{"AE", "AS", "AT", "CS", "DA", "DS", "DT",
                                                      "FL", "FD", "IS", "LO", "LT", "PN", "SH",
                                                      "SL", "SS", "ST", "TM", "UI", "UL"};
constexpr std::array<std::string_view, 14> longKinds{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                     "SV", "UC", "UN", "UR", "UT", "UV", "US"};

bool isBig(DicomCoding coding) {
  return coding == DicomCoding::explicitBig || coding == DicomCoding::implicitBig;
}
bool isImplicit(DicomCoding coding) {
  return coding == DicomCoding::implicitLittle || coding == DicomCoding::implicitBig;
}

// One element after the other of a data set of which only the head may be at hand.
class ElementReader {
 public:
  struct Element {
    std::uint32_t tag = 0;
    std::uint32_t length = 0;
    std::size_t value = 0;  // where it begins
  };

  ElementReader(std::span<const std::byte> bytes, std::size_t at, DicomCoding coding)
      : bytes_(bytes), at_(at), coding_(coding) {}

  // Nothing at the end of the bytes, or where no element of this coding can stand.
  std::optional<Element> next() {
    if (at_ > bytes_.size() || bytes_.size() - at_ < 8) return std::nullopt;
    Element element{.tag = number(at_, 2) << 16U | number(at_ + 2, 2)};
    std::size_t head = 8;
    if (isImplicit(coding_)) {
      element.length = number(at_ + 4, 4);
    } else {
      const std::string_view vr(reinterpret_cast<const char*>(bytes_.data()) + at_ + 4, 2);
      const bool known = std::find(shortKinds.begin(), shortKinds.end(), vr) != shortKinds.end() ||
                         std::find(longKinds.begin(), longKinds.end(), vr) != longKinds.end();
      if (!known) return std::nullopt;
      if (hasLongLength(vr)) {
        head = 12;
        if (bytes_.size() - at_ < head) return std::nullopt;
        element.length = number(at_ + 8, 4);
      } else {
        element.length = number(at_ + 6, 2);
      }
    }
    element.value = at_ + head;
    at_ = element.length == noLength ? bytes_.size() : element.value + element.length;
    return element;
  }
  [[nodiscard]] std::size_t position() const { return at_; }

  [[nodiscard]] std::string textOf(const Element& element) const {
    if (element.value > bytes_.size()) return {};
    const std::size_t length = std::min<std::size_t>({element.length, bytes_.size() - element.value, 64});
    std::string text(reinterpret_cast<const char*>(bytes_.data()) + element.value, length);
    while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
    return text;
  }

 private:
  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t byte = at + (isBig(coding_) ? i : count - 1 - i);
      value = value << 8U | std::to_integer<std::uint32_t>(bytes_[byte]);
    }
    return value;
  }

  std::span<const std::byte> bytes_;
  std::size_t at_;
  DicomCoding coding_;
};

// Whether elements of this coding stand here: up to five, with growing tags and lengths that the file holds.
// The first must be of one of the groups that a data set begins with.
bool areElements(std::span<const std::byte> bytes, std::size_t at, std::size_t size, DicomCoding coding) {
  constexpr int asked = 5;
  ElementReader reader(bytes, at, coding);
  std::uint32_t last = 0;
  int seen = 0;
  while (seen < asked) {
    const std::size_t before = reader.position();
    const auto element = reader.next();
    // What follows the meta header may be coded otherwise.
    const bool behindMeta = seen > 1 && last >> 16U == 0x0002;
    if (!element) return behindMeta || (seen > 1 && (before >= bytes.size() || bytes.size() - before < 12));
    const std::uint32_t group = element->tag >> 16U;
    if (seen == 0 ? group != 0x0002 && group != 0x0004 && group != 0x0008 : element->tag <= last)
      return behindMeta;
    ++seen;
    if (element->length == noLength) return seen > 1;  // a sequence
    if (element->length > size - std::min(size, element->value)) return behindMeta;
    last = element->tag;
  }
  return true;
}

// Group 0002 is explicit little endian by the standard; some writers make it implicit like the rest.
DicomStart withMetaHeader(std::span<const std::byte> bytes, std::size_t at, std::size_t size) {
  DicomStart start{.dataset = at, .transferSyntax = {}, .sopClass = {}};
  const bool implicitMeta = !ElementReader(bytes, at, DicomCoding::explicitLittle).next() &&
                            areElements(bytes, at, size, DicomCoding::implicitLittle);
  ElementReader reader(bytes, at, implicitMeta ? DicomCoding::implicitLittle : DicomCoding::explicitLittle);
  while (const auto element = reader.next()) {
    if (element->tag >> 16U != 0x0002 || element->length > size - std::min(size, element->value)) break;
    if (element->tag == transferSyntaxTag) start.transferSyntax = reader.textOf(*element);
    if (element->tag == mediaClassTag) start.sopClass = reader.textOf(*element);
    start.dataset = reader.position();
  }
  return start;
}

}  // namespace

bool hasLongLength(std::string_view vr) {
  const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (vr == "US") return false;
  // Kinds of value that came later have long lengths; what is no kind at all has, in practice, a short one.
  return std::find(shortKinds.begin(), shortKinds.end(), vr) == shortKinds.end() && isLetter(vr[0]) &&
         isLetter(vr[1]);
}

std::optional<DicomStart> findDicomStart(std::span<const std::byte> bytes, std::size_t fileSize) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  constexpr std::string_view mark = "DICM";
  if (text.size() >= preambleBytes + mark.size() && text.substr(preambleBytes, mark.size()) == mark)
    return withMetaHeader(bytes, preambleBytes + mark.size(), fileSize);
  const auto bare = [&](std::size_t at) {
    auto start = withMetaHeader(bytes, at, fileSize);
    start.complete = false;
    return start;
  };
  if (text.starts_with(mark)) return bare(mark.size());
  const bool empty = text.size() > preambleBytes &&
                     text.substr(0, preambleBytes).find_first_not_of('\0') == std::string_view::npos;
  const std::size_t at = empty ? preambleBytes : 0;
  for (const auto coding : {DicomCoding::explicitLittle, DicomCoding::implicitLittle,
                            DicomCoding::explicitBig, DicomCoding::implicitBig})
    if (areElements(bytes, at, fileSize, coding)) return bare(at);
  return std::nullopt;
}

std::optional<DicomCoding> shownCoding(std::span<const std::byte> dataset, std::size_t datasetSize,
                                       DicomCoding stated) {
  for (const auto coding : {stated, DicomCoding::explicitLittle, DicomCoding::implicitLittle,
                            DicomCoding::explicitBig, DicomCoding::implicitBig})
    if (areElements(dataset, 0, datasetSize, coding)) return coding;
  return std::nullopt;
}

DicomCoding statedCoding(std::string_view transferSyntax) {
  if (transferSyntax == "1.2.840.10008.1.2" || transferSyntax == "1.2.840.113619.5.2")
    return DicomCoding::implicitLittle;
  if (transferSyntax == "1.2.840.10008.1.2.2") return DicomCoding::explicitBig;
  return DicomCoding::explicitLittle;
}

std::string shortTextOf(std::span<const std::byte> dataset, DicomCoding coding, std::uint32_t tag) {
  ElementReader reader(dataset, 0, coding);
  while (const auto element = reader.next()) {
    if (element->tag == tag) return reader.textOf(*element);
    if (element->tag > tag) return {};
  }
  return {};
}

}  // namespace chexgen::imaging
