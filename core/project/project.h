// An open project folder: NAME.chexgen/ with its database, images and runs. Everything is written as it
// happens; there is nothing to save.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/recipe.h"
#include "core/jobs/event.h"
#include "core/jobs/protocol.h"
#include "core/jobs/run_folder.h"
#include "core/project/stored_image.h"
#include "core/project/stored_run.h"
#include "core/project/stored_task.h"

namespace chexgen::project {

struct OpenOptions {
  bool readOnly = false;
  // Writes although the lock names a process on another host that cannot be seen from here: only after a
  // person has said that it is gone.
  bool takeOver = false;
  // Whether the folder is on a network share; unset: the file system is asked.
  std::optional<bool> networkShare = {};
};

struct ProjectInfo {
  std::string name;              // the folder's name without ".chexgen"
  std::filesystem::path folder;  // absolute
  bool readOnly = false;
  // Why, unless it was asked for: `locked` (see heldBy), permissionDenied, diskFull, formatUnsupported (the
  // file system has no locks) or formatInvalid (damaged, and read all the same because readOnly was asked).
  std::optional<base::Error> readOnlyReason;
  std::optional<jobs::LockOwner> heldBy;  // the other program that has it open for writing
  bool clearedStaleLock = false;          // the last program that wrote was killed
  bool networkShare = false;              // rollback journal instead of WAL
  int migratedFrom = 0;                   // the version before this opening; 0 when it was the present one
};

// May be used from any thread. Functions that change something return at once: the change is posted and
// written in order by a thread of its own, each all or nothing. One that the disk refuses stays first in the
// queue and is tried again with growing pauses (1 s … 30 s), so nothing behind it is lost or overtakes it.
// Functions that read see what has been written so far; flush() first to see what was just posted.
//
// In a read-only project a change is refused: its `done` gets the error at once, and flush() returns it.
// `done` callbacks come from the writing thread, also while the project is being destroyed; they may post,
// and must not flush. Where an image cannot be taken, `done` gets the error: that is final, and the queue
// goes on.
class Project {
 public:
  using ImageDone = std::function<void(const base::Result<StoredImage>&)>;
  using IngestDone = std::function<void(const IngestReport&)>;
  // Nothing: all is well again.
  using WriteState = std::function<void(const std::optional<base::Error>&)>;

  // Makes the folder, whole or not at all, and opens it. The name must end in ".chexgen". Fails with
  // argumentInvalid (another ending, or something is there already), diskFull, permissionDenied or
  // fileUnwritable.
  [[nodiscard]] static base::Result<std::unique_ptr<Project>> create(const std::filesystem::path& folder,
                                                                     const OpenOptions& options = {});

  // Opens it for writing, or read-only where info() says why: held by another program, no permission. An
  // older database is brought up to date, after a copy was put beside it (project.sqlite.before-N). Fails
  // with fileMissing (no folder), formatUnsupported (no project, or of a newer version) or formatInvalid
  // (damaged); no byte of the folder has changed then.
  [[nodiscard]] static base::Result<std::unique_ptr<Project>> open(const std::filesystem::path& folder,
                                                                   const OpenOptions& options = {});

  // Writes what is pending; if the disk refuses even now, that is lost. Call flush() before to know.
  ~Project();
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  [[nodiscard]] const ProjectInfo& info() const;

  // ---- writing ----

  // Told from the writing thread: once when writing begins to fail, and once with nothing when it works
  // again. An error of the code `internal` is a fault of this program; that one change is dropped.
  void onWriteState(WriteState callback);
  // Tries the failed write again now instead of after the pause.
  void retryFailed();
  // Waits until everything posted before is on the disk; the error when the disk refuses it.
  [[nodiscard]] base::Result<void> flush();

  // ---- drafts: what is being composed, in parts (report, demographics, mask, boxes, settings, background)
  // ----

  [[nodiscard]] std::int64_t currentDraft() const;
  // Replaces one part. Parts that wait in a row are written together, and one that was saved twice only once.
  void saveDraftPart(std::int64_t draft, const std::string& name, std::string bytes);
  [[nodiscard]] base::Result<std::map<std::string, std::string>> loadDraft(std::int64_t draft) const;

