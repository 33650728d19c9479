#include "core/imaging/dicom_file.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include "core/imaging/dicom_revive.h"
#include "core/imaging/dicom_stream.h"
#include "core/imaging/dicom_structure.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr unsigned long maxNumbers = 64;

// DCMTK keeps its decoders in a global list and reports on stderr; both are set up once.
void prepareDcmtk() {
  static const bool prepared = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(prepared);
}

// Syntaxes that are younger than DCMTK 3.6.7, as PS3.6 names them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> youngSyntaxes{{
    {"1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian"},
    {"1.2.840.10008.1.2.4.110", "JPEG XL Lossless"},
    {"1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression"},
    {"1.2.840.10008.1.2.4.112", "JPEG XL"},
    {"1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 (Lossless Only)"},
    {"1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL Options (Lossless Only)"},
    {"1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"},
    {"1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression"},
}};

std::string nameOfUnknownSyntax(const std::string& uid) {
  for (const auto& [known, name] : youngSyntaxes) {
    if (uid == known) return std::string(name);
  }
  const char* name = dcmFindNameOfUID(uid.c_str());
  return name != nullptr ? name : uid;
}

E_TransferSyntax plainSyntax(DicomCoding coding) {
  switch (coding) {
    case DicomCoding::explicitLittle: return EXS_LittleEndianExplicit;
    case DicomCoding::explicitBig: return EXS_BigEndianExplicit;
    case DicomCoding::implicitLittle: return EXS_LittleEndianImplicit;
    case DicomCoding::implicitBig: return EXS_BigEndianImplicit;
  }
  return EXS_Unknown;
}

std::optional<double> numberIn(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Uint16> wholeNumber(DcmItem& item, const DcmTagKey& tag) {
  const std::vector<double> numbers = numbersOf(item, tag);
  if (numbers.empty() || numbers.front() != std::floor(numbers.front()) || numbers.front() < 0 ||
      numbers.front() > 65535)
    return std::nullopt;
  return static_cast<Uint16>(numbers.front());
}

}  // namespace

tl::unexpected<base::Error> damagedDicom(const std::string& reason, const std::filesystem::path& file) {
  return fail(ErrorCode::formatInvalid, "The DICOM file is damaged: " + reason + ".", file, {},
              "Export the image again from where it came from.");
}

tl::unexpected<base::Error> unreadSyntax(const std::string& name, const std::filesystem::path& file) {
  return fail(ErrorCode::formatUnsupported,
              "The DICOM image is stored in the transfer syntax \"" + name + "\", which is not read.", file,
              {}, "Export it uncompressed, or compressed by JPEG, JPEG-LS, JPEG 2000 or RLE.");
}

OpenDicom emptyDicom(E_TransferSyntax syntax) {
  prepareDcmtk();
  OpenDicom open{
      .dataset = std::make_unique<DcmDataset>(), .syntax = syntax, .syntaxName = {}, .remarks = {}};
  open.syntaxName = DcmXfer(syntax).getXferName();
  return open;
}

base::Result<OpenDicom> openDicom(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  prepareDcmtk();
  CHEXGEN_ASSIGN(DicomLayout layout, checkDicomStructure(bytes, file));
  OpenDicom open;
  open.remarks = std::move(layout.remarks);
  if (!layout.transferSyntax.empty()) {
    const DcmXfer syntax(layout.transferSyntax.c_str());
    open.syntax = syntax.getXfer();
    if (open.syntax == EXS_Unknown) return unreadSyntax(nameOfUnknownSyntax(layout.transferSyntax), file);
    open.syntaxName = syntax.getXferName();
  }
  const bool inflated = layout.dataset.empty();
  const auto content = inflated ? std::as_bytes(std::span(layout.inflated)) : layout.dataset;
  if (inflated || layout.transferSyntax.empty() || layout.codingMisstated)
    open.syntax = plainSyntax(layout.coding);

  open.dataset = std::make_unique<DcmDataset>();
  if (const ReadOutcome read = readItem(*open.dataset, content, open.syntax); !read.good)
    return damagedDicom(read.reason, file);
  reviveUnknown(*open.dataset);
  return open;
}

