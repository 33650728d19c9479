#include "core/drawing/serialise.h"

#include <gtest/gtest.h>

#include "core/drawing/label_raster.h"

namespace chexgen::drawing {
namespace {

imaging::Image8 drawn(int side) {
  imaging::Image8 labels{
      side, side, 1,
      std::vector<std::uint8_t>(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 0)};
  paintStroke(labels, {side * 0.2, side * 0.3}, {side * 0.6, side * 0.9}, side * 0.1, 1);
  paintStroke(labels, {side * 0.8, side * 0.1}, {side * 0.8, side * 0.5}, side * 0.05, 9);
  return labels;
}

TEST(MaskBytes, ComeBackAsTheyWere) {
  for (const int side : {1, 16, 1024}) {
    const auto back = maskFromBytes(maskToBytes(drawn(side)));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, drawn(side));
  }
  EXPECT_LT(maskToBytes(drawn(1024)).size(), 40000U);  // written after every stroke
}

TEST(MaskBytes, AreRefusedWhenAnyByteIsAnother) {
  const std::string bytes = maskToBytes(drawn(16));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ 0x41);
    EXPECT_FALSE(maskFromBytes(altered)) << i;
  }
}

TEST(MaskBytes, AreRefusedAtEveryLength) {
  const std::string bytes = maskToBytes(drawn(16));
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(maskFromBytes(bytes.substr(0, length))) << length;
  EXPECT_FALSE(maskFromBytes(bytes + "x"));
}

TEST(BoxesJson, ComesBackAsItWas) {
  const std::vector<imaging::FindingBox> boxes{{imaging::findings().front(), 0.1, 1.0 / 3, 512.125, 7, {}},
                                               {imaging::findings().back(), 1000, 2, 3, 4, {}}};
  const auto back = boxesFromJson(boxesToJson(boxes));
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->size(), 2U);
  EXPECT_EQ((*back)[0].x, 0.1);
  EXPECT_EQ((*back)[0].y, 1.0 / 3);
  EXPECT_EQ((*back)[0].width, 512.125);
  EXPECT_EQ((*back)[1].finding.name, imaging::findings().back().name);
  EXPECT_TRUE(boxesFromJson(boxesToJson({}))->empty());
}

TEST(BoxesJson, OfAnUnknownFindingOrWithoutAPlaceIsRefused) {
  std::string json = boxesToJson({{imaging::findings().front(), 1, 2, 3, 4, {}}});
  const std::string name = imaging::findings().front().name;
  json.replace(json.find(name), name.size(), "Gargoyle");
  ASSERT_FALSE(boxesFromJson(json));
  EXPECT_EQ(boxesFromJson(json).error().code, base::ErrorCode::argumentInvalid);
  EXPECT_FALSE(boxesFromJson("[{}]"));
  EXPECT_FALSE(boxesFromJson("{"));
}

}  // namespace
}  // namespace chexgen::drawing
