#include "core/text/image_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/philox.h"

namespace chexgen::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ImageNames, AgreeInTheStatedOrder) {
  struct Row {
    const char *name, *wanted;
    NameAgreement agreement;
  };
  for (const Row& row :
       {Row{"images/a.png", "images/a.png", NameAgreement::exact},
        Row{"images\\a.png", "images/a.png", NameAgreement::samePath},
        Row{"Images/A.PNG", "./images/x/../a.png", NameAgreement::samePath},
        Row{"b%20c.png", "b c.png", NameAgreement::samePath},
        Row{"b c.png", "b%20c.png", NameAgreement::samePath},
        Row{"a+b%21.png", "A+b!.png", NameAgreement::samePath},
        Row{"100%.png", "100%.PNG", NameAgreement::samePath},
        // NFC and NFD.
        Row{"M\xC3\xBCller.png", "Mu\xCC\x88ller.png", NameAgreement::samePath},
        Row{"images/a.png", "/archive/data/images/a.png", NameAgreement::sameEnd},
        Row{"/data/local-files/?d=images/a.png", "images/a.png", NameAgreement::samePath},
        Row{"https://host/set/a.png?token=1", "set/a.png", NameAgreement::sameEnd},
        Row{"a.png", "/archive/a.png", NameAgreement::fileName}, Row{"a", "x/a.png", NameAgreement::stem},
        Row{"a.jpg", "a.png", NameAgreement::stem},
        Row{"1.2.840.113.7.1", "1.2.840.113.7.1.dcm", NameAgreement::stem},
        Row{"../../label-studio/data/media/upload/3/5f2c1a9e-a.png", "images/a.png", NameAgreement::uploaded},
        Row{"1.2.840.113.7.2", "1.2.840.113.7.1.dcm", NameAgreement::none},
        Row{"b.png", "a.png", NameAgreement::none}}) {
    const NameMatch match = ImageNames({"other.png", row.name}).find(row.wanted);
    EXPECT_EQ(match.agreement, row.agreement) << row.name << " " << row.wanted;
    if (row.agreement == NameAgreement::none)
      EXPECT_THAT(match.found, IsEmpty()) << row.wanted;
    else
      EXPECT_THAT(match.found, ElementsAre(1U)) << row.wanted;
  }
}

TEST(ImageNames, OfStrongerAgreementWin) {
  const ImageNames names({"val/0001.png", "train/0001.png", "0001.jpg", "Train/0001.png"});
  EXPECT_THAT(names.find("train/0001.png").found, ElementsAre(1U));
  EXPECT_THAT(names.find("/x/val/0001.png").found, ElementsAre(0U));
  EXPECT_THAT(names.find("0001.jpg").found, ElementsAre(2U));
}

TEST(ImageNames, ThatCannotBeToldApartAreAllNamed) {
  const ImageNames names({"val/0001.png", "train/0001.png", "2.png", "2.jpg"});
  EXPECT_THAT(names.find("test/0001.png").found, ElementsAre(0U, 1U));
  EXPECT_THAT(names.find("0001.dcm").found, ElementsAre(0U, 1U));
  EXPECT_THAT(names.find("2.dcm").found, ElementsAre(2U, 3U));
  EXPECT_EQ(listedNames(names.names(), 3), "\"val/0001.png\", \"train/0001.png\", \"2.png\" and 1 more");
}

TEST(ImageNames, OfAnotherFolderAreMarked) {
  const ImageNames names({"val/0001.png", "2.png"});
  EXPECT_TRUE(names.find("train/0001.png").otherFolder);
  EXPECT_FALSE(names.find("0001.png").otherFolder);
  EXPECT_FALSE(names.find("x/2.png").otherFolder);
  EXPECT_FALSE(names.find("x/val/0001.png").otherFolder);
}

TEST(ImageNames, FindEveryUidAndNoOther) {
  const base::RandomStream random{.seed = 3, .stream = 1, .step = 0};
  std::vector<std::string> uids;
  for (std::uint64_t i = 0; i < 500; ++i)
    uids.push_back("1.2.840." + std::to_string(random.below(i, 1'000'000'000)) + "." + std::to_string(i));
  const ImageNames names(uids);
  for (std::size_t i = 0; i < uids.size(); ++i) {
    for (const char* suffix : {"", ".dcm", ".PNG"})
      EXPECT_THAT(names.find("folder/" + uids[i] + suffix).found, ElementsAre(i)) << uids[i] << suffix;
    EXPECT_THAT(names.find(uids[i] + ".7").found, IsEmpty());
  }
}

}  // namespace
}  // namespace chexgen::text
