#include "core/weights/unwrap.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/weights/foreign_forms.h"
#include "core/weights/wrapped_names.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::array kinds{NetworkKind::transformer, NetworkKind::control, NetworkKind::textEncoder,
                           NetworkKind::vae};
constexpr std::size_t mostShown = 3;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string counted(std::size_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string examples(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < mostShown; ++i)
    text += (i > 0 ? ", " : "") + quoted(names[i]);
  return names.size() > mostShown ? text + ", …" : text;
}

std::string joined(const std::vector<std::string>& place) {
  std::string text;
  for (const std::string& part : place) text += (text.empty() ? "" : ".") + part;
  return text;
}

// A set of weights: the names of one table that begin with one prefix.
struct WeightSet {
  const WrappedTable* table = nullptr;
  std::string prefix;
  bool isAverage = false;

  [[nodiscard]] std::string where() const {
    const std::string place = joined(table->place);
    if (place.empty()) return prefix.empty() ? "the names without a prefix" : "the prefix " + quoted(prefix);
    return quoted(place) + (prefix.empty() ? "" : " with the prefix " + quoted(prefix));
  }
  // What the authors' own checkpoints call theirs goes before other dictionaries.
  [[nodiscard]] bool isUsual() const {
    return prefix.empty() &&
           (joined(table->place) == "state_dict" || joined(table->place) == "state_dict_ema");
  }
};

class Chooser {
 public:
  explicit Chooser(const TensorTables& file) : file_(file) {}

  Result<TensorStore> choose(std::optional<NetworkKind> wanted) {
    store_.source = file_.source;
    store_.metadata = file_.metadata;
    store_.remarks = file_.remarks;
    for (const TensorTable& table : file_.tables) {
      CHEXGEN_ASSIGN(auto clean, cleanNames(table, file_.source));
      tables_.push_back(std::move(clean));
    }
    for (const NetworkKind kind : kinds) sets_.push_back(setsOf(kind));
    if (wanted && !foundOf(*wanted).empty()) return take(foundOf(*wanted));
    for (const TensorTable& table : file_.tables) {
      if (!wanted) break;
      if (const auto foreign = foreignTensors(table.tensors, file_.source)) return tl::unexpected(*foreign);
    }
    // Another network than the one that is wanted is best told by its own names.
    for (const NetworkKind kind : kinds) {
      if (!foundOf(kind).empty()) return take(foundOf(kind));
    }
    return takeUnknown();
  }

 private:
  [[nodiscard]] const std::vector<WeightSet>& foundOf(NetworkKind kind) const {
    return sets_.at(static_cast<std::size_t>(kind));
  }

  [[nodiscard]] std::vector<WeightSet> setsOf(NetworkKind kind) const {
    std::vector<WeightSet> sets;
    for (const WrappedTable& table : tables_) {
      for (const std::string& prefix : prefixesOf(table, kind)) {
        sets.push_back({&table, prefix, namesAverage(table.place) || namesAverage(segmentsOf(prefix))});
      }
    }
    return sets;
  }

  // Names of the table that belong to this set and to no other with a longer prefix.
  [[nodiscard]] std::map<std::string, TensorView> tensorsOf(const WeightSet& set) const {
    std::map<std::string, TensorView> tensors;
    for (const auto& [name, entry] : set.table->tensors) {
      if (ownerOf(*set.table, name) == set.prefix)
        tensors.emplace(name.substr(set.prefix.size()), entry.view);
    }
    return tensors;
  }
  // The longest prefix of a set of this table that the name begins with; nothing when there is none.
  [[nodiscard]] std::optional<std::string> ownerOf(const WrappedTable& table, const std::string& name) const {
    std::optional<std::string> owner;
    for (const auto& sets : sets_) {
      for (const WeightSet& set : sets) {
        if (set.table != &table || !name.starts_with(set.prefix)) continue;
        if (!owner || set.prefix.size() > owner->size()) owner = set.prefix;
      }
    }
    return owner;
  }

  // ---- one of several ----

