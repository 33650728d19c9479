// What lies under the drawing, and the ways in and out of the canvas: open a radiograph, choose its frame and
// presentation, import and export masks, boxes and the generated radiograph itself.
#pragma once

#include <QElapsedTimer>
#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/studio/background.h"
#include "app/studio/drawing_files.h"
#include "core/base/error.h"

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QSpinBox;

namespace chexgen::widgets {
class Canvas;
}

namespace chexgen::studio {

class Session;

class BackgroundBar : public QWidget {
  Q_OBJECT

 public:
  // Both outlive the bar.
  BackgroundBar(Session& session, widgets::Canvas& canvas, QWidget* parent = nullptr);

  // What was kept in a draft, see backgroundJson; anything else shows nothing.
  void restore(const std::string& json);
  void showStored(std::int64_t id);
  void showNothing();
  // Of a radiograph that is being made; a preview that cannot be read, or comes too soon after another,
  // is passed over.
  void showPreview(const QByteArray& png, int step);
  // Back to what was there before the previews.
  void endPreview();
  void setReadOnly(bool readOnly);
  // The stored image that is shown; 0: none.
  [[nodiscard]] std::int64_t storedImage() const {
    return shown_.kind == Background::Kind::image ? shown_.image : 0;
  }

  // Each as its menu entry does once a file has been chosen. Failures are told by failed().
  void openRadiograph(const std::filesystem::path& file);
  void importMask(const std::filesystem::path& file);
  void importBoxes(const std::filesystem::path& file);
  void exportMask(const std::filesystem::path& file);
  void exportBoxes(const std::filesystem::path& file);
  void exportRadiograph(const std::filesystem::path& file);
  // Another frame of a file with several; beyond the ends nothing happens. Whether there are several.
  bool moveFrame(int delta);

 Q_SIGNALS:
  // A person chose another background.
  void changed(const std::string& json);
  // Which stored image is shown now; 0: none.
  void storedShown(std::int64_t id);
  // What was done, in a few words.
  void told(const QString& text);
  // What a person should know of a file that was read all the same; empty: nothing.
  void remarked(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  void buildMenus();
  QAction* addFileAction(QMenu* menu, const QString& text, const QString& title, const QString& filter,
                         bool save, void (BackgroundBar::*act)(const std::filesystem::path&));
  void show(const Background& background, const GreyPointer& image);
  void showFile(const Background& background);
  void showPickers(const imaging::GreyImage* image);
  [[nodiscard]] base::Result<DrawnOn> drawnOn() const;
  void report(const base::Result<void>& outcome, const QString& done, const std::function<void()>& retry);

  Session& session_;
  widgets::Canvas& canvas_;
  Background shown_;
  bool preview_ = false;
  QElapsedTimer sincePreview_;
  bool readOnly_ = false;
  QLabel* caption_;
  QSpinBox* frame_;
  QComboBox* presentation_;
  std::vector<QAction*> imports_;
  QAction* exportRadiograph_ = nullptr;
};

}  // namespace chexgen::studio
