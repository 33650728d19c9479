// Cuts a stream of bytes into lines, with a bound on the memory that one line may take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace chexgen::jobs {

// Lines of events and of the worker protocol are at most this long, without their newline.
inline constexpr std::size_t lineLimit = std::size_t{1} << 20U;

class LineSplitter {
 public:
  explicit LineSplitter(std::size_t limit = lineLimit) : limit_(limit) {}

  // Calls `onLine` for each line that `bytes` completes, without its newline (and without a carriage return
  // before it). A line over the limit is dropped up to its newline and announced as `oversize` with its first
  // bytes; `end` is the position after the newline, counted from the first byte ever fed.
  using OnLine = std::function<void(std::string_view line, bool oversize, std::uint64_t end)>;
  void feed(std::string_view bytes, const OnLine& onLine);
  // What came after the last newline, at most as long as a line may be.
  [[nodiscard]] std::string_view rest() const { return pending_; }

 private:
  void keep(std::string_view part);

  std::size_t limit_;
  std::string pending_;
  bool oversize_ = false;
  std::uint64_t position_ = 0;
};

}  // namespace chexgen::jobs
