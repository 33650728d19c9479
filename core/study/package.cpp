#include "core/study/package.h"

#include <utility>

#include "core/base/file_name.h"
#include "core/base/json.h"
#include "core/base/open_file.h"
#include "core/base/sha256.h"
#include "core/project/database.h"
#include "core/project/schema_check.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;
using project::Database;

constexpr std::int64_t packageSchema = 1;
constexpr std::int64_t applicationId = 0x43485852;  // "CHXR": what `file` and we know a package by
constexpr const char* tables =
    "CREATE TABLE about(text TEXT NOT NULL);"
    "CREATE TABLE item(name TEXT PRIMARY KEY, report TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE picture(item TEXT NOT NULL, place INTEGER NOT NULL, side INTEGER NOT NULL, greys BLOB NOT "
    "NULL,"
    " PRIMARY KEY(item, place)) WITHOUT ROWID;";

OrderedJson aboutJson(const PackageInfo& info) {
  OrderedJson json;
  json["schema"] = packageSchema;
  json["notice"] = "May contain synthetic images. Not for diagnosis.";
  json["study"] = info.study;
  json["name"] = info.name;
  json["reader"] = info.reader;
  json["kind"] = name(info.kind);
  json["questions"] = toJson(info.questions);
  json["show_report"] = info.showReport;
  json["may_go_back"] = info.mayGoBack;
  json["keys"] = {{"public", info.keys.publicKey}, {"private", info.keys.privateKey}};
  json["order"] = info.order;
  json["practice"] = info.practice;
  return json;
}

Result<PackageInfo> aboutFrom(const Json& json, const fs::path& file) {
  PackageInfo info;
  CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(json, "schema", file));
  if (schema != packageSchema)
    return base::fail(ErrorCode::formatUnsupported,
                      "The package is of a version that this program does not know.", file);
  CHEXGEN_ASSIGN(info.study, base::jsonValue<std::string>(json, "study", file));
  CHEXGEN_ASSIGN(info.name, base::jsonValue<std::string>(json, "name", file));
  CHEXGEN_ASSIGN(info.reader, base::jsonValue<std::string>(json, "reader", file));
  CHEXGEN_ASSIGN(const auto kind, base::jsonValue<std::string>(json, "kind", file));
  CHEXGEN_ASSIGN(info.kind, studyKindNamed(kind, file));
  CHEXGEN_ASSIGN(const auto questions, base::jsonValue<Json>(json, "questions", file));
  CHEXGEN_ASSIGN(info.questions, questionsFromJson(questions, file));
  CHEXGEN_ASSIGN(info.showReport, base::jsonValue<bool>(json, "show_report", file));
  CHEXGEN_ASSIGN(info.mayGoBack, base::jsonValue<bool>(json, "may_go_back", file));
  CHEXGEN_ASSIGN(const auto keys, base::jsonValue<Json>(json, "keys", file));
  CHEXGEN_ASSIGN(info.keys.publicKey, base::jsonValue<std::string>(keys, "public", file));
  CHEXGEN_ASSIGN(info.keys.privateKey, base::jsonValue<std::string>(keys, "private", file));
  CHEXGEN_ASSIGN(info.order, base::jsonValue<std::vector<std::string>>(json, "order", file));
  CHEXGEN_ASSIGN(info.practice, base::jsonValue<std::size_t>(json, "practice", file));
  if (info.practice > info.order.size())
    return base::fail(ErrorCode::formatInvalid, "The package is damaged.", file);
  return info;
}

std::string_view bytesOf(const imaging::Image8& image) {
  return {reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()};
}

// All that is stated of a package but what cannot be hashed (see PackageHashes), with sorted keys, whatever a
// later program adds to it.
std::string hashedAbout(Json about) {
  about.erase("study");
  if (const auto keys = about.find("keys"); keys != about.end() && keys->is_object()) keys->erase("private");
  return about.dump();
}

// Each part with its length before it, so that no two different things are the same bytes.
class Parts {
 public:
  void add(std::string_view part) {
    const std::string length = std::to_string(part.size()) + ':';
    hash_.update(std::as_bytes(std::span(length)));
    hash_.update(std::as_bytes(std::span(part)));
  }
  [[nodiscard]] std::string finish() { return hash_.finish(); }

 private:
  base::Sha256 hash_;
};

std::string wholeHash(const std::string& about, const std::vector<std::string>& items) {
  Parts parts;
  parts.add("chexgen package");
  parts.add(about);
  for (const std::string& item : items) parts.add(item);
  return parts.finish();
}

Result<PackageItem> readItem(Database& database, const std::string& wanted, const fs::path& file) {
  PackageItem item;
  CHEXGEN_ASSIGN(const auto report, database.text("SELECT report FROM item WHERE name = ?", wanted));
  if (!report) return base::fail(ErrorCode::argumentInvalid, "The package holds no such item.", file);
  item.report = *report;
  CHEXGEN_ASSIGN(auto rows,
                 database.prepare("SELECT side, greys FROM picture WHERE item = ? ORDER BY place"));
  rows.bindAll(wanted);
  while (true) {
    CHEXGEN_ASSIGN(const bool row, rows.step());
    if (!row) break;
    const int side = static_cast<int>(rows.integer(0));
    const std::string greys = rows.text(1);
    imaging::Image8 image{side, side, 1, {greys.begin(), greys.end()}};
    CHEXGEN_TRY(imaging::checkImage(image));
    item.images.push_back(std::move(image));
  }
  if (item.images.empty()) return base::fail(ErrorCode::formatInvalid, "The package is damaged.", file);
  return item;
}

}  // namespace

