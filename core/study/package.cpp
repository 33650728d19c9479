#include "core/study/package.h"

#include <utility>

#include "core/base/file_name.h"
#include "core/base/json.h"
#include "core/project/database.h"

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

}  // namespace

Result<void> writePackage(const fs::path& file, const PackageInfo& info,
                          const std::map<std::string, PackageEntry>& entries) {
  CHEXGEN_ASSIGN(Database database, Database::open(file, Database::Access::create));
  CHEXGEN_TRY(database.execute("PRAGMA journal_mode = DELETE; PRAGMA application_id = " +
                               std::to_string(applicationId)));
  CHEXGEN_TRY(database.execute(tables));
  return project::transaction(database, [&]() -> Result<void> {
    CHEXGEN_TRY(database.run("INSERT INTO about VALUES(?)", aboutJson(info).dump()));
    // In order of their random names, which is none.
    for (const auto& entry : entries) {
      CHEXGEN_TRY(database.run("INSERT INTO item VALUES(?, ?)", entry.first, entry.second.report));
      for (std::size_t place = 0; place < entry.second.images.size(); ++place) {
        const imaging::Image8& picture = *entry.second.images[place];
        CHEXGEN_TRY(database.run("INSERT INTO picture VALUES(?, ?, ?, ?)", entry.first,
                                 static_cast<std::int64_t>(place), picture.width,
                                 project::Blob{bytesOf(picture)}));
      }
    }
    return {};
  });
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
  CHEXGEN_ASSIGN(const auto about, database.text("SELECT text FROM about"));
  CHEXGEN_ASSIGN(const Json json, base::parseJson(about.value_or(""), file));
  Package package;
  package.file_ = file;
  CHEXGEN_ASSIGN(package.info_, aboutFrom(json, file));
  return package;
}

Result<PackageItem> Package::item(const std::string& wanted) const {
  CHEXGEN_ASSIGN(Database database, Database::open(file_, Database::Access::unchanged));
  PackageItem item;
  CHEXGEN_ASSIGN(const auto report, database.text("SELECT report FROM item WHERE name = ?", wanted));
  if (!report) return base::fail(ErrorCode::argumentInvalid, "The package holds no such item.", file_);
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
  if (item.images.empty()) return base::fail(ErrorCode::formatInvalid, "The package is damaged.", file_);
  return item;
}

fs::path Package::answersFile() const { return base::withSuffix(file_, ".answers"); }

}  // namespace chexgen::study
