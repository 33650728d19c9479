// Who sees what when: the sealed half of a study (the key) and the half that readers get (no key).
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/study/design.h"
#include "core/study/order_secret.h"
#include "core/study/package.h"
#include "core/study/study_key.h"

namespace chexgen::study {

struct Arrangement {
  StudyKey key;
  std::vector<PackageInfo> readers;  // as the design lists them; the commitment is still open
};

// Draws everything that is drawn of a study from the secret; names of items and signing keys come from the
// system. Fails like checkDesign.
[[nodiscard]] base::Result<Arrangement> arrange(const Design& design, const OrderSecret& secret);

}  // namespace chexgen::study
