// What tables say is to be seen on a radiograph: lists of labels in any quoting, and columns of 1, 0 and -1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/report_check.h"

namespace chexgen::training {

struct Labels {
  std::vector<text::FindingFact>
      findings;                     // in the spelling of imaging::findings(), each once, with its side
  std::vector<std::string> others;  // known conditions that are none of these
  std::vector<std::string> devices;
  std::vector<std::string> uncertain;  // conditions that may be there (-1)
  std::vector<std::string> unknown;    // not understood, as written
  bool saysNone = false;               // "No Finding", or every condition is denied

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

}  // namespace chexgen::training
