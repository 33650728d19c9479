// What the user wishes of a running job: control.json, looked at between two steps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace chexgen::jobs {

enum class Wish { run, pause, cancel };

[[nodiscard]] std::string_view name(Wish wish);  // "run", "pause", "cancel"

// Publishes {"wish":…}; a job of this folder sees it at its next step, or when it starts. Fails as
// base::writeFileAtomically does.
[[nodiscard]] base::Result<void> writeWish(const std::filesystem::path& controlFile, Wish wish);
// The wish in the file; an absent file means run. Fails with formatInvalid.
[[nodiscard]] base::Result<Wish> readWish(const std::filesystem::path& controlFile);

// The job's side. One thread at a time.
class Control {
 public:
  // `cancel` is set from elsewhere, for example by a signal.
  Control(std::filesystem::path controlFile, base::CancelToken cancel);

  // Called with true when a pause begins and with false when it is over.
  using OnPause = std::function<base::Result<void>(bool paused)>;
  void onPause(OnPause callback) { onPause_ = std::move(callback); }

  // To be called between two steps: costs one stat when nothing changed, waits as long as the wish is pause,
  // and fails with `cancelled` once it is cancel or the token is set. An unreadable file keeps the wish that
  // held before, so a slip of an editor cannot end a run.
  [[nodiscard]] base::Result<void> checkpoint();

 private:
  // Distinguishes one published file from the next: each has its own inode or time.
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::int64_t size = -1;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  [[nodiscard]] Stamp stamp() const;
  void look();
  [[nodiscard]] base::Result<void> waitWhilePaused();

  std::filesystem::path file_;
  base::CancelToken cancel_;
  OnPause onPause_;
  Stamp seen_;
  Wish wish_ = Wish::run;
};

}  // namespace chexgen::jobs
