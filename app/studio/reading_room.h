// Reader studies: to read one's package, and to make and follow a study.
#pragma once

#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/error.h"

class QCheckBox;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace chexgen::studio {

class ReadingWindow;
class Session;
class StudyForm;
class StudyPage;

class ReadingRoom : public QWidget {
  Q_OBJECT

 public:
  explicit ReadingRoom(Session& session, QWidget* parent = nullptr);
  ~ReadingRoom() override;

  [[nodiscard]] StudyForm* form() const { return form_; }
  [[nodiscard]] StudyPage* page() const { return page_; }
  // The full screen of whoever reads at this moment; nullptr when nobody does.
  [[nodiscard]] ReadingWindow* window() const { return window_; }

  // Opens a reader's package full screen.
  void read(const std::filesystem::path& package);
  // Opens a study for its organiser.
  void openStudy(const std::filesystem::path& roster);
  // Opens the form, with these images as cases if there are any.
  void plan(const std::vector<std::int64_t>& images = {});
  // Lists again what there is.
  void refresh();

 Q_SIGNALS:
  void told(const QString& text);
  void succeeded();  // what failed before is over
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void showEvent(QShowEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  enum Page { listPage, formPage, studyPage };

  QWidget* buildList();
  QWidget* buildReaders();
  QWidget* buildOrganisers();
  void listPackages();
  void listStudies();
  void keepOpening();
  void showKey();

  Session& session_;
  QStackedWidget* pages_;
  QListWidget* packages_;
  QListWidget* studies_;
  QCheckBox* secondScreen_;
  StudyForm* form_;
  StudyPage* page_;
  ReadingWindow* window_ = nullptr;
};

}  // namespace chexgen::studio
