#include "core/study/package.h"

#include <algorithm>
#include <utility>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/radiograph.h"
#include "core/project/database.h"
#include "core/study/order.h"
#include "core/study/seal.h"
#include "core/study/sodium_start.h"

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
  Design questions{.questions = info.questions};
  OrderedJson json;
  json["schema"] = packageSchema;
  json["notice"] = "May contain synthetic images. Not for diagnosis.";
  json["study"] = info.study;
  json["name"] = info.name;
  json["reader"] = info.reader;
  json["kind"] = name(info.kind);
  json["questions"] = toJson(questions)["questions"];
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

// The images of the whole study, each blinded once.
using Pictures = std::map<fs::path, imaging::Image8>;

Result<Pictures> blindAll(const Design& design, double cropped, const base::CancelToken& cancel) {
  Pictures pictures;
  std::vector<int> edges;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) {
      if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The study was not made.");
      if (pictures.contains(candidate.image)) continue;
      CHEXGEN_ASSIGN(auto image, imaging::readRadiograph(candidate.image));
      edges.push_back(std::min(image.width, image.height));
      pictures.emplace(candidate.image, std::move(image));
    }
  CHEXGEN_ASSIGN(const int side, commonSide(edges, cropped));
  for (auto& [file, image] : pictures) {
    auto picture = blinded(image, {.side = side, .cropped = cropped});
    if (!picture) {
      picture.error().file = file;
      return tl::unexpected(std::move(picture).error());
    }
    image = std::move(*picture);
  }
  return pictures;
}

Result<void> writePackage(const fs::path& file, const PackageInfo& info, const StudyKey& key,
                          const Pictures& pictures) {
  CHEXGEN_ASSIGN(Database database, Database::open(file, Database::Access::create));
  CHEXGEN_TRY(database.execute("PRAGMA journal_mode = DELETE; PRAGMA application_id = " +
                               std::to_string(applicationId)));
  CHEXGEN_TRY(database.execute(tables));
  return project::transaction(database, [&]() -> Result<void> {
    CHEXGEN_TRY(database.run("INSERT INTO about VALUES(?)", aboutJson(info).dump()));
    // In order of their random names, which is none.
    for (const auto& entry : key.items) {
      const KeyItem& what = entry.second;
      if (what.reader != info.reader) continue;
      const Case& one = key.design.cases[what.caseIndex];
      CHEXGEN_TRY(database.run("INSERT INTO item VALUES(?, ?)", entry.first,
                               info.showReport ? one.report : std::string()));
      for (std::size_t place = 0; place < what.arms.size(); ++place) {
        const auto candidate = std::find_if(one.candidates.begin(), one.candidates.end(),
                                            [&](const Candidate& c) { return c.arm == what.arms[place]; });
        const imaging::Image8& picture = pictures.at(candidate->image);
        CHEXGEN_TRY(database.run("INSERT INTO picture VALUES(?, ?, ?, ?)", entry.first,
                                 static_cast<std::int64_t>(place), picture.width,
                                 project::Blob{bytesOf(picture)}));
      }
    }
    return {};
  });
}

// Gives every presentation of a reader its item, in the key and in the package.
Result<void> assignReader(std::size_t reader, StudyKey& key, PackageInfo& info) {
  CHEXGEN_ASSIGN(const auto order, orderFor(key.design, reader));
  for (const Presentation& presentation : order) {
    KeyItem item{.reader = info.reader,
                 .caseIndex = presentation.caseIndex,
                 .arms = {},
                 .practice = presentation.practice,
                 .repeat = presentation.repeat};
    for (const std::size_t candidate : presentation.candidates)
      item.arms.push_back(key.design.cases[presentation.caseIndex].candidates[candidate].arm);
    info.order.push_back(randomName());
    info.practice += presentation.practice ? 1 : 0;
    key.items.emplace(info.order.back(), std::move(item));
  }
  return {};
}

OrderedJson rosterJson(const std::string& study, const std::string& name,
                       const std::vector<PackageInfo>& readers) {
  OrderedJson json{
      {"schema", packageSchema}, {"study", study}, {"name", name}, {"readers", OrderedJson::array()}};
  for (const PackageInfo& info : readers)
    json["readers"].push_back(
        {{"name", info.reader}, {"public_key", info.keys.publicKey}, {"presentations", info.order.size()}});
  return json;
}

