// A reader's package that is a database as it should be, and wrong in some of its parts: refused, or read;
// what is shown has pictures that can be shown, and another content has another hash.
#include <array>
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

void must(const base::Result<void>& done) {
  if (!done) std::abort();
}

// One change of one part, as a tool for databases makes it; what the database does not take is left.
void changeDatabase(Database& database, const study::PackageInfo& info, fuzz::Choices& choices) {
  const std::string name = info.order[choices.below(info.order.size())];
  const auto run = [&](std::string_view sql, const auto&... values) {
    static_cast<void>(database.run(sql, values...));
  };
  constexpr std::array<std::int64_t, 8> sides{-1,    0,          1,          7,
                                              65536, 2147483647, 4294967304, -9223372036854775807};
  switch (choices.below(8)) {
    case 0: run("UPDATE item SET report = ? WHERE name = ?", choices.text(), name); break;
    case 1:
      run("UPDATE picture SET side = ? WHERE item = ?", sides[choices.below(sides.size())], name);
      break;
    case 2:
      run("UPDATE picture SET greys = zeroblob(?) WHERE item = ?",
          static_cast<std::int64_t>(choices.below(200)), name);
      break;
    case 3: run("DELETE FROM picture WHERE item = ?", name); break;
    case 4: run("DELETE FROM item WHERE name = ?", name); break;
    case 5: run("INSERT INTO about SELECT text || ' ' FROM about"); break;
    case 6:
      run("UPDATE picture SET place = place + ?, greys = 'text' WHERE item = ?",
          static_cast<std::int64_t>(choices.below(3)), name);
      break;
    default: {
      constexpr std::array<const char*, 5> schemas{
          "DROP TABLE about; CREATE VIEW about AS SELECT hex(randomblob(100)) AS text",
          "DROP TABLE item; CREATE VIEW item AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM "
          "c WHERE n "
          "< 5000) SELECT 'a0' AS name, n AS report FROM c",
          "DROP TABLE picture; CREATE VIEW picture AS SELECT name AS item, 0 AS place, 8 AS side, report AS "
          "greys FROM "
          "item",
          "ALTER TABLE picture DROP COLUMN side", "ALTER TABLE item RENAME TO things"};
      static_cast<void>(database.execute(schemas[choices.below(schemas.size())]));
    }
  }
}

void changeAbout(Database& database, fuzz::Choices& choices) {
  const auto text = database.text("SELECT text FROM about");
  if (!text || !*text) std::abort();
  base::Json about = base::parseJson(**text).value();
  fuzz::change(about, choices, 4);
  static_cast<void>(database.run("UPDATE about SET text = ?",
                                 about.dump(-1, ' ', false, base::Json::error_handler_t::replace)));
}

// Whether it is as it was made.
bool write(const std::filesystem::path& file, const study::PackageInfo& info, fuzz::Choices& choices) {
  std::error_code error;
  std::filesystem::remove(file, error);
  auto writer = study::PackageWriter::create(file);
  if (!writer) std::abort();
  for (std::size_t i = 0; i < info.order.size(); ++i) must(writer->add(info.order[i], fuzz::smallItem(i)));
  must(writer->finish(info));
  const bool about = choices.one(2);
  const std::size_t parts = choices.one(2) ? choices.below(4) : 0;
  if (!about && parts == 0) return true;
  auto database = Database::open(file, Database::Access::readWrite);
  if (!database) std::abort();
  must(database->execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
  if (about) changeAbout(*database, choices);
  for (std::size_t i = 0; i < parts; ++i) changeDatabase(*database, info, choices);
  return false;
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
