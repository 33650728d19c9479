#include "core/imaging/siim_rle.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

struct Run {
  std::uint64_t start = 0;
  std::uint64_t length = 0;
};

base::Result<std::vector<std::uint64_t>> numbersIn(std::string_view code) {
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = code.find_first_not_of(' '); at < code.size(); at = code.find_first_not_of(' ', at)) {
    std::uint64_t number = 0;
    const char* begin = code.data() + at;
    const auto [stop, error] = std::from_chars(begin, code.data() + code.size(), number);
    at += static_cast<std::size_t>(stop - begin);
    if (error != std::errc() || (at < code.size() && code[at] != ' ')) {
      return fail(ErrorCode::formatInvalid,
                  "The run-length code holds something that is not a whole number.");
    }
    numbers.push_back(number);
  }
  return numbers;
}

base::Result<std::vector<Run>> runsIn(std::string_view code, std::uint64_t pixels) {
  std::vector<Run> runs;
  code.remove_prefix(std::min(code.find_first_not_of(' '), code.size()));
  if (code == "-1") return runs;
  CHEXGEN_ASSIGN(const auto numbers, numbersIn(code));
  if (numbers.empty() || numbers.size() % 2 != 0) {
    return fail(ErrorCode::formatInvalid, "The run-length code does not consist of offset and length pairs.");
  }
  std::uint64_t position = 0;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    const std::uint64_t left = pixels - position;
    if (numbers[i] > left || numbers[i + 1] > left - numbers[i]) {
      return fail(ErrorCode::formatInvalid,
                  "Run " + std::to_string(i / 2 + 1) + " of the run-length code leaves the image.");
    }
    runs.push_back({position + numbers[i], numbers[i + 1]});
    position += numbers[i] + numbers[i + 1];
  }
  return runs;
}

}  // namespace

base::Result<void> drawSiimRle(std::string_view code, Image8& mask) {
  CHEXGEN_TRY(checkImage(mask));
  if (mask.channels != 1) return fail(ErrorCode::argumentInvalid, "A mask has one channel.");
  CHEXGEN_ASSIGN(const std::vector<Run> runs, runsIn(code, mask.pixels.size()));
  const auto height = static_cast<std::uint64_t>(mask.height);
  for (const Run& run : runs) {
    for (std::uint64_t p = run.start; p < run.start + run.length; ++p) {
      mask.pixels[mask.index(static_cast<int>(p / height), static_cast<int>(p % height))] = 255;
    }
  }
  return {};
}

base::Result<Image8> decodeSiimRle(std::string_view code, int width, int height) {
  CHEXGEN_ASSIGN(Image8 mask, makeImage(width, height, 1));
  CHEXGEN_TRY(drawSiimRle(code, mask));
  return mask;
}

base::Result<std::string> encodeSiimRle(const Image8& mask) {
  CHEXGEN_TRY(checkImage(mask));
  if (mask.channels != 1) return fail(ErrorCode::argumentInvalid, "A mask has one channel.");
  std::string code;
  std::uint64_t background = 0;
  std::uint64_t run = 0;
  const auto finishRun = [&] {
    if (run == 0) return;
    if (!code.empty()) code += ' ';
    code.append(std::to_string(background)).append(1, ' ').append(std::to_string(run));
    background = run = 0;
  };
  for (int x = 0; x < mask.width; ++x) {
    for (int y = 0; y < mask.height; ++y) {
      if (mask.pixels[mask.index(x, y)] != 0) {
        ++run;
      } else {
        finishRun();
        ++background;
      }
    }
  }
  finishRun();
  return code.empty() ? "-1" : code;
}

}  // namespace chexgen::imaging
