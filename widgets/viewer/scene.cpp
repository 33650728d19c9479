#include "widgets/viewer/scene.h"

#include <cmath>

namespace chexgen::widgets {

namespace {

constexpr double gap = 2;  // Qt's pixels

// Where part `index` of `count` begins, and its length.
std::pair<int, int> slice(int length, int count, int index, int between) {
  const auto edge = [&](int i) {
    return static_cast<int>(std::lround(static_cast<double>(length + between) * i / count));
  };
  return {edge(index), edge(index + 1) - edge(index) - between};
}

}  // namespace

void Scene::layOut() {
  const int between = static_cast<int>(std::lround(gap * scale));
  for (int row = 0; row < rows; ++row) {
    const auto [top, height] = slice(size.height(), rows, row, between);
    for (int column = 0; column < columns; ++column) {
      const auto [left, width] = slice(size.width(), columns, column, between);
      panes[static_cast<std::size_t>(row * columns + column)].viewport.setArea({left, top, width, height});
    }
  }
}

bool Scene::has(int viewport) const { return viewport >= 0 && viewport < static_cast<int>(panes.size()); }

}  // namespace chexgen::widgets
