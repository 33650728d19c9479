#include "core/imaging/dicom_revive.h"

#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcsequen.h>

#include "core/imaging/dicom_stream.h"
#include "core/imaging/dicom_structure.h"

namespace chexgen::imaging {
namespace {

// A sequence inside a value of unknown kind is not seen by the walk over the file, so it has a depth of its
// own here.
constexpr int deepestRevived = 8;

std::string littleBytes(std::uint32_t value, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(value >> 8U * i & 0xffU);
  return bytes;
}

// The one element of a data set that holds nothing else; null when it cannot be read.
std::unique_ptr<DcmElement> readAlone(const std::string& bytes, DicomCoding coding) {
  if (!checkElements(std::as_bytes(std::span(bytes)), coding, {})) return nullptr;
  DcmDataset alone;
  const E_TransferSyntax syntax =
      coding == DicomCoding::implicitLittle ? EXS_LittleEndianImplicit : EXS_LittleEndianExplicit;
  if (!readItem(alone, std::as_bytes(std::span(bytes)), syntax).good || alone.card() != 1) return nullptr;
  return std::unique_ptr<DcmElement>(alone.remove(0UL));
}

std::unique_ptr<DcmElement> revived(DcmElement& unknown) {
  const DcmTag known(unknown.getTag().getXTag());  // its kind by the dictionary
  Uint8* value = nullptr;
  if (known.getEVR() == EVR_UN || known.getEVR() == EVR_UNKNOWN || unknown.getUint8Array(value).bad())
    return nullptr;
  const auto length = static_cast<std::uint32_t>(unknown.getLength());
  const std::string content(reinterpret_cast<const char*>(value), value == nullptr ? 0 : length);
  const std::string tag = littleBytes(known.getGTag(), 2) + littleBytes(known.getETag(), 2);
  if (auto element = readAlone(tag + littleBytes(length, 4) + content, DicomCoding::implicitLittle))
    return element;
  if (known.getEVR() != EVR_SQ) return nullptr;
  const std::string head = tag + "SQ" + littleBytes(0, 2) + littleBytes(length, 4);
  return readAlone(head + content, DicomCoding::explicitLittle);
}

void reviveBelow(DcmItem& item, int depth) {
  for (unsigned long i = 0; i < item.card(); ++i) {
    DcmElement* element = item.getElement(i);
    if (element == nullptr) continue;
    if (element->getTag().getEVR() == EVR_UN && !element->getTag().getXTag().isPrivate()) {
      if (auto known = revived(*element); known != nullptr) {
        element = known.get();
        if (item.insert(known.get(), OFTrue).bad()) continue;
        static_cast<void>(known.release());
      }
    }
    auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element);
    if (sequence == nullptr || depth >= deepestRevived || sequence->ident() != EVR_SQ) continue;
    for (unsigned long k = 0; k < sequence->card(); ++k) reviveBelow(*sequence->getItem(k), depth + 1);
  }
}

}  // namespace

void reviveUnknown(DcmItem& item) { reviveBelow(item, 0); }

}  // namespace chexgen::imaging
