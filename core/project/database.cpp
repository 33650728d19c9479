#include "core/project/database.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <sqlite3.h>
#include <sys/stat.h>

#include "core/base/interruption.h"
#include "core/base/open_file.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;

// A second connection waits this long for the other's commit (in rollback journal mode they exclude each
// other).
constexpr int busyMilliseconds = 10'000;
constexpr int pagesAtOnce = 256;
constexpr int operationsBetweenLooks = 10'000;  // well under a millisecond

// What a database of ours never comes near: [limit, value].
constexpr std::array<std::array<int, 2>, 9> limits{
    {{SQLITE_LIMIT_LENGTH, 512 << 20},  // bytes of a value or row
     {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
     {SQLITE_LIMIT_COLUMN, 100},
     {SQLITE_LIMIT_EXPR_DEPTH, 100},
     {SQLITE_LIMIT_COMPOUND_SELECT, 10},
     {SQLITE_LIMIT_VDBE_OP, 100'000},
     {SQLITE_LIMIT_FUNCTION_ARG, 20},
     {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
     {SQLITE_LIMIT_WORKER_THREADS, 0}}};

int isOver(void* context) {
  const auto& watch = *static_cast<const Watch*>(context);
  return watch.cancel.isCancelled() || base::interruption().isCancelled() ||
                 std::chrono::steady_clock::now() > watch.deadline
             ? 1
             : 0;
}

ErrorCode codeOf(int result, int systemError) {
  switch (result & 0xff) {
    case SQLITE_FULL: return ErrorCode::diskFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN: return ErrorCode::permissionDenied;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::locked;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT: return ErrorCode::formatInvalid;
    case SQLITE_NOMEM: return ErrorCode::outOfMemory;
    case SQLITE_IOERR:
      // The log's index cannot grow: SQLite keeps no system error for that.
      if (systemError == ENOSPC || systemError == EDQUOT || result == SQLITE_IOERR_SHMSIZE) {
        return ErrorCode::diskFull;
      }
      return result == SQLITE_IOERR_READ || result == SQLITE_IOERR_SHORT_READ ? ErrorCode::fileUnreadable
                                                                              : ErrorCode::fileUnwritable;
    default: return ErrorCode::internal;
  }
}

std::string sentenceFor(ErrorCode code, const std::string& detail) {
  switch (code) {
    case ErrorCode::diskFull: return "The project cannot be written: the disk is full.";
    case ErrorCode::permissionDenied: return "The project's database cannot be written here: " + detail + ".";
    case ErrorCode::locked: return "The project's database is in use by another program.";
    case ErrorCode::formatInvalid: return "The project's database is damaged: " + detail + ".";
    case ErrorCode::outOfMemory: return "There is not enough memory for the project's database.";
    case ErrorCode::fileUnreadable: return "The project's database cannot be read: " + detail + ".";
    case ErrorCode::fileUnwritable: return "The project's database cannot be written: " + detail + ".";
    default: return "The project's database refused a command: " + detail + ".";
  }
}

std::string nextFor(ErrorCode code) {
  switch (code) {
    case ErrorCode::diskFull: return "Free some space on this disk.";
    case ErrorCode::permissionDenied:
      return "Check that you may write to the folder and that its disk is there.";
    case ErrorCode::formatInvalid:
      return "Open a backup, or open this project read-only to see what is left.";
    case ErrorCode::internal: return "Please report this.";
    default: return {};
  }
}

tl::unexpected<base::Error> failSqlite(sqlite3* connection, int result, const std::filesystem::path& file,
                                       bool isCancelled = base::interruption().isCancelled()) {
  const int systemError = connection != nullptr ? sqlite3_system_errno(connection) : 0;
  std::string detail = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(result);
  if ((result & 0xff) == SQLITE_IOERR && systemError != 0) detail = std::strerror(systemError);
  const bool wasStopped = (result & 0xff) == SQLITE_INTERRUPT;
  if (wasStopped) detail = "a question to it does not come to an end";
  if (wasStopped && isCancelled) return base::fail(ErrorCode::cancelled, "Reading was cancelled.", file);
  const ErrorCode code = codeOf(result, systemError);
  return base::fail(code, sentenceFor(code, detail), file, "What was written before is unchanged.",
                    nextFor(code));
}

tl::unexpected<base::Error> failStatement(sqlite3_stmt* statement, int result,
                                          const std::filesystem::path& file, const Watch& watch) {
  return failSqlite(sqlite3_db_handle(statement), result, file,
                    watch.cancel.isCancelled() || base::interruption().isCancelled());
}

// SQLite opens by name: this looks before it does. A pipe would keep it waiting, a link lead elsewhere.
base::Result<void> checkFile(const std::filesystem::path& file, bool mayBeLink, bool forWriting) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) {
    if (errno == ENOENT) return base::fail(ErrorCode::fileMissing, "The database does not exist.", file);
    return base::failFromErrno(errno, "The database cannot be reached", file);
  }
  if (S_ISLNK(status.st_mode) && mayBeLink) {
    if (::stat(file.c_str(), &status) != 0)
      return base::fail(ErrorCode::fileMissing, "The database does not exist.", file);
  }
  if (!S_ISREG(status.st_mode) || (forWriting && status.st_nlink > 1)) return base::failNotPlain(file);
  return {};
}

// The file's name with every link among its folders followed, for SQLite itself follows none then.
std::string nameFor(const std::filesystem::path& file) {
  std::error_code error;
  const auto whole = std::filesystem::absolute(file, error);
  const auto folder = std::filesystem::canonical(whole.parent_path(), error);
  return error ? file.string() : (folder / whole.filename()).string();
}

// A path as a URI: what would end it or stand for something else is escaped.
std::string uriFor(const std::filesystem::path& file) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      uri.append(1, '%').append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    } else {
      uri += c;
    }
  }
  return uri;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

