// What a report says of each finding, sentence by sentence: whether it is there, and on which side.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::text {

// The fourteen findings of ChestX-ray14 (Wang et al., CVPR 2017) and fracture, as resources/findings.json
// names them.
[[nodiscard]] std::span<const std::string_view> reportedFindings();

enum class Stated { present, possible, absent };
enum class Side { unstated, left, right, both };

[[nodiscard]] std::string_view name(Side side);  // "", "left", "right", "both"

struct Mention {
  std::size_t finding = 0;  // in reportedFindings()
  Stated stated = Stated::present;
  Side side = Side::unstated;
  std::size_t sentence = 0;  // in sentencesOf(report)
  // Denied with a reserve, as in "no new nodule" or "no large effusion", which a nodule or a small effusion
  // does not contradict; or by a phrase for the whole lung.
  bool reserved = false;
  friend bool operator==(const Mention&, const Mention&) = default;
};

// Of any layout, in lower case: see core/text/report_sentences.h.
[[nodiscard]] std::vector<std::string> sentencesOf(std::string_view report);

// Every mention in the order of the text. A rule for each sentence, after NegEx (Chapman et al., J Biomed
// Inform 2001): a finding's usual words count as denied after "no", "without", "free of" … up to "but",
// "however", "there is" …, or before "has resolved", "is not seen" …; as possible beside "may", "probable",
// "cannot be excluded" …; a field says its value ("Effusion: none"); "no change in" and "not resolved" deny
// nothing; what is a history or a question ("history of", "evaluate for", "INDICATION: …") is no mention.
// Usual short forms are known (core/text/report_words.h). "Heart size is normal" denies cardiomegaly; "the
// lungs are clear" denies what would fill them, with reserve. The side is the word nearest before, else
// after, within the clause. English reports; a helper for lists, filters and checks, not a labeller to
// publish numbers with.
[[nodiscard]] std::vector<Mention> mentionsIn(std::string_view report);

}  // namespace chexgen::text
