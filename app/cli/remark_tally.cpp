#include "app/cli/remark_tally.h"

#include <iostream>

namespace chexgen::cli {

void RemarkTally::add(const std::string& file, const std::vector<std::string>& remarks) {
  for (const std::string& remark : remarks) {
    const auto [place, isNew] = place_.try_emplace(remark, seen_.size());
    if (isNew) seen_.push_back({.remark = remark, .first = file, .files = 0});
    ++seen_[place->second].files;
  }
}

void RemarkTally::print() const {
  for (const Seen& one : seen_) {
    std::cerr << "remark: ";
    if (one.files == 1) {
      std::cerr << one.first << ": " << one.remark << std::endl;
    } else {
      std::cerr << one.remark << " (" << one.files << " files, the first is " << one.first << ")"
                << std::endl;
    }
  }
}

}  // namespace chexgen::cli
