#include "core/engine/training/encode_job.h"

#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/cohort/label_reports.h"
#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/compute.h"
#include "core/engine/model/vae.h"
#include "core/engine/text/prompt_encoder.h"
#include "core/engine/training/jitter.h"
#include "core/engine/translate.h"
#include "core/imaging/condition.h"
#include "core/imaging/prepare.h"
#include "core/imaging/radiograph.h"
#include "core/text/caption_cleaner.h"
#include "core/training/feature_writer.h"
#include "core/weights/file_check.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
using training::TableRow;

namespace {

// [size, size, C] pixels → [3, size, size] in [-1, 1].
Tensor planesOf(const imaging::Image8& image) {
  const Tensor pixels = at::empty({image.height, image.width, image.channels}, at::kByte);
  std::memcpy(pixels.data_ptr(), image.pixels.data(), image.pixels.size());
  return (pixels.permute({2, 0, 1}).to(at::kFloat) / 127.5 - 1.0).expand({3, -1, -1}).contiguous();
}

std::span<const std::byte> bytesIn(const Tensor& tensor) {
  return {static_cast<const std::byte*>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())};
}

// Turns one row after another into what a shard stores.
class RowEncoder {
 public:
  static Result<RowEncoder> open(const EncodeSettings& settings, const Compute& compute,
                                 const weights::CheckWatch& watch) {
    CHEXGEN_ASSIGN(weights::Manifest manifest, weights::readManifest(settings.model));
    std::vector<const weights::ManifestFile*> used{&manifest.vaeFile};
    if (settings.captions) used.push_back(&manifest.textEncoderFile);
    CHEXGEN_TRY(weights::checkFiles(used, settings.model, watch));
    RowEncoder encoder(settings, std::move(manifest), compute);
    CHEXGEN_ASSIGN(WeightMap vae, loadWeights(settings.model, encoder.manifest_.vaeFile,
                                              weights::expectedTensors(encoder.manifest_.vae),
                                              weights::NetworkKind::vae, {.device = compute.device}));
    encoder.vae_.emplace(encoder.manifest_.vae, std::move(vae));
    if (settings.captions) {
      CHEXGEN_ASSIGN(PromptEncoder prompts, PromptEncoder::open(encoder.manifest_, settings.model, compute));
      encoder.prompts_.emplace(std::move(prompts));
    }
    return encoder;
  }

  [[nodiscard]] training::FeatureIndex index(const training::DataTable& table) const {
    const std::int64_t side = size() / manifest_.vae.downscale();
    return {.encodedBy = {.vae = manifest_.vaeFile.sha256,
                          .textEncoder = settings_.captions ? manifest_.textEncoderFile.sha256 : "",
                          .tokenizer = settings_.captions ? manifest_.tokenizerFile.sha256 : ""},
            .scalingFactor = manifest_.vae.scalingFactor,
            .latentShape = {manifest_.vae.latentChannels, side, side},
            .captionWidth = settings_.captions ? manifest_.textEncoder.width : 0,
            .imageSize = size(),
            .conditions = settings_.conditions,
            .variants = settings_.variants,
            .table = table.file.filename().string(),
            .tableSha256 = table.sha256,
            .rowsPerShard = settings_.rowsPerShard};
  }

  // Keeps the tensors that the row's spans point into alive until the next call of clear().
  Result<training::EncodedRow> encode(const TableRow& row, std::size_t number, const std::string& prompt) {
    training::EncodedRow encoded;
    CHEXGEN_ASSIGN(const imaging::Image8 picture, imaging::readRadiograph(row.image));
    const auto square = [&](std::int64_t side) {
      return imaging::prepareRadiograph(picture, static_cast<int>(side));
    };
    CHEXGEN_TRY(variantsOf(square, number, encoded.latents));
    if (!settings_.conditions.empty()) {
      const auto condition = [&](std::int64_t side) -> Result<imaging::Image8> {
        const bool isMask = settings_.conditions == "mask";
        CHEXGEN_ASSIGN(const auto loaded,
                       isMask ? imaging::loadMask(row.mask, static_cast<int>(side))
                              : imaging::loadBoxes(row.boxes, static_cast<int>(side), boxesOf(row, picture)));
        return loaded.condition.image;
      };
      CHEXGEN_TRY(variantsOf(condition, number, encoded.conditions));
    }
    if (prompts_) {
      CHEXGEN_ASSIGN(const Tensor caption, prompts_->encode(prompt));
      encoded.caption = keep(caption);
    }
    return encoded;
  }

