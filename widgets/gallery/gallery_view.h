// A grid of images that many thousands scroll through: arrows, Shift and Ctrl select as in a list of files,
// Ctrl + wheel changes the size, images can be dragged out.
#pragma once

#include <QListView>
#include <cstdint>
#include <vector>

#include "core/project/stored_image.h"

namespace chexgen::widgets {

class GalleryModel;
class ThumbnailDelegate;

class GalleryView : public QListView {
  Q_OBJECT

 public:
  // The model outlives the view.
  explicit GalleryView(GalleryModel& model, QWidget* parent = nullptr);

  static constexpr int leastSide = 72;
  static constexpr int greatestSide = 256;
  void setSide(int side);  // pixels; within the limits
  [[nodiscard]] int side() const { return side_; }

  // In the order of the list.
  [[nodiscard]] std::vector<std::int64_t> selectedIds() const;
  void select(std::int64_t id);
  // Lists the images that pass the filter, as they are now, and keeps selection and place as far as it can.
  void showFiltered(const project::ImageFilter& filter);

 Q_SIGNALS:
  void selectionChangedTo(const std::vector<std::int64_t>& ids);
  void opened(std::int64_t id);  // double-click or Enter
  void sideChanged(int side);
  void deleteAsked();
  void rated(int rating);  // keys 1 … 5 are -2 … +2

 protected:
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void startDrag(Qt::DropActions actions) override;

 private:
  GalleryModel& model_;
  ThumbnailDelegate* delegate_;
  int side_ = 0;
  bool quiet_ = false;  // while the list is read again
};

}  // namespace chexgen::widgets
