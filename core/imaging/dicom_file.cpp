#include "core/imaging/dicom_file.h"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

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
    DcmRLEDecoderRegistration::registerCodecs();
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

base::Result<OpenDicom> openDicom(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  prepareDcmtk();
  CHEXGEN_ASSIGN(const DicomLayout layout, checkDicomStructure(bytes, file));
  OpenDicom open;
  if (!layout.transferSyntax.empty()) {
    const DcmXfer syntax(layout.transferSyntax.c_str());
    open.syntax = syntax.getXfer();
    if (open.syntax == EXS_Unknown) return unreadSyntax(nameOfUnknownSyntax(layout.transferSyntax), file);
    open.syntaxName = syntax.getXferName();
  }
  const bool inflated = layout.dataset.empty();
  const auto content = inflated ? std::as_bytes(std::span(layout.inflated)) : layout.dataset;
  if (inflated) open.syntax = EXS_LittleEndianExplicit;

  DcmInputBufferStream stream;
  stream.setBuffer(content.data(), static_cast<offile_off_t>(content.size()));
  stream.setEos();
  open.dataset = std::make_unique<DcmDataset>();
  open.dataset->transferInit();
  const OFCondition read = open.dataset->read(stream, open.syntax, EGL_noChange, DCM_MaxReadLength);
  open.dataset->transferEnd();
  if (read.bad()) return damagedDicom(read.text(), file);
  return open;
}

base::Result<Uint16> neededNumber(DcmItem& item, const DcmTagKey& tag, const std::filesystem::path& file) {
  Uint16 value = 0;
  if (item.findAndGetUint16(tag, value).bad())
    return damagedDicom(std::string("the attribute \"") + DcmTag(tag).getTagName() + "\" is missing", file);
  return value;
}

Uint16 numberOr(DcmItem& item, const DcmTagKey& tag, unsigned fallback) {
  Uint16 value = 0;
  return item.findAndGetUint16(tag, value).good() ? value : static_cast<Uint16>(fallback);
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
  Float64 value = 0;
  while (numbers.size() < maxNumbers && item.findAndGetFloat64(tag, value, numbers.size()).good() &&
         std::isfinite(value))
    numbers.push_back(value);
  return numbers;
}

std::vector<Uint16> wordsOf(DcmItem& item, const DcmTagKey& tag) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(tag, element).bad() || element == nullptr) return {};
  const std::size_t count = element->getLength() / sizeof(Uint16);
  Uint16* words = nullptr;
  Sint16* signedWords = nullptr;
  if (element->getUint16Array(words).good() && words != nullptr) return {words, words + count};
  if (element->getSint16Array(signedWords).bad() || signedWords == nullptr) return {};
  std::vector<Uint16> stored;
  for (const Sint16 word : std::span(signedWords, count)) stored.push_back(static_cast<Uint16>(word));
  return stored;
}

base::Result<int> frameCount(DcmItem& item, const std::filesystem::path& file) {
  Sint32 frames = 0;
  if (item.findAndGetSint32(DCM_NumberOfFrames, frames).bad()) return 1;
  if (frames < 1) return damagedDicom("it announces " + std::to_string(frames) + " frames", file);
  return static_cast<int>(frames);
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
