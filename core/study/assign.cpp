#include "core/study/assign.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/staged_folder.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/radiograph.h"
#include "core/study/arrange.h"
#include "core/study/blinding.h"
#include "core/study/edge_marks.h"
#include "core/study/equal_arms.h"
#include "core/study/equal_files.h"
#include "core/study/own_grain.h"
#include "core/study/package.h"
#include "core/study/roster.h"
#include "core/study/seal.h"
#include "core/study/sodium_start.h"
#include "core/study/study_key.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

// The images of the whole study, each blinded once.
using Pictures = std::map<fs::path, imaging::Image8>;

// Says how far the work is, over all its parts.
class Steps {
 public:
  Steps(const AssignOptions& options, std::size_t total) : options_(options), total_(total) {}
  void operator()() {
    done_ = std::min(done_ + 1, total_);
    if (options_.progress) options_.progress(done_, total_);
  }

 private:
  const AssignOptions& options_;
  std::size_t done_ = 0, total_;
};

Steps stepsOf(const Design& design, const AssignOptions& options) {
  std::size_t images = 0;
  for (const Case& one : design.cases) images += one.candidates.size();
  return {options, images * (2 + remedyRounds(options.remedies) + design.readers.size())};
}

// The arm that each image is of; of the first one where several share it.
std::map<fs::path, std::string> armsByFile(const Design& design) {
  std::map<fs::path, std::string> arms;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) arms.emplace(candidate.image, candidate.arm);
  return arms;
}

Result<Pictures> blindAll(const Design& design, BlindingOptions& blinding, RemedyPlan& plan,
                          FactsByFile& facts, const AssignOptions& options, Steps& steps,
                          const base::CancelToken& cancel) {
  Pictures pictures;
  for (const Case& one : design.cases)
    for (const Candidate& candidate : one.candidates) pictures[candidate.image];
  std::vector<int> edges;
  const auto step = [&]() -> Result<void> {
    steps();
    if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The study was not made.");
    return {};
  };
  for (auto& [file, image] : pictures) {
    CHEXGEN_TRY(step());
    CHEXGEN_ASSIGN(const std::string bytes, imaging::readPicture(file));
    facts[file].file = imaging::fileFactsOf(std::as_bytes(std::span(bytes)));
    CHEXGEN_ASSIGN(image,
                   imaging::decodeRadiograph(std::as_bytes(std::span(bytes)), file, &facts[file].remarks));
    edges.push_back(std::min(image.width, image.height));
  }
  CHEXGEN_ASSIGN(blinding.side, commonSide(edges, blinding.cropped));
  const std::map<fs::path, std::string> arms = armsByFile(design);
  std::vector<ArmImage> armImages;
  for (const auto& [file, image] : pictures) armImages.push_back({&image, arms.at(file)});
  CHEXGEN_ASSIGN(plan, planRemedies(
                           options.remedies, armImages, blinding, [&] { steps(); }, cancel));
  for (auto& [file, image] : pictures) {
    CHEXGEN_TRY(step());
    const auto treatment = plan.arms.find(arms.at(file));
    auto picture = blinded(image, blinding, treatment == plan.arms.end() ? Treatment() : treatment->second,
                           randomSeed());
    if (!picture) {
      picture.error().file = file;
      return tl::unexpected(std::move(picture).error());
    }
    // Marks are looked for in the image without a treatment, which could blur or pale them.
    CHEXGEN_ASSIGN(const imaging::Image8 untreated, blinded(image, blinding));
    facts[file].marks = countEdgeMarks(untreated);
    image = std::move(*picture);
  }
  return pictures;
}

// What is shown as one item, with grain of its own.
PackageItem showing(const PackageInfo& info, const KeyItem& what, const StudyKey& key,
                    const Pictures& pictures) {
  const Case& one = key.design.cases[what.caseIndex];
  PackageItem item{.report = info.showReport ? one.report : std::string(), .images = {}};
  for (const std::string& arm : what.arms) {
    const auto candidate = std::find_if(one.candidates.begin(), one.candidates.end(),
                                        [&](const Candidate& c) { return c.arm == arm; });
    item.images.push_back(withOwnGrain(pictures.at(candidate->image), randomSeed()));
  }
  return item;
}

// Everything of a package but the commitment, which is made of the key, which holds the hashes of the
// packages.
Result<PackageWriter> beginPackage(const fs::path& file, const PackageInfo& info, StudyKey& key,
                                   const Pictures& pictures) {
  CHEXGEN_ASSIGN(PackageWriter writer, PackageWriter::create(file));
  std::vector<std::string> names = info.order;
  std::sort(names.begin(), names.end());  // of their random names, which is no order
  for (const std::string& name : names)
    CHEXGEN_TRY(writer.add(name, showing(info, key.items.at(name), key, pictures)));
  const PackageHashes hashes = writer.hashes(info);
  key.packages[info.reader] = hashes.whole;
  for (std::size_t i = 0; i < info.order.size(); ++i) key.items.at(info.order[i]).hash = hashes.items[i];
  return writer;
}

