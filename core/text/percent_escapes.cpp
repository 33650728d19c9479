#include "core/text/percent_escapes.h"

#include <string>

#include <unicode/uchar.h>

#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

int hexDigit(char c) { return u_digit(static_cast<unsigned char>(c), 16); }

icu::UnicodeString decodeAscii(const std::string& run) {
  std::string bytes;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const bool escaped =
        run[i] == '%' && i + 2 < run.size() && hexDigit(run[i + 1]) >= 0 && hexDigit(run[i + 2]) >= 0;
    if (escaped) {
      bytes += static_cast<char>(hexDigit(run[i + 1]) * 16 + hexDigit(run[i + 2]));
      i += 2;
    } else {
      bytes += run[i];
    }
  }
  return decodeUtf8(bytes);
}

}  // namespace

icu::UnicodeString decodePercentEscapes(const icu::UnicodeString& text) {
  icu::UnicodeString spaced(text);
  spaced.findAndReplace(u"+", u" ");
  if (spaced.indexOf(u'%') < 0) return spaced;
  icu::UnicodeString decoded;
  std::string run;
  for (std::int32_t i = 0; i < spaced.length(); ++i) {
    if (spaced[i] < 0x80) {
      run += static_cast<char>(spaced[i]);
      continue;
    }
    decoded.append(decodeAscii(run)).append(spaced[i]);
    run.clear();
  }
  return decoded.append(decodeAscii(run));
}

}  // namespace chexgen::text
