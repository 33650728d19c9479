#include "core/study/arrange.h"

#include <utility>

#include "core/study/order.h"
#include "core/study/sodium_start.h"

namespace chexgen::study {
namespace {

// Gives every presentation of a reader its item, in the key and in the package.
base::Result<void> arrangeReader(std::size_t reader, const OrderSecret& secret, StudyKey& key,
                                 PackageInfo& info) {
  CHEXGEN_ASSIGN(const auto order, orderFor(key.design, secret, reader));
  for (const Presentation& presentation : order) {
    KeyItem item{.reader = info.reader,
                 .caseIndex = presentation.caseIndex,
                 .arms = {},
                 .practice = presentation.practice,
                 .repeat = presentation.repeat};
    for (const std::size_t candidate : presentation.candidates)
      item.arms.push_back(key.design.cases[presentation.caseIndex].candidates[candidate].arm);
    info.order.push_back(randomName());
    info.practice += presentation.practice ? 1 : 0;
    key.items.emplace(info.order.back(), std::move(item));
  }
  return {};
}

}  // namespace

base::Result<Arrangement> arrange(const Design& design, const OrderSecret& secret) {
  CHEXGEN_TRY(checkDesign(design));
  CHEXGEN_TRY(startSodium());
  Arrangement made;
  made.key.design = withPractice(design, secret);
  made.key.orderSecret = secret.text();
  for (std::size_t reader = 0; reader < design.readers.size(); ++reader) {
    PackageInfo info{.name = design.name,
                     .reader = design.readers[reader],
                     .kind = design.kind,
                     .questions = questionsOf(design),
                     .showReport = design.showReport,
                     .mayGoBack = design.mayGoBack};
    const auto own = design.readerKeys.find(info.reader);
    if (own != design.readerKeys.end()) {
      info.keys.publicKey = own->second;  // the private half stays with the reader
    } else {
      CHEXGEN_ASSIGN(info.keys, newSigningKeys());
    }
    made.key.publicKeys[info.reader] = info.keys.publicKey;
    CHEXGEN_TRY(arrangeReader(reader, secret, made.key, info));
    made.readers.push_back(std::move(info));
  }
  return made;
}

}  // namespace chexgen::study
