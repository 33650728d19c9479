#include "core/imaging/jpeg2000.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include <gdcmDataElement.h>
#include <gdcmFragment.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::array codestreamStart{std::byte{0xff}, std::byte{0x4f}, std::byte{0xff},
                                     std::byte{0x51}};  // SOC, SIZ
constexpr std::array jp2Start{std::byte{0},  std::byte{0},   std::byte{0},
                              std::byte{12}, std::byte{'j'}, std::byte{'P'}};

std::uint32_t sizNumber(std::span<const std::byte> code, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | std::to_integer<std::uint32_t>(code[at + i]);
  return value;
}

bool startsWith(std::span<const std::byte> bytes, std::span<const std::byte> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

// GDCM writes as many values as the codestream announces into a buffer of the size that the data set
// announces, so the two must agree (ISO/IEC 15444-1, A.5.1).
base::Result<void> checkSiz(std::span<const std::byte> code, int width, int height, unsigned allocated,
                            const std::filesystem::path& file) {
  constexpr std::size_t sizEnd = 45;
  if (code.size() < sizEnd)
    return fail(ErrorCode::fileTruncated, "The JPEG 2000 image ends inside its header.", file, {},
                "Copy or export the image again.");
  const auto right = sizNumber(code, 8, 4), bottom = sizNumber(code, 12, 4);
  const auto left = sizNumber(code, 16, 4), top = sizNumber(code, 20, 4);
  const auto components = sizNumber(code, 40, 2);
  const unsigned depth = (sizNumber(code, 42, 1) & 0x7fU) + 1;
  const bool fits = right >= left && right - left == static_cast<std::uint32_t>(width) && bottom >= top &&
                    bottom - top == static_cast<std::uint32_t>(height) && components == 1 &&
                    depth <= allocated && sizNumber(code, 43, 1) == 1 && sizNumber(code, 44, 1) == 1;
  if (fits) return {};
  return fail(ErrorCode::formatInvalid,
              "The DICOM file is damaged: its JPEG 2000 image is not the one that it describes.", file, {},
              "Export the image again from where it came from.");
}

}  // namespace

bool startsJpeg2000(std::span<const std::byte> bytes) {
  return startsWith(bytes, codestreamStart) || startsWith(bytes, jp2Start);
}

base::Result<std::vector<std::byte>> decodeJpeg2000(std::span<const std::byte> code, int width, int height,
                                                    unsigned allocated, const std::filesystem::path& file) {
  // Out of a JP2 file only the codestream counts: its boxes may not contradict the data set.
  const auto start = std::search(code.begin(), code.end(), codestreamStart.begin(), codestreamStart.end());
  code = code.subspan(static_cast<std::size_t>(start - code.begin()));
  CHEXGEN_TRY(checkSiz(code, width, height, allocated, file));

  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  gdcm::JPEG2000Codec codec;
  const std::array<unsigned, 3> sides{static_cast<unsigned>(width), static_cast<unsigned>(height), 1};
  codec.SetDimensions(sides.data());
  codec.SetNumberOfDimensions(2);
  codec.SetPlanarConfiguration(0);
  codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  const auto bits = static_cast<unsigned short>(allocated);
  codec.SetPixelFormat(gdcm::PixelFormat(1, bits, bits, static_cast<unsigned short>(bits - 1), 0));
  gdcm::DataElement in;
  gdcm::DataElement out;
  gdcm::Fragment fragment;
  fragment.SetByteValue(reinterpret_cast<const char*>(code.data()),
                        gdcm::VL(static_cast<std::uint32_t>(code.size())));
  const gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
  fragments->AddFragment(fragment);
  in.SetValue(*fragments);
  const bool decoded = codec.Decode(in, out) && out.GetByteValue() != nullptr;
  const std::size_t needed =
      static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * (allocated / 8U);
  if (!decoded || out.GetByteValue()->GetLength() < needed) {
    return fail(ErrorCode::formatInvalid, "The DICOM file is damaged: its JPEG 2000 image cannot be decoded.",
                file, {}, "Export the image again from where it came from.");
  }
  std::vector<std::byte> values(needed);
  std::memcpy(values.data(), out.GetByteValue()->GetPointer(), needed);
  return values;
}

}  // namespace chexgen::imaging
