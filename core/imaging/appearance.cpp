#include "core/imaging/appearance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/imaging/prepare.h"
#include "core/imaging/resample.h"

namespace chexgen::imaging {
namespace {

constexpr int fineSide = 128;
constexpr int coarseSide = 32;
constexpr int cellSide = 16;
constexpr int orientations = 8;
constexpr int blockCells = 2;
constexpr double blockEpsilon = 1e-5;
constexpr double largestShare = 0.2;  // of one number in a block, before it is normalised again

using Cell = std::array<double, orientations>;

int orientationOf(double down, double right) {
  double degrees = std::atan2(down, right) * 180.0 / std::numbers::pi;
  if (degrees < 0) degrees += 180.0;
  return degrees >= 180.0 ? 0 : static_cast<int>(degrees * orientations / 180.0);
}

// The mean strength of the edges of each orientation in each cell, row by row.
std::vector<Cell> cellsOf(const Image8& grey, int rows, int columns) {
  std::vector<Cell> cells(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), Cell{});
  const auto at = [&](int x, int y) { return grey.pixels[grey.index(x, y)] / 255.0; };
  for (int y = 0; y < rows * cellSide; ++y) {
    for (int x = 0; x < columns * cellSide; ++x) {
      // On the border there is no difference of neighbours.
      const double down = y == 0 || y == grey.height - 1 ? 0.0 : at(x, y + 1) - at(x, y - 1);
      const double right = x == 0 || x == grey.width - 1 ? 0.0 : at(x + 1, y) - at(x - 1, y);
      const auto cell = static_cast<std::size_t>(y / cellSide) * static_cast<std::size_t>(columns) +
                        static_cast<std::size_t>(x / cellSide);
      cells[cell][static_cast<std::size_t>(orientationOf(down, right))] +=
          std::hypot(down, right) / (cellSide * cellSide);
    }
  }
  return cells;
}

void normalise(std::vector<double>& block) {
  double sum = blockEpsilon * blockEpsilon;
  for (const double value : block) sum += value * value;
  for (double& value : block) value /= std::sqrt(sum);
}

}  // namespace

std::vector<float> orientedGradients(const Image8& grey) {
  const int rows = grey.height / cellSide;
  const int columns = grey.width / cellSide;
  const std::vector<Cell> cells = cellsOf(grey, rows, columns);
  std::vector<float> all;
  for (int row = 0; row + blockCells <= rows; ++row) {
    for (int column = 0; column + blockCells <= columns; ++column) {
      std::vector<double> block;
      for (int y = row; y < row + blockCells; ++y) {
        for (int x = column; x < column + blockCells; ++x) {
          const Cell& cell = cells[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) +
                                   static_cast<std::size_t>(x)];
          block.insert(block.end(), cell.begin(), cell.end());
        }
      }
      normalise(block);
      for (double& value : block) value = std::min(value, largestShare);
      normalise(block);
      all.insert(all.end(), block.begin(), block.end());
    }
  }
  return all;
}

base::Result<std::vector<float>> appearanceOf(const Image8& radiograph) {
  CHEXGEN_ASSIGN(const Image8 square, prepareRadiograph(radiograph, fineSide));
  CHEXGEN_ASSIGN(Image8 grey, makeImage(fineSide, fineSide, 1));
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) grey.pixels[i] = square.pixels[3 * i];
  std::vector<float> numbers = orientedGradients(grey);

  CHEXGEN_ASSIGN(const Image8 coarse, resize(grey, coarseSide, coarseSide, Filter::box));
  const auto count = static_cast<double>(coarse.pixels.size());
  double mean = 0;
  for (const std::uint8_t pixel : coarse.pixels) mean += pixel / count;
  double variance = 0;
  for (const std::uint8_t pixel : coarse.pixels) variance += (pixel - mean) * (pixel - mean) / count;
  const double deviation = std::max(std::sqrt(variance), 1.0);  // a blank picture has none
  for (const std::uint8_t pixel : coarse.pixels)
    numbers.push_back(static_cast<float>((pixel - mean) / deviation));
  return numbers;
}

}  // namespace chexgen::imaging
