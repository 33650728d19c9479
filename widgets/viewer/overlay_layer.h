// Masks, boxes, texts and frames over the radiographs. A widget of its own, so that a stroke of the brush
// paints a few pixels again and never the radiograph below.
#pragma once

#include <QWidget>

#include "widgets/viewer/scene.h"

namespace chexgen::widgets {

class OverlayLayer : public QWidget {
  Q_OBJECT

 public:
  // The scene outlives the layer.
  OverlayLayer(const Scene& scene, QWidget* parent);

  // Paints that part of a viewport again; the rectangle is in pixels of its radiograph.
  void updatePart(int viewport, const QRectF& imageRectangle);
  void updateViewport(int viewport);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Scene& scene_;
};

}  // namespace chexgen::widgets
