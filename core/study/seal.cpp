#include "core/study/seal.h"

#include <array>
#include <vector>

#include <sodium.h>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/study/sodium_start.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using Bytes = std::vector<unsigned char>;

constexpr std::int64_t keySchema = 1;
constexpr std::size_t shortestPassphrase = 8;
constexpr std::size_t commitmentNonce = 32;  // bytes
constexpr std::size_t longestKeyFile = 256U << 20U;

std::string toBase64(const Bytes& bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.find('\0'));
  return text;
}

base::Result<Bytes> fromBase64(const std::string& text) {
  Bytes bytes(text.size());
  std::size_t length = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.c_str(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return base::fail(ErrorCode::formatInvalid, "The key file is damaged.");
  bytes.resize(length);
  return bytes;
}

Bytes randomBytes(std::size_t count) {
  Bytes bytes(count);
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

// Wiped when it leaves the scope.
class SecretKey {
 public:
  ~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
  base::Result<void> derive(std::string_view passphrase, const Bytes& salt, std::uint64_t operations,
                            std::size_t memory) {
    if (crypto_pwhash(bytes_.data(), bytes_.size(), passphrase.data(), passphrase.size(), salt.data(),
                      operations, memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
      return base::fail(ErrorCode::outOfMemory, "There is not enough memory to work with the passphrase.", {},
                        "Nothing was changed.", "Close other programs and try again.");
    return {};
  }
  [[nodiscard]] const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> bytes_{};
};

std::string commitmentTo(std::string_view nonceAndText) { return base::sha256(nonceAndText); }

}  // namespace

base::Result<Sealed> seal(std::string_view text, std::string_view passphrase) {
  CHEXGEN_TRY(startSodium());
  if (passphrase.size() < shortestPassphrase)
    return base::fail(ErrorCode::argumentInvalid, "The passphrase needs at least eight characters.");
  const Bytes salt = randomBytes(crypto_pwhash_SALTBYTES);
  const Bytes nonce = randomBytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  const std::uint64_t operations = crypto_pwhash_OPSLIMIT_MODERATE;
  const std::size_t memory = crypto_pwhash_MEMLIMIT_MODERATE;
  SecretKey key;
  CHEXGEN_TRY(key.derive(passphrase, salt, operations, memory));
  const Bytes hidden = randomBytes(commitmentNonce);
  std::string inside(hidden.begin(), hidden.end());
  inside += text;
  Bytes closed(inside.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(closed.data(), &length,
                                             reinterpret_cast<const unsigned char*>(inside.data()),
                                             inside.size(), nullptr, 0, nullptr, nonce.data(), key.data());
  closed.resize(length);
  base::OrderedJson file;
  file["schema"] = keySchema;
  file["kind"] = "chexgen study key";
  file["commitment"] = commitmentTo(inside);
  file["argon2id"] = {{"operations", operations}, {"memory_bytes", memory}, {"salt", toBase64(salt)}};
  file["xchacha20poly1305"] = {{"nonce", toBase64(nonce)}, {"text", toBase64(closed)}};
  Sealed sealed{.commitment = file["commitment"], .file = file.dump(2) + "\n"};
  sodium_memzero(inside.data(), inside.size());
  return sealed;
}

base::Result<Opened> open(std::string_view file, std::string_view passphrase) {
  CHEXGEN_TRY(startSodium());
  CHEXGEN_ASSIGN(const auto json, base::parseJson(file, {}, {.bytes = longestKeyFile}));
  CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(json, "schema"));
  if (schema != keySchema)
    return base::fail(ErrorCode::formatUnsupported,
                      "The key file is of a version that this program does not know.");
  CHEXGEN_ASSIGN(const auto derived, base::jsonValue<base::Json>(json, "argon2id"));
  CHEXGEN_ASSIGN(const auto closedWith, base::jsonValue<base::Json>(json, "xchacha20poly1305"));
  CHEXGEN_ASSIGN(const auto operations, base::jsonValue<std::uint64_t>(derived, "operations"));
  CHEXGEN_ASSIGN(const auto memory, base::jsonValue<std::uint64_t>(derived, "memory_bytes"));
  CHEXGEN_ASSIGN(const auto saltText, base::jsonValue<std::string>(derived, "salt"));
  CHEXGEN_ASSIGN(const auto nonceText, base::jsonValue<std::string>(closedWith, "nonce"));
  CHEXGEN_ASSIGN(const auto closedText, base::jsonValue<std::string>(closedWith, "text"));
  CHEXGEN_ASSIGN(const Bytes salt, fromBase64(saltText));
  CHEXGEN_ASSIGN(const Bytes nonce, fromBase64(nonceText));
  CHEXGEN_ASSIGN(const Bytes closed, fromBase64(closedText));
  // A file from somebody else must not ask for all memory, or for hours.
  const bool sane = salt.size() == crypto_pwhash_SALTBYTES &&
                    nonce.size() == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
                    closed.size() >= commitmentNonce + crypto_aead_xchacha20poly1305_ietf_ABYTES &&
                    operations >= crypto_pwhash_OPSLIMIT_MIN &&
                    operations <= crypto_pwhash_OPSLIMIT_SENSITIVE && memory >= crypto_pwhash_MEMLIMIT_MIN &&
                    memory <= crypto_pwhash_MEMLIMIT_SENSITIVE;
  if (!sane) return base::fail(ErrorCode::formatInvalid, "The key file is damaged.");
  SecretKey key;
  CHEXGEN_TRY(key.derive(passphrase, salt, operations, memory));
  std::string inside(closed.size() - crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  unsigned long long length = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(inside.data()), &length,
                                                 nullptr, closed.data(), closed.size(), nullptr, 0,
                                                 nonce.data(), key.data()) != 0)
    return base::fail(ErrorCode::permissionDenied,
                      "The passphrase is another one, or the key file was altered.", {},
                      "The study is still sealed.", "Try the passphrase again, or a copy of the key file.");
  return Opened{.text = inside.substr(commitmentNonce), .commitment = commitmentTo(inside)};
}

}  // namespace chexgen::study
