// What a training run keeps: checkpoints/step-000123/, each with a manifest of hashes, visible whole or not
// at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/training/train_state.h"

namespace chexgen::training {

// Usual files of a checkpoint. The trainer may write others beside them; state.json must be there, and the
// manifest is added when it is published.
namespace checkpoint_file {
inline constexpr std::string_view weights = "weights.safetensors";
inline constexpr std::string_view average = "average.safetensors";  // the moving average of the weights
inline constexpr std::string_view optimiser = "optimiser.safetensors";
inline constexpr std::string_view state = "state.json";
inline constexpr std::string_view manifest = "manifest.json";
}  // namespace checkpoint_file

struct Checkpoint {
  std::int64_t step = 0;
  std::filesystem::path folder;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// A checkpoint in the making, in a folder that no reader looks at.
class CheckpointDraft {
 public:
  // `checkpoints` is the run's folder of them, created if needed.
  [[nodiscard]] static base::Result<CheckpointDraft> create(const std::filesystem::path& checkpoints,
                                                            std::int64_t step);
  CheckpointDraft(CheckpointDraft&& other) noexcept;
  CheckpointDraft& operator=(CheckpointDraft&& other) noexcept;
  // Removes what was not published.
  ~CheckpointDraft();

  // Where to write the files for now.
  [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }
  // argumentInvalid when state.json is missing or something in the draft is no plain file; cancelled leaves
  // it as it is. Hashes the files, writes the manifest, syncs all and gives the folder its name; a checkpoint
  // of this step that was there before is replaced.
  [[nodiscard]] base::Result<Checkpoint> publish(const base::CancelToken& cancel = {});

 private:
  CheckpointDraft(std::filesystem::path checkpoints, std::int64_t step, std::filesystem::path temporary);
  void removeTemporary();

  std::filesystem::path checkpoints_;
  std::int64_t step_ = 0;
  std::filesystem::path temporary_;  // empty when published or moved from
};

// The published checkpoints, by rising step; none when the folder does not exist. Fails with fileUnreadable.
[[nodiscard]] base::Result<std::vector<Checkpoint>> listCheckpoints(const std::filesystem::path& checkpoints);

// Compares every file with the manifest: fileMissing, fileTruncated, hashMismatch or formatInvalid name the
// first difference; `cancelled`.
[[nodiscard]] base::Result<void> verifyCheckpoint(const Checkpoint& checkpoint,
                                                  const base::CancelToken& cancel = {});

struct DamagedCheckpoint {
  Checkpoint checkpoint;
  base::Error error;
};

struct NewestCheckpoint {
  std::optional<Checkpoint> intact;        // nothing when there is none
  std::vector<DamagedCheckpoint> damaged;  // those newer than it, newest first
};

// Fails only like listCheckpoints and with `cancelled`: damage is part of the answer.
[[nodiscard]] base::Result<NewestCheckpoint> newestIntact(const std::filesystem::path& checkpoints,
                                                          const base::CancelToken& cancel = {});

// Removes the oldest so that `keep` (at least 2, less counts as 2) and those whose steps are in `spared`
// remain; gives what was removed. A checkpoint that cannot be removed is fileUnwritable.
[[nodiscard]] base::Result<std::vector<Checkpoint>> pruneCheckpoints(
    const std::filesystem::path& checkpoints, std::size_t keep, const std::set<std::int64_t>& spared = {});

// Removes what killed processes left of drafts. Only for the one process that holds the run's lock.
void removeDrafts(const std::filesystem::path& checkpoints);

}  // namespace chexgen::training
