// Which weights a classifier has, and what becomes of files that name or shape them otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/downstream/classifier_weights.h"

namespace chexgen::downstream {
namespace {

using testing::HasSubstr;

weights::TensorStore storeOf(const ClassifierArchitecture& architecture) {
  weights::TensorStore store;
  for (const auto& tensor : expectedTensors(architecture))
    store.tensors[tensor.key] = {.shape = tensor.shape};
  return store;
}

const ClassifierArchitecture narrow{
    .family = ClassifierFamily::resnet10, .width = 24, .channels = 1, .outputs = 3};
const ClassifierArchitecture dense{
    .family = ClassifierFamily::densenet121, .width = 16, .channels = 1, .outputs = 3};

TEST(ClassifierArchitecture, IsToldFromItsWeights) {
  for (const ClassifierFamily family : classifierFamilies())
    for (const std::int64_t width : {24, 64})
      for (const std::int64_t channels : {1, 3}) {
        const ClassifierArchitecture wanted{
            .family = family, .width = width, .channels = channels, .outputs = 5};
        const auto told = architectureOf(storeOf(wanted));
        ASSERT_TRUE(told) << name(family);
        EXPECT_EQ(*told, wanted);
        EXPECT_EQ(classifierFromJson(base::Json(toJson(wanted))).value(), wanted);
      }
  EXPECT_FALSE(architectureOf({}));
}

TEST(ClassifierArchitecture, OfImpossibleSizesIsRefused) {
  const auto refused = [](ClassifierArchitecture architecture, const char* why) {
    const auto checked = checkArchitecture(architecture);
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr(why));
  };
  refused({.width = 25}, "even number");
  refused({.channels = 2}, "1 channel or 3");
  refused({.outputs = 0}, "outputs");
  EXPECT_THAT(classifierFamilyNamed("vgg16").error().message, HasSubstr("densenet121"));
}

TEST(ClassifierTensors, OfOldDenseNetFilesAreFound) {
  weights::TensorStore old;
  std::size_t renamed = 0;
  for (const auto& [key, view] : storeOf(dense).tensors) {
    std::string name = key;
    for (const char* part : {".norm1.", ".norm2.", ".conv1.", ".conv2."})
      if (const auto at = name.find(part); at != std::string::npos && name.find("denselayer") < at) {
        name.insert(at + 5, ".");
        ++renamed;
      }
    old.tensors[name] = view;
  }
  ASSERT_GT(renamed, 100U);
  EXPECT_EQ(architectureOf(old).value(), dense);
  const auto found = classifierTensors(old, dense);
  ASSERT_TRUE(found) << base::describe(found.error());
  EXPECT_EQ(found->tensors.size(), expectedTensors(dense).size());
  EXPECT_THAT(found->remarks, testing::ElementsAre(HasSubstr("old DenseNet")));
}

TEST(ClassifierTensors, OfColourNetworksAreFoldedToGrey) {
  ClassifierArchitecture colour = narrow;
  colour.channels = 3;
  const auto found = classifierTensors(storeOf(colour), narrow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->foldedKey, "conv1.weight");
  EXPECT_THAT(found->remarks, testing::ElementsAre(HasSubstr("summed")));
  EXPECT_FALSE(classifierTensors(storeOf(narrow), colour)) << "a grey network has no colours to give";
}

TEST(ClassifierTensors, WithAnotherHeadNeedItsReplacement) {
  ClassifierArchitecture imagenet = narrow;
  imagenet.outputs = 1000;
  const auto refused = classifierTensors(storeOf(imagenet), narrow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::shapeMismatch);
  EXPECT_THAT(refused.error().message, testing::AllOf(HasSubstr("[1000, 192]"), HasSubstr("[3, 192]")));
  const auto found = classifierTensors(storeOf(imagenet), narrow, true);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->headLeftOut);
  EXPECT_FALSE(found->tensors.contains("fc.weight"));
  EXPECT_FALSE(found->tensors.contains("fc.bias"));
}

TEST(ClassifierTensors, ThatLackOrExceedAreNamed) {
  auto store = storeOf(narrow);
  store.tensors.erase("layer2.0.bn1.num_batches_tracked");
  EXPECT_TRUE(classifierTensors(store, narrow)) << "counters are not needed";
  store.tensors["extra.weight"] = {.shape = {1}};
  EXPECT_THAT(classifierTensors(store, narrow).error().message, HasSubstr("extra.weight"));
  store.tensors.erase("extra.weight");
  store.tensors.erase("layer3.0.conv2.weight");
  const auto lacking = classifierTensors(store, narrow);
  ASSERT_FALSE(lacking);
  EXPECT_EQ(lacking.error().code, base::ErrorCode::keyMissing);
  EXPECT_THAT(lacking.error().message, HasSubstr("layer3.0.conv2.weight"));
}

TEST(ClassifierTensors, GiveTheThresholdsOfTorchXRayVision) {
  auto store = storeOf(dense);
  const std::array<float, 3> thresholds{0.25F, 0.5F, 0.75F};
  store.tensors["op_threshs"] = {.shape = {3}, .data = std::as_bytes(std::span(thresholds))};
  const auto found = classifierTensors(store, dense);
  ASSERT_TRUE(found);
  EXPECT_THAT(found->thresholds, testing::ElementsAre(0.25F, 0.5F, 0.75F));
}

}  // namespace
}  // namespace chexgen::downstream
