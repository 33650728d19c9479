// The organiser's key, closed until the study is over: what a reader's package leaves out.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::study {

// A text (which image belongs to which arm) under a passphrase: Argon2id makes the key, XChaCha20-Poly1305
// closes the text (libsodium). The commitment, SHA-256 of a random 256-bit nonce followed by the text, can be
// given away before the study: it tells nothing and binds the organiser to the text.
struct Sealed {
  std::string commitment;  // 64 hexadecimal digits
  std::string file;        // JSON, to be kept by the organiser
};

// argumentInvalid for a passphrase of less than eight characters; outOfMemory when Argon2id cannot have its
// 256 MB.
[[nodiscard]] base::Result<Sealed> seal(std::string_view text, std::string_view passphrase);

struct Opened {
  std::string text;
  std::string commitment;  // of the text that was found
};

// permissionDenied for another passphrase or a file that was altered; formatInvalid for one that is none.
[[nodiscard]] base::Result<Opened> open(std::string_view file, std::string_view passphrase);

}  // namespace chexgen::study
