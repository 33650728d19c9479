// The thread that owns the writing connection, and what waits for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/error.h"
#include "core/project/database.h"

namespace chexgen::project {

// A long operation does a part at each call and lets the others in between.
enum class Step { finished, more };

// Runs on the writing thread and makes its own transaction. An error means that the disk refused it, and that
// it will be called again with everything as it was; what can never succeed tells its own caller and counts
// as finished.
using Operation = std::function<base::Result<Step>(Database&)>;
// Sets one value, inside a transaction that others share.
using ValueWrite = std::function<base::Result<void>(Database&)>;

// Writes in the order of posting. May be used from any thread.
class WriteQueue {
 public:
  // `firstPause` is the pause after a failure; it doubles with each up to thirty times that.
  explicit WriteQueue(Database database, std::chrono::milliseconds firstPause = std::chrono::seconds(1));
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  void post(Operation operation);
  // Values put one after the other, with nothing else between, are written in one transaction; of those with
  // the same key only the last.
  void put(const std::string& key, ValueWrite write);

  void onState(std::function<void(const std::optional<base::Error>&)> callback);
  void retryNow();
  // Writes what waits and takes no more; gives up at the first failure. Destruction does the same first.
  void stop();
  [[nodiscard]] base::Result<void> flush();

 private:
  struct Entry {
    std::uint64_t ticket = 0;
    Operation operation;                       // empty: the values
    std::map<std::string, ValueWrite> values;  // by key
  };

  void work();
  base::Result<Step> execute(const Entry& entry);
  // Ends an attempt. Called with the lock held, which it gives back for the callback.
  void tell(std::unique_lock<std::mutex>& lock, const std::optional<base::Error>& outcome);
  void pause(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool isWaiting(std::uint64_t ticket) const;

  Database database_;
  std::chrono::milliseconds firstPause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> queue_;
  std::optional<std::uint64_t> current_;  // the ticket of the operation that runs
  std::uint64_t lastTicket_ = 0;
  std::optional<base::Error> error_;  // while writing fails
  std::uint64_t failures_ = 0;        // ever
  int failuresInARow_ = 0;
  bool retry_ = false;
  bool stopping_ = false;
  std::function<void(const std::optional<base::Error>&)> callback_;
  std::thread thread_;
};

}  // namespace chexgen::project
