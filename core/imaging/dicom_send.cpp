#include "core/imaging/dicom_send.h"

#include <charconv>
#include <set>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmnet/scu.h>

#include "core/imaging/dicom_source.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;

constexpr unsigned secondsToWait = 30;

tl::unexpected<base::Error> unreachable(const DicomPeer& peer, const OFCondition& why) {
  return base::fail(ErrorCode::deviceUnavailable,
                    "The DICOM peer " + peer.title + "@" + peer.host + ":" + std::to_string(peer.port) +
                        " does not take the files: " + why.text() + ".",
                    {}, "Nothing was changed here.", "Check the title, the host and the port.");
}

base::Result<void> propose(DcmSCU& scu, std::span<const std::filesystem::path> files) {
  std::set<std::string> classes;
  for (const auto& file : files) {
    CHEXGEN_ASSIGN(const DicomSource source, readDicomSource(file));
    classes.insert(source.sopClassUid);
  }
  OFList<OFString> syntaxes;
  syntaxes.push_back(UID_LittleEndianExplicitTransferSyntax);
  syntaxes.push_back(UID_LittleEndianImplicitTransferSyntax);
  for (const std::string& one : classes)
    if (const auto added = scu.addPresentationContext(one.c_str(), syntaxes); added.bad())
      return base::fail(ErrorCode::internal, std::string("DCMTK: ") + added.text());
  return {};
}

}  // namespace

base::Result<DicomPeer> parsePeer(std::string_view words) {
  const std::size_t at = words.find('@'), colon = words.rfind(':');
  DicomPeer peer;
  const auto invalid = [&] {
    return base::fail(ErrorCode::argumentInvalid,
                      "\"" + std::string(words) + "\" names no DICOM peer; write TITLE@HOST:PORT.");
  };
  if (at == std::string_view::npos || colon == std::string_view::npos || colon < at || at == 0 || at > 16)
    return invalid();
  peer.title = words.substr(0, at);
  peer.host = words.substr(at + 1, colon - at - 1);
  const std::string_view port = words.substr(colon + 1);
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), peer.port);
  if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size() || peer.host.empty() ||
      peer.port == 0)
    return invalid();
  return peer;
}

base::Result<void> sendDicom(std::span<const std::filesystem::path> files, const DicomPeer& peer,
                             const std::function<void(std::size_t)>& onSent,
                             const base::CancelToken& cancel) {
  if (files.empty()) return {};
  DcmSCU scu;
  scu.setAETitle(peer.ownTitle.c_str());
  scu.setPeerAETitle(peer.title.c_str());
  scu.setPeerHostName(peer.host.c_str());
  scu.setPeerPort(peer.port);
  scu.setACSETimeout(secondsToWait);
  scu.setDIMSETimeout(secondsToWait);
  scu.setConnectionTimeout(secondsToWait);
  CHEXGEN_TRY(propose(scu, files));
  if (const auto ready = scu.initNetwork(); ready.bad()) return unreachable(peer, ready);
  if (const auto agreed = scu.negotiateAssociation(); agreed.bad()) return unreachable(peer, agreed);
  std::size_t sent = 0;
  for (const auto& file : files) {
    if (cancel.isCancelled()) {
      scu.abortAssociation();
      return base::fail(ErrorCode::cancelled, "Sending was cancelled.", {},
                        "What was sent before stays there.");
    }
    Uint16 status = 0;
    const auto stored = scu.sendSTORERequest(0, OFFilename(file.c_str()), nullptr, status);
    if (stored.bad() || status != 0) {
      scu.abortAssociation();
      return base::fail(ErrorCode::fileUnwritable,
                        "The DICOM peer did not store the file: " +
                            (stored.bad() ? std::string(stored.text()) : "status " + std::to_string(status)) +
                            ".",
                        file, "What was sent before stays there.");
    }
    if (onSent) onSent(++sent);
  }
  scu.releaseAssociation();
  return {};
}

}  // namespace chexgen::imaging
