// A mask of labels as a picture in the labels' colours.
#pragma once

#include <QImage>
#include <QRect>

#include "widgets/viewer/overlay.h"

namespace chexgen::widgets {

// Brings `region` of the picture up to `labels`; the whole when the picture has another size. A mask that is
// empty or not of one channel makes it null. Returns the part that was drawn anew.
QRect drawLabels(const imaging::Image8& labels, const QRect& region, const Overlay& style, QImage& picture);

}  // namespace chexgen::widgets
