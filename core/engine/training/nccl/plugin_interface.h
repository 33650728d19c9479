// The C functions that the NCCL plugin offers: no C++ type crosses. Each gives 0, or fills `reason` with a
// sentence.
#pragma once

#include <cstddef>

extern "C" {

// Joins `size` processes over the store that the process of rank 0 opens at host:port; waits for all of them.
// `device` is the GPU of this process, by its number on this machine.
using ChexgenNcclStart = int(const char* host, int port, int rank, int size, int device, char* reason,
                             std::size_t reasonSize);
// Replaces `count` floats in the GPU's memory by their sums over all processes, in the order of the current
// stream.
using ChexgenNcclSum = int(float* values, long long count, char* reason, std::size_t reasonSize);
// Leaves the others.
using ChexgenNcclStop = void();
}
