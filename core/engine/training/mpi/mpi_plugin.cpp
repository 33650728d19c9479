// The MPI plugin: the only file that sees an MPI header.
#include <algorithm>

#include <mpi.h>

namespace {

// MPI counts in int.
constexpr long long piece = 1LL << 28;

}  // namespace

extern "C" {

int chexgenMpiStart(int* rank, int* size) {
  int provided = 0;
  if (const int error = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
      error != MPI_SUCCESS) {
    return error;
  }
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (const int error = MPI_Comm_rank(MPI_COMM_WORLD, rank); error != MPI_SUCCESS) return error;
  return MPI_Comm_size(MPI_COMM_WORLD, size);
}

int chexgenMpiSum(float* values, long long count) {
  for (long long done = 0; done < count; done += piece) {
    const auto part = static_cast<int>(std::min(piece, count - done));
    const int error = MPI_Allreduce(MPI_IN_PLACE, values + done, part, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    if (error != MPI_SUCCESS) return error;
  }
  return MPI_SUCCESS;
}

int chexgenMpiStop() { return MPI_Finalize(); }
}
