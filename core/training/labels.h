// What tables say is to be seen on a radiograph: lists of labels in any quoting, and columns of 1, 0 and -1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/text/report_check.h"

namespace chexgen::training {

struct Labels {
  std::vector<text::FindingFact>
      findings;                     // in the spelling of imaging::findings(), each once, with its side
  std::vector<std::string> others;  // known conditions that are none of these
  std::vector<std::string> devices;
  std::vector<std::string> uncertain;  // conditions that may be there (-1)
  std::vector<std::string> absent;     // conditions that a column of their own denies (0)
  std::vector<std::string> unknown;    // not understood, as written
  bool saysNone = false;               // "No Finding", or every condition is denied
  bool isList = false;                 // from a list, which names all that is there

  // Whether anything is said at all.
  [[nodiscard]] bool isStated() const;
  // Nothing is found: said, and nothing said against it.
  [[nodiscard]] bool isNoFinding() const;
  // What is there, for people and filters; what is not understood stands as written.
  [[nodiscard]] std::vector<std::string> names() const;
};

// The entries of a list: "A|B", "a; b", "['a', 'b']", a JSON list; commas separate, too.
[[nodiscard]] std::vector<std::string> labelEntries(std::string_view cell);

// Reads a cell: each entry by imaging::labelNamed, a finding with its side where one is said
// ("Effusion:left", "left pleural effusion", "Effusion (right)", "bilateral effusions"). Words for what is
// not known ("nan", "n/a") say nothing.
[[nodiscard]] Labels readLabels(std::string_view cell);

// The same finding or condition once more: a side that differs makes it both.
void addLabel(Labels& labels, const std::string& entry);

// What a cell of a column named after a label says: 1 there, 0 not there, -1 uncertain (as CheXpert writes
// it; also 1.0, "true", "yes"); blank says nothing.
enum class LabelCell { blank, present, absent, uncertain, unreadable };
[[nodiscard]] LabelCell labelCell(std::string_view cell);

// What the labels of a radiograph say of one finding or condition, in the spelling of imaging::labelNamed.
// A list that says anything denies what it does not name, and so does "No Finding"; a column of its own that
// is blank says nothing.
[[nodiscard]] LabelCell saidOf(const Labels& labels, std::string_view name);

// What an uncertain label counts as where a yes or no is needed.
enum class UncertainAs { leftOut, present, absent };
// "leave-out", "positive" or "negative"; argumentInvalid for another.
[[nodiscard]] base::Result<UncertainAs> uncertainNamed(std::string_view name);
[[nodiscard]] std::string_view name(UncertainAs as);

struct LabelRules {
  UncertainAs uncertain = UncertainAs::leftOut;
  bool blankIsAbsent = false;  // what is not said is not there; else it is no answer
  friend bool operator==(const LabelRules&, const LabelRules&) = default;
};
// Yes, no, or nothing where the radiograph is to be left out.
[[nodiscard]] std::optional<bool> answerOf(LabelCell said, const LabelRules& rules);

// How many were left out because they say nothing that can be used.
struct Unanswered {
  std::size_t uncertain = 0, blank = 0;
  void count(LabelCell said) { ++(said == LabelCell::uncertain ? uncertain : blank); }
  [[nodiscard]] std::size_t all() const { return uncertain + blank; }
};
// "12 uncertain (-1) and 3 blank"; empty when there is none.
[[nodiscard]] std::string inWords(const Unanswered& left);

}  // namespace chexgen::training