  Result<TensorStore> take(const std::vector<WeightSet>& candidates) {
    std::vector<WeightSet> best, rest;
    const bool hasAverage =
        std::any_of(candidates.begin(), candidates.end(), [](const WeightSet& set) { return set.isAverage; });
    for (const WeightSet& set : candidates) (set.isAverage == hasAverage ? best : rest).push_back(set);
    if (best.size() > 1) {
      const auto usual =
          std::find_if(best.begin(), best.end(), [](const WeightSet& set) { return set.isUsual(); });
      if (usual != best.end()) {
        std::iter_swap(best.begin(), usual);
      } else {
        CHEXGEN_TRY(requireSame(best));
      }
    }
    const WeightSet& chosen = best.front();
    tellChoice(chosen, candidates, rest);
    store_.tensors = tensorsOf(chosen);
    if (hasAverage && rest.size() == 1) fillFrom(rest.front());
    passOverCounters();
    CHEXGEN_TRY(passOverRest(chosen));
    if (const auto foreign = foreignTensors(store_.tensors, file_.source)) return tl::unexpected(*foreign);
    store_.isAsStored = chosen.prefix.empty() && chosen.table->removed.empty() && file_.tables.size() == 1 &&
                        store_.tensors.size() == file_.tables.front().tensors.size();
    return std::move(store_);
  }

