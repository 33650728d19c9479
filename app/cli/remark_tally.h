// Remarks on many radiographs, told once for each kind.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace chexgen::cli {

class RemarkTally {
 public:
  void add(const std::string& file, const std::vector<std::string>& remarks);
  // On stderr: "remark: a.dcm: TEXT" or "remark: TEXT (12 files, the first is a.dcm)", in the order of their
  // first files.
  void print() const;

 private:
  struct Seen {
    std::string remark, first;
    std::size_t files = 0;
  };
  std::vector<Seen> seen_;
  std::map<std::string, std::size_t> place_;  // of each remark in seen_
};

}  // namespace chexgen::cli
