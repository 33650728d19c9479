#include "app/cli/remark_tally.h"

#include <iostream>

namespace chexgen::cli {

void printRemarks(const imaging::RemarkTally& remarks) {
  for (const std::string& line : remarks.lines()) std::cerr << "remark: " << line << std::endl;
}

}  // namespace chexgen::cli
