// Which images the gallery shows.
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/project/project.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace chexgen::studio {

class GalleryFilters : public QWidget {
  Q_OBJECT

 public:
  explicit GalleryFilters(QWidget* parent = nullptr);

  // Offers the models and findings that the project has now; what is chosen stays chosen.
  void offer(const project::Project& project);
  [[nodiscard]] project::ImageFilter filter() const;
  void setCount(std::int64_t shown, std::int64_t all);
  // Back to all images outside the bin.
  void reset();
  // Whether anything is left out, the bin apart.
  [[nodiscard]] bool isSet() const;

 Q_SIGNALS:
  void changed();

 private:
  QComboBox* addChoice(const QString& name, const QString& objectName);

  QTimer typing_;
  QLineEdit* text_;
  QComboBox* kind_;
  QComboBox* model_;
  QComboBox* finding_;
  QComboBox* date_;
  QComboBox* rating_;
  QComboBox* place_;
  QLabel* count_;
  QPushButton* reset_;
};

}  // namespace chexgen::studio
