#include "app/studio/image_import.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>

#include "core/imaging/dicom_source.h"
#include "core/imaging/read_grey.h"
#include "core/text/demographics.h"
#include "core/text/report_findings.h"
#include "core/training/data_table.h"
#include "core/training/table_columns.h"

namespace chexgen::studio {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t problemsTold = 20;

// What the table said, else what a DICOM file says itself.
project::ImageFacts factsOf(const ImportItem& item) {
  if (item.facts != project::ImageFacts{}) return item.facts;
  project::ImageFacts facts;
  if (const auto source = imaging::readDicomSource(item.file)) {
    facts.patient = source->patientId;
    facts.demographics.sex = text::sexFrom(source->patientSex).value_or(std::nullopt);
  }
  return facts;
}

}  // namespace

base::Result<ImportList> radiographsIn(const fs::path& folder) {
  CHEXGEN_ASSIGN(auto found, imaging::radiographsInFolder(folder));
  ImportList list{.items = {}, .passedOver = std::move(found.passedOver)};
  for (fs::path& file : found.files) list.items.push_back({std::move(file), {}});
  if (list.items.empty()) {
    std::string message = "The folder holds no radiograph: no PNG, JPEG or DICOM image.";
    if (const std::string line = imaging::passedOverLine(list.passedOver, 3); !line.empty())
      message += " " + line + ".";
    return base::fail(base::ErrorCode::formatInvalid, message, folder, "Nothing was changed.",
                      "Choose the folder that the radiographs lie in.");
  }
  return list;
}

base::Result<ImportList> radiographsOf(const fs::path& table, const training::TableColumns& columns) {
  CHEXGEN_ASSIGN(auto read, training::readTable(table, {.columns = columns}));
  const auto stated = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
  };
  ImportList list;
  list.remarks.push_back(training::columnsInWords(read));
  list.remarks.insert(list.remarks.end(), std::make_move_iterator(read.remarks.begin()),
                      std::make_move_iterator(read.remarks.end()));
  std::size_t unnamed = 0;
  for (const training::TableRow& row : read.rows) {
    if (row.image.empty()) {
      ++unnamed;
      continue;
    }
    list.items.push_back({row.image,
                          {.report = row.prompt,
                           .demographics = {stated(row.sex), row.age, stated(row.race), stated(row.view)},
                           .patient = row.patient,
                           .findings = row.labels.empty() ? text::statedFindings(row.prompt) : row.labels}});
  }
  if (unnamed > 0)
    list.remarks.push_back("Rows that name no image, passed over: " + std::to_string(unnamed) + ".");
  return list;
}

struct ImageImport::Shared {
  std::atomic<bool> cancelled = false;
  std::mutex mutex;
  std::condition_variable done;
  bool ended = false;
};

ImageImport::ImageImport(QObject* parent) : QObject(parent) {}

ImageImport::~ImageImport() { stop(); }

void ImageImport::cancel() {
  if (shared_) shared_->cancelled = true;
}

void ImageImport::stop() {
  if (!running_) return;
  cancel();
  std::unique_lock lock(shared_->mutex);
  shared_->done.wait(lock, [this] { return shared_->ended; });
  running_ = false;
  shared_.reset();
}

bool ImageImport::start(project::Project& project, Source source) {
  if (running_) return false;
  running_ = true;
  shared_ = std::make_shared<Shared>();
  const QPointer<ImageImport> self(this);
  QThreadPool::globalInstance()->start([self, shared = shared_, &project, source = std::move(source)] {
    auto outcome = std::make_shared<ImportOutcome>();
    const auto tell = [&](auto told) {
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [self, shared, told] {
            if (!self.isNull() && self->shared_ == shared) told(*self);
          },
          Qt::QueuedConnection);
    };
    const auto refuse = [&](const base::Error& error) {
      ++outcome->refused;
      if (outcome->problems.size() < problemsTold) outcome->problems.push_back(error);
    };
    const auto end = [&shared] {
      const std::lock_guard lock(shared->mutex);
      shared->ended = true;
      shared->done.notify_all();
    };
    auto list = source();
    if (!list) {
      tell([error = list.error()](ImageImport& import) {
        import.running_ = false;
        import.shared_.reset();
        Q_EMIT import.failed(error);
      });
      end();
      return;
    }
    const std::vector<ImportItem>& items = list->items;
    outcome->passedOver = std::move(list->passedOver);
    outcome->ofTable = std::move(list->remarks);
    for (std::size_t i = 0; i < items.size() && !shared->cancelled; ++i) {
      const auto image = imaging::readGreyImage(items[i].file);
      if (!image) {
        refuse(image.error());
      } else {
        // The answer may come long after a flush that the disk refused.
        const auto refused = std::make_shared<std::optional<base::Error>>();
        project.importImage(items[i].file, image->width, image->height, factsOf(items[i]),
                            [refused](const base::Result<project::StoredImage>& taken) {
                              if (!taken) *refused = taken.error();
                            });
        if (const auto written = project.flush(); !written) {
          refuse(written.error());
          break;  // the disk refuses; what was posted is tried again when there is a way
        }
        if (*refused) {
          refuse(**refused);
        } else {
          ++outcome->taken;
          for (const std::string& remark : image->remarks) ++outcome->remarks[remark];
        }
      }
      tell([done = static_cast<int>(i) + 1, total = static_cast<int>(items.size())](ImageImport& import) {
        Q_EMIT import.progress(done, total);
      });
    }
    outcome->cancelled = shared->cancelled;
    tell([outcome](ImageImport& import) {
      import.running_ = false;
      import.shared_.reset();
      Q_EMIT import.finished(*outcome);
    });
    end();
  });
  return true;
}

}  // namespace chexgen::studio
