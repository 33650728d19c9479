// Which of the images that a file describes is meant by a name: programs write the same image with other
// folders, slashes, capitals, escapes and suffixes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chexgen::text {

// How two names agree, in the order in which it is tried. The first that holds for any name decides, so a
// weaker one never overrules a stronger one.
enum class NameAgreement {
  none,
  exact,     // letter by letter
  samePath,  // the same path, with "\" for "/", "." and ".." left out, %XX escapes decoded, Unicode composed
             // (NFC) and without regard to case
  sameEnd,   // the file name and at least one folder before it, as above; the most folders decide
  fileName,  // the file name, as above
  stem,      // the file name without a known suffix (see base::stemOf), as above
  uploaded,  // as before, without the "1a2b3c4d-" that Label Studio puts in front of uploaded files
};

struct NameMatch {
  NameAgreement agreement = NameAgreement::none;
  std::vector<std::size_t> found;  // positions of the names: one is meant, several cannot be told apart
  // Both names state a folder, and these are not the same.
  bool otherFolder = false;
};

// A name composed (NFC) and without regard to case: two names that some file system takes for one are equal
// then.
[[nodiscard]] std::string foldedName(std::string_view name);

class ImageNames {
 public:
  explicit ImageNames(std::vector<std::string> names);

  [[nodiscard]] NameMatch find(std::string_view wanted) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  using Index = std::unordered_map<std::string, std::vector<std::size_t>>;

  std::vector<std::string> names_;
  std::vector<std::vector<std::vector<std::string>>> forms_;  // of each name its paths, part by part
  Index exact_, byFile_, byStem_, byUpload_;
};

// The first names in quotes, and how many more there are: for messages.
[[nodiscard]] std::string listedNames(const std::vector<std::string>& names, std::size_t most = 8);

}  // namespace chexgen::text
