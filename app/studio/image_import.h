// Brings radiographs into the project: files, a folder of them, or a table that says what each one is.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/radiograph_folder.h"
#include "core/project/project.h"
#include "core/training/data_table.h"

namespace chexgen::studio {

// One radiograph to take.
struct ImportItem {
  std::filesystem::path file;
  project::ImageFacts facts;
};

struct ImportList {
  std::vector<ImportItem> items;
  std::vector<imaging::PassedOver> passedOver;  // what else lies in the folder
  std::vector<std::string> remarks;             // on how the table was read
};

// Every radiograph in the folder and below it (see imaging::radiographsInFolder). formatInvalid when there is
// none, which says what is there instead; otherwise its errors.
[[nodiscard]] base::Result<ImportList> radiographsIn(const std::filesystem::path& folder);
// The rows of a table (see training::readTable: image, report, patient, sex, age, race, view, labels), by the
// columns that are named and else by the usual ones.
[[nodiscard]] base::Result<ImportList> radiographsOf(const std::filesystem::path& table,
                                                     const training::TableColumns& columns = {});

struct ImportOutcome {
  int taken = 0;
  int refused = 0;
  bool cancelled = false;
  std::vector<base::Error> problems;            // of those that were refused, the first twenty
  std::vector<imaging::PassedOver> passedOver;  // files of the folder that are no radiographs
  std::vector<std::string> ofTable;             // remarks on how the table was read
  std::map<std::string, int> remarks;           // what should be known of the radiographs, and of how many
};

// Opens one file after another beside the interface and gives those that are radiographs to the project. A
// file that cannot be read is told at the end and holds nothing up.
class ImageImport : public QObject {
  Q_OBJECT

 public:
  explicit ImageImport(QObject* parent = nullptr);
  ~ImageImport() override;

  // What is to be taken; asked beside the interface, since a folder may be large.
  using Source = std::function<base::Result<ImportList>()>;
  // The project must stay open until finished(). One import at a time; another is refused (false).
  bool start(project::Project& project, Source source);
  void cancel();
  // Waits for what is being done; nothing is told any more.
  void stop();
  [[nodiscard]] bool isRunning() const { return running_; }

 Q_SIGNALS:
  void progress(int done, int total);
  void finished(const chexgen::studio::ImportOutcome& outcome);
  // There is nothing to take; finished() does not follow.
  void failed(const chexgen::base::Error& error);

 private:
  struct Shared;
  bool running_ = false;
  std::shared_ptr<Shared> shared_;
};

}  // namespace chexgen::studio
