#include "core/engine/downstream/classifier_job.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/version.h"
#include "core/downstream/classifier_evaluation.h"
#include "core/downstream/network_folder.h"
#include "core/downstream/predictions.h"
#include "core/engine/checkpoint/load_weights.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/downstream/classifier_target.h"
#include "core/engine/downstream/load_classifier.h"
#include "core/engine/training/image_set.h"
#include "core/engine/training/trainer.h"
#include "core/engine/translate.h"
#include "core/report/html.h"
#include "core/weights/safetensors.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
using downstream::ClassifierSettings;
namespace fs = std::filesystem;

namespace {

constexpr double inputMean = 0.5;
constexpr double inputDeviation = 0.25;
constexpr const char* bestWeights = "weights.safetensors";
constexpr const char* bestFacts = "best.json";

training::TrainSettings loopSettings(const ClassifierSettings& settings) {
  training::TrainSettings loop;
  loop.steps = settings.steps;
  loop.batch = settings.batch;
  loop.learningRate = settings.learningRate;
  loop.schedule = settings.schedule == "cosine" ? training::Schedule::cosine : training::Schedule::constant;
  loop.warmupSteps = settings.warmupSteps;
  loop.weightDecay = settings.weightDecay;
  loop.clip = settings.clip;
  loop.emaDecay = 0;
  loop.seed = settings.seed;
  loop.checkpointEvery = settings.checkpointEvery;
  loop.validateEvery = settings.validateEvery;
  loop.sampleEvery = settings.validateEvery;
  loop.validationImages = 1'000'000'000;
  loop.logEvery = settings.logEvery;
  return loop;
}

ClassifierSettings resolved(ClassifierSettings settings, const jobs::JobSpec& spec) {
  settings.table = spec.resolve(settings.table);
  if (!settings.read.root.empty()) settings.read.root = spec.resolve(settings.read.root);
  if (!settings.initialWeights.empty()) settings.initialWeights = spec.resolve(settings.initialWeights);
  return settings;
}

// One run: from its settings to its files.
class ClassifierRun {
 public:
  ClassifierRun(jobs::JobContext& context, ClassifierSettings settings)
      : context_(context), settings_(std::move(settings)), folder_(context.files.folder) {}

  Result<void> run() {
    CHEXGEN_ASSIGN(checked_, checkLabels(settings_, {}, context_.cancel));
    CHEXGEN_TRY(publish("preflight.json", training::toJson(checked_.report)));
    CHEXGEN_ASSIGN(compute_, chooseCompute({.device = settings_.device,
                                            .precision = settings_.precision,
                                            .threads = static_cast<int>(settings_.threads)}));
    CHEXGEN_TRY(makeTarget());
    CHEXGEN_TRY(context_.tellRemarks(remarks()));
    CHEXGEN_TRY(writeRun());
    CHEXGEN_TRY(train());
    CHEXGEN_TRY(publishModel());
    return scoreTest();
  }

 private:
  Result<void> publish(const char* name, const base::OrderedJson& json) const {
    return base::writeFileAtomically(folder_ / name, json.dump(1) + "\n");
  }

  Result<LabelledPictures> read(const std::vector<std::size_t>& rows) {
    std::vector<Tensor> pictures, labels;
    for (const std::size_t row : rows) {
      CHEXGEN_TRY(context_.control.checkpoint());
      CHEXGEN_ASSIGN(const Tensor picture,
                     readGreySquare(checked_.table.rows[row].image, settings_.size, tally_));
      pictures.push_back(picture);
      std::vector<float> numbers(checked_.labels[row].begin(), checked_.labels[row].end());
      labels.push_back(at::tensor(numbers));
    }
    if (rows.empty()) return LabelledPictures{};
    return LabelledPictures{.pictures = at::stack(pictures), .labels = at::stack(labels)};
  }

