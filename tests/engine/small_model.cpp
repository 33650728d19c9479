#include "tests/engine/small_model.h"

#include <stdexcept>

#include "core/weights/random_model.h"
#include "tests/support/golden.h"

namespace chexgen::tests {

weights::Manifest makeSmallModel(const std::filesystem::path& folder) {
  weights::RandomModelRequest request;
  request.transformer = {
      .inputSize = 8, .patch = 2, .width = 48, .depth = 3, .heads = 2, .positionScale = 1.0};
  request.textEncoder = weights::smallTextEncoder();
  request.vae = weights::smallVae();
  request.controls = {{"mask", {.copiedBlocks = 2}}};
  request.seed = 11;
  request.type = weights::StoredType::fp32;
  request.tokenizer = sourcePath("resources/tokenizer/t5/spiece.model");
  request.out = folder;
  request.name = "small";
  auto manifest = weights::createRandomModel(request);
  if (!manifest) throw std::runtime_error(base::describe(manifest.error()));
  return *manifest;
}

}  // namespace chexgen::tests
