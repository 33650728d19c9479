#include "core/training/preflight_row.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/imaging/boxes.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/prepare.h"
#include "core/imaging/radiograph.h"
#include "core/text/caption_cleaner.h"
#include "core/text/prompt_loss.h"
#include "core/text/report_check.h"
#include "core/training/release_features.h"

namespace chexgen::training {
namespace {

using base::Result;
namespace fs = std::filesystem;

std::string sizeText(const PictureSize& size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

// The grey that a picture has all over, but for a few pixels; nothing when something is to be seen.
std::optional<int> onlyGrey(const imaging::Image8& image) {
  constexpr std::size_t few = 500;  // one in so many: a marker in a black picture is no radiograph
  constexpr int noise = 3;
  std::array<std::size_t, 256> counts{};
  for (const std::uint8_t level : image.pixels) ++counts.at(level);
  const std::size_t spared = image.pixels.size() / few;
  const auto levelAt = [&](std::size_t rank) {
    std::size_t below = 0;
    int level = 0;
    while (level < 255 && (below += counts.at(static_cast<std::size_t>(level))) <= rank) ++level;
    return level;
  };
  if (image.pixels.empty()) return std::nullopt;
  const int low = levelAt(spared), high = levelAt(image.pixels.size() - 1 - spared);
  if (high - low > noise) return std::nullopt;
  return low;
}

class RowChecker {
 public:
  RowChecker(const TableRow& row, const PreflightOptions& options) : row_(row), options_(options) {}

  RowCheck check() {
    if (!row_.problem.empty()) add(Severity::error, FindingCode::rowInvalid, row_.problem);
    const auto image = row_.image.empty() ? std::nullopt : checkImage();
    if (options_.needsPrompt) checkPrompt();
    if (options_.needsMask) checkMask(image);
    if (options_.needsBoxes) checkBoxes(image);
    return std::move(check_);
  }

  RowCheck checkFeatures() {
    if (auto latent = features(row_.image, readReleaseLatent)) check_.latentShape = latent->shape;
    if (auto caption = features(row_.text, readReleaseCaption)) {
      check_.captionWidth = caption->shape[1];
      if (caption->shape[0] > static_cast<std::int64_t>(options_.tokenLimit)) {
        add(Severity::error, FindingCode::featuresInvalid,
            "The caption has " + std::to_string(caption->shape[0]) + " tokens; at most " +
                std::to_string(options_.tokenLimit) + " are possible.",
            row_.text);
      }
    }
    if (row_.condition.empty()) {
      if (options_.needsMask || options_.needsBoxes) {
        add(Severity::error, options_.needsMask ? FindingCode::maskMissing : FindingCode::boxesMissing,
            "The row names no condition.");
      }
      return std::move(check_);
    }
    const auto condition = features(row_.condition, readReleaseLatent);
    if (condition && !check_.latentShape.empty() && condition->shape != check_.latentShape) {
      add(Severity::error, FindingCode::featuresInvalid,
          "The condition has the shape " + weights::shapeText(condition->shape) + ", its latent " +
              weights::shapeText(check_.latentShape) + ".",
          row_.condition);
    }
    return std::move(check_);
  }

 private:
  void add(Severity severity, FindingCode code, std::string sentence, fs::path file = {}) {
    check_.findings.push_back(findingOf(row_, severity, code, std::move(sentence), std::move(file)));
  }

  std::optional<base::MappedFile> openFile(const fs::path& file, FindingCode unreadable) {
    auto mapped = base::MappedFile::open(file);
    if (mapped) {
      check_.bytes += mapped->bytes().size();
      return std::move(*mapped);
    }
    const bool isMissing = mapped.error().code == base::ErrorCode::fileMissing;
    add(Severity::error, isMissing ? FindingCode::fileMissing : unreadable,
        isMissing ? "The file does not exist." : mapped.error().message, file);
    return std::nullopt;
  }

  Result<PictureSize> sizeOf(const base::MappedFile& file) {
    if (!options_.decodeImages) return pictureSize(file.bytes(), file.path());
    // As whoever trains on it reads it, so that nothing passes here and fails there.
    std::vector<std::string> remarks;
    CHEXGEN_ASSIGN(const imaging::Image8 image,
                   imaging::decodeRadiograph(file.bytes(), file.path(), &remarks));
    for (std::string& remark : remarks)
      add(Severity::warning, FindingCode::imageRemark, std::move(remark), row_.image);
    if (const auto grey = onlyGrey(image))
      add(Severity::error, FindingCode::imageBlank,
          *grey == 0
              ? "The picture is black."
              : "Nothing is to be seen on the picture: it is one grey (" + std::to_string(*grey) + ").",
          row_.image);
    return PictureSize{image.width, image.height};
  }

  std::optional<PictureSize> checkImage() {
    const auto file = openFile(row_.image, FindingCode::pictureUnreadable);
    if (!file) return std::nullopt;
    check_.imageBytes = file->bytes().size();
    const auto size = sizeOf(*file);
    if (!size) {
      add(Severity::error, FindingCode::pictureUnreadable, size.error().message, row_.image);
      return std::nullopt;
    }
    if (options_.imageSize <= 0) return *size;
    if (const auto crop = imaging::squareCrop(size->width, size->height, options_.imageSize); !crop) {
      add(Severity::error, FindingCode::pictureUnreadable, crop.error().message, row_.image);
    } else if (std::min(size->width, size->height) < options_.imageSize) {
      add(Severity::warning, FindingCode::imageSmall,
          "The image of " + sizeText(*size) + " pixels will be enlarged to " +
              std::to_string(options_.imageSize) + ".",
          row_.image);
    }
    return *size;
  }

  void checkPrompt() {
    const auto report = text::cleanPrompt(row_.report);
    const auto cleaned = text::cleanPrompt(row_.prompt);
    for (const auto* one : {&report, &cleaned})
      if (!*one) return add(Severity::error, FindingCode::promptInvalid, one->error().message);
    if (report->empty()) {
      const bool isWished = options_.allowPoorPrompts && !cleaned->empty();
      const std::string what =
          row_.report.empty() ? "The row has no report." : "Nothing is left of the report after cleaning.";
      add(isWished ? Severity::warning : Severity::error, FindingCode::promptMissing,
          cleaned->empty() ? what : what + " Its prompt would be demographics alone: \"" + *cleaned + "\".");
      if (!isWished) return;
    }
    if (!report->empty() && !checkGaps()) return;
    check_.report = *report;
    if (options_.tokenizer == nullptr) return;
    const auto loss = text::promptLoss(row_.prompt, *options_.tokenizer, options_.tokenLimit);
    if (!loss) return add(Severity::error, FindingCode::promptInvalid, loss.error().message);
    if (loss->isUnreadable())
      return add(Severity::error, FindingCode::promptMissing, text::failUnreadable(*loss).value().message);
    if (const auto unread = text::unreadRemark(*loss))
      add(Severity::warning, FindingCode::promptUnread, *unread);
    if (const auto cut = text::cutRemark(*loss)) add(Severity::warning, FindingCode::promptLong, *cut);
  }

  // Words that de-identification took out. False when hardly another is left.
  bool checkGaps() {
    std::string left = row_.report;
    std::string first;
    for (const text::LintMark& mark : text::lintReport(row_.report)) {
      if (mark.kind != text::LintKind::deidentified) continue;
      if (first.empty()) first = mark.passage;
      if (const std::size_t at = left.find(mark.passage); at != std::string::npos)
        left.erase(at, mark.passage.size());
    }
    if (first.empty()) return true;
    constexpr std::size_t fewLetters = 6;
    const auto letters = std::count_if(left.begin(), left.end(),
                                       [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
    const bool isGap = static_cast<std::size_t>(letters) < fewLetters;
    add(isGap ? Severity::error : Severity::warning, FindingCode::promptRedacted,
        isGap
            ? "De-identification left nothing of the report: \"" + row_.report + "\"."
            : "De-identification left a gap in the report (\"" + first + "\"), which the model would learn.");
    return !isGap;
  }

  void checkMask(const std::optional<PictureSize>& image) {
    if (row_.mask.empty()) {
      return add(Severity::error, FindingCode::maskMissing, "The row names no mask.");
    }
    const auto file = openFile(row_.mask, FindingCode::pictureUnreadable);
    if (!file) return;
    const auto mask = imaging::readMask(row_.mask);
    if (!mask) {
      return add(Severity::error, FindingCode::pictureUnreadable, mask.error().message, row_.mask);
    }
    const auto& labels = mask->labels.pixels;
    const bool isEmpty = std::all_of(labels.begin(), labels.end(), [](auto label) { return label == 0; });
    for (const std::string& remark : mask->remarks)
      add(Severity::warning, isEmpty ? FindingCode::maskEmpty : FindingCode::maskOdd, remark, row_.mask);
    if (!image) return;
    const imaging::MaskFit fit = imaging::compareWithRadiograph(mask->labels, image->width, image->height);
    if (!fit.sameSize)
      add(fit.sameShape ? Severity::warning : Severity::error,
          fit.sameShape ? FindingCode::maskSize : FindingCode::maskAspect, fit.remark, row_.mask);
  }

  void checkBoxes(const std::optional<PictureSize>& image) {
    if (row_.boxes.empty()) {
      return add(Severity::error, FindingCode::boxesMissing, "The row names no boxes.");
    }
    const auto file = openFile(row_.boxes, FindingCode::boxesUnreadable);
    if (!file) return;
    imaging::BoxQuery query{.image = row_.image.string(),
                            .onlyImageServes = !row_.boxesOfSeveral,
                            .files = options_.boxFiles.get()};
    if (image) {
      query.width = image->width;
      query.height = image->height;
    }
    query.layout = options_.boxLayout;
    const auto boxes = imaging::readBoxes(row_.boxes, query);
    if (!boxes) {
      const base::Error& error = boxes.error();
      return add(Severity::error, FindingCode::boxesUnreadable,
                 error.message + (error.next.empty() ? "" : " " + error.next), row_.boxes);
    }
    for (const std::string& remark : boxes->remarks)
      add(Severity::warning, FindingCode::boxesRemark, remark, row_.boxes);
  }

  using Reader = Result<weights::TensorView> (*)(const fs::path&);
  std::optional<weights::TensorView> features(const fs::path& path, Reader read) {
    const auto file = openFile(path, FindingCode::featuresInvalid);
    if (!file) return std::nullopt;
    if (path == row_.image) check_.imageBytes = file->bytes().size();
    auto view = read(path);
    if (view) return std::move(*view);
    add(Severity::error, FindingCode::featuresInvalid, view.error().message, path);
    return std::nullopt;
  }

  const TableRow& row_;
  const PreflightOptions& options_;
  RowCheck check_;
};

}  // namespace

PreflightFinding findingOf(const TableRow& row, Severity severity, FindingCode code, std::string sentence,
                           fs::path file) {
  return {row.line, row.id, severity, code, std::move(sentence), std::move(file)};
}

RowCheck checkRow(const TableRow& row, const PreflightOptions& options) {
  return RowChecker(row, options).check();
}

RowCheck checkFeatureRow(const TableRow& row, const PreflightOptions& options) {
  return RowChecker(row, options).checkFeatures();
}

}  // namespace chexgen::training