// The folder appears with everything in it, or not at all.
Result<Assigned> publish(const fs::path& out, const StudyKey& key, std::vector<PackageInfo>& readers,
                         const Pictures& pictures, const std::string& passphrase) {
  CHEXGEN_ASSIGN(const Sealed sealed, seal(keyText(key), passphrase));
  const fs::path partial = out.parent_path() / (out.filename().string() + ".partial-" + randomName());
  std::error_code error;
  fs::create_directories(partial, error);
  if (error) return base::failFromErrno(error.value(), "The folder of the study cannot be made", partial);
  const auto write = [&]() -> Result<Assigned> {
    Assigned assigned{.commitment = sealed.commitment,
                      .keyFile = out / (key.design.name + ".key"),
                      .roster = out / (key.design.name + ".roster"),
                      .packages = {}};
    CHEXGEN_TRY(base::writeFileAtomically(partial / assigned.keyFile.filename(), sealed.file));
    CHEXGEN_TRY(
        base::writeFileAtomically(partial / assigned.roster.filename(),
                                  rosterJson(sealed.commitment, key.design.name, readers).dump(2) + "\n"));
    for (PackageInfo& info : readers) {
      info.study = sealed.commitment;
      assigned.packages.push_back(out / (key.design.name + "-" + info.reader + ".chexread"));
      CHEXGEN_TRY(writePackage(partial / assigned.packages.back().filename(), info, key, pictures));
    }
    fs::rename(partial, out, error);
    if (error) return base::failFromErrno(error.value(), "The folder of the study cannot be made", out);
    return assigned;
  };
  auto assigned = write();
  if (!assigned) fs::remove_all(partial, error);
  return assigned;
}

}  // namespace

Result<Assigned> assign(const Design& design, const std::string& passphrase, const fs::path& out,
                        const AssignOptions& options, const base::CancelToken& cancel) {
  CHEXGEN_TRY(checkDesign(design));
  CHEXGEN_TRY(startSodium());
  std::error_code error;
  if (fs::exists(out, error))
    return base::fail(ErrorCode::argumentInvalid, "There is something of this name already.", out,
                      "It is untouched.", "Choose another name: a study is made only once.");
  CHEXGEN_ASSIGN(const Pictures pictures, blindAll(design, options.cropped, cancel));
  StudyKey key{.design = design, .publicKeys = {}, .items = {}};
  std::vector<PackageInfo> readers;
  for (std::size_t reader = 0; reader < design.readers.size(); ++reader) {
    PackageInfo info{.name = design.name,
                     .reader = design.readers[reader],
                     .kind = design.kind,
                     .questions = questionsOf(design),
                     .showReport = design.showReport,
                     .mayGoBack = design.mayGoBack};
    CHEXGEN_ASSIGN(info.keys, newSigningKeys());
    key.publicKeys[info.reader] = info.keys.publicKey;
    CHEXGEN_TRY(assignReader(reader, key, info));
    readers.push_back(std::move(info));
  }
  return publish(out, key, readers, pictures, passphrase);
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

fs::path Package::answersFile() const { return fs::path(file_).replace_extension(".answers"); }

Result<Roster> readRoster(const fs::path& file) {
  CHEXGEN_ASSIGN(const Json json, base::readJsonFile(file));
  Roster roster;
  CHEXGEN_ASSIGN(roster.study, base::jsonValue<std::string>(json, "study", file));
  CHEXGEN_ASSIGN(roster.name, base::jsonValue<std::string>(json, "name", file));
  CHEXGEN_ASSIGN(const auto readers, base::jsonValue<Json>(json, "readers", file));
  for (const Json& value : readers) {
    Roster::Reader reader;
    CHEXGEN_ASSIGN(reader.name, base::jsonValue<std::string>(value, "name", file));
    CHEXGEN_ASSIGN(reader.publicKey, base::jsonValue<std::string>(value, "public_key", file));
    CHEXGEN_ASSIGN(reader.presentations, base::jsonValue<std::size_t>(value, "presentations", file));
    roster.readers.push_back(std::move(reader));
  }
  return roster;
}

std::string keyText(const StudyKey& key) {
  OrderedJson json;
  json["design"] = toJson(key.design);
  json["public_keys"] = key.publicKeys;
  json["items"] = OrderedJson::object();
  for (const auto& [item, what] : key.items)
    json["items"][item] = {{"reader", what.reader},
                           {"case", what.caseIndex},
                           {"arms", what.arms},
                           {"practice", what.practice},
                           {"repeat", what.repeat}};
  return json.dump();
}

Result<StudyKey> keyFrom(std::string_view text) {
  CHEXGEN_ASSIGN(const Json json, base::parseJson(text));
  StudyKey key;
  CHEXGEN_ASSIGN(const auto design, base::jsonValue<Json>(json, "design"));
  CHEXGEN_ASSIGN(key.design, designFromJson(design));
  using Names = std::map<std::string, std::string>;
  CHEXGEN_ASSIGN(key.publicKeys, base::jsonValue<Names>(json, "public_keys"));
  CHEXGEN_ASSIGN(const auto items, base::jsonValue<Json>(json, "items"));
  for (const auto& [item, value] : items.items()) {
    KeyItem what;
    CHEXGEN_ASSIGN(what.reader, base::jsonValue<std::string>(value, "reader"));
    CHEXGEN_ASSIGN(what.caseIndex, base::jsonValue<std::size_t>(value, "case"));
    CHEXGEN_ASSIGN(what.arms, base::jsonValue<std::vector<std::string>>(value, "arms"));
    CHEXGEN_ASSIGN(what.practice, base::jsonValue<bool>(value, "practice"));
    CHEXGEN_ASSIGN(what.repeat, base::jsonValue<bool>(value, "repeat"));
    if (what.caseIndex >= key.design.cases.size())
      return base::fail(ErrorCode::formatInvalid, "The key names a case that is not there.");
    key.items.emplace(item, std::move(what));
  }
  return key;
}

}  // namespace chexgen::study
