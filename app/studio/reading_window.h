// Full screen, nothing but the image, the question and the progress: one reader at one package. Keys alone
// suffice: digits answer, Enter goes on, Esc pauses; all keys of the viewer work. Nothing here tells where an
// image comes from.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/grey_image.h"
#include "core/study/reading_session.h"

class QKeyEvent;
class QLabel;
class QProgressBar;
class QScrollArea;
class QStackedWidget;

namespace chexgen::widgets {
class ErrorPanel;
class QuestionPanel;
class Viewer;
}  // namespace chexgen::widgets

namespace chexgen::studio {

class ReadingMarks;

class ReadingWindow : public QWidget {
  Q_OBJECT

 public:
  // `secondScreen`: question and report stand on another screen than the image, where there is one.
  ReadingWindow(study::ReadingSession session, bool secondScreen, QWidget* parent = nullptr);
  ~ReadingWindow() override;

  [[nodiscard]] const study::ReadingSession& reading() const { return session_; }
  [[nodiscard]] widgets::Viewer* viewer() const { return viewer_; }
  [[nodiscard]] widgets::QuestionPanel* questions() const { return questions_; }

  // From the page that explains to the first case.
  void begin();
  // Keeps what is half answered, and closes.
  void pause();

 Q_SIGNALS:
  void shown(std::size_t presentation);     // its image is on the screen
  void answered(std::size_t presentation);  // its answer is on the disk
  void closed();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum Page { explanationPage, readingPage, endPage };

  QWidget* buildExplanation();
  QWidget* buildReading();
  QWidget* buildSide();
  QWidget* buildEnd();
  void moveSideToSecondScreen();
  bool handleKey(QKeyEvent* event);
  void showCase();
  void showProgress();
  void complete();
  void goBack();
  void keepDraft();
  [[nodiscard]] base::Json viewing() const;
  [[nodiscard]] double activeSeconds() const;

  study::ReadingSession session_;
  QStackedWidget* pages_;
  widgets::Viewer* viewer_;
  widgets::QuestionPanel* questions_;
  ReadingMarks* marks_;
  widgets::ErrorPanel* errors_;
  QWidget* side_;
  QLabel* report_;
  QScrollArea* reportArea_;
  QLabel* place_;
  QLabel* practice_;
  QProgressBar* progress_;
  QLabel* endText_;
  std::unique_ptr<QWidget> secondWindow_;
  std::vector<std::shared_ptr<const imaging::GreyImage>> images_;
  QTimer draftPause_;
  QElapsedTimer clock_;
  double secondsBefore_ = 0;  // while the window was in front, up to the last time it was left
  bool inFront_ = true;
  std::size_t viewChanges_ = 0;
  bool quiet_ = false;  // while a case is being set up
};

}  // namespace chexgen::studio
