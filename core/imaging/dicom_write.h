// DICOM data sets out, through DCMTK. Internal to this module: it shows DCMTK's headers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>

#include "core/base/error.h"
#include "core/imaging/dicom_source.h"

namespace chexgen::imaging {

// Fills one data set or item. DCMTK fails here only for lack of memory or by a bug, so failures are
// exceptions; dicomBytes catches them.
class DicomItemWriter {
 public:
  explicit DicomItemWriter(DcmItem& item) : item_(item) {}

  // UTF-8; backslashes and control characters, which would divide the value, become spaces. `longest` in
  // characters.
  DicomItemWriter& text(const DcmTag& tag, std::string_view value, std::size_t longest = 64);
  // Any value as it is: UIDs, code strings, multiple values, long texts.
  DicomItemWriter& raw(const DcmTag& tag, const std::string& value);
  DicomItemWriter& number(const DcmTag& tag, std::uint16_t value);
  DicomItemWriter& signedNumber(const DcmTag& tag, std::int16_t value);
  DicomItemWriter& longNumber(const DcmTag& tag, std::uint32_t value);
  DicomItemWriter& tag(const DcmTag& tag, const DcmTagKey& value);
  DicomItemWriter& bytes(const DcmTag& tag, const std::vector<std::uint8_t>& value);
  // An element without a value, or a sequence without an item.
  DicomItemWriter& empty(const DcmTag& tag);
  // A new item at the end of a sequence.
  DicomItemWriter item(const DcmTagKey& sequence);

 private:
  DcmItem& item_;
};

// A UID under 2.25 that is the same for the same seed and, in practice, for no other.
[[nodiscard]] std::string uidFrom(std::string_view seed);

// The modules Patient and General Study, the character set (UTF-8) and the SOP's own UIDs.
void putIdentity(DicomItemWriter& writer, const DicomSource& identity);
// The modules General and Enhanced General Equipment of this program.
void putEquipment(DicomItemWriter& writer, std::string_view program);

// The data set that `fill` fills, as a part 10 file, explicit little endian. internal when DCMTK fails.
[[nodiscard]] base::Result<std::string> dicomBytes(void (*fill)(DicomItemWriter&, const void*),
                                                   const void* context);
template <class Fill>
[[nodiscard]] base::Result<std::string> dicomBytes(const Fill& fill) {
  return dicomBytes(
      [](DicomItemWriter& writer, const void* context) { (*static_cast<const Fill*>(context))(writer); },
      &fill);
}

}  // namespace chexgen::imaging
