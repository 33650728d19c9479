// What reading and writing share around libpng's error handling. Internal to this module.
#pragma once

#include <array>
#include <csetjmp>
#include <cstdio>

#include <png.h>

namespace chexgen::imaging {

// libpng reports a failure by calling back and expects not to be returned to.
struct PngFailure {
  std::array<char, 200> message{};
};

[[noreturn]] inline void onPngError(png_structp png, png_const_charp message) {
  auto* failure = static_cast<PngFailure*>(png_get_error_ptr(png));
  std::snprintf(failure->message.data(), failure->message.size(), "%s", message);
  png_longjmp(png, 1);
}

inline void onPngWarning(png_structp /*png*/, png_const_charp /*message*/) {}

// Runs `body`; false when libpng failed inside it. The jump back skips destructors, so `body` must own
// nothing: everything that needs cleaning up lives outside.
template <class Body>
[[nodiscard]] bool guarded(png_structp png, const Body& body) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  body();
  return true;
}

}  // namespace chexgen::imaging
