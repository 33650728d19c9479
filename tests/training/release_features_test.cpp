// The features of the release, one file for a latent and one for a caption.
#include <gtest/gtest.h>

#include "core/training/release_features.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::npy;
using tests::npyHeader;
using tests::numpyFile;
using Shape = std::vector<std::int64_t>;

class ReleaseFeatures : public testing::Test {
 protected:
  // A caption of 3 tokens and width 2 with this mask of bytes.
  std::filesystem::path caption(const Bytes& mask, const std::string& type = "|u1",
                                const std::string& shape = "(3,)") {
    const Bytes numbers = tests::floats({0, 1, 2, 3, 4, 5});
    return archive({{"caption_embedding.npy", npy(npyHeader("<f4", "(3, 2)"), numbers)},
                    {"caption_mask.npy", npy(npyHeader(type, shape), mask)}});
  }
  std::filesystem::path archive(const std::vector<tests::ZipItem>& items) {
    tests::writeFile(folder_ / "features.npz", tests::zip(items));
    return folder_ / "features.npz";
  }
  tests::TemporaryFolder folder_;
};

TEST_F(ReleaseFeatures, ALatentIsTheEntryImage) {
  const auto latent = readReleaseLatent(numpyFile("image.npz"));
  ASSERT_TRUE(latent) << tests::problem(latent);
  EXPECT_EQ(latent->shape, (Shape{4, 2, 2}));
  EXPECT_EQ(tests::numbersOf(*latent)[5], 5.0F / 8);
}

TEST_F(ReleaseFeatures, ACaptionIsCutToItsRealTokens) {
  const auto caption = readReleaseCaption(numpyFile("text.npz"));
  ASSERT_TRUE(caption) << tests::problem(caption);
  EXPECT_EQ(caption->shape, (Shape{2, 3}));
  EXPECT_EQ(tests::numbersOf(*caption), (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST_F(ReleaseFeatures, ABatchOfOneAndCompressionMakeNoDifference) {
  const auto caption = readReleaseCaption(numpyFile("text-compressed.npz"));
  ASSERT_TRUE(caption) << tests::problem(caption);
  EXPECT_EQ(caption->type, weights::DataType::float16);
  EXPECT_EQ(caption->shape, (Shape{3, 3}));
  EXPECT_EQ(tests::numbersOf(*caption), (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(ReleaseFeatures, MasksOfAnyTypeCount) {
  const auto tokens = [](const auto& result) { return result ? result->shape[0] : -1; };
  EXPECT_EQ(tokens(readReleaseCaption(caption(Bytes("\1\1\1", 3)))), 3);
  EXPECT_EQ(tokens(readReleaseCaption(caption(Bytes("\1\0\0", 3), "|b1"))), 1);
  EXPECT_EQ(tokens(readReleaseCaption(caption(tests::floats({1, 1, 0}), "<f4"))), 2);
}

TEST_F(ReleaseFeatures, RefusesMasksThatAreNoRowOfOnesAndZeros) {
  for (const Bytes& mask : {Bytes("\0\0\0", 3), Bytes("\1\0\1", 3), Bytes("\2\0\0", 3)}) {
    expectRefused(readReleaseCaption(caption(mask)), ErrorCode::formatInvalid, "ones and then zeros");
  }
  expectRefused(readReleaseCaption(caption(tests::floats({0.5, 0, 0}), "<f4")), ErrorCode::formatInvalid,
                "ones");
  // The second byte of an integer counts too.
  expectRefused(readReleaseCaption(caption(Bytes("\1\1\0\0\0\0", 6), "<i2")), ErrorCode::formatInvalid,
                "ones");
}

TEST_F(ReleaseFeatures, RefusesMissingEntriesAndOtherShapes) {
  expectRefused(readReleaseLatent(numpyFile("text.npz")), ErrorCode::keyMissing, "image");
  expectRefused(readReleaseCaption(numpyFile("image.npz")), ErrorCode::keyMissing, "caption_embedding");
  expectRefused(readReleaseCaption(caption(Bytes("\1\0", 2), "|u1", "(2,)")), ErrorCode::shapeMismatch,
                "length");
  const auto image = [this](const std::string& type, const std::string& shape, std::size_t bytes) {
    return readReleaseLatent(archive({{"image.npy", npy(npyHeader(type, shape), Bytes(bytes, '\0'))}}));
  };
  EXPECT_TRUE(image("<f4", "(4, 1, 1)", 16));
  expectRefused(image("<f4", "(3, 1, 1)", 12), ErrorCode::shapeMismatch, "[4, h, w]");
  expectRefused(image("<f4", "(4, 1)", 16), ErrorCode::shapeMismatch, "dimensions");
  expectRefused(image("<f4", "(2, 4, 1, 1)", 32), ErrorCode::shapeMismatch, "dimensions");
  expectRefused(image("<i4", "(4, 1, 1)", 16), ErrorCode::shapeMismatch, "floating-point");
}

}  // namespace
}  // namespace chexgen::training
