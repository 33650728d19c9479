// A fine-tuned model says from which model it started and on which data it learned.
#include <gtest/gtest.h>

#include "core/weights/convert.h"
#include "core/weights/random_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using tests::problem;

const Lesson ward{.task = "Ward 7",
                  .target = "lora",
                  .parent = "starter",
                  .parentSha256 = std::string(64, 'b'),
                  .table = "ward7.csv",
                  .tableSha256 = std::string(64, 'c'),
                  .rows = 40,
                  .heldOut = 4,
                  .patients = 38,
                  .steps = 200};

TEST(Lesson, SurvivesTheRoundTripAndRefusesNonsense) {
  const auto read = lessonsFromJson(base::Json(toJson({ward, Lesson{}})), "model.json");
  ASSERT_TRUE(read) << problem(read);
  EXPECT_EQ(*read, (std::vector<Lesson>{ward, Lesson{}}));
  EXPECT_FALSE(lessonsFromJson(base::Json("x"), "model.json"));
  EXPECT_FALSE(lessonsFromJson(base::Json::array({{{"rows", -1}}}), "model.json"));
  EXPECT_FALSE(lessonsFromJson(base::Json::array({{{"task", 7}}}), "model.json"));
  EXPECT_FALSE(lessonsFromJson(base::Json(std::vector<base::Json>(101, base::Json::object())), "model.json"));
}

TEST(Lesson, IsSaidInWords) {
  EXPECT_EQ(describe(ward),
            "low-rank adapters (LoRA), learned from 40 radiographs of 38 patients (ward7.csv) in 200 steps, "
            "starting "
            "from “starter”");
}

TEST(Lesson, IsToldBesideTheParentsAndKeptByLaterConversions) {
  const tests::TemporaryFolder folder;
  tests::writeFile(folder / "spiece.model", "pieces");
  RandomModelRequest request;
  request.transformer = tests::tinyTransformer();
  request.textEncoder = tests::tinyTextEncoder();
  request.vae = tests::tinyVae();
  request.tokenizer = folder / "spiece.model";
  request.out = folder / "random";
  ASSERT_TRUE(createRandomModel(request));
  ConvertRequest parent{.pipeline = folder / "random", .out = folder / "parent"};
  parent.trainedOn = "567 radiographs";
  parent.randomWeights = false;
  ASSERT_TRUE(convert(parent, {}, {}));
  ConvertRequest tuned{.pipeline = folder / "parent", .out = folder / "tuned"};
  tuned.name = ward.task;
  tuned.lesson = ward;
  const auto model = convert(tuned, {}, {});
  ASSERT_TRUE(model) << problem(model);
  EXPECT_EQ(model->name, "Ward 7");
  EXPECT_EQ(model->learned, std::vector<Lesson>{ward});
  EXPECT_EQ(model->trainedOn, "567 radiographs; then " + describe(ward));
  ConvertRequest again{.pipeline = folder / "tuned", .out = folder / "again"};
  again.lesson = ward;
  again.lesson->task = "Ward 8";
  ASSERT_TRUE(convert(again, {}, {}));
  const auto read = readManifest(folder / "again");
  ASSERT_TRUE(read) << problem(read);
  ASSERT_EQ(read->learned.size(), 2U);
  EXPECT_EQ(read->learned[1].task, "Ward 8");
}

}  // namespace
}  // namespace chexgen::weights
