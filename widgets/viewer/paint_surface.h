// The radiographs of a scene through QPainter, for machines without OpenGL.
#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "widgets/viewer/scene.h"

namespace chexgen::widgets {

class PaintSurface : public QWidget {
  Q_OBJECT

 public:
  // The scene outlives the surface.
  PaintSurface(const Scene& scene, QWidget* parent);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  // A radiograph smaller than 1:1, kept because the mean of all its pixels takes time.
  struct Reduced {
    std::uint64_t version = 0;
    QImage picture;
  };

  const QImage& reduced(std::size_t pane, const QImage& whole, const QSize& size);

  const Scene& scene_;
  std::vector<Reduced> reduced_;
};

}  // namespace chexgen::widgets
