// Remarks on many files, told once for each kind.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace chexgen::imaging {

class RemarkTally {
 public:
  void add(const std::string& file, const std::vector<std::string>& remarks);
  [[nodiscard]] bool empty() const { return seen_.empty(); }
  // "a.dcm: TEXT" or "TEXT (12 files, the first is a.dcm)", in the order of their first files. Remarks that
  // differ only in their numbers are of one kind: the first three are told, the others as "; and 9 more like
  // this with other numbers".
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  struct Seen {
    std::string remark, first;
    std::size_t files = 0;
  };
  std::vector<Seen> seen_;
  std::map<std::string, std::size_t> place_;  // of each remark in seen_
};

}  // namespace chexgen::imaging
