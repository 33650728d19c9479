// A person's own weights become a model: names the files, says what is in them, and starts the conversion.
#pragma once

#include <QWidget>
#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace chexgen::studio {

class Session;
class TaskQueue;

class ModelImportForm : public QWidget {
  Q_OBJECT

 public:
  // A part of a model, in the order of the form.
  enum Part { whole, transformer, maskControl, boxesControl, vae, textEncoder, tokenizer, partCount };

  ModelImportForm(Session& session, TaskQueue& queue, QWidget* parent = nullptr);

  // The models that can lend their parts.
  void refresh();
  // A file or folder for a part; what is in it is told soon: inspected() follows.
  void setPart(Part part, const std::filesystem::path& path);
  // Puts the conversion into the queue.
  void start();

 Q_SIGNALS:
  void inspected();
  void started(const std::filesystem::path& task);
  void closeAsked();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct Row {
    QLineEdit* path = nullptr;
    QLabel* found = nullptr;
    std::uint64_t asked = 0;  // which look is the latest
  };

  void addPart(QFormLayout* form, Part part, const QString& name, const QString& hint);
  void inspect(Part part);
  void showReady();
  [[nodiscard]] std::string partPath(Part part) const;
  [[nodiscard]] base::Json settings(const std::filesystem::path& out) const;
  [[nodiscard]] base::Result<std::filesystem::path> target() const;

  Session& session_;
  TaskQueue& queue_;
  std::array<Row, partCount> rows_;
  QComboBox* lender_;
  QLineEdit* name_;
  QComboBox* type_;
  std::vector<QCheckBox*> demographics_;
  QLineEdit* licence_;
  QLineEdit* trainedOn_;
  QPushButton* start_;
  QLabel* state_;
};

}  // namespace chexgen::studio
