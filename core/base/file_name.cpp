#include "core/base/file_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>

#include "core/base/sha256.h"

namespace chexgen::base {
namespace {

constexpr std::size_t longestName = 120;  // bytes; with a number and a suffix below the 255 of file systems
constexpr std::string_view separators = "/\\";

// Of the kinds that this program reads or writes, or that pictures, tables and annotations come in.
constexpr std::array<std::string_view, 58> knownSuffixes{
    ".png",    ".jpg",   ".jpeg",     ".jpe",    ".jfif", ".jp2",         ".j2k",   ".j2c",     ".jpx",
    ".jls",    ".bmp",   ".gif",      ".tif",    ".tiff", ".webp",        ".pgm",   ".ppm",     ".pnm",
    ".dcm",    ".dicom", ".dic",      ".ima",    ".acr",  ".nii",         ".hdr",   ".img",     ".mha",
    ".mhd",    ".nrrd",  ".csv",      ".tsv",    ".tab",  ".txt",         ".json",  ".jsonl",   ".xml",
    ".yaml",   ".yml",   ".html",     ".pdf",    ".npy",  ".npz",         ".pt",    ".pth",     ".ckpt",
    ".bin",    ".zip",   ".xlsx",     ".xls",    ".ods",  ".safetensors", ".names", ".chexgen", ".key",
    ".roster", ".draft", ".chexread", ".answers"};

std::string smallLetters(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return small;
}

// How long the known suffix of a name in small letters is; 0 for none or when nothing stands before it.
std::size_t suffixLength(std::string_view name) {
  for (const std::string_view suffix : knownSuffixes)
    if (name.size() > suffix.size() && name.ends_with(suffix)) return suffix.size();
  return 0;
}

std::string_view lastPart(std::string_view path) {
  while (path.size() > 1 && separators.find(path.back()) != std::string_view::npos) path.remove_suffix(1);
  const std::size_t cut = path.find_last_of(separators);
  return cut == std::string_view::npos ? path : path.substr(cut + 1);
}

// Windows opens a device where a file has such a name, whatever its suffix.
bool isDevice(std::string_view name) {
  const std::string first = smallLetters(name.substr(0, name.find('.')));
  constexpr std::array<std::string_view, 4> plain{"con", "prn", "aux", "nul"};
  if (std::find(plain.begin(), plain.end(), first) != plain.end()) return true;
  return first.size() == 4 && (first.starts_with("com") || first.starts_with("lpt")) &&
         std::isdigit(static_cast<unsigned char>(first.back())) != 0;
}

std::vector<std::string> partsOf(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find_first_of(separators, begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
    begin = end + 1;
  }
  if (parts.empty()) parts.emplace_back();
  return parts;
}

// The stem, or the whole file name, behind the last `folders` folders.
std::string nameWithFolders(const std::vector<std::string>& parts, std::size_t folders, bool whole) {
  std::string name;
  const std::size_t last = parts.size() - 1;
  for (std::size_t i = last - std::min(folders, last); i < last; ++i) name += parts[i] + "_";
  return name + (whole ? parts[last] : stemOf(parts[last]));
}

using Split = std::vector<std::vector<std::string>>;

// The shortest names that tell the paths of a group apart; the longest when none do.
std::vector<std::string> toldApart(const Split& paths, const std::vector<std::size_t>& group) {
  std::size_t deepest = 0;
  for (const std::size_t i : group) deepest = std::max(deepest, paths[i].size() - 1);
  std::vector<std::string> names;
  for (const bool whole : {false, true}) {
    for (std::size_t folders = 0; folders <= deepest; ++folders) {
      names.clear();
      std::set<std::string> different;
      for (const std::size_t i : group) {
        names.push_back(nameWithFolders(paths[i], folders, whole));
        different.insert(smallLetters(safeFileName(names.back())));
      }
      if (different.size() == group.size()) return names;
    }
  }
  return names;
}

}  // namespace

std::string suffixOf(std::string_view path) {
  const std::string_view name = lastPart(path);
  const std::string small = smallLetters(name);
  std::size_t length = suffixLength(small);
  constexpr std::string_view compressed = ".gz";
  if (small.size() > compressed.size() && small.ends_with(compressed))
    length =
        compressed.size() + suffixLength(std::string_view(small).substr(0, small.size() - compressed.size()));
  return std::string(name.substr(name.size() - length));
}

std::string fileNameOf(std::string_view path) { return std::string(lastPart(path)); }

std::string stemOf(std::string_view path) {
  const std::string_view name = lastPart(path);
  return std::string(name.substr(0, name.size() - suffixOf(name).size()));
}

std::filesystem::path withSuffix(const std::filesystem::path& path, std::string_view suffix) {
  std::string name = path.filename().string();
  name.resize(name.size() - suffixOf(name).size());
  return path.parent_path() / name.append(suffix);
}

std::string safeFileName(std::string_view wanted) {
  std::string safe(wanted);
  for (char& c : safe)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-' && c != '_') c = '_';
  if (safe.empty() || safe.front() == '.' || isDevice(safe)) safe.insert(0, "_");
  if (safe.back() == '.') safe.back() = '_';
  if (safe.size() > longestName) {
    constexpr std::size_t digest = 12;
    safe = safe.substr(0, longestName - digest - 1) + "-" + sha256(wanted).substr(0, digest);
  }
  return safe;
}

bool isDeceptive(std::string_view name) {
  for (std::size_t i = 0; i < name.size();) {
    const auto first = static_cast<unsigned char>(name[i]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if ((first >= 0x80 && (first < 0xC2 || first > 0xF4)) || i + length > name.size()) return true;
    std::uint32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(name[i + k]);
      if ((next & 0xC0U) != 0x80U) return true;
      code = (code << 6U) | (next & 0x3FU);
    }
    const auto isWithin = [code](std::uint32_t low, std::uint32_t high) {
      return code >= low && code <= high;
    };
    // C0, DEL and C1; soft hyphen; Arabic letter mark; zero widths and directions; line ends and embeddings;
    // isolates and invisible operators; byte order mark; tags.
    if (code < 0x20 || isWithin(0x7F, 0x9F) || code == 0xAD || code == 0x61C || isWithin(0x200B, 0x200F) ||
        isWithin(0x2028, 0x202E) || isWithin(0x2060, 0x206F) || code == 0xFEFF || isWithin(0xE0000, 0xE007F))
      return true;
    i += length;
  }
  return false;
}

std::string unfitForFile(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.size() > longestName) return "is longer than " + std::to_string(longestName) + " bytes";
  if (isDeceptive(name)) return "holds invisible signs";
  if (const auto at = name.find_first_of("/\\:*?\"<>|"); at != std::string_view::npos)
    return std::string("holds the sign ") + name[at];
  for (const char end : {name.front(), name.back()}) {
    if (end == ' ') return "begins or ends with a blank";
    if (end == '.') return "begins or ends with a dot";
  }
  return isDevice(name) ? "is the name of a device on Windows" : std::string();
}

