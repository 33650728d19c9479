// Errors of the core as text of the interface.
#pragma once

#include <QString>

#include "core/base/error.h"

namespace chexgen::widgets {

// What failed. The core speaks English; in another language the kind of the failure stands before its
// sentence.
[[nodiscard]] QString messageText(const base::Error& error);
// What is safe and what to do next, as one paragraph; may be empty.
[[nodiscard]] QString adviceText(const base::Error& error);
// Every part of the error with its code, for a report to somebody who can help.
[[nodiscard]] QString detailsText(const base::Error& error);

}  // namespace chexgen::widgets
