// What the program and its CUDA plugin agree on: plain C, so that neither needs the other's headers to link.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

struct ChexgenGpu {
  char name[256];
  int major;
  int minor;
  std::uint64_t memoryBytes;
};

// Symbol "chexgenListGpus": fills up to `capacity` entries and returns how many GPUs there are; -1 with a
// sentence in `reason` when CUDA fails (no driver, for example).
using ChexgenListGpus = int(ChexgenGpu* gpus, int capacity, char* reason, std::size_t reasonSize);
}
