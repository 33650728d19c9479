#include "core/cohort/reference.h"

#include <algorithm>
#include <set>

#include "core/training/table_columns.h"

namespace chexgen::cohort {
namespace {

constexpr std::size_t leastOfBothKinds = 8;

}  // namespace

std::vector<const training::TableRow*> referenceRows(const training::DataTable& table, bool heldOut) {
  std::vector<const training::TableRow*> rows;
  for (const training::TableRow& row : table.rows) {
    const bool isHeldOut = row.split == training::Split::validation;
    const bool isTrain = training::isLearnedFrom(row.split);
    if (heldOut ? isHeldOut : isTrain) rows.push_back(&row);
  }
  return rows;
}

FindingTruths truthsOf(const std::vector<const training::TableRow*>& rows, const std::string& finding,
                       const training::LabelRules& rules) {
  FindingTruths truths;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const training::LabelCell said = training::saidOf(rows[i]->stated, finding);
    const auto answer = training::answerOf(said, rules);
    if (!answer) {
      truths.left.count(said);
      continue;
    }
    truths.rows.push_back(i);
    truths.shows.push_back(*answer ? 1 : 0);
  }
  return truths;
}

bool areEnough(const FindingTruths& truths) {
  const auto with = static_cast<std::size_t>(std::count(truths.shows.begin(), truths.shows.end(), 1));
  return with >= leastOfBothKinds && truths.shows.size() - with >= leastOfBothKinds;
}

base::Result<std::vector<std::string>> remarksOnReference(const Plan& plan) {
  std::vector<std::string> remarks;
  if (!plan.gates.labels) return remarks;
  CHEXGEN_ASSIGN(const training::DataTable table,
                 training::readTable(plan.gates.reference, {.images = false}));
  const std::string file = plan.gates.reference.filename().string();
  remarks.push_back(file + ": " + training::columnsInWords(table));
  for (const std::string& remark : table.remarks) remarks.push_back(file + ": " + remark);
  const auto train = referenceRows(table, false), heldOut = referenceRows(table, true);
  std::set<std::string> findings;
  for (const Stratum& stratum : plan.strata)
    for (const text::FindingFact& fact : stratum.findings) findings.insert(fact.finding);
  for (const std::string& finding : findings) {
    const FindingTruths learned = truthsOf(train, finding, plan.gates.labelRules);
    const FindingTruths tested = truthsOf(heldOut, finding, plan.gates.labelRules);
    const training::Unanswered left{.uncertain = learned.left.uncertain + tested.left.uncertain,
                                    .blank = learned.left.blank + tested.left.blank};
    if (left.all() > 0)
      remarks.push_back(std::to_string(left.all()) + " of " + std::to_string(train.size() + heldOut.size()) +
                        " real radiographs do not say whether there is " + finding + " (" + inWords(left) +
                        "): the check \"labels\" leaves them out.");
    if (!areEnough(learned) || !areEnough(tested))
      remarks.push_back("The check \"labels\" will not look for " + finding + ": " + file + " needs " +
                        std::to_string(leastOfBothKinds) +
                        " radiographs with it and as many without, in train and in val.");
  }
  return remarks;
}

}  // namespace chexgen::cohort
