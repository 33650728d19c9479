#include "core/study/reader_key.h"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/study/design.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

constexpr const char* readerKeyName = "reader.key";
constexpr std::int64_t readerKeySchema = 1;
constexpr std::uint64_t longestReaderKey = 64U << 10U;
constexpr std::size_t publicDigits = 64, privateDigits = 128;

bool isHex(const std::string& text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<SigningKeys> readKey(const fs::path& file) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(file, longestReaderKey));
  CHEXGEN_ASSIGN(const auto json, base::parseJson(text, file));
  SigningKeys keys;
  CHEXGEN_ASSIGN(keys.publicKey, base::jsonValue<std::string>(json, "public", file));
  CHEXGEN_ASSIGN(keys.privateKey, base::jsonValue<std::string>(json, "private", file));
  // The second half of a private key is the public one.
  if (!isHex(keys.publicKey, publicDigits) || !isHex(keys.privateKey, privateDigits) ||
      !keys.privateKey.ends_with(keys.publicKey))
    return base::fail(ErrorCode::formatInvalid, "The reader's key is damaged.", file, "It is untouched.",
                      "Put a copy of it in its place.");
  return keys;
}

// Never readable by others, and there whole or not at all.
Result<void> writeKey(const fs::path& file, const SigningKeys& keys) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const base::OrderedJson json{{"schema", readerKeySchema},
                               {"kind", "chexgen reader key"},
                               {"public", keys.publicKey},
                               {"private", keys.privateKey}};
  const std::string text = json.dump(2) + "\n";
  std::string partial = file.string() + ".XXXXXX";
  const base::Descriptor written(::mkostemp(partial.data(), O_CLOEXEC));  // 0600
  if (!written.isOpen()) return base::failFromErrno(errno, "The reader's key cannot be written", file);
  const bool whole =
      base::writeAll(written.number(), std::as_bytes(std::span(text))) && ::fsync(written.number()) == 0;
  // Without taking the place of one that another window has made at this moment.
  const bool placed = whole && ::link(partial.c_str(), file.c_str()) == 0;
  const int reason = errno;
  ::unlink(partial.c_str());
  if (!placed) return base::failFromErrno(reason, "The reader's key cannot be written", file);
  base::syncFolder(file.parent_path());
  return {};
}

}  // namespace

fs::path readerKeyFolder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
    return fs::path(data) / "chexgen";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / ".local" / "share" / "chexgen";
}

bool isPublicKey(const std::string& text) { return isHex(text, publicDigits); }

Result<SigningKeys> ownReaderKey(const fs::path& folder) {
  const fs::path file = folder / readerKeyName;
  std::error_code error;
  if (fs::exists(file, error)) return readKey(file);
  CHEXGEN_ASSIGN(SigningKeys keys, newSigningKeys());
  CHEXGEN_TRY(writeKey(file, keys));
  return keys;
}

Result<SigningKeys> readerKeyFor(const std::string& publicKey, const fs::path& folder) {
  const fs::path file = folder / readerKeyName;
  std::error_code error;
  const auto refuse = [&] {
    return base::fail(
        ErrorCode::fileMissing,
        "This package is for a reader with a key of their own, which this account does not have.", file,
        "Nothing was changed.", "Open it on the account where the reader's key was made, or copy that key.");
  };
  if (!fs::exists(file, error)) return refuse();
  CHEXGEN_ASSIGN(SigningKeys keys, readKey(file));
  if (keys.publicKey != publicKey) return refuse();
  return keys;
}

void addReader(Design& design, const std::string& text) {
  const std::size_t at = text.find('=');
  const std::string name = text.substr(0, at);
  if (at != std::string::npos) design.readerKeys[name] = text.substr(at + 1);
  design.readers.push_back(name);
}

}  // namespace chexgen::study
