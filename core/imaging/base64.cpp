#include "core/imaging/base64.h"

#include <algorithm>

#include <openssl/evp.h>

namespace chexgen::imaging {
namespace {

// OpenSSL counts in int, so long input goes piece by piece; both are whole groups.
constexpr std::size_t bytesPerPiece = 3U << 20U;
constexpr std::size_t charactersPerPiece = bytesPerPiece / 3 * 4;

bool isWellFormed(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::size_t padding = text.size() - text.find_last_not_of('=') - 1;
  if (!text.empty() && padding > 2) return false;
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") ==
         (padding == 0 || text.empty() ? std::string_view::npos : text.size() - padding);
}

}  // namespace

std::string base64Encode(std::span<const std::byte> bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL adds a NUL
  std::size_t end = 0;
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), bytesPerPiece));
    end += static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()) + end,
                                                    reinterpret_cast<const unsigned char*>(piece.data()),
                                                    static_cast<int>(piece.size())));
    bytes = bytes.subspan(piece.size());
  }
  text.resize(end);
  return text;
}

base::Result<std::string> base64Decode(std::string_view text) {
  if (!isWellFormed(text)) {
    return base::fail(base::ErrorCode::formatInvalid, "The text is not valid base64.");
  }
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t end = 0;
  while (!text.empty()) {
    const auto piece = text.substr(0, charactersPerPiece);
    const int written =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()) + end,
                        reinterpret_cast<const unsigned char*>(piece.data()), static_cast<int>(piece.size()));
    if (written < 0) return base::fail(base::ErrorCode::formatInvalid, "The text is not valid base64.");
    end += static_cast<std::size_t>(written);
    text.remove_prefix(piece.size());
  }
  bytes.resize(end - padding);  // OpenSSL counts the padding as zero bytes
  return bytes;
}

}  // namespace chexgen::imaging
