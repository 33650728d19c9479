// What became of every case: the tries that were made, what the checks said, and what a person decided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/inside_path.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/gates.h"
#include "core/jobs/event.h"
#include "core/jobs/event_reader.h"

namespace chexgen::cohort {

// One radiograph that was made for a case, or refused before: then `file` is empty.
struct Try {
  int attempt = 0;     // from 0
  std::string file;    // a name in the folder `images`; see imageOf()
  std::string sha256;  // of the PNG
  std::string
      pixels;  // SHA-256 of the greys alone: the same for the same radiograph, however large the batch was
  std::uint64_t seed = 0;
  std::vector<GateResult> gates;
  friend bool operator==(const Try&, const Try&) = default;
};

struct Decision {
  int attempt = 0;
  bool accept = false;
  std::string by;      // "person", or the check that looks at the whole cohort
  std::string reason;  // a gate's name and note, or what the person wrote
  std::string other;   // the file in `images` that it looks like, for "duplicates"
  std::string time;    // ISO 8601, UTC
  friend bool operator==(const Decision&, const Decision&) = default;
};

enum class CaseState {
  waiting,  // a try is still to be made
  accepted,
  rejected,  // no further try is allowed
};

[[nodiscard]] std::string_view name(CaseState state);

struct CaseRecord {
  std::map<int, Try> tries;           // by attempt
  std::map<int, Decision> decisions;  // the latest on each attempt

  // Whether the try stands: the decision on it where there is one, else its gates.
  [[nodiscard]] bool stands(const Try& one) const;
  // The try that stands; of several the last. nullptr when there is none.
  [[nodiscard]] const Try* accepted() const;
};

// Reads on from where it stopped, from the events of every shard and the decisions. Each try counts once,
// whichever shard or attempt of a process made it, so results of shards merge in any order.
class Ledger {
 public:
  // `rerolls` as in the plan.
  Ledger(CohortFiles files, std::size_t cases, int rerolls);

  // Takes in what is new; true when there was something. The errors of EventReader.
  [[nodiscard]] base::Result<bool> update();
  // Takes in one try that this process has just written.
  void add(std::size_t position, Try one);

  [[nodiscard]] const CaseRecord& at(std::size_t position) const { return records_[position]; }
  [[nodiscard]] CaseState state(std::size_t position) const;
  // The number of the try that is to be made; only of a case that is waiting.
  [[nodiscard]] int nextAttempt(std::size_t position) const;
  // SHA-256 of cases.csv as the first run saw it; empty before that.
  [[nodiscard]] const std::string& casesSha256() const { return casesSha256_; }
  [[nodiscard]] std::size_t size() const { return records_.size(); }

 private:
  void take(const jobs::Event& event);

  CohortFiles files_;
  int rerolls_;
  std::vector<CaseRecord> records_;
  std::map<std::string, jobs::EventReader> readers_;  // by file
  std::string casesSha256_;
};

// The data of the events.
namespace ledger_event {
inline constexpr std::string_view started = "cohort";    // data: {"cases_sha256"}
inline constexpr std::string_view tried = "case";        // step: the position; data: see toJson(Try)
inline constexpr std::string_view decided = "decision";  // step: the position; data: see toJson(Decision)
}  // namespace ledger_event

// Where the radiograph of a try lies; of one that was refused before, formatForbidden.
[[nodiscard]] base::Result<base::InsidePath> imageOf(const CohortFiles& files, const Try& one);

[[nodiscard]] base::OrderedJson toJson(const Try& one);
[[nodiscard]] base::OrderedJson toJson(const Decision& decision);

// Appends decisions, each on the disk when the call returns. Fails with `locked` when another process does so
// for longer than a second, and with the errors of jobs::EventWriter.
[[nodiscard]] base::Result<void> decide(const CohortFiles& files,
                                        const std::vector<std::pair<std::size_t, Decision>>& decisions);

}  // namespace chexgen::cohort