base::Result<bool> Statement::step() {
  if (bindFault_ != SQLITE_OK) return failStatement(statement_.get(), bindFault_, *file_, *watch_);
  const auto start = std::chrono::steady_clock::now();
  watch_->deadline = start + watch_->patience - spent_;
  const int result = sqlite3_step(statement_.get());
  spent_ += std::chrono::steady_clock::now() - start;
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return failStatement(statement_.get(), result, *file_, *watch_);
}

base::Result<void> Statement::finish() {
  for (;;) {
    CHEXGEN_ASSIGN(const bool row, step());
    if (!row) return {};
  }
}

void Statement::bind(int index, std::int64_t value) {
  const int result = sqlite3_bind_int64(statement_.get(), index, value);
  if (bindFault_ == SQLITE_OK) bindFault_ = result;
}

// The values outlive the statement's steps in every use here, but copying them costs little beside the write.
void Statement::bind(int index, double value) {
  const int result = sqlite3_bind_double(statement_.get(), index, value);
  if (bindFault_ == SQLITE_OK) bindFault_ = result;
}

void Statement::bind(int index, std::string_view text) {
  const char* start = text.empty() ? "" : text.data();  // a null pointer would bind NULL
  const int result =
      sqlite3_bind_text64(statement_.get(), index, start, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (bindFault_ == SQLITE_OK) bindFault_ = result;
}

void Statement::bind(int index, Blob blob) {
  const char* start = blob.bytes.empty() ? "" : blob.bytes.data();
  const int result = sqlite3_bind_blob64(statement_.get(), index, start, blob.bytes.size(), SQLITE_TRANSIENT);
  if (bindFault_ == SQLITE_OK) bindFault_ = result;
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int count = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(count));
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

base::Result<Database> Database::open(const std::filesystem::path& file, const std::string& name, int flags) {
  Database database(file);
  sqlite3* connection = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &connection,
                                     flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database.connection_.reset(connection);
  if (result != SQLITE_OK) return failSqlite(connection, result, file);
  sqlite3_busy_timeout(connection, busyMilliseconds);
  // A file from elsewhere may hold triggers and views: none of ours does.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  for (const auto& limit : limits) sqlite3_limit(connection, limit[0], limit[1]);
  sqlite3_progress_handler(connection, operationsBetweenLooks, isOver, database.watch_.get());
  CHEXGEN_TRY(
      database.execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"));
  return database;
}

base::Result<Database> Database::open(const std::filesystem::path& file, Access access) {
  const bool unchanged = access == Access::unchanged;
  const bool forWriting = access == Access::readWrite || access == Access::create;
  const auto checked = checkFile(file, unchanged, forWriting);
  const bool isNew = !checked && access == Access::create && checked.error().code == ErrorCode::fileMissing;
  if (!checked && !isNew) return tl::unexpected(checked.error());
  switch (access) {
    case Access::readOnly: return open(file, nameFor(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW);
    case Access::readWrite: return open(file, nameFor(file), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
    case Access::create:
      return open(file, nameFor(file), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW);
    case Access::unchanged: break;
  }
  return open(file, uriFor(file) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

base::Result<Database> Database::inMemory() {
  return open(":memory:", ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

void Database::setPatience(std::chrono::seconds patience, const base::CancelToken& cancel) {
  watch_->patience = patience;
  watch_->cancel = cancel;
}

base::Result<Statement> Database::prepare(std::string_view sql) {
  // Reading the schema computes, too.
  watch_->deadline = std::chrono::steady_clock::now() + watch_->patience;
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (result != SQLITE_OK) return failSqlite(connection_.get(), result, *file_);
  return Statement(statement, file_, watch_);
}

base::Result<void> Database::execute(const std::string& sql) {
  watch_->deadline = std::chrono::steady_clock::now() + watch_->patience;
  const int result = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return failSqlite(connection_.get(), result, *file_);
  return {};
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(connection_.get()); }
std::int64_t Database::changes() const { return sqlite3_changes64(connection_.get()); }
bool Database::inTransaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

base::Result<void> Database::copyTo(Database& target, const base::CancelToken& cancel) {
  sqlite3_backup* copy = sqlite3_backup_init(target.connection_.get(), "main", connection_.get(), "main");
  if (copy == nullptr) {
    return failSqlite(target.connection_.get(), sqlite3_errcode(target.connection_.get()), target.file());
  }
  watch_->deadline = target.watch_->deadline = std::chrono::steady_clock::time_point::max();
  int result = SQLITE_OK;
  while (result == SQLITE_OK && !cancel.isCancelled()) result = sqlite3_backup_step(copy, pagesAtOnce);
  sqlite3_backup_finish(copy);
  if (result == SQLITE_OK) return base::fail(ErrorCode::cancelled, "The copy was cancelled.", target.file());
  if (result == SQLITE_DONE) return {};
  return failSqlite(target.connection_.get(), result, target.file());
}

}  // namespace chexgen::project
