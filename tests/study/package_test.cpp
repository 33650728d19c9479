#include "core/study/package.h"
#include "core/study/assign.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "core/imaging/png.h"
#include "core/statistics/roc.h"
#include "core/study/order.h"
#include "core/study/seal.h"
#include "core/study/study_key.h"
#include "tests/study/pictures.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr const char* passphrase = "correct horse";
constexpr double almostSure =
    0.9999;  // names are drawn anew each time, so one in twenty would lie outside 95 %

// Two arms that show the same kind of picture but are stored as differently as real and generated ones are:
// large and small, all greys and few, with text and without.
class Packages : public testing::Test {
 protected:
  Design design(int cases, int repeats = 0) {
    Design made{
        .name = "Ward", .kind = StudyKind::reportMatch, .readers = {"ann", "ben"}, .repeats = repeats};
    fs::create_directories(folder / "images");
    for (int i = 0; i < cases; ++i) {
      const bool real = i % 2 == 0;
      imaging::Image8 image = tests::picture(real ? 320 : 256, static_cast<unsigned>(i / 2));
      if (!real)
        for (auto& grey : image.pixels) grey = static_cast<std::uint8_t>(grey / 2);
      const fs::path file =
          folder / ("images/" + std::string(real ? "hospital-" : "generated-") + std::to_string(i) + ".png");
      std::vector<imaging::PngText> texts;
      if (!real) texts.push_back({"Comment", "synthetic"});
      EXPECT_TRUE(imaging::writePng(file, image, texts));
      made.cases.push_back({.id = "case-" + std::to_string(i),
                            .report = "Report " + std::to_string(i),
                            .candidates = {{real ? "arm-of-the-hospital" : "arm-of-the-model", file}}});
    }
    return made;
  }
  static std::string contentOf(const fs::path& file) {
    std::ostringstream all;
    all << std::ifstream(file, std::ios::binary).rdbuf();
    return all.str();
  }
  StudyKey keyOf(const Assigned& assigned) const {
    return keyFrom(open(contentOf(assigned.keyFile), passphrase)->text).value();
  }

  tests::TemporaryFolder folder;
};

TEST_F(Packages, HoldTheReadersOrderAndImages) {
  const Design study = design(6, 2);
  const auto assigned = assign(study, passphrase, folder / "out");
  ASSERT_TRUE(assigned) << base::describe(assigned.error());
  ASSERT_EQ(assigned->packages.size(), 2U);
  const auto package = Package::open(assigned->packages[1]);
  ASSERT_TRUE(package) << base::describe(package.error());
  EXPECT_EQ(package->info().reader, "ben");
  EXPECT_EQ(package->info().study, assigned->commitment);
  EXPECT_EQ(package->info().order.size(), 8U);
  EXPECT_EQ(package->answersFile().filename(), "Ward-ben.answers");
  const StudyKey key = keyOf(*assigned);
  EXPECT_EQ(key.design, study);
  EXPECT_EQ(key.items.size(), 16U);
  const auto order = orderFor(study, OrderSecret::fromText(key.orderSecret).value(), 1).value();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::string& name = package->info().order[i];
    EXPECT_EQ(key.items.at(name).caseIndex, order[i].caseIndex);
    EXPECT_EQ(key.items.at(name).repeat, order[i].repeat);
    const auto item = package->item(name);
    ASSERT_TRUE(item);
    EXPECT_EQ(item->report, study.cases[order[i].caseIndex].report);
    ASSERT_EQ(item->images.size(), 1U);
    EXPECT_EQ(item->images[0].width, 230);
  }
  EXPECT_EQ(package->item("../etc/passwd").error().code, ErrorCode::argumentInvalid);
}

TEST_F(Packages, HoldNoKey) {
  Design study = design(6);
  study.showReport = false;
  const auto assigned = assign(study, passphrase, folder / "out");
  ASSERT_TRUE(assigned);
  for (const fs::path& file : assigned->packages) {
    const std::string content = contentOf(file);
    for (const char* secret : {"hospital", "generated", "case-", "arm-of-", "iTXtComment", "Report "})
      EXPECT_EQ(content.find(secret), std::string::npos) << secret << " in " << file;
  }
  EXPECT_EQ(contentOf(assigned->keyFile).find("hospital"), std::string::npos) << "it is sealed";
}

// Everything about an item that is not its picture: position, name, size, greys. A feature that told the arms
// apart would have an area under the curve whose interval lies beside a half.
TEST_F(Packages, NothingButThePictureTellsTheArms) {
  const Design study = design(60);
  const auto assigned = assign(study, passphrase, folder / "out");
  ASSERT_TRUE(assigned);
  const StudyKey key = keyOf(*assigned);
  const auto package = Package::open(assigned->packages[0]);
  ASSERT_TRUE(package);
  std::map<std::string, std::vector<double>> features;
  std::vector<std::uint8_t> truths;
  for (std::size_t i = 0; i < package->info().order.size(); ++i) {
    const std::string& name = package->info().order[i];
    const imaging::Image8 image = package->item(name)->images[0];
    const std::set<std::uint8_t> levels(image.pixels.begin(), image.pixels.end());
    double border = 0;
    for (int x = 0; x < image.width; ++x) border += image.pixels[image.index(x, 0)];
    features["position"].push_back(static_cast<double>(i));
    features["name"].push_back(static_cast<double>(std::stoul(name.substr(0, 8), nullptr, 16)));
    features["bytes"].push_back(static_cast<double>(image.pixels.size()));
    features["distinct greys"].push_back(static_cast<double>(levels.size()));
    features["darkest"].push_back(*levels.begin());
    features["brightest"].push_back(*levels.rbegin());
    features["border"].push_back(border);
    truths.push_back(key.items.at(name).arms[0] == "arm-of-the-hospital" ? 1 : 0);
  }
  for (const auto& [feature, values] : features) {
    const auto auc = statistics::areaUnderRoc(values, truths, almostSure);
    ASSERT_TRUE(auc) << feature;
    EXPECT_LE(auc->interval.low, 0.5) << feature;
    EXPECT_GE(auc->interval.high, 0.5) << feature;
  }
}

TEST_F(Packages, AppearAllOrNone) {
  Design study = design(4);
  study.cases[2].candidates[0].image = folder / "images/gone.png";
  const auto assigned = assign(study, passphrase, folder / "out");
  ASSERT_FALSE(assigned);
  EXPECT_EQ(assigned.error().code, ErrorCode::fileMissing);
  EXPECT_EQ(assigned.error().file.filename(), "gone.png");
  for (const auto& entry : fs::directory_iterator(folder.path()))
    EXPECT_EQ(entry.path().filename(), "images");
  ASSERT_TRUE(assign(design(4), passphrase, folder / "out"));
  EXPECT_EQ(assign(design(4), passphrase, folder / "out").error().code, ErrorCode::argumentInvalid)
      << "made only once";
}

TEST_F(Packages, AnotherFileIsNoPackage) {
  std::ofstream(folder / "x.chexread") << "Dear Sir or Madam";
  EXPECT_FALSE(Package::open(folder / "x.chexread"));
  EXPECT_EQ(Package::open(folder / "gone.chexread").error().code, ErrorCode::fileMissing);
  ASSERT_TRUE(assign(design(4), passphrase, folder / "out"));
  EXPECT_FALSE(Package::open(folder / "out/Ward.key"));
}

}  // namespace
}  // namespace chexgen::study