  void clear() { kept_.clear(); }

 private:
  RowEncoder(const EncodeSettings& settings, weights::Manifest manifest, const Compute& compute)
      : settings_(settings), manifest_(std::move(manifest)), compute_(compute) {}

  [[nodiscard]] imaging::BoxQuery boxesOf(const TableRow& row, const imaging::Image8& picture) const {
    imaging::BoxQuery query{.image = row.image.string(),
                            .width = picture.width,
                            .height = picture.height,
                            .onlyImageServes = !row.boxesOfSeveral,
                            .files = boxFiles_.get()};
    if (const auto layout = imaging::boxLayoutNamed(settings_.boxLayout)) query.layout = *layout;
    return query;
  }

  [[nodiscard]] std::int64_t size() const {
    return settings_.size > 0 ? settings_.size : manifest_.sizes.front();
  }

  training::EncodedTensor keep(const Tensor& tensor) {
    kept_.push_back(tensor.to(at::kCPU, at::kHalf).contiguous());
    return {.type = weights::DataType::float16, .bytes = bytesIn(kept_.back())};
  }

  template <class Square>
  Result<void> variantsOf(const Square& square, std::size_t number,
                          std::vector<training::EncodedTensor>& out) {
    CHEXGEN_ASSIGN(const imaging::Image8 plain, square(size()));
    out.push_back(keep(latentOf(planesOf(plain))));
    if (settings_.variants == 1) return {};
    CHEXGEN_ASSIGN(const imaging::Image8 large, square(2 * size()));
    const Tensor planes = planesOf(large).to(compute_.device);
    for (std::int64_t variant = 1; variant < settings_.variants; ++variant) {
      const Jitter jitter = jitterOf(settings_.seed, number, static_cast<std::uint64_t>(variant));
      out.push_back(keep(latentOf(jittered(planes, jitter))));
    }
    return {};
  }

  [[nodiscard]] Tensor latentOf(const Tensor& planes) const {
    return vae_->encode(planes.unsqueeze(0).to(compute_.device)).mean.squeeze(0) *
           manifest_.vae.scalingFactor;
  }

  EncodeSettings settings_;
  weights::Manifest manifest_;
  Compute compute_;
  std::optional<Vae> vae_;
  std::optional<PromptEncoder> prompts_;
  std::unique_ptr<imaging::BoxFiles> boxFiles_ = std::make_unique<imaging::BoxFiles>();
  std::vector<Tensor> kept_;
};

Result<void> refuseBadRows(const EncodeSettings& settings, const training::PreflightReport& report,
                           const std::filesystem::path& written) {
  if (report.usable.empty()) {
    return fail(ErrorCode::argumentInvalid, "No row of the table can be used.", settings.table,
                "Nothing was encoded.", "What is wrong with each row stands in " + written.string() + ".");
  }
  if (report.isRefused())
    return fail(ErrorCode::argumentInvalid, report.ofTable.front().sentence, settings.table,
                "Nothing was encoded.",
                "Give reports that differ, or say that this is wished (--allow-poor-prompts).");
  if (report.errors() == 0 || settings.skipBadRows) return {};
  std::string first;
  for (const training::PreflightFinding& finding : report.findings) {
    if (finding.severity != training::Severity::error) continue;
    first = " The first, in line " + std::to_string(finding.line) + ": " + finding.sentence;
    break;
  }
  return fail(ErrorCode::argumentInvalid,
              std::to_string(report.errors()) + " problems were found in the table." + first, settings.table,
              "Nothing was encoded.",
              "Correct the rows listed in " + written.string() + ", or leave them out by skipping bad rows.");
}

// Of the table and its files, what does not stop the job.
std::vector<std::string> remarksOn(const CheckedTable& checked) {
  std::vector<std::string> remarks = checked.table.remarks;
  for (std::string& line : training::linesOf(checked.report)) remarks.push_back(std::move(line));
  return remarks;
}

std::string cleaned(const std::string& prompt) { return text::cleanPrompt(prompt).value_or(std::string()); }

EncodeSettings resolved(EncodeSettings settings, const jobs::JobSpec& spec) {
  settings.table = spec.resolve(settings.table);
  settings.model = spec.resolve(settings.model);
  if (!settings.read.root.empty()) settings.read.root = spec.resolve(settings.read.root);
  return settings;
}

}  // namespace

