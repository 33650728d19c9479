// Where a radiograph is composed: report on the left, canvas in the middle, settings on the right, results
// below.
#pragma once

#include <QHash>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>

#include "app/studio/compose_draft.h"
#include "core/base/error.h"
#include "core/imaging/grey_image.h"
#include "core/jobs/protocol.h"
#include "core/project/stored_image.h"

class QLabel;
class QSplitter;

namespace chexgen::widgets {
class Canvas;
class ReportEditor;
}  // namespace chexgen::widgets

namespace chexgen::studio {

class BackgroundBar;
class GeneratePanel;
class ResultStrip;
class Session;

class ComposeRoom : public QWidget {
  Q_OBJECT

 public:
  explicit ComposeRoom(Session& session, QWidget* parent = nullptr);

  void saveLayout() const;
  // Takes up changed settings of device, precision and threads.
  void takeCompute();
  // Report, drawing, settings and seed as they were when this image was made; each of them can be undone.
  void restoreFrom(std::int64_t id);
  // An image of the project under the drawing.
  void showUnderDrawing(std::int64_t id) { chooseStored(id); }
  // As the button does.
  void generate();
  void cancel();

  [[nodiscard]] widgets::ReportEditor* report() const { return report_; }
  [[nodiscard]] widgets::Canvas* canvas() const { return canvas_; }
  [[nodiscard]] BackgroundBar* background() const { return background_; }
  [[nodiscard]] GeneratePanel* panel() const { return panel_; }
  [[nodiscard]] ResultStrip* strip() const { return strip_; }

 Q_SIGNALS:
  void viewText(const QString& text);
  void valueText(const QString& text);
  void jobText(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);
  void succeeded();
  // Something that is no failure but should be known; empty: no longer.
  void remarked(const QString& text);
  // An image came into the project.
  void imageTaken(std::int64_t id);

 private:
  void build();
  QWidget* buildCentre();
  void connectEditors();
  void connectWorker();
  [[nodiscard]] base::Error ofModel(base::Error error) const;
  void openProject();
  void closeProject();
  void restoreDraft();
  void listResults();
  void remarkOnMask(const imaging::Recipe& recipe);
  void takeModel();
  void showDoubts();
  void takeImage(const jobs::ImageReply& image);
  void restoreDrawing(const imaging::Condition& condition);
  void takeDrawing();
  void chooseStored(std::int64_t id);

  Session& session_;
  ComposeDraft draft_;
  widgets::ReportEditor* report_;
  widgets::Canvas* canvas_;
  GeneratePanel* panel_;
  ResultStrip* strip_;
  BackgroundBar* background_;
  QLabel* emptyStrip_;
  QSplitter* columns_;
  QString request_;      // the running one; empty when idle
  QString tokenizerOf_;  // the model whose tokenizer the lens uses
};

}  // namespace chexgen::studio
