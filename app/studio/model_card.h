// One installed model: what it can do, where it is from, and whether its files are whole.
#pragma once

#include <QFrame>
#include <QString>

#include "app/studio/model_catalogue.h"

class QLabel;
class QPushButton;

namespace chexgen::studio {

// What is known of a model's files.
struct FileState {
  enum Kind { notChecked, checking, whole, damaged } kind = notChecked;
  QString detail;  // when it was found whole (ISO 8601), or what is wrong
};

class ModelCard : public QFrame {
  Q_OBJECT

 public:
  explicit ModelCard(const CatalogueModel& model, QWidget* parent = nullptr);

  [[nodiscard]] const CatalogueModel& model() const { return model_; }
  void showDefault(bool isDefault);
  void showFiles(const FileState& state);
  // Only what a person has put there can be taken away from here.
  void allowRemoval(bool allowed);

 Q_SIGNALS:
  void defaultAsked();
  void checkAsked();
  void folderAsked();
  void removalAsked();

 private:
  CatalogueModel model_;
  QLabel* default_;
  QLabel* files_;
  QPushButton* makeDefault_;
  QPushButton* check_;
  QPushButton* remove_;
};

// "report, mask, boxes": what guides the model.
[[nodiscard]] QString guidedByText(const weights::Manifest& manifest);
// The files of a model together, in bytes.
[[nodiscard]] quint64 bytesOf(const weights::Manifest& manifest);

}  // namespace chexgen::studio
