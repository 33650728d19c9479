// Sends DICOM files to a PACS: C-STORE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace chexgen::imaging {

struct DicomPeer {
  std::string title = "ANY-SCP";  // application entity, at most 16 characters
  std::string host = "localhost";
  std::uint16_t port = 104;
  std::string ownTitle = "CHEXGEN";
};

// "TITLE@HOST:PORT", as people write it; argumentInvalid otherwise.
[[nodiscard]] base::Result<DicomPeer> parsePeer(std::string_view words);

// Sends the files in order over one association. `onSent` hears how many are there. Fails with
// deviceUnavailable when the peer cannot be reached or refuses the association, with fileUnwritable naming
// the file that it would not store, and with `cancelled`; what was sent before stays sent.
[[nodiscard]] base::Result<void> sendDicom(std::span<const std::filesystem::path> files,
                                           const DicomPeer& peer,
                                           const std::function<void(std::size_t)>& onSent = {},
                                           const base::CancelToken& cancel = {});

}  // namespace chexgen::imaging