base::Result<Uint16> neededNumber(DcmItem& item, const DcmTagKey& tag, const std::filesystem::path& file) {
  if (!item.tagExistsWithValue(tag))
    return damagedDicom(std::string("the attribute \"") + DcmTag(tag).getTagName() + "\" is missing", file);
  if (const auto number = wholeNumber(item, tag)) return *number;
  return damagedDicom(std::string("the attribute \"") + DcmTag(tag).getTagName() + "\" is no number", file);
}

Uint16 numberOr(DcmItem& item, const DcmTagKey& tag, unsigned fallback) {
  return wholeNumber(item, tag).value_or(static_cast<Uint16>(fallback));
}

std::string textOf(DcmItem& item, const DcmTagKey& tag, unsigned long position) {
  OFString value;
  if (item.findAndGetOFString(tag, value, position).bad()) return {};
  DcmSpecificCharacterSet characters;
  OFString utf8;
  OFString charset;
  DcmItem* root = item.getRootItem() != nullptr ? item.getRootItem() : &item;
  root->findAndGetOFStringArray(DCM_SpecificCharacterSet, charset);
  if (!charset.empty() && characters.selectCharacterSet(charset).good() &&
      characters.convertString(value, utf8).good()) {
    value = utf8;
  }
  std::string text(value.c_str());
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<double> numbersOf(DcmItem& item, const DcmTagKey& tag) {
  std::vector<double> numbers;
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || element == nullptr) return numbers;
  while (numbers.size() < maxNumbers) {
    Float64 value = 0;
    OFString text;
    if (element->getFloat64(value, numbers.size()).bad()) {
      // The other kinds, numbers too, tell their value as text.
      if (element->getOFString(text, numbers.size()).bad()) break;
      const auto parsed = numberIn(text.c_str());
      if (!parsed) break;
      value = *parsed;
    }
    if (!std::isfinite(value)) break;
    numbers.push_back(value);
  }
  return numbers;
}

std::vector<Uint16> wordsOf(DcmItem& item, const DcmTagKey& tag) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || element == nullptr) return {};
  const std::size_t count = element->getLength() / sizeof(Uint16);
  Uint16* words = nullptr;
  Sint16* signedWords = nullptr;
  if (element->getUint16Array(words).good() && words != nullptr) return {words, words + count};
  std::vector<Uint16> stored;
  Uint8* bytes = nullptr;
  if (element->getVR() == EVR_OB && element->getUint8Array(bytes).good() && bytes != nullptr) {
    for (std::size_t i = 0; i < count; ++i)
      stored.push_back(static_cast<Uint16>(bytes[2 * i] | bytes[2 * i + 1] << 8U));
    return stored;
  }
  if (element->getSint16Array(signedWords).bad() || signedWords == nullptr) return {};
  for (const Sint16 word : std::span(signedWords, count)) stored.push_back(static_cast<Uint16>(word));
  return stored;
}

base::Result<int> frameCount(DcmItem& item, const std::filesystem::path& file) {
  const std::vector<double> frames = numbersOf(item, DCM_NumberOfFrames);
  if (frames.empty()) return 1;
  const bool possible = frames.front() >= 1 && frames.front() <= std::numeric_limits<int>::max() &&
                        frames.front() == std::floor(frames.front());
  if (!possible) return damagedDicom("it announces " + textOf(item, DCM_NumberOfFrames) + " frames", file);
  return static_cast<int>(frames.front());
}

DcmItem& governing(DcmItem& dataset, const DcmTagKey& macro, int frame) {
  const std::array<std::pair<DcmTagKey, signed long>, 2> groups{
      {{DCM_PerFrameFunctionalGroupsSequence, frame}, {DCM_SharedFunctionalGroupsSequence, 0}}};
  for (const auto& [sequence, position] : groups) {
    DcmItem* group = nullptr;
    DcmItem* item = nullptr;
    if (dataset.findAndGetSequenceItem(sequence, group, position).good() && group != nullptr &&
        group->findAndGetSequenceItem(macro, item).good() && item != nullptr) {
      return *item;
    }
  }
  return dataset;
}

}  // namespace chexgen::imaging