  Result<WeightMap> initialWeights() {
    WeightMap initial = initialClassifier(settings_.architecture, settings_.seed);
    if (settings_.initialWeights.empty()) return initial;
    CHEXGEN_ASSIGN(parentHash_, base::sha256OfFile(settings_.initialWeights, context_.cancel));
    CHEXGEN_ASSIGN(LoadedClassifier loaded,
                   loadClassifier(settings_.initialWeights, settings_.architecture, true));
    for (auto& [key, weight] : loaded.weights)
      if (initial.contains(key)) initial[key] = weight;
    remarks_ = loaded.remarks;
    return initial;
  }

  Result<void> makeTarget() {
    CHEXGEN_ASSIGN(const WeightMap initial, initialWeights());
    CHEXGEN_ASSIGN(LabelledPictures learned, read(checked_.training));
    CHEXGEN_ASSIGN(validation_, read(checked_.validation));
    ClassifierTargetSettings settings{
        .augment = settings_.augment, .mean = inputMean, .deviation = inputDeviation, .seed = settings_.seed};
    if (settings_.balance) settings.positiveWeight = balancingWeights(learned.labels);
    if (settings_.optimiser == "sgd")
      settings.sgd = SgdSettings{.momentum = 0.9, .nesterov = true, .weightDecay = settings_.weightDecay};
    target_ = std::make_unique<ClassifierTarget>(settings_.architecture, initial, std::move(learned),
                                                 validation_, std::move(settings), compute_);
    return {};
  }

  // On how the table, its radiographs and the first weights were read.
  [[nodiscard]] std::vector<std::string> remarks() const {
    std::vector<std::string> all = checked_.table.remarks;
    for (const auto& lines : {training::linesOf(checked_.report), tally_.lines(), remarks_})
      all.insert(all.end(), lines.begin(), lines.end());
    return all;
  }

  Result<void> writeRun() const {
    return publish("run.json", {{"program", base::programVersion()},
                                {"settings", downstream::toJson(settings_)},
                                {"settings_sha256", downstream::settingsHash(settings_)},
                                {"data_sha256", checked_.table.sha256},
                                {"training", checked_.training.size()},
                                {"validation", checked_.validation.size()},
                                {"test", checked_.test.size()},
                                {"remarks", remarks()},
                                {"device", compute_.deviceName()},
                                {"precision", compute_.precisionName()},
                                {"threads", compute_.threads}});
  }

  Result<void> train() {
    TrainerHooks hooks{.betweenSteps = [&] { return context_.control.checkpoint(); },
                       .event = [&](const std::string& name, const base::OrderedJson& data,
                                    std::int64_t step) { return context_.events.write(name, data, step); },
                       .progress = [&](const jobs::Progress& progress) { return context_.tell(progress); },
                       .sample = [&](std::int64_t step, const auto&) { return lookAtValidation(step); }};
    training::removeDrafts(folder_ / "checkpoints");
    const training::TrainState identity{.settingsHash = downstream::settingsHash(settings_),
                                        .parentHash = parentHash_,
                                        .dataHash = checked_.table.sha256};
    Alone alone;
    Trainer trainer(*target_, loopSettings(settings_), alone, folder_ / "checkpoints", identity,
                    std::move(hooks));
    CHEXGEN_TRY(trainer.resume());
    return trainer.run();
  }

  [[nodiscard]] Tensor scoresOf(const WeightMap& weights, const Tensor& pictures) const {
    return classifierScores(settings_.architecture, weights, pictures, inputMean, inputDeviation, compute_);
  }

  // Scores and truths of one target where it is known.
  struct Column {
    std::vector<double> scores;
    std::vector<std::uint8_t> truths;
  };
  static Column columnOf(const Tensor& scores, const Tensor& labels, std::int64_t target) {
    Column column;
    for (std::int64_t row = 0; row < scores.size(0); ++row) {
      const float label = labels[row][target].item<float>();
      if (label < 0) continue;
      column.scores.push_back(scores[row][target].item<double>());
      column.truths.push_back(label > 0 ? 1 : 0);
    }
    return column;
  }

