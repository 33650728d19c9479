// SHA-256 of bytes and files (OpenSSL does the arithmetic).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace chexgen::base {

// A running hash, for content that arrives in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::span<const std::byte> bytes);
  // The digest as 64 lower-case hexadecimal digits. The object must not be used afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);
[[nodiscard]] std::string sha256(std::string_view text);

// Streams the file, so a checkpoint of many gigabytes needs no memory. Fails with fileMissing,
// fileUnreadable or cancelled.
[[nodiscard]] Result<std::string> sha256OfFile(const std::filesystem::path& path,
                                               const CancelToken& cancel = {});

}  // namespace chexgen::base
