// What of a cohort is exported, and where to.
#pragma once

#include <QFrame>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/cohort/export.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace chexgen::studio {

class CohortExportPanel : public QFrame {
  Q_OBJECT

 public:
  explicit CohortExportPanel(QWidget* parent = nullptr);
  ~CohortExportPanel() override;

  // The cohort's folder.
  void setCohort(const std::filesystem::path& folder);
  void setTarget(const std::filesystem::path& folder);
  [[nodiscard]] cohort::ExportOptions options() const;
  // Beside the interface; exported() or failed() follows.
  void start();

 Q_SIGNALS:
  void exported(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  struct Work {
    base::CancelToken cancel;
  };
  void setBusy(bool busy);

  std::filesystem::path folder_;
  std::shared_ptr<Work> work_;
  QLineEdit* target_;
  QComboBox* bits_;
  QComboBox* dicom_;
  QCheckBox *segmentations_, *nifti_, *coco_, *yolo_, *mark_;
  QPushButton *start_, *cancel_;
  QProgressBar* progress_;
};

}  // namespace chexgen::studio
