#include "core/cohort/ledger.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/base/version.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/run_folder.h"

namespace chexgen::cohort {
namespace {

using base::Json;
using base::OrderedJson;
using base::Result;

constexpr int lockWaits = 30;
constexpr std::chrono::milliseconds lockPause{50};

// A plain name of a PNG: what stands in a ledger is opened, shown and exported.
bool isNameOfImage(const std::string& name) {
  return name.ends_with(".png") && name.find('/') == std::string::npos && base::InsidePath::in(".", name);
}

// It becomes the name of a file, too.
bool isHash(const std::string& text) {
  constexpr std::size_t digits = 64;
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<Try> tryFromJson(const Json& value) {
  Try one;
  CHEXGEN_ASSIGN(one.attempt, base::jsonValue<int>(value, "attempt"));
  CHEXGEN_ASSIGN(one.file, base::jsonValue<std::string>(value, "file"));
  CHEXGEN_ASSIGN(one.sha256, base::jsonValue<std::string>(value, "sha256"));
  CHEXGEN_ASSIGN(one.pixels, base::jsonValue<std::string>(value, "pixels"));
  CHEXGEN_ASSIGN(const auto seed, base::jsonValue<std::string>(value, "seed"));
  one.seed = std::strtoull(seed.c_str(), nullptr, 10);
  if (!one.file.empty() && (!isNameOfImage(one.file) || !isHash(one.sha256)))
    return base::fail(base::ErrorCode::formatForbidden, "A try names a file that is none of the cohort's.");
  CHEXGEN_ASSIGN(const Json gates, base::jsonValue<Json>(value, "gates"));
  for (const Json& gate : gates) {
    CHEXGEN_ASSIGN(GateResult result, gateResultFromJson(gate));
    one.gates.push_back(std::move(result));
  }
  return one;
}

Result<Decision> decisionFromJson(const Json& value, const std::string& time) {
  Decision decision{.time = time};
  CHEXGEN_ASSIGN(decision.attempt, base::jsonValue<int>(value, "attempt"));
  CHEXGEN_ASSIGN(decision.accept, base::jsonValue<bool>(value, "accept"));
  CHEXGEN_ASSIGN(decision.by, base::jsonValue<std::string>(value, "by"));
  CHEXGEN_ASSIGN(decision.reason, base::jsonValue<std::string>(value, "reason"));
  CHEXGEN_ASSIGN(decision.other, base::jsonValueOr<std::string>(value, "other", "", {}));
  return decision;
}

}  // namespace

std::string_view name(CaseState state) {
  switch (state) {
    case CaseState::waiting: return "waiting";
    case CaseState::accepted: return "accepted";
    case CaseState::rejected: return "rejected";
  }
  return "";
}

bool CaseRecord::stands(const Try& one) const {
  const auto decision = decisions.find(one.attempt);
  if (decision != decisions.end()) return decision->second.accept && !one.file.empty();
  return !one.file.empty() && allPassed(one.gates);
}

const Try* CaseRecord::accepted() const {
  for (auto at = tries.rbegin(); at != tries.rend(); ++at)
    if (stands(at->second)) return &at->second;
  return nullptr;
}

Ledger::Ledger(CohortFiles files, std::size_t cases, int rerolls)
    : files_(std::move(files)), rerolls_(rerolls), records_(cases) {}

Result<bool> Ledger::update() {
  std::vector<std::filesystem::path> sources{files_.decisions};
  auto shards = jobs::shardsIn(files_.folder);
  if (shards.empty()) shards.push_back({});
  for (const jobs::Shard& shard : shards) sources.push_back(jobs::runFiles(files_.folder, shard).events);
  bool news = false;
  for (const auto& file : sources) {
    jobs::EventReader& reader = readers_.try_emplace(file.string(), file).first->second;
    CHEXGEN_TRY(reader.read([&](const jobs::Event& event) {
      news = true;
      take(event);
    }));
  }
  return news;
}

void Ledger::take(const jobs::Event& event) {
  if (event.name == ledger_event::started && casesSha256_.empty()) {
    if (auto hash = base::jsonValue<std::string>(event.data, "cases_sha256")) casesSha256_ = *hash;
  }
  if (!event.step || *event.step < 0 || std::cmp_greater_equal(*event.step, records_.size())) return;
  const auto position = static_cast<std::size_t>(*event.step);
  if (event.name == ledger_event::tried) {
    if (auto one = tryFromJson(event.data)) add(position, std::move(*one));
  } else if (event.name == ledger_event::decided) {
    if (auto decision = decisionFromJson(event.data, event.time))
      records_[position].decisions.insert_or_assign(decision->attempt, *decision);
  }
}

void Ledger::add(std::size_t position, Try one) {
  records_[position].tries.insert_or_assign(one.attempt, std::move(one));
}

CaseState Ledger::state(std::size_t position) const {
  const CaseRecord& record = records_[position];
  if (record.accepted() != nullptr) return CaseState::accepted;
  if (record.tries.empty()) return CaseState::waiting;
  const Try& last = record.tries.rbegin()->second;
  return !last.file.empty() && last.attempt < rerolls_ ? CaseState::waiting : CaseState::rejected;
}

int Ledger::nextAttempt(std::size_t position) const {
  const auto& tries = records_[position].tries;
  return tries.empty() ? 0 : tries.rbegin()->first + 1;
}

Result<base::InsidePath> imageOf(const CohortFiles& files, const Try& one) {
  return base::InsidePath::in(files.images, one.file);
}

OrderedJson toJson(const Try& one) {
  OrderedJson json{{"attempt", one.attempt},
                   {"file", one.file},
                   {"sha256", one.sha256},
                   {"pixels", one.pixels},
                   {"seed", std::to_string(one.seed)}};
  json["gates"] = OrderedJson::array();
  for (const GateResult& gate : one.gates) json["gates"].push_back(toJson(gate));
  return json;
}

OrderedJson toJson(const Decision& decision) {
  OrderedJson json{{"attempt", decision.attempt},
                   {"accept", decision.accept},
                   {"by", decision.by},
                   {"reason", decision.reason}};
  if (!decision.other.empty()) json["other"] = decision.other;
  return json;
}

Result<void> decide(const CohortFiles& files,
                    const std::vector<std::pair<std::size_t, Decision>>& decisions) {
  if (decisions.empty()) return {};
  // Whoever else decides holds it for a moment only.
  auto lock = jobs::RunLock::acquire(files.decisionsLock, base::programVersion());
  for (int wait = 0; !lock && lock.error().code == base::ErrorCode::locked && wait < lockWaits; ++wait) {
    std::this_thread::sleep_for(lockPause);
    lock = jobs::RunLock::acquire(files.decisionsLock, base::programVersion());
  }
  if (!lock) return tl::unexpected(lock.error());
  CHEXGEN_ASSIGN(auto writer, jobs::EventWriter::open(files.decisions));
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const bool last = i + 1 == decisions.size();
    CHEXGEN_TRY(writer.write(ledger_event::decided, toJson(decisions[i].second),
                             static_cast<std::int64_t>(decisions[i].first),
                             last ? jobs::Durability::synced : jobs::Durability::lazy));
  }
  return {};
}

}  // namespace chexgen::cohort
