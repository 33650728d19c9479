#include "core/text/report_findings.h"

#include "core/text/report_mentions.h"

namespace chexgen::text {

std::vector<std::string> statedFindings(std::string_view report) {
  const auto names = reportedFindings();
  std::vector<bool> stated(names.size(), false);
  for (const Mention& mention : mentionsIn(report))
    if (mention.stated != Stated::absent) stated[mention.finding] = true;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (stated[i]) found.emplace_back(names[i]);
  return found;
}

}  // namespace chexgen::text
