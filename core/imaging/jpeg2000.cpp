#include "core/imaging/jpeg2000.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <gdcmDataElement.h>
#include <gdcmFragment.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

#include "core/imaging/code_header.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::array codestreamStart{std::byte{0xff}, std::byte{0x4f}, std::byte{0xff},
                                     std::byte{0x51}};  // SOC, SIZ
constexpr std::array jp2Start{std::byte{0},  std::byte{0},   std::byte{0},
                              std::byte{12}, std::byte{'j'}, std::byte{'P'}};

bool startsWith(std::span<const std::byte> bytes, std::span<const std::byte> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

// GDCM writes as many values as the codestream announces into a buffer of the size that the data set
// announces, so the two must agree.
base::Result<CodeHeader> agreedHeader(std::span<const std::byte> code, int width, int height,
                                      const std::filesystem::path& file) {
  constexpr std::size_t shortest = 45;
  if (code.size() < shortest)
    return fail(ErrorCode::fileTruncated, "The JPEG 2000 image ends inside its header.", file, {},
                "Copy or export the image again.");
  const auto header = jpeg2000Header(code);
  const bool fits = header && header->width == static_cast<std::uint32_t>(width) &&
                    header->height == static_cast<std::uint32_t>(height) && header->components == 1 &&
                    header->precision <= 16;
  if (fits) return *header;
  return fail(ErrorCode::formatInvalid,
              "The DICOM file is damaged: its JPEG 2000 image is not the one that it describes.", file, {},
              "Export the image again from where it came from.");
}

}  // namespace

bool startsJpeg2000(std::span<const std::byte> bytes) {
  return startsWith(bytes, codestreamStart) || startsWith(bytes, jp2Start);
}

base::Result<Jpeg2000Values> decodeJpeg2000(std::span<const std::byte> code, int width, int height,
                                            const std::filesystem::path& file) {
  // Out of a JP2 file only the codestream counts: its boxes may not contradict the data set.
  const auto start = std::search(code.begin(), code.end(), codestreamStart.begin(), codestreamStart.end());
  code = code.subspan(static_cast<std::size_t>(start - code.begin()));
  CHEXGEN_ASSIGN(const CodeHeader header, agreedHeader(code, width, height, file));

  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  gdcm::JPEG2000Codec codec;
  const std::array<unsigned, 3> sides{static_cast<unsigned>(width), static_cast<unsigned>(height), 1};
  codec.SetDimensions(sides.data());
  codec.SetNumberOfDimensions(2);
  codec.SetPlanarConfiguration(0);
  codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  // What the codestream holds, not what the data set would like it to.
  const std::size_t bytesEach = header.precision <= 8 ? 1 : 2;
  const auto precision = static_cast<unsigned short>(header.precision);
  codec.SetPixelFormat(gdcm::PixelFormat(1, static_cast<unsigned short>(8 * bytesEach), precision,
                                         static_cast<unsigned short>(precision - 1),
                                         header.isSigned ? 1 : 0));
  gdcm::DataElement in;
  gdcm::DataElement out;
  gdcm::Fragment fragment;
  fragment.SetByteValue(reinterpret_cast<const char*>(code.data()),
                        gdcm::VL(static_cast<std::uint32_t>(code.size())));
  const gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
  fragments->AddFragment(fragment);
  in.SetValue(*fragments);
  const bool decoded = codec.Decode(in, out) && out.GetByteValue() != nullptr;
  const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (!decoded || out.GetByteValue()->GetLength() < count * bytesEach) {
    return fail(ErrorCode::formatInvalid, "The DICOM file is damaged: its JPEG 2000 image cannot be decoded.",
                file, {}, "Export the image again from where it came from.");
  }
  const auto bytes = std::as_bytes(std::span(out.GetByteValue()->GetPointer(), count * bytesEach));
  Jpeg2000Values values{.precision = header.precision, .isSigned = header.isSigned, .words = {}};
  values.words.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto word = std::to_integer<std::uint16_t>(bytes[i * bytesEach]);
    if (bytesEach == 2) {
      word = static_cast<std::uint16_t>(word | std::to_integer<unsigned>(bytes[2 * i + 1]) << 8U);
    } else if (header.isSigned) {
      word = static_cast<std::uint16_t>(static_cast<std::int8_t>(word));
    }
    values.words[i] = word;
  }
  return values;
}

}  // namespace chexgen::imaging