  // The mean area under the curve of the validation rows; the weights are kept when it is the highest so far.
  Result<void> lookAtValidation(std::int64_t step) {
    const Tensor scores = scoresOf(target_->weights(), validation_.pictures);
    if (!at::isfinite(scores).all().item<bool>())
      return fail(
          ErrorCode::numericalFailure,
          "The scores of the validation rows are not finite numbers at step " + std::to_string(step) + ".",
          folder_, "The last checkpoint is good.", "Lower the learning rate.");
    base::OrderedJson areas = base::OrderedJson::object();
    double sum = 0;
    double count = 0;
    for (std::size_t t = 0; t < checked_.targets.size(); ++t) {
      const Column column = columnOf(scores, validation_.labels, static_cast<std::int64_t>(t));
      const auto area = statistics::areaUnderRoc(column.scores, column.truths);
      if (!area) continue;
      areas[checked_.targets[t].text] = area->value;
      sum += area->value;
      count += 1;
    }
    const double mean = count > 0 ? sum / count : 0;
    CHEXGEN_TRY(context_.events.write("validation_scores", {{"mean_auroc", mean}, {"auroc", areas}}, step));
    const fs::path best = folder_ / "best";
    if (fs::exists(best / bestFacts)) {
      CHEXGEN_ASSIGN(const base::Json facts, base::readJsonFile(best / bestFacts));
      CHEXGEN_ASSIGN(const auto reached, base::jsonValue<double>(facts, "mean_auroc", best / bestFacts));
      if (mean <= reached) return {};
    }
    CHEXGEN_TRY(saveWeights(best / bestWeights, target_->weights()));
    const base::OrderedJson facts{{"step", step}, {"mean_auroc", mean}};
    return base::writeFileAtomically(best / bestFacts, facts.dump(1) + "\n");
  }

  // The weights that the run chose, and the step they are of.
  struct Chosen {
    WeightMap weights;
    std::int64_t step = 0;
  };
  Result<Chosen> chosen() const {
    const fs::path facts = folder_ / "best" / bestFacts;
    if (settings_.select == "last" || !fs::exists(facts))
      return Chosen{.weights = target_->weights(), .step = settings_.steps};
    Chosen best;
    CHEXGEN_ASSIGN(const base::Json json, base::readJsonFile(facts));
    CHEXGEN_ASSIGN(best.step, base::jsonValue<std::int64_t>(json, "step", facts));
    CHEXGEN_ASSIGN(const auto store, weights::openSafetensors(folder_ / "best" / bestWeights));
    for (const auto& [key, view] : store.tensors) best.weights[key] = asTensor(view).to(compute_.device);
    return best;
  }

  Result<void> publishModel() {
    CHEXGEN_ASSIGN(const Chosen best, chosen());
    const fs::path model = folder_ / "model";
    CHEXGEN_ASSIGN(const auto written, saveWeights(model / downstream::networkWeights, best.weights));
    const Tensor scores = scoresOf(best.weights, validation_.pictures);
    network_ = {.name = context_.spec.name,
                .architecture = settings_.architecture,
                .size = settings_.size,
                .mean = inputMean,
                .deviation = inputDeviation,
                .precision = compute_.precisionName(),
                .weightsSha256 = written.sha256};
    const bool youden = settings_.threshold == statistics::ThresholdRule::youden;
    network_.thresholdRule = youden ? "greatest sensitivity + specificity on the validation rows"
                                    : "greatest F1 on the validation rows";
    for (std::size_t t = 0; t < checked_.targets.size(); ++t) {
      network_.targets.push_back(checked_.targets[t].text);
      const Column column = columnOf(scores, validation_.labels, static_cast<std::int64_t>(t));
      const auto threshold = statistics::bestThreshold(column.scores, column.truths, settings_.threshold);
      network_.thresholds.push_back(threshold ? std::optional<double>(threshold->value) : std::nullopt);
    }
    network_.training = {{"table", settings_.table.filename().string()},
                         {"table_sha256", checked_.table.sha256},
                         {"radiographs", checked_.training.size()},
                         {"validation_radiographs", checked_.validation.size()},
                         {"step", best.step},
                         {"seed", settings_.seed},
                         {"uncertain_labels", downstream::name(settings_.uncertain)},
                         {"settings_sha256", downstream::settingsHash(settings_)}};
    CHEXGEN_TRY(downstream::writeNetwork(network_, model));
    CHEXGEN_TRY(
        context_.events.write("model", {{"folder", "model"}, {"of_step", best.step}}, settings_.steps));
    return judge("validation", checked_.validation, scores, best.step);
  }