Result<CheckedTable> checkTable(const EncodeSettings& settings, const training::PreflightProgress& onProgress,
                                const base::CancelToken& cancel) {
  CheckedTable checked;
  CHEXGEN_ASSIGN(checked.table, training::readTable(settings.table, settings.read));
  CHEXGEN_TRY(training::assignSplits(checked.table, settings.seed, settings.heldOut));
  if (settings.writeReports) {
    const auto written = cohort::writeLabelReports(checked.table, settings.read.demographics,
                                                   settings.ignoreLabels, settings.seed);
    checked.table.remarks.insert(checked.table.remarks.end(), written.remarks.begin(), written.remarks.end());
  }
  CHEXGEN_ASSIGN(const weights::Manifest manifest, weights::readManifest(settings.model));
  CHEXGEN_ASSIGN(const auto words, weights::checkedFile(settings.model, manifest.tokenizerFile));
  CHEXGEN_ASSIGN(const auto tokenizer, text::Tokenizer::load(words));
  training::PreflightOptions options{
      .imageSize = static_cast<int>(settings.size > 0 ? settings.size : manifest.sizes.front()),
      .needsMask = settings.conditions == "mask",
      .needsBoxes = settings.conditions == "boxes",
      .decodeImages = true,
      .allowPoorPrompts = settings.allowPoorPrompts,
      .threads = settings.compute.threads,
      .tokenizer = &tokenizer,
      .tokenLimit = static_cast<std::size_t>(manifest.transformer.tokens)};
  if (const auto layout = imaging::boxLayoutNamed(settings.boxLayout)) options.boxLayout = *layout;
  CHEXGEN_ASSIGN(checked.report, training::preflight(checked.table, options, onProgress, cancel));
  return checked;
}

Result<void> runEncodeJob(jobs::JobContext& context) {
  return translated([&]() -> Result<void> {
    const c10::InferenceMode inference;
    CHEXGEN_ASSIGN(const EncodeSettings read,
                   encodeSettingsFromJson(context.spec.settings, context.files.spec));
    const EncodeSettings settings = resolved(read, context.spec);
    CHEXGEN_ASSIGN(const CheckedTable checked, checkTable(settings, {}, context.cancel));
    const auto reportFile = context.files.folder / "preflight.json";
    CHEXGEN_TRY(base::writeFileAtomically(reportFile, training::toJson(checked.report).dump(1) + "\n"));
    CHEXGEN_TRY(refuseBadRows(settings, checked.report, reportFile));
    CHEXGEN_TRY(context.tellRemarks(remarksOn(checked)));

    CHEXGEN_ASSIGN(const Compute compute, chooseCompute(settings.compute));
    CHEXGEN_ASSIGN(RowEncoder encoder, RowEncoder::open(settings, compute, context.checkWatch()));
    std::vector<training::FeatureRow> rows;
    for (const std::size_t position : checked.report.usable) {
      const TableRow& row = checked.table.rows[position];
      rows.push_back(
          {.id = row.id, .prompt = cleaned(row.prompt), .split = row.split, .patient = row.patient});
    }
    CHEXGEN_ASSIGN(const auto writer,
                   training::FeatureWriter::create(context.files.folder, encoder.index(checked.table), rows));
    const auto total = static_cast<std::int64_t>(rows.size());
    jobs::ProgressMeter meter(total, "image");
    std::int64_t done = total;
    for (const std::size_t shard : writer.missingShards()) {
      done -= static_cast<std::int64_t>(writer.rowsOf(shard).end - writer.rowsOf(shard).begin);
    }
    for (const std::size_t shard : writer.missingShards()) {
      std::vector<training::EncodedRow> encoded;
      encoder.clear();
      for (std::size_t i = writer.rowsOf(shard).begin; i < writer.rowsOf(shard).end; ++i) {
        CHEXGEN_TRY(context.control.checkpoint());
        const TableRow& row = checked.table.rows[checked.report.usable[i]];
        CHEXGEN_ASSIGN(training::EncodedRow one, encoder.encode(row, i, rows[i].prompt));
        encoded.push_back(std::move(one));
        CHEXGEN_TRY(context.tell(meter.at(++done)));
      }
      CHEXGEN_TRY(writer.writeShard(shard, encoded));
    }
    return {};
  });
}

}  // namespace chexgen::engine