std::string FileNames::take(std::string_view wanted, std::string_view suffix) {
  const std::string safe = safeFileName(wanted);
  std::string name = safe;
  for (std::size_t& number = number_[smallLetters(safe)];
       !taken_.insert(smallLetters(name).append(smallLetters(suffix))).second;) {
    number = std::max<std::size_t>(number, 1) + 1;
    name = safe + "-" + std::to_string(number);
  }
  return name.append(suffix);
}

std::vector<std::string> uniqueStems(const std::vector<std::string>& paths) {
  Split split;
  std::map<std::string, std::vector<std::size_t>> groups;
  for (const std::string& path : paths) {
    split.push_back(partsOf(path));
    groups[smallLetters(safeFileName(stemOf(split.back().back())))].push_back(split.size() - 1);
  }
  FileNames names;
  std::vector<std::string> stems(paths.size());
  // Who is alone keeps the plain name, whatever the others become.
  for (const auto& [stem, group] : groups)
    if (group.size() == 1) stems[group[0]] = names.take(stemOf(split[group[0]].back()), "");
  for (const auto& [stem, group] : groups) {
    if (group.size() == 1) continue;
    const std::vector<std::string> apart = toldApart(split, group);
    for (std::size_t i = 0; i < group.size(); ++i) stems[group[i]] = names.take(apart[i], "");
  }
  return stems;
}

}  // namespace chexgen::base
