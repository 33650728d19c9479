// SQLite behind Result: a connection, a statement, a transaction.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chexgen::project {

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

// How long a statement may compute: a file from elsewhere may be made so that reading it never ends.
struct Watch {
  std::chrono::seconds patience{60};  // for one statement, all its steps together
  base::CancelToken cancel;
  std::chrono::steady_clock::time_point deadline;
};

// A prepared statement. Parameters are bound from 1, columns read from 0.
class Statement {
 public:
  // True: a row is there to be read; false: done.
  [[nodiscard]] base::Result<bool> step();
  // Steps to the end, for statements without rows.
  [[nodiscard]] base::Result<void> finish();

  template <class... Values>
  Statement& bindAll(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, std::int64_t{value}); }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, const char* text) { bind(index, std::string_view(text)); }
  void bind(int index, Blob blob);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) bind(index, *value);  // a parameter that was not bound is NULL
  }

  [[nodiscard]] bool isNull(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;  // also the bytes of a blob

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3_stmt* statement, std::shared_ptr<const std::filesystem::path> file,
            std::shared_ptr<Watch> watch)
      : statement_(statement), file_(std::move(file)), watch_(std::move(watch)) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::shared_ptr<const std::filesystem::path> file_;
  std::shared_ptr<Watch> watch_;
  std::chrono::nanoseconds spent_{};
  int bindFault_ = 0;
};

// One connection, for one thread at a time. Errors: diskFull, permissionDenied (read-only, cannot be opened),
// locked, fileUnwritable or fileUnreadable (input and output), formatInvalid (damaged), outOfMemory,
// internal; formatForbidden when the file is a link, or for writing has a second name elsewhere;
// formatInvalid and cancelled for a statement that took too long (see setPatience) or that was told to end.
// Triggers, views and functions of the file itself never run.
class Database {
 public:
  enum class Access {
    readOnly,   // beside a writer
    readWrite,  // the file must exist
    create,     // the same, and makes it
    unchanged,  // nobody writes: reads without locks and without making a file beside it
  };
  [[nodiscard]] static base::Result<Database> open(const std::filesystem::path& file, Access access);
  [[nodiscard]] static base::Result<Database> inMemory();

  // From now on a statement may take so long, and ends when `cancel` is set. A minute by default.
  void setPatience(std::chrono::seconds patience, const base::CancelToken& cancel = {});

  [[nodiscard]] base::Result<Statement> prepare(std::string_view sql);
  // Any number of statements without parameters.
  [[nodiscard]] base::Result<void> execute(const std::string& sql);
  template <class... Values>
  [[nodiscard]] base::Result<void> run(std::string_view sql, const Values&... values) {
    CHEXGEN_ASSIGN(Statement statement, prepare(sql));
    return statement.bindAll(values...).finish();
  }
  // The first column of the first row; nothing without a row.
  template <class... Values>
  [[nodiscard]] base::Result<std::optional<std::int64_t>> integer(std::string_view sql,
                                                                  const Values&... values) {
    CHEXGEN_ASSIGN(Statement statement, prepare(sql));
    CHEXGEN_ASSIGN(const bool row, statement.bindAll(values...).step());
    return row ? std::optional(statement.integer(0)) : std::nullopt;
  }
  template <class... Values>
  [[nodiscard]] base::Result<std::optional<std::string>> text(std::string_view sql, const Values&... values) {
    CHEXGEN_ASSIGN(Statement statement, prepare(sql));
    CHEXGEN_ASSIGN(const bool row, statement.bindAll(values...).step());
    return row ? std::optional(statement.text(0)) : std::nullopt;
  }

  [[nodiscard]] std::int64_t lastInsertId() const;
  [[nodiscard]] std::int64_t changes() const;  // rows of the last statement
  [[nodiscard]] bool inTransaction() const;
  [[nodiscard]] const std::filesystem::path& file() const { return *file_; }

  // Copies the whole content, as it is at one moment, over `target`.
  [[nodiscard]] base::Result<void> copyTo(Database& target, const base::CancelToken& cancel = {});

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  static base::Result<Database> open(const std::filesystem::path& file, const std::string& name, int flags);
  explicit Database(std::filesystem::path file)
      : file_(std::make_shared<const std::filesystem::path>(std::move(file))),
        watch_(std::make_shared<Watch>()) {}

  std::unique_ptr<sqlite3, Close> connection_;
  std::shared_ptr<const std::filesystem::path> file_;
  std::shared_ptr<Watch> watch_;
};

// Does `work` (a Result<void>) in one transaction: all of it is on the disk afterwards, or nothing.
template <class Work>
[[nodiscard]] base::Result<void> transaction(Database& database, const Work& work) {
  CHEXGEN_TRY(database.execute("BEGIN IMMEDIATE"));
  base::Result<void> result = work();
  if (result) result = database.execute("COMMIT");
  // A serious error has rolled back already; the first error is the one to tell.
  if (!result && database.inTransaction()) static_cast<void>(database.execute("ROLLBACK"));
  return result;
}

}  // namespace chexgen::project
