// Lets one of the calls fail by which a program changes files: write, pwrite, writev, fsync, fdatasync,
// ftruncate, rename, and open for writing. Linked into a test program, these stand before those of the C
// library for everything in it.
#pragma once

#include <cstddef>
#include <filesystem>

namespace chexgen::tests {

enum class Fault {
  failsOnce,  // with EIO; the calls after it succeed
  diskFull,   // a write is done by half, and every later one fails with ENOSPC; another call fails once with
              // it
};

// Counts the calls on files below `folder` from here on, and lets the one with this number (from 1) fail; 0:
// none.
void startFaults(const std::filesystem::path& folder, std::size_t at, Fault fault);
// How many calls there were.
std::size_t stopFaults();

}  // namespace chexgen::tests