  // Scores once what nothing was chosen by.
  Result<void> scoreTest() {
    if (checked_.test.empty() || fs::exists(folder_ / "test.json")) return {};
    CHEXGEN_ASSIGN(const LabelledPictures test, read(checked_.test));
    CHEXGEN_ASSIGN(const Chosen best, chosen());
    return judge("test", checked_.test, scoresOf(best.weights, test.pictures), best.step);
  }

  Result<void> judge(const std::string& split, const std::vector<std::size_t>& rows, const Tensor& scores,
                     std::int64_t step) {
    downstream::Predictions predictions{.targets = network_.targets,
                                        .thresholds = network_.thresholds,
                                        .thresholdRule = network_.thresholdRule,
                                        .network = network_.name,
                                        .networkSha256 = network_.weightsSha256};
    std::vector<downstream::JudgedRow> judged;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const training::TableRow& row = checked_.table.rows[rows[i]];
      const Tensor one = scores[static_cast<std::int64_t>(i)].contiguous();
      const auto* numbers = one.const_data_ptr<double>();
      predictions.rows.push_back(
          {.id = row.id, .image = row.image, .scores = {numbers, numbers + one.numel()}});
      judged.push_back({.patient = row.patient.empty() ? row.id : row.patient,
                        .scores = predictions.rows.back().scores,
                        .labels = checked_.labels[rows[i]]});
    }
    CHEXGEN_TRY(downstream::writePredictions(predictions, folder_ / (split + ".csv")));
    CHEXGEN_ASSIGN(auto evaluation,
                   downstream::evaluateClassifier(judged, network_.targets, network_.thresholds,
                                                  {.seed = settings_.seed}));
    const bool isTest = split == "test";
    evaluation.subject = network_.name + ", " + split + " rows of " + settings_.table.filename().string();
    evaluation.thresholdRule = network_.thresholdRule;
    if (isTest) {
      evaluation.remarks.push_back("The test rows were scored once, after step " + std::to_string(step) +
                                   " had been chosen by the validation rows.");
    } else {
      evaluation.remarks.push_back("Step and thresholds were chosen by these rows: the figures flatter.");
    }
    if (isTest)
      CHEXGEN_TRY(base::writeFileAtomically(folder_ / "report.html",
                                            report::toHtml(downstream::documentOf(evaluation))));
    base::OrderedJson json = downstream::toJson(evaluation);
    json["scored_once"] = isTest;
    json["of_step"] = step;
    json["network_sha256"] = network_.weightsSha256;
    // Last: what is there afterwards was scored.
    return publish((split + ".json").c_str(), json);
  }

  jobs::JobContext& context_;
  ClassifierSettings settings_;
  fs::path folder_;
  Compute compute_;
  CheckedLabels checked_;
  LabelledPictures validation_;
  std::unique_ptr<ClassifierTarget> target_;
  std::string parentHash_;
  std::vector<std::string> remarks_;
  imaging::RemarkTally tally_;  // of the radiographs
  downstream::ClassifierNetwork network_;
};

}  // namespace

Result<void> runDownstreamJob(jobs::JobContext& context) {
  return translated([&]() -> Result<void> {
    CHEXGEN_ASSIGN(const ClassifierSettings settings,
                   downstream::classifierSettingsFromJson(context.spec.settings, context.files.spec));
    return ClassifierRun(context, resolved(settings, context.spec)).run();
  });
}

}  // namespace chexgen::engine
