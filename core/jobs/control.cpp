#include "core/jobs/control.h"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

constexpr std::chrono::milliseconds pausePoll{100};
constexpr std::uint64_t fileLimit = 64U << 10U;

tl::unexpected<base::Error> failCancelled() {
  return base::fail(ErrorCode::cancelled, "The run was cancelled.", {}, "Everything finished so far is kept.",
                    "Start it again to go on.");
}

}  // namespace

std::string_view name(Wish wish) {
  switch (wish) {
    case Wish::run: return "run";
    case Wish::pause: return "pause";
    case Wish::cancel: return "cancel";
  }
  return "run";
}

base::Result<void> writeWish(const std::filesystem::path& controlFile, Wish wish) {
  base::OrderedJson value;
  value["wish"] = name(wish);
  return base::writeFileAtomically(controlFile, value.dump() + "\n");
}

base::Result<Wish> readWish(const std::filesystem::path& controlFile) {
  const auto value = base::readJsonFile(controlFile, {.bytes = fileLimit});
  if (!value && value.error().code == ErrorCode::fileMissing) return Wish::run;
  if (!value) return tl::unexpected(value.error());
  CHEXGEN_ASSIGN(const std::string word, base::jsonValue<std::string>(*value, "wish", controlFile));
  for (const Wish wish : {Wish::run, Wish::pause, Wish::cancel}) {
    if (word == name(wish)) return wish;
  }
  return base::fail(ErrorCode::formatInvalid, "The wish is \"" + word + "\"; it can be run, pause or cancel.",
                    controlFile);
}

Control::Control(std::filesystem::path controlFile, base::CancelToken cancel)
    : file_(std::move(controlFile)), cancel_(std::move(cancel)) {}

Control::Stamp Control::stamp() const {
  struct stat status {};
  if (::stat(file_.c_str(), &status) != 0) return {};
  return Stamp{status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size};
}

void Control::look() {
  const Stamp now = stamp();
  if (now == seen_) return;
  seen_ = now;
  if (const auto wish = readWish(file_)) {
    wish_ = *wish;
  } else {
    base::logWarning("control file ignored: " + base::describe(wish.error()));
  }
}

base::Result<void> Control::checkpoint() {
  look();
  if (wish_ == Wish::pause && !cancel_.isCancelled()) CHEXGEN_TRY(waitWhilePaused());
  if (wish_ == Wish::cancel || cancel_.isCancelled()) return failCancelled();
  return {};
}

base::Result<void> Control::waitWhilePaused() {
  if (onPause_) CHEXGEN_TRY(onPause_(true));
  while (wish_ == Wish::pause && !cancel_.isCancelled()) {
    std::this_thread::sleep_for(pausePoll);
    look();
  }
  if (onPause_) CHEXGEN_TRY(onPause_(false));
  return {};
}

}  // namespace chexgen::jobs
