// Every image of the project: filters on the left, the grid, what is known of the chosen one on the right.
#pragma once

#include <QTimer>
#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "app/studio/image_import.h"
#include "core/base/error.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;
class QStackedWidget;

namespace chexgen::widgets {
class GalleryModel;
class GalleryView;
class ThumbnailCache;
}  // namespace chexgen::widgets

namespace chexgen::studio {

class GalleryDetails;
class GalleryFilters;
class Session;
class TableImportPanel;

class GalleryRoom : public QWidget {
  Q_OBJECT

 public:
  explicit GalleryRoom(Session& session, QWidget* parent = nullptr);

  // Reads the list again when it is looked at next, or now if it is.
  void refresh();
  void saveLayout() const;
  // The images that are chosen; all that pass the filter when none is.
  [[nodiscard]] std::vector<std::int64_t> chosenOrShown() const;

  // Each as its button does once something has been chosen.
  void importFolder(const std::filesystem::path& folder);
  void importTable(const std::filesystem::path& table, const training::TableColumns& columns = {});
  // Shows how the columns of a table are taken, to be changed, before it is imported.
  void lookAtTable(const std::filesystem::path& table);
  void exportTo(const std::filesystem::path& folder);
  void binSelected();  // in the bin: brings them back

  [[nodiscard]] widgets::GalleryModel* model() const { return model_; }
  [[nodiscard]] widgets::GalleryView* view() const { return view_; }
  [[nodiscard]] GalleryFilters* filters() const { return filters_; }
  [[nodiscard]] GalleryDetails* details() const { return details_; }

 Q_SIGNALS:
  // Everything of Compose as it was when this image was made.
  void restoreAsked(std::int64_t id);
  // Under the drawing in Compose.
  void showInCompose(std::int64_t id);
  void compareAsked(const std::vector<std::int64_t>& ids);
  void fineTuneAsked(const std::vector<std::int64_t>& ids);
  void studyAsked(const std::vector<std::int64_t>& ids);
  void told(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* buildCentre();
  QWidget* buildActions();
  QWidget* buildImport();
  QWidget* buildNotes();
  void buildEmpty();
  void connectParts();
  void openProject();
  void closeProject();
  void applyFilter();
  void showSelection();
  void showRemarks();
  void showCount();
  void rateSelected(std::optional<int> rating);
  void startImport(ImageImport::Source source);
  void importEnded(const ImportOutcome& outcome);
  void showNotes(const ImportOutcome& outcome);
  void askImportFolder();
  void askImportTable();
  void askExport();

  Session& session_;
  widgets::ThumbnailCache* thumbnails_;
  widgets::GalleryModel* model_;
  widgets::GalleryView* view_;
  GalleryFilters* filters_;
  GalleryDetails* details_;
  ImageImport import_;
  QTimer soon_;         // gathers changes that come in a row
  bool stale_ = false;  // the list is read again when it is looked at
  QStackedWidget* pages_;
  QLabel* emptyText_;
  QPushButton* emptyImport_;
  QSlider* size_;
  QPushButton* restore_;
  QPushButton* show_;
  QPushButton* compare_;
  QPushButton* fineTune_;
  QPushButton* study_;
  QPushButton* export_;
  QPushButton* bin_;
  QPushButton* emptyBin_;
  QPushButton* importButton_;
  TableImportPanel* tableImport_;
  QWidget* importing_;
  QProgressBar* importProgress_;
  QWidget* notes_;  // what the last import passed over or remarked on
  QLabel* notesText_;
};

}  // namespace chexgen::studio
