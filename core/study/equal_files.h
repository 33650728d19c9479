// What the image files of the arms hold besides their pictures: made equal by blinding, or refused.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/file_facts.h"
#include "core/study/blinding.h"
#include "core/study/design.h"

namespace chexgen::study {

struct SourceFacts {
  imaging::FileFacts file;
  std::vector<std::string> remarks;  // see imaging::readRadiograph
  std::size_t marks = 0;             // burned-in marks that blinding has left (see countEdgeMarks)
};
using FactsByFile = std::map<std::filesystem::path, SourceFacts>;

// A sentence for each thing that only some arms' files have, or have more often, and that no package holds:
// format, size, depth, colour, pixel spacing, comment, age.
[[nodiscard]] std::vector<std::string> madeEqual(const Design& design, const FactsByFile& facts);

// A sentence for each kind of remark that the reader of the images had, with how many images of each arm it
// is about and the first of them: where a window was guessed, or a picture was not turned, the arms may
// differ by that.
[[nodiscard]] std::vector<std::string> remarksOnImages(const Design& design, const FactsByFile& facts);

// argumentInvalid, naming the arms, when burned-in marks are left in the pictures of some arms only: in so
// many more than in another arm's that it cannot be chance.
[[nodiscard]] base::Result<void> checkMarks(const Design& design, const FactsByFile& facts);

}  // namespace chexgen::study
