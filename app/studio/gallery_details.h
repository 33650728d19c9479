// What is known of the chosen image, a rating and a comment.
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "core/project/stored_image.h"

class QButtonGroup;
class QLabel;
class QPlainTextEdit;

namespace chexgen::studio {

class GalleryDetails : public QWidget {
  Q_OBJECT

 public:
  explicit GalleryDetails(QWidget* parent = nullptr);

  // One image; nullptr and a number for none or several.
  void show(const project::StoredImage* image, int selected);
  // What should be known of the image that is shown (imaging::GreyImage::remarks).
  void showRemarks(const QStringList& remarks);
  void setReadOnly(bool readOnly);
  // A comment that is being typed counts now.
  void save();

 Q_SIGNALS:
  void rated(std::int64_t id, std::optional<int> rating);
  void commented(std::int64_t id, const QString& comment);

 private:
  void showRating(std::optional<int> rating);

  std::int64_t id_ = 0;
  bool readOnly_ = false;
  bool typed_ = false;  // since the comment was last told
  QTimer typing_;
  QLabel* title_;
  QLabel* facts_;
  QLabel* remarks_;
  QWidget* judgement_;
  QButtonGroup* ratings_;
  QPlainTextEdit* comment_;
};

}  // namespace chexgen::studio
