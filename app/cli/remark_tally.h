// What was noticed about many files, as every command tells it.
#pragma once

#include "core/imaging/remark_tally.h"

namespace chexgen::cli {

// On stderr, each line of the tally after "remark: ".
void printRemarks(const imaging::RemarkTally& remarks);

}  // namespace chexgen::cli
