// One radiograph in its part of the widget: how it is looked at, and the arithmetic between image and screen.
// No drawing.
#pragma once

#include <QPointF>
#include <QRect>
#include <QRectF>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/imaging/grey_image.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::widgets {

// All points and areas of the screen are in device pixels of the widget here.
class Viewport {
 public:
  // What linking, resetting and leaving a drag act on.
  struct Look {
    double zoom = 1;     // device pixels per image pixel
    QPointF centre;      // the image point in the middle of the area
    bool fitted = true;  // fills the area and follows its size
    imaging::GreyPresentation shown;
    bool inverted = false;
  };

  void setArea(const QRect& area);
  [[nodiscard]] const QRect& area() const { return area_; }

  void setImage(std::shared_ptr<const imaging::GreyImage> image);
  [[nodiscard]] const std::shared_ptr<const imaging::GreyImage>& image() const { return image_; }
  [[nodiscard]] QSizeF imageSize() const;

  // The rest but area() asks for an image.
  [[nodiscard]] const Look& look() const { return look_; }
  void setLook(const Look& look);
  void setPresentation(const imaging::GreyPresentation& presentation);
  void setWindowLevel(WindowLevel windowLevel);
  [[nodiscard]] WindowLevel windowLevel() const;
  // A drag by that many of Qt's pixels.
  void dragWindow(double right, double down);
  void setInverted(bool inverted);
  void reset();

  void fit();
  void oneToOne();
  void zoomAt(const QPointF& point, double factor);
  void pan(const QPointF& by);

  // The part of the leader's radiograph that is seen, and the change of its window, carried over to this one.
  void follow(const Viewport& leader);

  // Where the whole radiograph lies on the screen. Its corner stands on a whole pixel, so that 1:1 copies
  // pixels.
  [[nodiscard]] QRectF picture() const;
  [[nodiscard]] QPointF toImage(const QPointF& point) const;
  [[nodiscard]] QPointF toScreen(const QPointF& imagePoint) const;

  // The radiograph as it is shown, one grey for each pixel; the version is another for every other content,
  // of whatever viewport.
  [[nodiscard]] const std::vector<std::uint8_t>& greys() const;
  [[nodiscard]] std::uint64_t greysVersion() const;

 private:
  [[nodiscard]] double fitZoom() const;
  void clampCentre();
  void refresh() const;

  QRect area_;
  std::shared_ptr<const imaging::GreyImage> image_;
  imaging::GreyPresentation standard_;  // what reset comes back to
  Look look_;
  // Made when they are asked for, so that ten changes between two frames cost one.
  mutable bool stale_ = true;
  mutable std::vector<std::uint8_t> greys_;
  mutable std::uint64_t version_ = 0;
};

}  // namespace chexgen::widgets