  // ---- drawings that images were guided by, under the hash that their recipes name ----

  void keepDrawing(const std::string& sha256, Drawing drawing);  // one that is there stays
  [[nodiscard]] base::Result<std::optional<Drawing>> drawing(const std::string& sha256) const;

  // ---- settings of the project ----

  void setSetting(const std::string& key, const base::Json& value);
  [[nodiscard]] base::Result<std::optional<base::Json>> setting(const std::string& key) const;

  // ---- images ----

  // Takes an image that a worker has published in `runFolder`: its SHA-256 is compared, the PNG kept as it is
  // (a hard link where possible). One that is there already is answered again (and leaves the bin). `done`
  // gets hashMismatch, fileMissing, formatInvalid or formatForbidden when it cannot be taken.
  void takeGenerated(const std::filesystem::path& runFolder, const jobs::ImageReply& reply,
                     const ImageDone& done = {});
  // Copies a file, byte for byte, of up to 1 GiB. The caller has opened it and knows its size in pixels. One
  // that is there already is answered again; it takes the facts if it had none.
  void importImage(const std::filesystem::path& file, int width, int height, const ImageFacts& facts = {},
                   const ImageDone& done = {});

  [[nodiscard]] base::Result<std::vector<StoredImage>> images(const ImageFilter& filter = {}) const;
  // Only their numbers, which is quick also for ten thousand.
  [[nodiscard]] base::Result<std::vector<std::int64_t>> imageIds(const ImageFilter& filter = {}) const;
  [[nodiscard]] base::Result<std::int64_t> countImages(const ImageFilter& filter = {}) const;
  // What there is to filter by, outside the bin, in alphabetical order.
  [[nodiscard]] base::Result<std::vector<std::string>> models() const;
  [[nodiscard]] base::Result<std::vector<std::string>> findings() const;
  // Fails with argumentInvalid when there is none.
  [[nodiscard]] base::Result<StoredImage> image(std::int64_t id) const;
  // The recipe of a generated image whole, out of its file; the errors of imaging::readRecipePng.
  [[nodiscard]] base::Result<imaging::Recipe> recipe(std::int64_t id) const;

  void setNote(std::int64_t id, const std::string& note);
  void setRating(std::int64_t id, std::optional<int> rating);  // -2 … +2, another is taken as none
  void binImage(std::int64_t id);
  void restoreImage(std::int64_t id);
  // Removes the binned images for good, with masks that no other image uses. What a run has published stays
  // in the run folder.
  void emptyBin();

  // ---- tasks: jobs in the order in which they get their turn ----

  // At the end of the queue. Its run folder holds spec.json already.
  void addTask(const StoredTask& task);
  void setTaskWish(const std::filesystem::path& folder, jobs::Wish wanted);
  // In front of another; at the end when that is empty.
  void moveTask(const std::filesystem::path& folder, const std::filesystem::path& before);
  // Takes it off the list; its run folder stays.
  void removeTask(const std::filesystem::path& folder);
  [[nodiscard]] base::Result<std::vector<StoredTask>> tasks() const;  // the next first

  // ---- runs ----

  // Takes in what a run folder tells and this project does not know yet: its events (progress apart), each
  // once, and the images that they name. May be called at any time, also while the run goes on.
  void ingestRun(const std::filesystem::path& runFolder, const IngestDone& done = {});
  // The same for every folder in runs/: after a kill, what was published and not yet taken comes in.
  void ingestRuns(const IngestDone& done = {});
  [[nodiscard]] base::Result<std::vector<StoredRun>> runs() const;  // the one that changed last first
  // The events of a run in order of attempt and sequence, all or those of one name.
  [[nodiscard]] base::Result<std::vector<jobs::Event>> runEvents(const std::string& run,
                                                                 const std::string& name = {}) const;

 private:
  struct State;
  explicit Project(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace chexgen::project
