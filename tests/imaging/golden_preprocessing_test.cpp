#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "core/base/json.h"
#include "core/imaging/png.h"
#include "core/imaging/prepare.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"

namespace chexgen::imaging {
namespace {

constexpr double wantedShare = 0.999;  // of the pixels within one grey level

class Preprocessing : public testing::Test {
 protected:
  void SetUp() override {
    CHEXGEN_GOLDEN_OR_SKIP(folder, "preprocessing");
    auto tensors = weights::openTensors(folder / "case.safetensors");
    ASSERT_TRUE(tensors) << tensors.error().message;
    tensors_ = std::move(*tensors);
    auto cases = base::readJsonFile(folder / "info.json");
    ASSERT_TRUE(cases) << cases.error().message;
    cases_ = std::move(*cases);
  }

  [[nodiscard]] const weights::TensorView& tensor(const std::string& key) const {
    return tensors_.tensors.at(key);
  }

  // The picture that a case starts from; nothing when its file is not here.
  [[nodiscard]] std::optional<Image8> source(const base::Json& entry, const std::string& prefix) const {
    if (entry.at("source") == "tensor") {
      const auto& view = tensor(prefix + ".source");
      Image8 image{.width = static_cast<int>(view.shape.at(1)),
                   .height = static_cast<int>(view.shape.at(0)),
                   .channels = view.shape.size() == 3 ? static_cast<int>(view.shape[2]) : 1,
                   .pixels = std::vector<std::uint8_t>(view.data.size())};
      std::memcpy(image.pixels.data(), view.data.data(), view.data.size());
      return image;
    }
    return fromData("nih-cxr-512/images", entry.at("image"));
  }

  [[nodiscard]] static std::optional<Image8> fromData(const std::filesystem::path& folder,
                                                      const std::string& name) {
    const auto path = tests::dataPath(folder / name);
    if (!path) return std::nullopt;
    auto image = readPng(*path);
    EXPECT_TRUE(image) << image.error().message;
    return image ? std::optional<Image8>(*image) : std::nullopt;
  }

  weights::TensorStore tensors_;
  base::Json cases_;
};

TEST_F(Preprocessing, RadiographsMatchTheRelease) {
  int compared = 0;
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    const base::Json& entry = cases_[i];
    if (!entry.contains("image")) continue;
    const std::string prefix = entry.value("key", std::to_string(i));
    const auto image = source(entry, prefix);
    if (!image) continue;
    for (const int size : entry.at("sizes")) {
      SCOPED_TRACE(entry.at("image").get<std::string>() + " at " + std::to_string(size));
      const auto ours = prepareRadiograph(*image, size);
      ASSERT_TRUE(ours) << ours.error().message;
      const auto& wanted = tensor(prefix + "." + std::to_string(size));
      ASSERT_EQ(wanted.shape, (std::vector<std::int64_t>{size, size, 3}));
      std::size_t near = 0;
      std::size_t equal = 0;
      for (std::size_t p = 0; p < ours->pixels.size(); ++p) {
        const int difference = ours->pixels[p] - std::to_integer<int>(wanted.data[p]);
        near += std::abs(difference) <= 1 ? 1U : 0U;
        equal += difference == 0 ? 1U : 0U;
      }
      const auto count = static_cast<double>(ours->pixels.size());
      EXPECT_GE(static_cast<double>(near), wantedShare * count);
      RecordProperty("equal." + prefix + "." + std::to_string(size),
                     std::to_string(static_cast<double>(equal) / count));
      ++compared;
    }
  }
  if (compared == 0) GTEST_SKIP() << "no source picture of this set is here; set CHEXGEN_DATA_DIR";
}

TEST_F(Preprocessing, ConditionImagesMatchTheRelease) {
  int compared = 0;
  for (const base::Json& entry : cases_) {
    if (!entry.contains("mask")) continue;
    const auto mask = fromData("siim-masks", entry.at("mask"));
    if (!mask) continue;
    SCOPED_TRACE(entry.at("mask").get<std::string>());
    const auto ours = prepareCondition(*mask, entry.at("size"));
    ASSERT_TRUE(ours) << ours.error().message;
    const auto& wanted = tensor(entry.at("key"));
    ASSERT_EQ(ours->size() * sizeof(float), wanted.data.size());
    std::size_t near = 0;
    for (std::size_t p = 0; p < ours->size(); ++p) {
      float value = 0;
      std::memcpy(&value, wanted.data.data() + p * sizeof(float), sizeof(float));
      // One level is 2 / 255; the rest is rounding of the floats.
      near += std::abs((*ours)[p] - value) <= 2.0F / 255 + 1e-6F ? 1U : 0U;
    }
    EXPECT_GE(static_cast<double>(near), wantedShare * static_cast<double>(ours->size()));
    ++compared;
  }
  if (compared == 0) GTEST_SKIP() << "no mask of this set is here; set CHEXGEN_DATA_DIR";
}

}  // namespace
}  // namespace chexgen::imaging
