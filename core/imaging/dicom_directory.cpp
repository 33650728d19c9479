// DICOMDIR, the table of contents of a medium (PS3.3 F, PS3.10 8).
#include <algorithm>
#include <cctype>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcsequen.h>

#include "core/base/file.h"
#include "core/imaging/dicom_file.h"
#include "core/imaging/file_kind.h"
#include "core/imaging/image.h"
#include "core/imaging/radiograph_folder.h"

namespace chexgen::imaging {
namespace {

namespace fs = std::filesystem;

std::string inSmallLetters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The entry of a folder with this name as it is, else in other letters or with the version that ISO 9660 puts
// behind it ("IM1;1"); else the name itself.
fs::path entryNamed(const fs::path& folder, const std::string& name) {
  std::error_code error;
  if (fs::exists(folder / name, error)) return folder / name;
  const std::string wanted = inSmallLetters(name);
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::string found = inSmallLetters(entry->path().filename().string());
    if (const auto version = found.find(';'); version != std::string::npos) found.resize(version);
    if (found.ends_with('.')) found.pop_back();
    if (found == wanted) return entry->path();
  }
  return folder / name;
}

// A part of a file's name may not lead anywhere but down.
bool leadsDown(const std::string& part) {
  return !part.empty() && part != "." && part != ".." && part.find('/') == std::string::npos &&
         part.find('\0') == std::string::npos;
}

}  // namespace

base::Result<std::vector<fs::path>> filesOfDicomDirectory(const fs::path& dicomdir) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(dicomdir, maxFileBytes));
  const auto content = std::as_bytes(std::span(bytes));
  if (kindOf(content.first(std::min(content.size(), kindHeadBytes)), content.size()).kind !=
      FileKind::dicomDirectory)
    return base::fail(base::ErrorCode::formatInvalid, "This is not a DICOMDIR.", dicomdir);
  CHEXGEN_ASSIGN(const OpenDicom dicom, openDicom(content, dicomdir));
  std::vector<fs::path> files;
  DcmSequenceOfItems* records = nullptr;
  if (dicom.dataset->findAndGetSequence(DCM_DirectoryRecordSequence, records).bad() || records == nullptr)
    return files;
  DcmObject* record = nullptr;
  while ((record = records->nextInContainer(record)) != nullptr) {
    auto* item = dynamic_cast<DcmItem*>(record);
    if (item == nullptr || !item->tagExistsWithValue(DCM_ReferencedFileID)) continue;
    fs::path file = dicomdir.parent_path();
    bool down = true;
    for (unsigned long part = 0;; ++part) {
      const std::string name = textOf(*item, DCM_ReferencedFileID, part);
      if (name.empty()) break;
      down = down && leadsDown(name);
      if (down) file = entryNamed(file, name);
    }
    if (down && file != dicomdir.parent_path()) files.push_back(file);
  }
  return files;
}

}  // namespace chexgen::imaging
