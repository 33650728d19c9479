#include "core/jobs/line_splitter.h"

#include <algorithm>

namespace chexgen::jobs {

void LineSplitter::feed(std::string_view bytes, const OnLine& onLine) {
  while (!bytes.empty()) {
    const auto newline = bytes.find('\n');
    keep(bytes.substr(0, newline));
    if (newline == std::string_view::npos) {
      position_ += bytes.size();
      return;
    }
    position_ += newline + 1;
    bytes.remove_prefix(newline + 1);
    std::string_view line = pending_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    onLine(line, oversize_, position_);
    pending_.clear();
    oversize_ = false;
  }
}

void LineSplitter::keep(std::string_view part) {
  const std::size_t room = limit_ - pending_.size();
  if (part.size() > room) oversize_ = true;
  pending_.append(part.substr(0, std::min(room, part.size())));
}

}  // namespace chexgen::jobs
