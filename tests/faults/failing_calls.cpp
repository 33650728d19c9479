#include "tests/faults/failing_calls.h"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace chexgen::tests {
namespace {

struct Plan {
  std::string folder;
  std::size_t at = 0;
  Fault fault = Fault::failsOnce;
};

Plan plan;  // changed only while `counts` is false
std::atomic<bool> counts = false, isFull = false;
std::atomic<std::size_t> calls = 0;

bool isBelow(std::string_view path) { return counts && path.starts_with(plan.folder); }

bool isBelow(int file) {
  if (!counts) return false;
  char path[4096];
  const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path);
  return length > 0 && isBelow(std::string_view(path, static_cast<std::size_t>(length)));
}

bool isTheOne() { return ++calls == plan.at; }

template <class Number>
Number failing() {
  errno = plan.fault == Fault::diskFull ? ENOSPC : EIO;
  return -1;
}

// What a write of `size` bytes comes to: as many as may be written, or -1.
ssize_t mayWrite(int file, std::size_t size) {
  if (!isBelow(file)) return static_cast<ssize_t>(size);
  if (isTheOne()) {
    if (plan.fault == Fault::failsOnce) return failing<ssize_t>();
    isFull = true;
    return size > 1 ? static_cast<ssize_t>(size / 2) : failing<ssize_t>();
  }
  return isFull ? failing<ssize_t>() : static_cast<ssize_t>(size);
}

bool fails(int file) { return isBelow(file) && isTheOne(); }
bool fails(const char* path) { return isBelow(std::string_view(path)) && isTheOne(); }

}  // namespace

void startFaults(const std::filesystem::path& folder, std::size_t at, Fault fault) {
  plan = {std::filesystem::canonical(folder).string() + "/", at, fault};
  calls = 0;
  isFull = false;
  counts = true;
}

std::size_t stopFaults() {
  counts = false;
  return calls;
}

}  // namespace chexgen::tests

using namespace chexgen::tests;

extern "C" {

ssize_t write(int file, const void* bytes, std::size_t size) {
  const ssize_t allowed = mayWrite(file, size);
  return allowed < 0 ? -1 : ::syscall(SYS_write, file, bytes, static_cast<std::size_t>(allowed));
}

ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  const ssize_t allowed = mayWrite(file, size);
  return allowed < 0 ? -1 : ::syscall(SYS_pwrite64, file, bytes, static_cast<std::size_t>(allowed), at);
}

ssize_t writev(int file, const iovec* parts, int count) {
  if (mayWrite(file, 1) < 0) return -1;
  return ::syscall(SYS_writev, file, parts, count);
}

int fsync(int file) { return fails(file) ? failing<int>() : static_cast<int>(::syscall(SYS_fsync, file)); }

int fdatasync(int file) {
  return fails(file) ? failing<int>() : static_cast<int>(::syscall(SYS_fdatasync, file));
}

int ftruncate(int file, off_t size) noexcept {
  return fails(file) ? failing<int>() : static_cast<int>(::syscall(SYS_ftruncate, file, size));
}

int rename(const char* from, const char* to) noexcept {
  return fails(to) ? failing<int>() : static_cast<int>(::syscall(SYS_rename, from, to));
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(more, int)) : 0;
  va_end(more);
  if ((flags & O_CREAT) != 0 && fails(path)) return failing<int>();
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

}  // extern "C"
