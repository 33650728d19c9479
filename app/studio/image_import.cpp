#include "app/studio/image_import.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <array>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "core/imaging/dicom_source.h"
#include "core/imaging/read_grey.h"
#include "core/text/report_findings.h"
#include "core/training/data_table.h"

namespace chexgen::studio {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t problemsTold = 20;

std::string lowerEnding(const fs::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

// DICOM part 10: "DICM" after 128 bytes; scanners write such files without an ending.
bool isDicom(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, 132> head{};
  in.read(head.data(), head.size());
  return in.gcount() == static_cast<std::streamsize>(head.size()) &&
         std::equal(head.end() - 4, head.end(), "DICM");
}

bool looksLikeRadiograph(const fs::path& file) {
  constexpr std::array<const char*, 5> endings{".png", ".jpg", ".jpeg", ".dcm", ".dicom"};
  const std::string ending = lowerEnding(file);
  if (std::find(endings.begin(), endings.end(), ending) != endings.end()) return true;
  return ending.empty() && file.filename() != "DICOMDIR" && isDicom(file);
}

// What the table said, else what a DICOM file says itself.
project::ImageFacts factsOf(const ImportItem& item) {
  if (item.facts != project::ImageFacts{}) return item.facts;
  project::ImageFacts facts;
  if (const auto source = imaging::readDicomSource(item.file)) {
    facts.patient = source->patientId;
    if (source->patientSex == "F") facts.demographics.sex = "Female";
    if (source->patientSex == "M") facts.demographics.sex = "Male";
  }
  return facts;
}

}  // namespace

std::vector<ImportItem> radiographsIn(const fs::path& folder) {
  std::vector<ImportItem> items;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error),
       end;
       !error && entry != end; entry.increment(error)) {
    if (entry->is_regular_file(error) && looksLikeRadiograph(entry->path()))
      items.push_back({entry->path(), {}});
  }
  std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return items;
}

base::Result<std::vector<ImportItem>> radiographsOf(const fs::path& table) {
  CHEXGEN_ASSIGN(const auto read, training::readTable(table));
  const auto stated = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
  };
  std::vector<ImportItem> items;
  for (const training::TableRow& row : read.rows) {
    if (row.image.empty()) continue;
    items.push_back({row.image,
                     {.report = row.prompt,
                      .demographics = {stated(row.sex), row.age, stated(row.race), stated(row.view)},
                      .patient = row.patient,
                      .findings = row.labels.empty() ? text::statedFindings(row.prompt) : row.labels}});
  }
  return items;
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

bool ImageImport::start(project::Project& project, std::vector<ImportItem> items) {
  if (running_) return false;
  running_ = true;
  shared_ = std::make_shared<Shared>();
  const QPointer<ImageImport> self(this);
  QThreadPool::globalInstance()->start([self, shared = shared_, &project, items = std::move(items)] {
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
    const std::lock_guard lock(shared->mutex);
    shared->ended = true;
    shared->done.notify_all();
  });
  return true;
}

}  // namespace chexgen::studio
