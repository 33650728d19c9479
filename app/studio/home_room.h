// The project: make one, open one, the recent ones; of the open one what it holds, whether it is whole, and a
// backup.
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>
#include <optional>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/project/project.h"

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace chexgen::studio {

class Session;

class HomeRoom : public QWidget {
  Q_OBJECT

 public:
  explicit HomeRoom(Session& session, QWidget* parent = nullptr);
  // Ends a check or backup that is under way.
  ~HomeRoom() override;

  // Opens the project in this folder, or makes it when nothing is there.
  void openOrCreate(const QString& folder);
  // Asks first: two programs that write one project would damage it.
  void takeOver();

 Q_SIGNALS:
  // `remedy` may be empty; its name says what it does.
  void failed(const chexgen::base::Error& error, const std::function<void()>& remedy,
              const QString& remedyName);

 private:
  QWidget* buildStart();
  QWidget* buildProject();
  void askNew();
  void askOpen();
  void askBackup();
  void check();
  void showRecent();
  void showProject();
  void open(const std::filesystem::path& folder, const project::OpenOptions& options = {});
  void report(const base::Result<void>& done);
  // Runs `work` beside the interface, one at a time; `then` gets its sentence or error in this thread.
  void beside(const QString& what, std::function<base::Result<QString>(const base::CancelToken&)> work);

  Session& session_;
  std::optional<base::CancelToken> running_;
  QListWidget* recent_;
  QWidget* projectCard_;
  QLabel* projectTitle_;
  QLabel* projectPlace_;
  QLabel* storage_;
  QLabel* outcome_;
  QProgressBar* busy_;
  QPushButton* check_;
  QPushButton* backup_;
};

}  // namespace chexgen::studio
