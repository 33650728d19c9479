// A key that a reader made, on their own computer: the packages then hold none, and nobody else can sign for
// them.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/study/answers.h"

namespace chexgen::study {

struct Design;

// Where the reader's program keeps the keys of this account: $XDG_DATA_HOME/chexgen, else
// ~/.local/share/chexgen.
[[nodiscard]] std::filesystem::path readerKeyFolder();

// The account's key; one is made when there is none, in a file that only its owner may read (reader.key). The
// public half goes to the organiser. Fails with the errors of the disk, and formatInvalid when the file is
// none.
[[nodiscard]] base::Result<SigningKeys> ownReaderKey(const std::filesystem::path& folder);
// The private half to this public one; fileMissing when this account does not have it.
[[nodiscard]] base::Result<SigningKeys> readerKeyFor(const std::string& publicKey,
                                                     const std::filesystem::path& folder);

// 64 hexadecimal digits.
[[nodiscard]] bool isPublicKey(const std::string& text);
// Adds a reader to the design: "ann", or "ann=PUBLICKEY" for one who made a key. checkDesign looks at both.
void addReader(Design& design, const std::string& text);

}  // namespace chexgen::study
