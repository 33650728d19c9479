// JPEG that libjpeg does not read: wrapped as DICOM, whose decoders do.
#include <string>
#include <utility>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/code_header.h"
#include "core/imaging/dicom_pixels.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {
namespace {

E_TransferSyntax syntaxOf(const CodeHeader& header) {
  switch (header.marker) {
    case 0xc0:
    case 0xc1: return EXS_JPEGProcess2_4;
    case 0xc2: return EXS_JPEGProcess10_12;
    case 0xc3: return EXS_JPEGProcess14;
    case 0xf7: return EXS_JPEGLSLossy;
    default: return EXS_Unknown;
  }
}

}  // namespace

base::Result<StoredFrame> decodeBareJpeg(std::span<const std::byte> code, const std::filesystem::path& file) {
  const auto header = jpegHeader(code);
  if (!header || syntaxOf(*header) == EXS_Unknown || header->components != 1 || header->precision > 16 ||
      header->precision < 2) {
    return base::fail(base::ErrorCode::formatUnsupported,
                      "This kind of JPEG is not read, only grey of 8 to 16 bits and colour of 8.", file, {},
                      "Convert the image to PNG.");
  }
  CHEXGEN_TRY(checkImageSize(header->width, header->height, file));
  const OpenDicom dicom = emptyDicom(syntaxOf(*header));
  DcmDataset& dataset = *dicom.dataset;
  const auto put = [&dataset](const DcmTagKey& tag, unsigned value) {
    dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
  };
  put(DCM_Rows, header->height);
  put(DCM_Columns, header->width);
  put(DCM_BitsAllocated, header->precision <= 8 ? 8 : 16);
  put(DCM_BitsStored, header->precision);
  put(DCM_HighBit, header->precision - 1);
  dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
  for (const auto content : {std::span<const std::byte>(), code}) {  // the offset table, then the frame
    auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    std::string padded(reinterpret_cast<const char*>(content.data()), content.size());
    if (padded.size() % 2 != 0) padded += '\0';
    item->putUint8Array(reinterpret_cast<const Uint8*>(padded.data()),
                        static_cast<unsigned long>(padded.size()));
    sequence->insert(item.release());
  }
  auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
  pixels->putOriginalRepresentation(syntaxOf(*header), nullptr, sequence.release());
  dataset.insert(pixels.release(), OFTrue);
  return decodeStoredFrame(dicom, 0, file);
}

}  // namespace chexgen::imaging