  Result<void> requireSame(const std::vector<WeightSet>& sets) const {
    const auto first = tensorsOf(sets.front());
    for (std::size_t i = 1; i < sets.size(); ++i) {
      const auto other = tensorsOf(sets[i]);
      const bool same = std::equal(
          first.begin(), first.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
            return a.first == b.first && a.second.type == b.second.type && a.second.shape == b.second.shape &&
                   std::ranges::equal(a.second.data, b.second.data);
          });
      if (same) continue;
      return fail(ErrorCode::formatInvalid,
                  "The file holds several sets of weights that could be meant: " + sets.front().where() +
                      " and " + sets[i].where() + ".",
                  file_.source, "Nothing was loaded.",
                  "Save the one that is meant alone, and name that file.");
    }
    return {};
  }

  void tellChoice(const WeightSet& chosen, const std::vector<WeightSet>& all,
                  const std::vector<WeightSet>& raw) {
    const std::string place = joined(chosen.table->place);
    store_.metadata["dictionary"] = place;
    if (place.empty() && file_.metadata.find("dictionary") == file_.metadata.end())
      store_.metadata.erase("dictionary");
    const auto program = file_.metadata.find("program");
    if (program != file_.metadata.end() && program->is_string())
      say("This is a checkpoint of " + program->get<std::string>() + "; only its weights are looked at.");
    if (all.size() > 1 && chosen.isAverage && !raw.empty()) {
      say("The moving average (EMA) was taken, " + chosen.where() + ", not the raw weights, " +
          raw.front().where() + ".");
    } else if (all.size() > 1) {
      std::string others;
      for (const WeightSet& set : all) {
        if (set.table != chosen.table || set.prefix != chosen.prefix)
          others += (others.empty() ? "" : ", ") + set.where();
      }
      say("Several sets of weights fit; " + chosen.where() + " was taken, not " + others + ".");
    } else if (!place.empty() && !chosen.isUsual()) {
      say("The weights lie under " + quoted(place) + " and were taken from there.");
    }
    if (!chosen.prefix.empty()) say("The prefix " + quoted(chosen.prefix) + " was taken off the names.");
    for (const std::string& part : chosen.table->removed)
      say("The part " + quoted(part) + " was taken out of the names.");
    if (chosen.table->restored > 0)
      say("The dots that the average's names lack were put back from those of the raw weights.");
  }

  // Buffers and frozen weights have no average: they do not move.
  void fillFrom(const WeightSet& raw) {
    std::vector<std::string> filled;
    for (const auto& [name, view] : tensorsOf(raw)) {
      if (store_.tensors.emplace(name, view).second) filled.push_back(name);
    }
    if (!filled.empty())
      say(counted(filled.size(), "tensor", "tensors") +
          " without an average came from the raw weights: " + examples(filled) + ".");
  }

  // What wrappers count lies beside the weights.
  void passOverCounters() {
    constexpr std::array<std::string_view, 6> counters{"decay",      "num_updates", "initted",
                                                       "n_averaged", "step",        "updates"};
    for (const std::string_view name : counters) {
      const auto found = store_.tensors.find(std::string(name));
      if (found != store_.tensors.end() && found->second.elements() <= 1) store_.tensors.erase(found);
    }
  }

  // ---- what is left ----

  // Names outside of every set: another part of the program, said; or the rest of this network, refused.
  Result<void> passOverRest(const WeightSet& chosen) {
    std::set<std::string> patterns;
    for (const auto& [name, view] : store_.tensors) patterns.insert(numberless(name));
    std::vector<std::string> outside;
    for (const auto& [name, entry] : chosen.table->tensors) {
      const auto owner = ownerOf(*chosen.table, name);
      const bool isInside = owner && *owner == chosen.prefix;
      if (owner && !isInside) continue;
      if (!isInside) outside.push_back(entry.name);
      if (continuesOne(name.substr(isInside ? chosen.prefix.size() : 0), patterns, isInside)) {
        return fail(ErrorCode::formatInvalid,
                    "The names of the weights begin in different ways: most with " + quoted(chosen.prefix) +
                        ", but " + quoted(entry.name) + " does not.",
                    file_.source, "Nothing was loaded.",
                    "Save the whole state_dict of the unwrapped model, and name that file.");
      }
    }
    tellFragments(chosen, patterns);
    if (!outside.empty())
      say(counted(outside.size(), "tensor that is no part of it was", "tensors that are no part of it were") +
          " passed over: " + examples(outside) + ".");
    return {};
  }

  // Dictionaries beside the chosen one that hold some of the network's weights, but not the network.
  void tellFragments(const WeightSet& chosen, const std::set<std::string>& patterns) {
    for (const WrappedTable& table : tables_) {
      const bool hasSet = std::any_of(sets_.begin(), sets_.end(), [&](const std::vector<WeightSet>& sets) {
        return std::any_of(sets.begin(), sets.end(),
                           [&](const WeightSet& set) { return set.table == &table; });
      });
      if (&table == chosen.table || hasSet) continue;
      const auto alike = std::count_if(table.tensors.begin(), table.tensors.end(), [&](const auto& one) {
        return continuesOne(one.first, patterns, false);
      });
      if (alike > 0)
        say(quoted(joined(table.place)) + " holds some of the weights too (" +
            counted(static_cast<std::size_t>(alike), "tensor", "tensors") +
            "), but not the whole network; it was passed over.");
    }
  }

  Result<TensorStore> takeUnknown() {
    const auto size = [](const WrappedTable& table) {
      return std::tuple(namesAverage(table.place), joined(table.place) == "state_dict", table.tensors.size());
    };
    const auto best = std::max_element(tables_.begin(), tables_.end(),
                                       [&](const auto& a, const auto& b) { return size(a) < size(b); });
    if (best == tables_.end())
      return fail(ErrorCode::formatInvalid, "The file holds no tensors.", file_.source);
    const std::string place = joined(best->place);
    if (!place.empty()) store_.metadata["dictionary"] = place;
    for (const auto& [name, entry] : best->tensors) store_.tensors.emplace(entry.name, entry.view);
    if (const auto foreign = foreignTensors(store_.tensors, file_.source)) return tl::unexpected(*foreign);
    return std::move(store_);
  }

  void say(std::string remark) { store_.remarks.push_back(std::move(remark)); }

  const TensorTables& file_;
  std::vector<WrappedTable> tables_;
  std::vector<std::vector<WeightSet>> sets_;  // by kind
  TensorStore store_;
};

}  // namespace

Result<TensorStore> unwrap(const TensorTables& file, std::optional<NetworkKind> wanted) {
  return Chooser(file).choose(wanted);
}

}  // namespace chexgen::weights
