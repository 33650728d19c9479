// DICOM attributes through DCMTK. Internal to this module: it shows DCMTK's headers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcelem.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include "core/base/error.h"

namespace chexgen::imaging {

struct OpenDicom {
  std::unique_ptr<DcmDataset> dataset;
  E_TransferSyntax syntax = EXS_Unknown;
  std::string syntaxName;            // as the standard has it, for messages
  std::vector<std::string> remarks;  // of the structure, see dicom_structure.h
};

// The attributes of a DICOM file whose structure holds (see dicom_structure.h). Attributes that a middleman
// wrote as of unknown kind (VR UN) have the kind again that the standard gives them. formatUnsupported, with
// its name, for a transfer syntax that DCMTK does not know; formatInvalid for what DCMTK cannot read.
[[nodiscard]] base::Result<OpenDicom> openDicom(std::span<const std::byte> bytes,
                                                const std::filesystem::path& file);

// An image in memory that is yet to be filled, in this transfer syntax.
[[nodiscard]] OpenDicom emptyDicom(E_TransferSyntax syntax);

// "The DICOM file is damaged: REASON."
[[nodiscard]] tl::unexpected<base::Error> damagedDicom(const std::string& reason,
                                                       const std::filesystem::path& file);

// "NAME" compressed pixels are refused by the name of their transfer syntax.
[[nodiscard]] tl::unexpected<base::Error> unreadSyntax(const std::string& name,
                                                       const std::filesystem::path& file);

// A needed whole number 0 … 65535 of whatever kind of value; formatInvalid, with the attribute's name, when
// it is missing or no such number.
[[nodiscard]] base::Result<Uint16> neededNumber(DcmItem& item, const DcmTagKey& tag,
                                                const std::filesystem::path& file);

// The same number, or the fallback when it is missing.
[[nodiscard]] Uint16 numberOr(DcmItem& item, const DcmTagKey& tag, unsigned fallback);

// The value as UTF-8 without padding; empty when absent. `position` counts the parts of a multiple value.
[[nodiscard]] std::string textOf(DcmItem& item, const DcmTagKey& tag, unsigned long position = 0);

// The numbers of a multiple value of whatever kind (numbers or their text), at most 64; a part that is no
// finite number ends the list.
[[nodiscard]] std::vector<double> numbersOf(DcmItem& item, const DcmTagKey& tag);

// The 16-bit words of a value of any 16-bit kind (US, SS, OW) or of bytes, as they are stored; empty when
// absent.
[[nodiscard]] std::vector<Uint16> wordsOf(DcmItem& item, const DcmTagKey& tag);

// Frames in the file, at least 1.
[[nodiscard]] base::Result<int> frameCount(DcmItem& item, const std::filesystem::path& file);

// The item of the functional group `macro` that governs a frame, per frame or shared; the data set itself
// without one.
[[nodiscard]] DcmItem& governing(DcmItem& dataset, const DcmTagKey& macro, int frame);

}  // namespace chexgen::imaging
