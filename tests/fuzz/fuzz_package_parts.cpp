// A reader's package that is a database as it should be, and wrong in some of its parts: refused, or read;
// what is shown has pictures that can be shown, and another content has another hash.
#include <cstdlib>
#include <fstream>

#include "core/project/database.h"
#include "core/study/package.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/studies.h"

using namespace chexgen;
using project::Database;

namespace {

constexpr std::size_t headerBytes = 100;

struct Written {
  bool whole = true;  // nothing was changed
};

void must(const base::Result<void>& done) {
  if (!done) std::abort();
}

// A table, or something that only looks like one.
bool makeTables(Database& database, fuzz::Choices& choices) {
  const bool whole = !choices.one(12);
  const char* about = "CREATE TABLE about(text)";
  const char* item = "CREATE TABLE item(name, report)";
  const char* picture = "CREATE TABLE picture(item, place, side, greys)";
  if (!whole) {
    switch (choices.below(5)) {
      case 0: about = "CREATE VIEW about AS SELECT hex(randomblob(100)) AS text"; break;
      case 1:
        item =
            "CREATE VIEW item AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < "
            "5000) "
            "SELECT 'a0' AS name, n AS report FROM c";
        break;
      case 2:
        picture =
            "CREATE VIEW picture AS SELECT name AS item, 0 AS place, 8 AS side, report AS greys FROM item";
        break;
      case 3: picture = "CREATE TABLE picture(item, place, side)"; break;
      default: item = "CREATE TABLE things(name, report)"; break;
    }
  }
  for (const char* sql : {about, item, picture}) must(database.execute(sql));
  return whole;
}

// Of a value that stands where a report, a side or greys belong; whether it is another one than should be.
bool putItem(Database& database, const std::string& name, const study::PackageItem& item,
             fuzz::Choices& choices) {
  bool whole = true;
  if (choices.one(16)) {
    whole = false;
    static_cast<void>(
        database.run("INSERT INTO item VALUES(?, ?)", name, static_cast<std::int64_t>(choices.below(9))));
  } else {
    static_cast<void>(database.run("INSERT INTO item VALUES(?, ?)", name, item.report));
  }
  for (std::size_t place = 0; place < item.images.size(); ++place) {
    std::int64_t side = item.images[place].width;
    std::string greys(item.images[place].pixels.begin(), item.images[place].pixels.end());
    if (choices.one(8)) {
      whole = false;
      constexpr std::array<std::int64_t, 8> sides{-1,    0,          1,          7,
                                                  65536, 2147483647, 4294967304, -9223372036854775807};
      if (choices.one(2)) side = sides[choices.below(sides.size())];
      if (choices.one(2)) greys.resize(choices.below(200));
    }
    const project::Blob blob{greys};
    static_cast<void>(database.run("INSERT INTO picture VALUES(?, ?, ?, ?)", name,
                                   static_cast<std::int64_t>(place), side, blob));
  }
  return whole;
}

bool write(const std::filesystem::path& file, const study::PackageInfo& info, fuzz::Choices& choices) {
  std::error_code error;
  std::filesystem::remove(file, error);
  auto database = Database::open(file, Database::Access::create);
  if (!database) std::abort();
  must(database->execute(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 1128814674"));
  must(database->execute("BEGIN"));
  bool whole = makeTables(*database, choices);
  base::Json about{{"schema", 1},
                   {"study", info.study},
                   {"name", info.name},
                   {"reader", info.reader},
                   {"kind", "report_match"},
                   {"questions", base::parseJson(study::toJson(info.questions).dump()).value()},
                   {"show_report", true},
                   {"may_go_back", true},
                   {"keys", {{"public", info.keys.publicKey}, {"private", ""}}},
                   {"order", info.order},
                   {"practice", info.practice}};
  const base::Json honest = about;
  if (choices.one(2)) fuzz::change(about, choices, 4);
  whole = whole && about == honest;
  const std::string text = about.dump(-1, ' ', false, base::Json::error_handler_t::replace);
  static_cast<void>(database->run("INSERT INTO about VALUES(?)", text));
  for (std::size_t i = 0; i < info.order.size(); ++i)
    whole = putItem(*database, info.order[i], fuzz::smallItem(i), choices) && whole;
  must(database->execute("COMMIT"));
  return whole;
}

// Some bytes of the database, its header among them.
bool damage(const std::filesystem::path& file, fuzz::Choices& choices) {
  if (!choices.one(4)) return false;
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<std::size_t>(std::filesystem::file_size(file));
  for (std::size_t left = choices.below(6); left > 0; --left) {
    const std::size_t at = choices.one(2) ? choices.below(headerBytes) : choices.below(65536) % size;
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(static_cast<char>(choices.below(256)));
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto file = fuzz::folderInMemory("package") / "Ward-ann.chexread";
  fuzz::Choices choices(data, size);
  const study::PackageInfo info = fuzz::smallStudy({std::string(64, 'a'), {}});
  bool whole = write(file, info, choices);
  whole = !damage(file, choices) && whole;
  const auto package = study::Package::open(file);
  if (!package) {
    if (whole) std::abort();  // what fits is taken
    return 0;
  }
  for (const std::string& name : package->info().order) {
    const auto item = package->item(name);
    if (!item) continue;
    for (const imaging::Image8& image : item->images)
      if (!imaging::checkImage(image)) std::abort();
  }
  const auto hashes = package->hashes();
  if (whole && !hashes) std::abort();
  if (!hashes) return 0;
  static const std::string honest =
      hashes->whole;  // of the first input, which has no bytes and changes nothing
  if (whole && hashes->whole != honest) std::abort();
  if (hashes->items.size() != package->info().order.size()) std::abort();
  return 0;
}
