#include "core/project/project.h"

#include <atomic>
#include <mutex>
#include <utility>

#include "core/base/file.h"
#include "core/imaging/origin.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/recipe_png.h"
#include "core/jobs/clock.h"
#include "core/project/file_keeping.h"
#include "core/project/image_table.h"
#include "core/project/image_writes.h"
#include "core/project/ingest.h"
#include "core/project/project_open.h"
#include "core/project/run_table.h"
#include "core/project/task_table.h"
#include "core/project/write_queue.h"

namespace chexgen::project {
namespace {

base::Error readOnlyError(const ProjectInfo& info) {
  if (info.readOnlyReason) return *info.readOnlyReason;
  return base::Error{base::ErrorCode::permissionDenied, "The project is open for reading only.", info.folder,
                     "Nothing was changed.", "Close it and open it for writing."};
}

base::Result<void> writeDraftPart(Database& database, std::int64_t draft, const std::string& name,
                                  const std::string& bytes) {
  const std::string now = jobs::timeNow();
  CHEXGEN_TRY(database.run("INSERT OR IGNORE INTO draft (id, created) VALUES (?, ?)", draft, now));
  return database.run(
      "INSERT INTO draft_part (draft, name, bytes, changed) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (draft, name) DO UPDATE SET bytes = ?3, changed = ?4",
      draft, name, Blob{bytes}, now);
}

base::Result<std::int64_t> newestDraft(Database& database) {
  CHEXGEN_ASSIGN(const auto id, database.integer("SELECT max(id) FROM draft"));
  return id.value_or(1);
}

}  // namespace

struct Project::State {
  explicit State(OpenedProject opened)
      : info(std::move(opened.info)), lock(std::move(opened.lock)), reader(std::move(opened.reader)) {
    if (opened.writer) queue = std::make_unique<WriteQueue>(std::move(*opened.writer));
  }
  ~State() {
    if (queue) queue->stop();
    // The writer closes last: only it can bring the log into the database.
    reader.reset();
    queue.reset();
    // An empty lock file says that the project was closed, not left by a kill.
    if (lock) lock->clear();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Posts what needs a transaction of its own; false in a read-only project.
  bool post(Operation operation) {
    if (queue)
      queue->post(std::move(operation));
    else
      wasRefused = true;
    return queue != nullptr;
  }
  bool put(const std::string& key, ValueWrite write) {
    if (queue)
      queue->put(key, std::move(write));
    else
      wasRefused = true;
    return queue != nullptr;
  }
  // One statement about one image.
  template <class... Values>
  void update(const std::string& what, std::int64_t image, const char* sql, const Values&... values) {
    put(what + " " + std::to_string(image),
        [sql, image, values...](Database& database) { return database.run(sql, image, values...); });
  }
  template <class Read>
  auto read(const Read& work) {
    const std::scoped_lock guard(readMutex);
    return work(*reader);
  }

  ProjectInfo info;
  std::optional<jobs::RunLock> lock;
  std::mutex readMutex;
  std::optional<Database> reader;
  std::int64_t draft = 1;
  std::atomic<bool> wasRefused = false;
  std::unique_ptr<WriteQueue> queue;
};

Project::Project(std::unique_ptr<State> state) : state_(std::move(state)) {}
Project::~Project() = default;

base::Result<std::unique_ptr<Project>> Project::create(const std::filesystem::path& folder,
                                                       const OpenOptions& options) {
  CHEXGEN_TRY(makeProjectFolder(folder));
  return open(folder, options);
}

base::Result<std::unique_ptr<Project>> Project::open(const std::filesystem::path& folder,
                                                     const OpenOptions& options) {
  CHEXGEN_ASSIGN(OpenedProject opened, openProjectFolder(folder, options));
  auto state = std::make_unique<State>(std::move(opened));
  CHEXGEN_ASSIGN(state->draft, newestDraft(*state->reader));
  return std::unique_ptr<Project>(new Project(std::move(state)));  // NOLINT: the constructor is private
}

const ProjectInfo& Project::info() const { return state_->info; }

void Project::onWriteState(WriteState callback) {
  if (state_->queue) state_->queue->onState(std::move(callback));
}

void Project::retryFailed() {
  if (state_->queue) state_->queue->retryNow();
}

base::Result<void> Project::flush() {
  if (state_->queue) return state_->queue->flush();
  if (state_->wasRefused) return tl::unexpected<base::Error>(readOnlyError(state_->info));
  return {};
}

std::int64_t Project::currentDraft() const { return state_->draft; }

void Project::saveDraftPart(std::int64_t draft, const std::string& name, std::string bytes) {
  state_->put("draft " + std::to_string(draft) + " " + name,
              [draft, name, kept = std::move(bytes)](Database& database) {
                return writeDraftPart(database, draft, name, kept);
              });
}

base::Result<std::map<std::string, std::string>> Project::loadDraft(std::int64_t draft) const {
  return state_->read([draft](Database& database) -> base::Result<std::map<std::string, std::string>> {
    CHEXGEN_ASSIGN(Statement row, database.prepare("SELECT name, bytes FROM draft_part WHERE draft = ?"));
    row.bindAll(draft);
    std::map<std::string, std::string> parts;
    for (;;) {
      CHEXGEN_ASSIGN(const bool found, row.step());
      if (!found) return parts;
      parts[row.text(0)] = row.text(1);
    }
  });
}

void Project::keepDrawing(const std::string& sha256, Drawing drawing) {
  state_->put("drawing " + sha256, [sha256, kept = std::move(drawing)](Database& database) {
    return database.run("INSERT OR IGNORE INTO drawing (sha256, mask, boxes) VALUES (?, ?, ?)", sha256,
                        Blob{kept.mask}, kept.boxes);
  });
}

base::Result<std::optional<Drawing>> Project::drawing(const std::string& sha256) const {
  return state_->read([&](Database& database) -> base::Result<std::optional<Drawing>> {
    CHEXGEN_ASSIGN(Statement row, database.prepare("SELECT mask, boxes FROM drawing WHERE sha256 = ?"));
    CHEXGEN_ASSIGN(const bool found, row.bindAll(sha256).step());
    if (!found) return std::optional<Drawing>();
    return std::optional(Drawing{row.text(0), row.text(1)});
  });
}

void Project::setSetting(const std::string& key, const base::Json& value) {
  state_->put(
      "setting " + key,
      [key, text = value.dump(-1, ' ', false, base::Json::error_handler_t::replace)](Database& database) {
        return database.run(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) "
            "ON CONFLICT (key) DO UPDATE SET value = ?2",
            key, text);
      });
}

base::Result<std::optional<base::Json>> Project::setting(const std::string& key) const {
  CHEXGEN_ASSIGN(const auto text, state_->read([&](Database& database) {
    return database.text("SELECT value FROM setting WHERE key = ?", key);
  }));
  if (!text) return std::optional<base::Json>();
  CHEXGEN_ASSIGN(base::Json value, base::parseJson(*text, state_->info.folder));
  return std::optional(std::move(value));
}

void Project::takeGenerated(const std::filesystem::path& runFolder, const jobs::ImageReply& reply,
                            const ImageDone& done) {
  const auto take = [folder = state_->info.folder, runFolder = std::filesystem::absolute(runFolder),
                     file = reply.path, sha256 = reply.sha256,
                     done](Database& database) -> base::Result<Step> {
    const auto published = readPublished(folder, runFolder, file, sha256);
    if (!published) {
      if (done) done(tl::unexpected<base::Error>(published.error()));
      return Step::finished;
    }
    std::int64_t id = 0;
    CHEXGEN_TRY(transaction(database, [&]() -> base::Result<void> {
      CHEXGEN_ASSIGN(id, keepGenerated(database, folder, *published, jobs::timeNow()));
      return {};
    }));
    if (done) done(findImage(database, folder, id));
    return Step::finished;
  };
  if (!state_->post(take) && done) done(tl::unexpected<base::Error>(readOnlyError(state_->info)));
}

void Project::importImage(const std::filesystem::path& file, int width, int height, const ImageFacts& facts,
                          const ImageDone& done) {
  const auto take = [folder = state_->info.folder, file = std::filesystem::absolute(file), width, height,
                     facts, done](Database& database) -> base::Result<Step> {
    auto bytes = imaging::readPicture(file);
    if (!bytes) {
      if (done) done(tl::unexpected<base::Error>(bytes.error()));
      return Step::finished;
    }
    const ImportedFile imported{file.filename().string(), std::move(*bytes), width, height, facts};
    std::int64_t id = 0;
    CHEXGEN_TRY(transaction(database, [&]() -> base::Result<void> {
      CHEXGEN_ASSIGN(id, keepImported(database, folder, imported, jobs::timeNow()));
      return {};
    }));
    if (done) done(findImage(database, folder, id));
    return Step::finished;
  };
  if (!state_->post(take) && done) done(tl::unexpected<base::Error>(readOnlyError(state_->info)));
}

base::Result<std::vector<StoredImage>> Project::images(const ImageFilter& filter) const {
  return state_->read([&](Database& database) { return listImages(database, state_->info.folder, filter); });
}

base::Result<std::vector<std::int64_t>> Project::imageIds(const ImageFilter& filter) const {
  return state_->read([&](Database& database) { return listImageIds(database, filter); });
}

base::Result<std::vector<std::string>> Project::models() const {
  return state_->read([](Database& database) { return listModels(database); });
}

base::Result<std::vector<std::string>> Project::findings() const {
  return state_->read([](Database& database) { return listFindings(database); });
}

base::Result<std::int64_t> Project::countImages(const ImageFilter& filter) const {
  return state_->read([&](Database& database) { return project::countImages(database, filter); });
}

base::Result<StoredImage> Project::image(std::int64_t id) const {
  return state_->read([&](Database& database) { return findImage(database, state_->info.folder, id); });
}

base::Result<imaging::Recipe> Project::recipe(std::int64_t id) const {
  CHEXGEN_ASSIGN(const StoredImage stored, image(id));
  CHEXGEN_ASSIGN(const std::filesystem::path file, stored.file.plain());
  auto origin = imaging::originOf(file);
  if (origin.recipe) return std::move(*origin.recipe);
  if (stored.recipe) return *stored.recipe;
  return imaging::readRecipePng(file);  // says why there is none
}

void Project::setNote(std::int64_t id, const std::string& note) {
  state_->update("note", id, "UPDATE image SET note = ?2 WHERE id = ?1", note);
}

void Project::setRating(std::int64_t id, std::optional<int> rating) {
  if (rating && (*rating < worstRating || *rating > bestRating)) rating.reset();
  state_->update("rating", id, "UPDATE image SET rating = ?2 WHERE id = ?1", rating);
}

void Project::binImage(std::int64_t id) {
  state_->update("bin", id, "UPDATE image SET binned = ?2 WHERE id = ?1", jobs::timeNow());
}

void Project::restoreImage(std::int64_t id) {
  state_->update("bin", id, "UPDATE image SET binned = NULL WHERE id = ?1");
}

void Project::emptyBin() {
  state_->post([folder = state_->info.folder](Database& database) -> base::Result<Step> {
    std::vector<base::InsidePath> files;
    CHEXGEN_TRY(transaction(database, [&]() -> base::Result<void> {
      CHEXGEN_ASSIGN(files, removeBinned(database, folder));
      return {};
    }));
    // Rows first: a kill in between leaves a file too many, never one too few.
    for (const base::InsidePath& file : files) static_cast<void>(file.remove());
    return Step::finished;
  });
}

void Project::addTask(const StoredTask& task) {
  state_->put("task " + task.folder.string(),
              [task](Database& database) { return project::addTask(database, task); });
}

void Project::setTaskWish(const std::filesystem::path& folder, jobs::Wish wanted) {
  state_->put("task wish " + folder.string(), [folder, wanted](Database& database) {
    return database.run("UPDATE task SET wanted = ?2 WHERE folder = ?1", folder.string(), jobs::name(wanted));
  });
}

void Project::moveTask(const std::filesystem::path& folder, const std::filesystem::path& before) {
  state_->post([folder, before](Database& database) -> base::Result<Step> {
    CHEXGEN_TRY(transaction(database, [&] { return project::moveTask(database, folder, before); }));
    return Step::finished;
  });
}

void Project::removeTask(const std::filesystem::path& folder) {
  state_->post([folder](Database& database) -> base::Result<Step> {
    CHEXGEN_TRY(database.run("DELETE FROM task WHERE folder = ?1", folder.string()));
    return Step::finished;
  });
}

base::Result<std::vector<StoredTask>> Project::tasks() const {
  return state_->read([](Database& database) { return listTasks(database); });
}

void Project::ingestRun(const std::filesystem::path& runFolder, const IngestDone& done) {
  auto ingest = std::make_shared<Ingest>(state_->info.folder, runFolder, done);
  const bool posted = state_->post([ingest](Database& database) { return ingest->step(database); });
  if (!posted && done) done(IngestReport{0, 0, {readOnlyError(state_->info)}});
}

void Project::ingestRuns(const IngestDone& done) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(state_->info.folder / runsFolder, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->is_directory(error) && !entry->is_symlink(error)) ingestRun(entry->path(), done);
  }
}

base::Result<std::vector<StoredRun>> Project::runs() const {
  return state_->read([](Database& database) { return listRuns(database); });
}

base::Result<std::vector<jobs::Event>> Project::runEvents(const std::string& run,
                                                          const std::string& name) const {
  return state_->read([&](Database& database) { return listEvents(database, run, name); });
}

}  // namespace chexgen::project
