// The cases of a new study: taken from Gallery, a folder or a table, and looked through.
#pragma once

#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/study/case_sources.h"
#include "core/study/design.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace chexgen::studio {

class ColumnPickers;
class Session;

class StudyCases : public QWidget {
  Q_OBJECT

 public:
  explicit StudyCases(Session& session, QWidget* parent = nullptr);

  // The images that "From Gallery" takes: asked when the button is pressed.
  void setGallery(std::function<std::vector<std::int64_t>()> ids) { gallery_ = std::move(ids); }

  // Each replaces the cases. Generated images are of the arm of their model, imported ones of the arm "real".
  void takeImages(const std::vector<std::int64_t>& ids);
  void takeFolder(const std::filesystem::path& folder);
  // Its columns are shown and can be changed; what is wrong with it is told beneath them.
  void takeTable(const std::filesystem::path& table);
  void clear();

  [[nodiscard]] const std::vector<study::Case>& cases() const { return cases_; }
  // How many of them were named for practice.
  [[nodiscard]] int practice() const;

 Q_SIGNALS:
  void changed();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  QWidget* buildSources();
  QWidget* buildColumns();
  void take(base::Result<study::CaseList> list);
  // With the columns that are chosen now.
  void readTable();
  void forgetTable();
  void tell(const QStringList& lines, const char* role);
  void removeSelected();
  void list();

  Session& session_;
  std::function<std::vector<std::int64_t>()> gallery_;
  std::vector<study::Case> cases_;
  QComboBox* strata_;
  std::filesystem::path tableFile_;  // that the cases come from; empty: from elsewhere
  ColumnPickers* columns_;
  QWidget* columnsRow_;
  QTableWidget* table_;
  QLabel* remarks_;  // what was understood otherwise than written, and what was passed over
  QPushButton* remove_;
};

}  // namespace chexgen::studio
