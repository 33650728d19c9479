// The names of YOLO's classes, which its files of boxes only number: classes.txt (labelImg), obj.names
// (Darknet, CVAT) or the entry "names" of data.yaml (Ultralytics, Roboflow).
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "core/base/file_name.h"
#include "core/base/text_file.h"
#include "core/imaging/box_parsers.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr std::uint64_t maxClassFileBytes = 1U << 20U;
constexpr int foldersAbove = 2;  // "labels/train" of a data set

std::string bare(std::string_view text) {
  const auto trim = [&text] {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  };
  trim();
  const bool quoted =
      text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  if (quoted) return std::string(text.substr(1, text.size() - 2));
  text = text.substr(0, std::min(text.find(" #"), text.size()));
  trim();
  return std::string(text);
}

std::optional<std::size_t> indexIn(std::string_view text) {
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  constexpr std::size_t most = 10'000;
  if (error != std::errc() || stop != text.data() + text.size() || index >= most) return std::nullopt;
  return index;
}

// "Lung" and "0: Lung", gathered.
class NameList {
 public:
  bool add(std::string_view entry, bool numbered) {
    std::size_t index = names_.size();
    if (numbered) {
      const std::size_t colon = entry.find(':');
      if (colon == std::string_view::npos) return false;
      const auto stated = indexIn(bare(entry.substr(0, colon)));
      if (!stated) return false;
      index = *stated;
      entry.remove_prefix(colon + 1);
    }
    const std::string name = bare(entry);
    return !name.empty() && names_.emplace(index, name).second;
  }
  // Nothing when a number is left out.
  [[nodiscard]] std::optional<Names> names() const {
    Names list;
    for (const auto& [index, name] : names_) {
      if (index != list.size()) return std::nullopt;
      list.push_back(name);
    }
    return list.empty() ? std::nullopt : std::optional(list);
  }

 private:
  std::map<std::size_t, std::string> names_;
};

// "[a, b]" and "{0: a, 1: b}"
std::optional<Names> inlineNames(std::string_view text) {
  const std::string inside = bare(text);
  const bool numbered = inside.front() == '{';
  if (inside.size() < 2 || inside.back() != (numbered ? '}' : ']')) return std::nullopt;
  NameList list;
  std::string entry;
  char quote = 0;
  for (const char c : inside.substr(1, inside.size() - 2) + ",") {
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
    if (c != ',' || quote != 0) {
      entry += c;
      continue;
    }
    if (!bare(entry).empty() && !list.add(entry, numbered)) return std::nullopt;
    entry.clear();
  }
  return quote == 0 ? list.names() : std::nullopt;
}

// What stands under "names:" in the part of YAML that these files use; nothing: it is not understood.
std::optional<Names> yamlNames(const std::vector<std::string>& lines, std::size_t at) {
  std::string rest = bare(std::string_view(lines[at]).substr(std::string_view("names:").size()));
  if (rest.starts_with("#")) rest.clear();
  if (!rest.empty() && (rest.front() == '[' || rest.front() == '{')) {
    const char close = rest.front() == '[' ? ']' : '}';
    for (std::size_t i = at + 1; rest.back() != close && i < lines.size(); ++i) rest += " " + bare(lines[i]);
    return inlineNames(rest);
  }
  if (!rest.empty()) return std::nullopt;
  NameList list;
  for (std::size_t i = at + 1; i < lines.size(); ++i) {
    const std::string entry = bare(lines[i]);
    if (entry.empty() || entry.front() == '#') continue;
    const bool item = entry.starts_with("- ");
    if (!item && lines[i].front() != ' ') break;  // the next entry of the file
    if (!list.add(item ? std::string_view(entry).substr(2) : std::string_view(entry), !item))
      return std::nullopt;
  }
  return list.names();
}

// Nothing: the file names no classes.
Result<std::optional<Names>> classesIn(const fs::path& file) {
  CHEXGEN_ASSIGN(const base::DecodedText decoded, base::readTextFile(file, maxClassFileBytes));
  Names lines = linesOf(decoded.text);
  const std::string suffix = base::suffixOf(file.filename().string());
  if (suffix == ".yaml" || suffix == ".yml") {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!lines[i].starts_with("names:")) continue;
      auto names = yamlNames(lines, i);
      if (names) return names;
      return fail(ErrorCode::formatInvalid, "The entry \"names\" is not a list of classes.", file);
    }
    return std::optional<Names>();
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (std::string& line : lines) line = bare(line);
  return lines.empty() ? std::nullopt : std::optional(lines);
}

Result<Names> classesInFolder(const fs::path& folder) {
  Names names;
  fs::path from;
  // Asked for by name: a folder of labels may hold a hundred thousand files.
  for (const char* name :
       {"classes.txt", "obj.names", "_darknet.labels", "data.yaml", "data.yml", "dataset.yaml"}) {
    const fs::path file = folder / name;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) continue;
    CHEXGEN_ASSIGN(auto here, classesIn(file));
    if (!here) continue;
    if (!names.empty() && *here != names)
      return fail(ErrorCode::argumentInvalid,
                  "Two lists here name the classes of YOLO's boxes differently: " + from.filename().string() +
                      " and " + file.filename().string() + ".",
                  file, {}, "Keep the one that belongs to the boxes.");
    names = std::move(*here);
    from = file;
  }
  return names;
}

}  // namespace

Result<Names> yoloClassesFor(const fs::path& boxes) {
  std::error_code error;
  fs::path folder = fs::absolute(boxes, error).parent_path();
  for (int above = 0; above <= foldersAbove && !error; ++above) {
    CHEXGEN_ASSIGN(Names names, classesInFolder(folder));
    if (!names.empty() || folder == folder.parent_path()) return names;
    folder = folder.parent_path();
  }
  return Names();
}

}  // namespace chexgen::imaging
