// Radiographs side by side: linked views, wipe, flicker, difference, histogram, what differs between recipes,
// and a quick rating of the one that is looked at.
#pragma once

#include <QWidget>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/studio/background.h"
#include "core/base/error.h"
#include "core/project/stored_image.h"

class QButtonGroup;
class QLabel;
class QMimeData;
class QLineEdit;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace chexgen::widgets {
class HistogramView;
class Viewer;
}  // namespace chexgen::widgets

namespace chexgen::studio {

class Session;

class CompareRoom : public QWidget {
  Q_OBJECT

 public:
  explicit CompareRoom(Session& session, QWidget* parent = nullptr);

  // Shows these images of the project, at most 16, in this order; one that cannot be read is told and left
  // out.
  void compare(const std::vector<std::int64_t>& ids);
  // Images that were dragged out of the gallery; false for anything else.
  bool addDragged(const QMimeData& dragged);
  // One more; where there are 16 already, in the place of the last.
  void add(std::int64_t id);

  enum class Mode { sideBySide, wipe, flicker, difference };
  void setMode(Mode mode);
  [[nodiscard]] Mode mode() const { return mode_; }
  // In wipe: the share of the width that shows the first image.
  void setSplit(double share);
  // In flicker: the other image.
  void swapShown();
  // Of the image in the active viewport.
  void rate(std::optional<int> rating);
  void comment(const QString& text);

  [[nodiscard]] std::vector<std::int64_t> ids() const;
  [[nodiscard]] widgets::Viewer* viewer() const { return viewer_; }
  [[nodiscard]] QString differences() const;

 Q_SIGNALS:
  void viewText(const QString& text);
  void valueText(const QString& text);
  // A rating or a comment was changed.
  void judged(std::int64_t id);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct Shown {
    project::StoredImage stored;
    GreyPointer image;
    imaging::Image8 greys;  // as shown at first
  };

  QWidget* buildStrip();
  QWidget* buildFoot();
  void addMode(Mode mode, const QString& text, const QString& hint);
  [[nodiscard]] std::optional<Shown> read(std::int64_t id);
  void clear();
  void showAll();
  void showOne(int viewport, const Shown& shown, const QString& letter);
  void showPair();
  void showWords();
  void showRating();
  [[nodiscard]] int active() const;  // into shown_; -1: none
  [[nodiscard]] bool isPair() const;

  Session& session_;
  Mode mode_ = Mode::sideBySide;
  double split_ = 0.5;
  bool second_ = false;  // in flicker
  std::vector<Shown> shown_;
  widgets::Viewer* viewer_;
  widgets::HistogramView* histogram_;
  QStackedWidget* pages_;
  QButtonGroup* modes_;
  QSlider* wipe_;
  QToolButton* link_;
  QToolButton* histogramButton_;
  QWidget* foot_;
  QLabel* words_;
  QLabel* active_;
  QButtonGroup* ratings_;
  QLineEdit* comment_;
};

}  // namespace chexgen::studio
