// A project that a stranger changed: its database in which everything fits, but for the values that the
// fuzzer's bytes put into some cells, of any type and against every rule of the tables. It is opened, looked
// through, checked and worked on; nothing outside its folder may change.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "core/base/file.h"
#include "core/project/check.h"
#include "core/project/project.h"
#include "tests/fuzz/choices.h"
#include "tests/project/made_images.h"

using namespace chexgen;

namespace {

namespace fs = std::filesystem;
using project::Project;

constexpr const char* outside = "outside.txt";

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Connection connected(const fs::path& file) {
  sqlite3* connection = nullptr;
  if (sqlite3_open_v2(file.c_str(), &connection, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) std::abort();
  return {connection, sqlite3_close};
}

void run(sqlite3* connection, const std::string& sql) {
  sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
}

std::vector<std::string> texts(sqlite3* connection, const std::string& sql) {
  std::vector<std::string> found;
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, sql.c_str(), -1, &statement, nullptr);
  while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW)
    found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  sqlite3_finalize(statement);
  return found;
}

// A project with all that one can hold, and its tables without the rules that a stranger need not keep.
void makeTemplate(const fs::path& place) {
  auto made = Project::create(place);
  if (!made) std::abort();
  Project& project = **made;
  for (std::uint64_t seed = 1; seed <= 2; ++seed)
    project.takeGenerated(place / "runs/worker",
                          tests::publish(place / "runs/worker", tests::madeRecipe(seed, seed == 2)));
  project.saveDraftPart(project.currentDraft(), "report", "Effusion.");
  project.setSetting("settings", base::Json{{"steps", 3}});
  project.keepDrawing(std::string(64, 'd'), {"mask", R"({"schema":1,"boxes":[]})"});
  project.addTask({.folder = "runs/task", .kind = "generate", .name = "Task", .device = "auto"});
  project.ingestRuns();
  if (!project.flush()) std::abort();
  project.setRating(1, 2);
  project.binImage(2);
  if (!project.flush()) std::abort();
  made->reset();
  const Connection connection = connected(place / "project.sqlite");
  run(connection.get(),
      "PRAGMA journal_mode = DELETE; PRAGMA writable_schema = ON; "
      "UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT, WITHOUT', ') WITHOUT'), ') STRICT', "
      "')');");
}

void bindStrange(sqlite3_stmt* statement, fuzz::Choices& choices) {
  switch (choices.below(8)) {
    case 0: sqlite3_bind_null(statement, 1); return;
    case 1: sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(choices.below(5)) - 2); return;
    case 2: sqlite3_bind_int64(statement, 1, choices.one(2) ? INT64_MAX : INT64_MIN); return;
    case 3: sqlite3_bind_double(statement, 1, choices.one(2) ? 1e300 : -0.5); return;
    case 4: {
      const std::string name = std::string(choices.one(2) ? "../" : "images/../../") + outside;
      sqlite3_bind_text(statement, 1, name.c_str(), -1, SQLITE_TRANSIENT);
      return;
    }
    case 5: sqlite3_bind_zeroblob(statement, 1, static_cast<int>(choices.below(100))); return;
    default: {
      const base::Json strange = fuzz::strangeValue(choices);
      const std::string text = strange.is_string() ? strange.get<std::string>() : strange.dump();
      sqlite3_bind_text(statement, 1, text.c_str(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
  }
}

void changeCells(const fs::path& database, fuzz::Choices& choices) {
  const Connection connection = connected(database);
  run(connection.get(),
      "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;");
  static const std::vector<std::string> tables = texts(
      connection.get(), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
  for (std::size_t left = 1 + choices.below(4); left > 0; --left) {
    const std::string& table = tables[choices.below(tables.size())];
    const auto columns = texts(connection.get(), "SELECT name FROM pragma_table_info('" + table + "')");
    const std::string& column = columns[choices.below(columns.size())];
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(connection.get(),
                       ("UPDATE OR REPLACE \"" + table + "\" SET \"" + column + "\" = ?1").c_str(), -1,
                       &statement, nullptr);
    if (statement == nullptr) continue;
    bindStrange(statement, choices);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
  }
  if (choices.one(16))
    run(connection.get(), "PRAGMA user_version = " + std::to_string(static_cast<int>(choices.below(7)) - 1));
}

void lookThrough(const Project& project) {
  for (const bool binned : {false, true})
    if (const auto images = project.images({.binned = binned}))
      for (const project::StoredImage& image : *images) {
        static_cast<void>(project.image(image.id));
        static_cast<void>(project.recipe(image.id));
      }
  static_cast<void>(project.models());
  static_cast<void>(project.findings());
  static_cast<void>(project.countImages({.text = "a", .leastRating = 1}));
  static_cast<void>(project.loadDraft(project.currentDraft()));
  static_cast<void>(project.setting("settings"));
  static_cast<void>(project.drawing(std::string(64, 'd')));
  static_cast<void>(project.tasks());
  if (const auto runs = project.runs())
    for (const project::StoredRun& one : *runs) static_cast<void>(project.runEvents(one.id));
}

void work(Project& project) {
  project.saveDraftPart(project.currentDraft(), "report", "Edema.");
  project.setRating(1, -2);
  project.moveTask("runs/task", {});
  project.ingestRuns();
  project.emptyBin();
  static_cast<void>(project.flush());
}

struct Place {
  fs::path path;
  Place() {
    std::string pattern =
        (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / "chexgen-fuzz-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path = pattern;
    makeTemplate(path / "Template.chexgen");
    if (!base::writeFileAtomically(path / outside, "not the project's")) std::abort();
  }
  ~Place() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Place place;
  fuzz::Choices choices(data, size);
  const fs::path folder = place.path / "Chest.chexgen";
  fs::remove_all(folder);
  fs::copy(place.path / "Template.chexgen", folder, fs::copy_options::recursive);
  changeCells(folder / "project.sqlite", choices);
  static_cast<void>(project::checkProject(folder));
  if (const auto looked = Project::open(folder, {.readOnly = true})) lookThrough(**looked);
  if (auto opened = Project::open(folder)) {
    lookThrough(**opened);
    work(**opened);
  }
  if (!fs::exists(place.path / outside)) std::abort();
  return 0;
}