Roster rosterOf(const std::string& study, const StudyKey& key, const std::vector<PackageInfo>& readers,
                const BlindingOptions& blinding) {
  Roster roster{.study = study,
                .name = key.design.name,
                .kind = key.design.kind,
                .readers = {},
                .questions = questionsOf(key.design),
                .mayGoBack = key.design.mayGoBack,
                .openings = {},
                .blinding = blinding,
                .leaks = {},
                .remarks = {},
                .remedies = {}};
  for (const PackageInfo& info : readers) {
    Roster::Reader reader{info.reader,
                          info.keys.publicKey,
                          info.order.size(),
                          info.keys.privateKey.empty(),
                          key.packages.at(info.reader),
                          {}};
    for (const std::string& name : info.order) {
      const KeyItem& what = key.items.at(name);
      reader.items.push_back({name, what.hash, what.arms.size()});
    }
    roster.readers.push_back(std::move(reader));
  }
  return roster;
}

// The folder appears with everything in it, or not at all.
Result<Assigned> publish(const fs::path& out, Arrangement& arranged, const Pictures& pictures,
                         const BlindingOptions& blinding, std::vector<std::string> remarks,
                         const std::string& passphrase, Steps& steps, const base::CancelToken& cancel) {
  StudyKey& key = arranged.key;
  CHEXGEN_ASSIGN(base::StagedFolder folder, base::StagedFolder::create(out));
  Assigned assigned{.commitment = {},
                    .keyFile = out / (key.design.name + ".key"),
                    .roster = out / (key.design.name + ".roster"),
                    .packages = {},
                    .leaks = {},
                    .remarks = remarks,
                    .remedies = key.remedies,
                    .blinding = blinding};
  std::vector<fs::path> written;
  std::vector<PackageWriter> writers;
  for (const PackageInfo& info : arranged.readers) {
    assigned.packages.push_back(out / (key.design.name + "-" + info.reader + ".chexread"));
    written.push_back(folder.path() / assigned.packages.back().filename());
    CHEXGEN_ASSIGN(PackageWriter writer, beginPackage(written.back(), info, key, pictures));
    writers.push_back(std::move(writer));
  }
  CHEXGEN_ASSIGN(const Sealed sealed, seal(keyText(key), passphrase));
  assigned.commitment = sealed.commitment;
  const fs::path keyFile = folder.path() / assigned.keyFile.filename();
  CHEXGEN_TRY(base::writeFileAtomically(keyFile, sealed.file));
  std::error_code error;
  fs::permissions(keyFile, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error)
    return base::failFromErrno(error.value(), "The key cannot be kept from others", assigned.keyFile);
  for (std::size_t i = 0; i < writers.size(); ++i) {
    arranged.readers[i].study = sealed.commitment;
    CHEXGEN_TRY(writers[i].finish(arranged.readers[i]));
  }
  writers.clear();
  CHEXGEN_ASSIGN(assigned.leaks, checkLeaks(
                                     written, key, [&] { steps(); }, cancel));
  Roster roster = rosterOf(sealed.commitment, key, arranged.readers, blinding);
  roster.leaks = assigned.leaks;
  roster.remarks = std::move(remarks);
  roster.remedies = key.remedies;
  CHEXGEN_TRY(base::writeFileAtomically(folder.path() / assigned.roster.filename(), rosterText(roster)));
  CHEXGEN_TRY(folder.publish());
  return assigned;
}

}  // namespace

Result<Assigned> assign(const Design& design, const std::string& passphrase, const fs::path& out,
                        const AssignOptions& options, const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(auto remarks, checkBeforeMaking(design));
  CHEXGEN_TRY(startSodium());
  std::error_code error;
  if (fs::exists(out, error))
    return base::fail(ErrorCode::argumentInvalid, "There is something of this name already.", out,
                      "It is untouched.", "Choose another name: a study is made only once.");
  BlindingOptions blinding{.side = 0, .cropped = options.cropped, .masked = options.masked};
  const bool corners =
      std::find(options.remedies.begin(), options.remedies.end(), Remedy::corners) != options.remedies.end();
  if (corners && blinding.masked <= 0) blinding.masked = usualMask;
  Steps steps = stepsOf(design, options);
  RemedyPlan plan;
  FactsByFile facts;
  CHEXGEN_ASSIGN(const Pictures pictures, blindAll(design, blinding, plan, facts, options, steps, cancel));
  if (!options.leaveMarks) CHEXGEN_TRY(checkMarks(design, facts));
  for (std::string& remark : madeEqual(design, facts)) remarks.push_back(std::move(remark));
  for (std::string& remark : remarksOnImages(design, facts)) remarks.push_back(std::move(remark));
  CHEXGEN_ASSIGN(const OrderSecret secret, OrderSecret::draw());
  CHEXGEN_ASSIGN(Arrangement arranged, arrange(design, secret));
  arranged.key.remedies = std::move(plan);
  return publish(out, arranged, pictures, blinding, std::move(remarks), passphrase, steps, cancel);
}

Result<BlindingCheck> checkBlinding(const Design& design, const AssignOptions& options,
                                    const base::CancelToken& cancel) {
  CHEXGEN_TRY(startSodium());
  std::error_code error;
  const fs::path passing = fs::temp_directory_path(error);
  if (error) return base::failFromErrno(error.value(), "There is no folder for passing files", passing);
  const fs::path out = passing / ("chexgen-check-" + randomName());
  auto assigned = assign(design, randomName(), out, options, cancel);
  fs::remove_all(out, error);
  if (!assigned) return tl::unexpected(std::move(assigned).error());
  return BlindingCheck{.leaks = std::move(assigned->leaks),
                       .remarks = std::move(assigned->remarks),
                       .remedies = std::move(assigned->remedies),
                       .blinding = assigned->blinding};
}

}  // namespace chexgen::study
