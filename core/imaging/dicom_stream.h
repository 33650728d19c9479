// Bytes in memory as DCMTK reads them. Internal to this module: it shows DCMTK's headers.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcitem.h>
#include <dcmtk/dcmdata/dcxfer.h>

namespace chexgen::imaging {

// Reads a data set, or the elements of one, out of the bytes, which are needed only meanwhile. DCMTK reserves
// what an element claims before it looks whether so much is there; here a value of more than a few kilobytes
// is passed over first, so that no more is ever reserved than the bytes hold. False, with the reason for
// people, when DCMTK cannot read them.
struct ReadOutcome {
  bool good = false;
  std::string reason;  // "an attribute is longer than the file"
};
[[nodiscard]] ReadOutcome readItem(DcmItem& item, std::span<const std::byte> bytes, E_TransferSyntax syntax);

}  // namespace chexgen::imaging
