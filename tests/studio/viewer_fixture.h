// A viewer in a window of its own, looked at through what is really on the screen.
#pragma once

#include <QImage>
#include <QPoint>
#include <memory>

#include <gtest/gtest.h>

#include "core/imaging/grey_image.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::widgets {

// Values 0 … 4095 that no flip, turn or shift leaves as they are: a ramp along the diagonal, another level in
// each quarter, and one bright pixel near the upper left corner.
[[nodiscard]] imaging::GreyImage phantom(int width, int height);

class ViewerFixture : public testing::Test {
 protected:
  // Opens the viewer, so large, with this radiograph fitted into it.
  void open(int width, int height, const imaging::GreyImage& image);

  // What the screen shows of the viewer now.
  [[nodiscard]] QImage screen();
  // The grey on the screen where this pixel of the radiograph is.
  [[nodiscard]] int greyAt(const QImage& screen, int x, int y, int viewport = 0);
  // Of the picture alone, without texts and tags.
  void bare();

  void wheel(QPoint at, int delta, Qt::KeyboardModifiers modifiers = {});
  // Moves the cursor there, with these buttons held.
  void hover(QPoint to, Qt::MouseButtons held = {});
  void drag(Qt::MouseButton button, QPoint from, QPoint to);
  [[nodiscard]] QPoint middle() const { return viewer_->rect().center(); }
  // Saves what is shown where CHEXGEN_SCREENSHOTS names a folder, for people to look at.
  void screenshot(const char* name);

  std::unique_ptr<Viewer> viewer_;
};

}  // namespace chexgen::widgets
