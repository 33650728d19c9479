// Thumbnails of generated radiographs, newest left, with the seed under each.
#pragma once

#include <QHash>
#include <QListWidget>
#include <QString>
#include <cstdint>
#include <filesystem>

namespace chexgen::studio {

struct StripImage {
  std::int64_t id = 0;  // of the project
  std::filesystem::path file;
  QString caption;  // under the thumbnail
  QString details;  // on hover
};

class ResultStrip : public QListWidget {
  Q_OBJECT

 public:
  explicit ResultStrip(QWidget* parent = nullptr);

  // Newest first.
  void setImages(const std::vector<StripImage>& images);
  void addNewest(const StripImage& image);
  // Marks an image as the shown one without telling it.
  void select(std::int64_t id);
  // Chooses the image so many places to the right of the shown one; the ends stop.
  void step(int delta);

 Q_SIGNALS:
  void chosen(std::int64_t id);

 private:
  QListWidgetItem* item(const StripImage& image);
  // Pictures are read beside the interface, so that a project with many opens at once.
  void loadThumbnail(const StripImage& image);

  QHash<std::int64_t, QListWidgetItem*> items_;
};

}  // namespace chexgen::studio
