// A file descriptor that closes itself, and what system calls on one have in common.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include <unistd.h>

#include "core/base/error.h"

namespace chexgen::base {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool isOpen() const { return number_ >= 0; }
  // What close(2) answers; 0 when nothing was open.
  int close() {
    const int number = std::exchange(number_, -1);
    return number >= 0 ? ::close(number) : 0;
  }

 private:
  int number_ = -1;
};

// Writes all bytes, however many calls it takes; false leaves the reason in errno.
[[nodiscard]] bool writeAll(int descriptor, std::span<const std::byte> bytes);

// The failed side of a Result for an errno value: diskFull, permissionDenied, fileMissing or fileUnwritable,
// with the sentence "WHAT: reason."
[[nodiscard]] tl::unexpected<Error> failFromErrno(int number, const std::string& what,
                                                  const std::filesystem::path& path);

// Waits until the names in this folder are on the disk: a new or renamed file survives a power cut only then.
// Best effort, some file systems cannot.
void syncFolder(const std::filesystem::path& folder);

}  // namespace chexgen::base
