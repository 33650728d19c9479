// The frame: rail on the left, bar above, the rooms, status line below.
#pragma once

#include <QHash>
#include <QMainWindow>
#include <QString>

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace chexgen::widgets {
class ErrorPanel;
}

namespace chexgen::studio {

class CohortsRoom;
class CompareRoom;
class ComposeRoom;
class GalleryRoom;
class HomeRoom;
class ModelsRoom;
class ReadingRoom;
class Session;
class SettingsRoom;
class TaskQueue;
class TasksRoom;
class Tour;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  // The session must outlive the window.
  explicit MainWindow(Session& session, QWidget* parent = nullptr);

  // Opens the project in this folder, or makes it when there is none; a failure is shown.
  void openOrCreate(const QString& folder);
  // A project folder, a reader's package or the roster of a study, by its ending.
  void open(const QString& path);

  [[nodiscard]] ComposeRoom* compose() const { return compose_; }
  [[nodiscard]] HomeRoom* home() const { return home_; }
  [[nodiscard]] GalleryRoom* gallery() const { return gallery_; }
  [[nodiscard]] CompareRoom* compare() const { return compare_; }
  [[nodiscard]] ReadingRoom* reading() const { return reading_; }
  [[nodiscard]] CohortsRoom* cohorts() const { return cohorts_; }
  [[nodiscard]] TasksRoom* tasks() const { return tasks_; }
  [[nodiscard]] ModelsRoom* models() const { return models_; }
  [[nodiscard]] TaskQueue* queue() const { return queue_; }

  // In the order of the rail; each goes there as its button does.
  enum Room {
    homeRoom,
    composeRoom,
    galleryRoom,
    compareRoom,
    readingRoom,
    cohortsRoom,
    tasksRoom,
    modelsRoom,
    settingsRoom
  };
  void enter(Room room);

  // Leads through the rooms, once a project is open; at the first start that happens by itself.
  void startTour();
  // Every key on one sheet.
  void showKeys();

 protected:
  void closeEvent(QCloseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildFrame();
  QWidget* buildRail();
  QWidget* buildBar();
  void buildStatus();
  [[nodiscard]] QString modelName(const QString& folder) const;
  void addRoom(QVBoxLayout* rail, Room room, const QString& icon, const QString& name, QWidget* widget);
  void connectGallery();
  void connectTasks();
  void connectReading();
  void connectCohorts();
  void buildTour();
  void showProject();
  void connectSession();

  Session& session_;
  HomeRoom* home_;
  ComposeRoom* compose_;
  GalleryRoom* gallery_;
  CompareRoom* compare_;
  ReadingRoom* reading_;
  TaskQueue* queue_;
  CohortsRoom* cohorts_;
  TasksRoom* tasks_;
  ModelsRoom* models_;
  SettingsRoom* settings_;
  Tour* tour_;
  QStackedWidget* rooms_;
  QButtonGroup* railButtons_;
  QHash<int, QString> roomNames_;
  widgets::ErrorPanel* errors_;
  QLabel* title_;
  QLabel* projectName_;
  QLabel* readOnlyMark_;
  QLabel* deviceState_;
  QLabel* viewStatus_;
  QLabel* valueStatus_;
  QLabel* jobStatus_;
  QLabel* taskStatus_;
};

}  // namespace chexgen::studio
