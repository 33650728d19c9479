// The C functions that the MPI plugin offers: no C++ type crosses, so the plugin can be built against any
// MPI.
#pragma once

extern "C" {

// Starts MPI and tells this process's rank and how many there are. 0, or the MPI error code.
using ChexgenMpiStart = int(int* rank, int* size);
// Replaces `count` floats by their sums over all processes. 0, or the MPI error code.
using ChexgenMpiSum = int(float* values, long long count);
// Ends MPI.
using ChexgenMpiStop = int();
}
