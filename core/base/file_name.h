// Names of files taken apart and made: nothing is ever cut at a dot that begins no suffix, for the names of
// medical images are often UIDs ("1.2.840.113.7.1"), and two things never get one name.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::base {

// The known suffix at the end of a path as it stands there, with its dot (".png", ".nii.gz", ".DCM"), or
// nothing: the last number of a UID is none, and neither is a name that consists of a suffix alone. Case does
// not matter.
[[nodiscard]] std::string suffixOf(std::string_view path);

// The last part of a path, after any slash or backslash.
[[nodiscard]] std::string fileNameOf(std::string_view path);

// The last part of a path without its known suffix: "scan" of "a/scan.nii.gz", "1.2.840.1" of "1.2.840.1" and
// of "1.2.840.1.dcm".
[[nodiscard]] std::string stemOf(std::string_view path);

// The path with this suffix in place of its known one, else behind its name: "a/1.2.840.1.png".
[[nodiscard]] std::filesystem::path withSuffix(const std::filesystem::path& path, std::string_view suffix);

// A name that every file system takes: ASCII letters, digits, ".", "-" and "_", others as "_"; it neither
// begins nor ends with a dot, is no device of Windows, and has 1 to 120 letters (a long one keeps its start
// and ends with a digest of the whole).
[[nodiscard]] std::string safeFileName(std::string_view wanted);

// Whether a name could deceive who reads it: one with control characters (a terminal obeys them), with marks
// that turn the direction of writing or are invisible, or that is not UTF-8.
[[nodiscard]] bool isDeceptive(std::string_view name);

// Why a name cannot be given to a file that goes to other people and systems, as the end of a sentence ("ends
// with a dot"); empty when it can. Letters of any script may stand in it. Refused are: nothing, more than 120
// bytes, what isDeceptive() finds, a sign that some file system forbids (/ \ : * ? " < > |), a blank or dot
// at either end, and the devices of Windows (CON, PRN, AUX, NUL, COM1, LPT1 …).
[[nodiscard]] std::string unfitForFile(std::string_view name);

// Gives out safe names, each once, also for file systems that take capitals for small letters.
class FileNames {
 public:
  // `wanted` as a safe name and the suffix behind it; a number goes between the two when that is taken.
  [[nodiscard]] std::string take(std::string_view wanted, std::string_view suffix);

 private:
  std::set<std::string> taken_;                // in small letters
  std::map<std::string, std::size_t> number_;  // the last that a name was given
};

// A safe stem for each path, no two alike: the path's own stem, where others have the same with as many of
// its folders as tell them apart ("train_0001", "val_0001"), then the whole file name, then a number.
[[nodiscard]] std::vector<std::string> uniqueStems(const std::vector<std::string>& paths);

}  // namespace chexgen::base
