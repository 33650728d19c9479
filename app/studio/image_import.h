// Brings radiographs into the project: files, a folder of them, or a table that says what each one is.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/project/project.h"

namespace chexgen::studio {

// One radiograph to take.
struct ImportItem {
  std::filesystem::path file;
  project::ImageFacts facts;
};

// Every file below the folder whose name ends as a radiograph's does or that is a DICOM file by its content,
// in order of names.
[[nodiscard]] std::vector<ImportItem> radiographsIn(const std::filesystem::path& folder);
// The rows of a table (see training::readTable: image, report, patient, sex, age, race, view, labels).
[[nodiscard]] base::Result<std::vector<ImportItem>> radiographsOf(const std::filesystem::path& table);

struct ImportOutcome {
  int taken = 0;
  int refused = 0;
  bool cancelled = false;
  std::vector<base::Error> problems;  // of those that were refused, the first twenty
};

// Opens one file after another beside the interface and gives those that are radiographs to the project. A
// file that cannot be read is told at the end and holds nothing up.
class ImageImport : public QObject {
  Q_OBJECT

 public:
  explicit ImageImport(QObject* parent = nullptr);
  ~ImageImport() override;

  // The project must stay open until finished(). One import at a time; another is refused (false).
  bool start(project::Project& project, std::vector<ImportItem> items);
  void cancel();
  // Waits for what is being done; nothing is told any more.
  void stop();
  [[nodiscard]] bool isRunning() const { return running_; }

 Q_SIGNALS:
  void progress(int done, int total);
  void finished(const chexgen::studio::ImportOutcome& outcome);

 private:
  struct Shared;
  bool running_ = false;
  std::shared_ptr<Shared> shared_;
};

}  // namespace chexgen::studio
