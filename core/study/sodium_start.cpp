#include "core/study/sodium_start.h"

#include <sodium.h>

namespace chexgen::study {

base::Result<void> startSodium() {
  if (sodium_init() < 0)
    return base::fail(base::ErrorCode::internal,
                      "This system offers no randomness for a seal or a signature.");
  return {};
}

}  // namespace chexgen::study
