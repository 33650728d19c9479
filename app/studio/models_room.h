// What is installed, whether it is whole, and how more comes in.
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "app/studio/model_card.h"
#include "core/base/cancel_token.h"
#include "core/base/error.h"

class QLabel;
class QStackedWidget;
class QVBoxLayout;

namespace chexgen::studio {

class ModelImportForm;
class Session;
class TaskQueue;

class ModelsRoom : public QWidget {
  Q_OBJECT

 public:
  ModelsRoom(Session& session, TaskQueue& queue, QWidget* parent = nullptr);
  ~ModelsRoom() override;

  // The card of the model in this folder; nullptr when there is none.
  [[nodiscard]] ModelCard* card(const std::filesystem::path& folder) const;
  [[nodiscard]] ModelImportForm* form() const { return form_; }
  void planImport();
  // Compares the files of a model with its manifest, beside the interface.
  void check(const std::filesystem::path& folder);
  // To the bin of the desktop; only a model in the user's own folder.
  void remove(const std::filesystem::path& folder);

 Q_SIGNALS:
  void importStarted(const std::filesystem::path& task);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* buildList();
  QWidget* buildOrigin();
  void showModels();
  void showFiles(const CatalogueModel& model);
  void checkSmallOnes();

  Session& session_;
  QStackedWidget* pages_;
  ModelImportForm* form_;
  QVBoxLayout* cards_;
  QLabel* problems_;
  std::map<std::string, FileState> found_;  // by the model's identity; what this sitting has seen
  base::CancelToken leaving_;
};

}  // namespace chexgen::studio
