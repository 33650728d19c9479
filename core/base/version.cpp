#include "core/base/version.h"

namespace chexgen::base {

std::string programVersion() { return "chexgen " CHEXGEN_VERSION; }

}  // namespace chexgen::base
