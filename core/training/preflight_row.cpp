#include "core/training/preflight_row.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/imaging/boxes.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/prepare.h"
#include "core/text/caption_cleaner.h"
#include "core/text/prompt_loss.h"
#include "core/training/release_features.h"

namespace chexgen::training {
namespace {

using base::Result;
namespace fs = std::filesystem;

std::string sizeText(const PictureSize& size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
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

  Result<PictureSize> sizeOf(const base::MappedFile& file) const {
    if (!options_.decodeImages) return pictureSize(file.bytes(), file.path());
    CHEXGEN_ASSIGN(const imaging::Image8 image, decodePicture(file.bytes(), file.path()));
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
    const auto cleaned = text::cleanPrompt(row_.prompt);
    if (!cleaned) return add(Severity::error, FindingCode::promptInvalid, cleaned.error().message);
    if (cleaned->empty()) {
      return add(
          Severity::error, FindingCode::promptMissing,
          row_.prompt.empty() ? "The row has no prompt." : "Nothing is left of the prompt after cleaning.");
    }
    if (options_.tokenizer == nullptr) return;
    const auto loss = text::promptLoss(row_.prompt, *options_.tokenizer, options_.tokenLimit);
    if (!loss) return add(Severity::error, FindingCode::promptInvalid, loss.error().message);
    if (loss->isUnreadable())
      return add(Severity::error, FindingCode::promptMissing, text::failUnreadable(*loss).value().message);
    if (const auto unread = text::unreadRemark(*loss))
      add(Severity::warning, FindingCode::promptUnread, *unread);
    if (const auto cut = text::cutRemark(*loss)) add(Severity::warning, FindingCode::promptLong, *cut);
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
