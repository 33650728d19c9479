#include "core/engine/downstream/read_radiographs.h"

#include <algorithm>

#include "core/downstream/network_folder.h"
#include "core/engine/compute.h"
#include "core/engine/downstream/classifier_target.h"
#include "core/engine/downstream/load_classifier.h"
#include "core/engine/training/image_set.h"
#include "core/engine/translate.h"

namespace chexgen::engine {
namespace {

constexpr std::size_t readTogether = 32;

base::Result<RadiographsRead> readAll(const std::filesystem::path& folder,
                                      const std::vector<RadiographToRead>& radiographs,
                                      const jobs::ModelOptions& options,
                                      const std::function<void(std::size_t)>& onRead,
                                      const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(const downstream::ClassifierNetwork network, downstream::readNetwork(folder));
  CHEXGEN_ASSIGN(const auto file, downstream::checkedWeights(network, folder));
  CHEXGEN_ASSIGN(LoadedClassifier loaded, loadClassifier(file, network.architecture));
  jobs::ModelOptions chosen = options;
  // In the precision in which thresholds were chosen, unless somebody wishes another.
  if (chosen.precision == "auto") chosen.precision = network.precision;
  CHEXGEN_ASSIGN(const Compute compute, chooseCompute(chosen));
  for (auto& [key, weight] : loaded.weights) weight = weight.to(compute.device);
  RadiographsRead read;
  read.predictions = {.targets = network.targets,
                      .thresholds = network.thresholds,
                      .thresholdRule = network.thresholdRule,
                      .network = network.name,
                      .networkSha256 = network.weightsSha256};
  for (std::size_t first = 0; first < radiographs.size(); first += readTogether) {
    std::vector<Tensor> pictures;
    const std::size_t end = std::min(first + readTogether, radiographs.size());
    for (std::size_t i = first; i < end; ++i) {
      if (cancel.isCancelled())
        return base::fail(base::ErrorCode::cancelled, "Reading radiographs was cancelled.", folder);
      CHEXGEN_ASSIGN(const Tensor picture, readGreySquare(radiographs[i].image, network.size, read.remarks));
      pictures.push_back(picture);
    }
    const Tensor scores = classifierScores(network.architecture, loaded.weights, at::stack(pictures),
                                           network.mean, network.deviation, compute)
                              .contiguous();
    for (std::size_t i = first; i < end; ++i) {
      const auto* numbers = scores.const_data_ptr<double>() + (i - first) * network.targets.size();
      read.predictions.rows.push_back({.id = radiographs[i].id,
                                       .image = radiographs[i].image,
                                       .scores = {numbers, numbers + network.targets.size()}});
    }
    if (onRead) onRead(end);
  }
  return read;
}

}  // namespace

base::Result<RadiographsRead> readRadiographs(const std::filesystem::path& folder,
                                              const std::vector<RadiographToRead>& radiographs,
                                              const jobs::ModelOptions& options,
                                              const std::function<void(std::size_t)>& onRead,
                                              const base::CancelToken& cancel) {
  return translated([&] { return readAll(folder, radiographs, options, onRead, cancel); });
}

}  // namespace chexgen::engine