std::string hashOf(const std::string& name, const PackageItem& item) {
  Parts parts;
  parts.add("chexgen item");
  parts.add(name);
  parts.add(item.report);
  for (const imaging::Image8& image : item.images) {
    parts.add(std::to_string(image.width));
    parts.add(bytesOf(image));
  }
  return parts.finish();
}

struct PackageWriter::State {
  Database database;
  std::map<std::string, std::string> items;  // hashes by name
};

PackageWriter::PackageWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PackageWriter::PackageWriter(PackageWriter&&) noexcept = default;
PackageWriter& PackageWriter::operator=(PackageWriter&&) noexcept = default;
PackageWriter::~PackageWriter() = default;

Result<PackageWriter> PackageWriter::create(const fs::path& file) {
  // SQLite takes the permissions of the file that is there, for its journal, too.
  CHEXGEN_TRY(base::createPrivate(file));
  CHEXGEN_ASSIGN(Database database, Database::open(file, Database::Access::readWrite));
  CHEXGEN_TRY(database.execute("PRAGMA journal_mode = DELETE; PRAGMA application_id = " +
                               std::to_string(applicationId)));
  CHEXGEN_TRY(database.execute(tables));
  CHEXGEN_TRY(database.execute("BEGIN IMMEDIATE"));
  return PackageWriter(std::make_unique<State>(State{std::move(database), {}}));
}

Result<void> PackageWriter::add(const std::string& name, const PackageItem& item) {
  Database& database = state_->database;
  CHEXGEN_TRY(database.run("INSERT INTO item VALUES(?, ?)", name, item.report));
  for (std::size_t place = 0; place < item.images.size(); ++place)
    CHEXGEN_TRY(database.run("INSERT INTO picture VALUES(?, ?, ?, ?)", name, static_cast<std::int64_t>(place),
                             item.images[place].width, project::Blob{bytesOf(item.images[place])}));
  state_->items[name] = hashOf(name, item);
  return {};
}

PackageHashes PackageWriter::hashes(const PackageInfo& info) const {
  PackageHashes hashes;
  for (const std::string& name : info.order) {
    const auto item = state_->items.find(name);
    hashes.items.push_back(item == state_->items.end() ? std::string() : item->second);
  }
  hashes.whole = wholeHash(hashedAbout(Json::parse(aboutJson(info).dump())), hashes.items);
  return hashes;
}

Result<void> PackageWriter::finish(const PackageInfo& info) {
  CHEXGEN_TRY(state_->database.run("INSERT INTO about VALUES(?)", aboutJson(info).dump()));
  return state_->database.execute("COMMIT");
}

Result<Package> Package::open(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error))
    return base::fail(ErrorCode::fileMissing, "The package does not exist.", file);
  CHEXGEN_ASSIGN(Database database, Database::open(file, Database::Access::unchanged));
  CHEXGEN_ASSIGN(const auto id, database.integer("PRAGMA application_id"));
  if (id != applicationId)
    return base::fail(ErrorCode::formatInvalid, "This is not a reader's package.", file, "It is untouched.",
                      "Open the file NAME-READER.chexread that the organiser gave you.");
  CHEXGEN_ASSIGN(Database model, Database::inMemory());
  CHEXGEN_TRY(model.execute(tables));
  CHEXGEN_TRY(project::checkSchema(database, model));
  CHEXGEN_ASSIGN(const auto about, database.text("SELECT text FROM about"));
  CHEXGEN_ASSIGN(const Json json, base::parseJson(about.value_or(""), file));
  Package package;
  package.file_ = file;
  CHEXGEN_ASSIGN(package.info_, aboutFrom(json, file));
  package.about_ = hashedAbout(json);
  return package;
}

Result<PackageItem> Package::item(const std::string& wanted) const {
  CHEXGEN_ASSIGN(Database database, Database::open(file_, Database::Access::unchanged));
  return readItem(database, wanted, file_);
}

Result<PackageHashes> Package::hashes(const base::CancelToken& cancel) const {
  CHEXGEN_ASSIGN(Database database, Database::open(file_, Database::Access::unchanged));
  PackageHashes hashes;
  for (const std::string& name : info_.order) {
    if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The package was not read.", file_);
    CHEXGEN_ASSIGN(const PackageItem item, readItem(database, name, file_));
    hashes.items.push_back(hashOf(name, item));
  }
  hashes.whole = wholeHash(about_, hashes.items);
  return hashes;
}

fs::path Package::answersFile() const { return base::withSuffix(file_, ".answers"); }

}  // namespace chexgen::study
