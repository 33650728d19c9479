#include "core/imaging/radiograph_folder.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "core/imaging/file_kind.h"

namespace chexgen::imaging {
namespace {

namespace fs = std::filesystem;

constexpr int deepestFolder = 64;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The number that begins at `at`, without its leading zeros; `at` then stands behind it.
std::string_view numberAt(std::string_view text, std::size_t& at) {
  while (at + 1 < text.size() && text[at] == '0' && isDigit(text[at + 1])) ++at;
  const std::size_t first = at;
  while (at < text.size() && isDigit(text[at])) ++at;
  return text.substr(first, at - first);
}

// Gathers files once each.
class Listing {
 public:
  explicit Listing(FolderDepth depth) : depth_(depth) {}

  base::Result<void> addFolder(const fs::path& folder, int level = 0) {
    std::vector<fs::path> files, folders;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
      std::error_code unknown;
      if (entry->path().filename().string().starts_with('.')) {
        passOver(entry->path(), "is hidden");
      } else if (entry->is_directory(unknown)) {
        if (!entry->is_symlink(unknown)) folders.push_back(entry->path());
      } else {
        files.push_back(entry->path());
      }
    }
    if (error) {
      const bool missing = error == std::errc::no_such_file_or_directory;
      return base::fail(missing ? base::ErrorCode::fileMissing : base::ErrorCode::fileUnreadable,
                        missing ? "The folder does not exist." : "The folder cannot be read.", folder);
    }
    for (const fs::path& file : files) addFound(file);
    if (depth_ == FolderDepth::onlyThis) return {};
    for (const fs::path& below : folders) {
      if (level >= deepestFolder) {
        passOver(below, "lies too deep");
      } else if (const auto added = addFolder(below, level + 1); !added) {
        passOver(below, "cannot be read");
      }
    }
    return {};
  }

  void addNamed(const fs::path& file) {
    if (isNew(file)) list_.files.push_back(file);
  }

  base::Result<void> addDirectory(const fs::path& dicomdir) {
    CHEXGEN_ASSIGN(const auto files, filesOfDicomDirectory(dicomdir));
    for (const fs::path& file : files) {
      std::error_code error;
      if (fs::exists(file, error)) {
        addFound(file);
      } else if (isNew(file)) {
        passOver(file, "is named by the DICOMDIR, but is not there");
      }
    }
    return {};
  }

  // What was added since `first` in natural order.
  void sortFrom(std::size_t firstFile, std::size_t firstPassed) {
    const auto before = [](const fs::path& one, const fs::path& other) {
      return naturallyBefore(one.generic_string(), other.generic_string());
    };
    std::sort(list_.files.begin() + static_cast<std::ptrdiff_t>(firstFile), list_.files.end(), before);
    std::sort(list_.passedOver.begin() + static_cast<std::ptrdiff_t>(firstPassed), list_.passedOver.end(),
              [&](const auto& one, const auto& other) { return before(one.file, other.file); });
  }

  RadiographList& list() { return list_; }

 private:
  void addFound(const fs::path& file) {
    if (!isNew(file)) return;
    const auto known = kindOfFile(file);
    if (!known) {
      passOver(file,
               known.error().code == base::ErrorCode::argumentInvalid ? "is no file" : "cannot be read");
      return;
    }
    switch (known->kind) {
      case FileKind::png:
      case FileKind::jpeg:
      case FileKind::dicomImage: list_.files.push_back(file); return;
      case FileKind::dicomDirectory:
        if (const auto followed = addDirectory(file); !followed)
          passOver(file, "is a DICOMDIR that cannot be read: " + followed.error().message);
        return;
      case FileKind::dicomOther:
      case FileKind::other: passOver(file, "is " + known->what); return;
    }
  }

  void passOver(const fs::path& file, std::string reason) {
    list_.passedOver.push_back({file, std::move(reason)});
  }

  bool isNew(const fs::path& file) {
    std::error_code error;
    fs::path whole = fs::weakly_canonical(file, error);
    return seen_.insert(error ? file.lexically_normal() : std::move(whole)).second;
  }

  FolderDepth depth_;
  std::set<fs::path> seen_;
  RadiographList list_;
};

}  // namespace

bool naturallyBefore(std::string_view one, std::string_view other) {
  std::size_t i = 0, k = 0;
  while (i < one.size() && k < other.size()) {
    if (isDigit(one[i]) && isDigit(other[k])) {
      const std::string_view number = numberAt(one, i), against = numberAt(other, k);
      if (number.size() != against.size()) return number.size() < against.size();
      if (number != against) return number < against;
      continue;
    }
    if (one[i] != other[k]) {
      // A folder's files stand before those of folders whose names only begin alike.
      if (one[i] == '/' || other[k] == '/') return one[i] == '/';
      return static_cast<unsigned char>(one[i]) < static_cast<unsigned char>(other[k]);
    }
    ++i;
    ++k;
  }
  const bool bothEnd = i == one.size() && k == other.size();
  return bothEnd ? one < other : i == one.size();  // "07" and "7" are no equals
}

base::Result<RadiographList> radiographsInFolder(const fs::path& folder, FolderDepth depth) {
  Listing listing(depth);
  CHEXGEN_TRY(listing.addFolder(folder));
  listing.sortFrom(0, 0);
  return std::move(listing.list());
}

base::Result<RadiographList> radiographsNamed(const std::vector<fs::path>& named) {
  Listing listing(FolderDepth::andBelow);
  for (const fs::path& path : named) {
    const std::size_t files = listing.list().files.size(), passed = listing.list().passedOver.size();
    std::error_code error;
    if (fs::is_directory(path, error)) {
      CHEXGEN_TRY(listing.addFolder(path));
      listing.sortFrom(files, passed);
      continue;
    }
    const auto known = kindOfFile(path);
    if (known && known->kind == FileKind::dicomDirectory) {
      CHEXGEN_TRY(listing.addDirectory(path));
      listing.sortFrom(files, passed);
    } else {
      listing.addNamed(path);
    }
  }
  return std::move(listing.list());
}

std::string passedOverLine(const std::vector<PassedOver>& passedOver, std::size_t named) {
  if (passedOver.empty()) return {};
  std::string line =
      std::to_string(passedOver.size()) + (passedOver.size() == 1 ? " file" : " files") + " passed over: ";
  const std::size_t shown = std::min(named, passedOver.size());
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) line += ", ";
    line += passedOver[i].file.filename().string() + " " + passedOver[i].reason;
  }
  if (shown < passedOver.size()) line += " and " + std::to_string(passedOver.size() - shown) + " more";
  return line;
}

}  // namespace chexgen::imaging
