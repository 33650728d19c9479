// Every kind of DICOM greys against pydicom (see make_grey_tables.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/wait.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/imaging/read_grey.h"

namespace chexgen::imaging {
namespace {

using base::Json;

const std::filesystem::path folder = CHEXGEN_GREY_FOLDER;
constexpr int skippedCode = 77;

int makeTables() {
  const std::string command = std::string("'") + CHEXGEN_PYTHON + "' '" + CHEXGEN_GREY_SCRIPT + "' --venv '" +
                              (folder / "venv").string() + "' --out '" + (folder / "cases").string() + "'";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

template <class T>
std::vector<T> arrayIn(const Json& name) {
  const auto bytes = base::readFile(folder / "cases" / name.get<std::string>(), maxFileBytes);
  if (!bytes) return {};
  std::vector<T> values(bytes->size() / sizeof(T));
  std::memcpy(values.data(), bytes->data(), values.size() * sizeof(T));
  return values;
}

void expectValues(const GreyImage& image, const Json& expected) {
  const auto values = arrayIn<float>(expected["values"]);
  ASSERT_EQ(image.pixels.size(), values.size());
  const auto tolerance = expected["tolerance"].get<double>();
  int wrong = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const float value = values[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                                 static_cast<std::size_t>(x)];
      if (std::abs(image.valueAt(x, y) - value) <= tolerance) continue;
      if (++wrong <= 3) ADD_FAILURE() << x << ", " << y << ": " << image.valueAt(x, y) << ", not " << value;
    }
  }
  EXPECT_EQ(wrong, 0) << "of " << values.size();
}

void expectPresentations(const GreyImage& image, const Json& presentations) {
  if (presentations.empty()) return;
  ASSERT_EQ(image.presentations.size(), presentations.size());
  for (std::size_t p = 0; p < presentations.size(); ++p) {
    SCOPED_TRACE("presentation " + std::to_string(p));
    EXPECT_EQ(image.presentations[p].name, presentations[p]["name"].get<std::string>());
    const auto greys = arrayIn<std::uint8_t>(presentations[p]["greys"]);
    const Image8 rendered = renderGreys(image, image.presentations[p], false);
    ASSERT_EQ(rendered.pixels.size(), greys.size());
    int largest = 0;
    for (std::size_t i = 0; i < greys.size(); ++i)
      largest = std::max(largest, std::abs(rendered.pixels[i] - greys[i]));
    EXPECT_LE(largest, 1);
  }
}

void expectRemarks(const GreyImage& image, const Json& remarks) {
  if (remarks.is_null()) return;
  EXPECT_EQ(image.remarks.size(), remarks.size()) << testing::PrintToString(image.remarks);
  for (const Json& wanted : remarks)
    EXPECT_THAT(image.remarks, testing::Contains(testing::HasSubstr(wanted.get<std::string>())));
}

void expectCase(const Json& expected) {
  SCOPED_TRACE(expected["file"].get<std::string>() + " frame " + expected["frame"].dump());
  const auto image = readGreyImage(expected["file"].get<std::string>(), expected["frame"]);
  if (expected["refused"].get<bool>()) {
    ASSERT_FALSE(image);
    EXPECT_FALSE(image.error().message.empty());
    EXPECT_EQ(image.error().file, expected["file"].get<std::string>());
    return;
  }
  ASSERT_TRUE(image) << base::describe(image.error());
  EXPECT_EQ(image->width, expected["width"].get<int>());
  EXPECT_EQ(image->height, expected["height"].get<int>());
  EXPECT_EQ(image->frames, expected["frames"].get<int>());
  EXPECT_EQ(image->inverted, expected["inverted"].get<bool>());
  EXPECT_EQ(image->spacing, (expected["spacing"].get<std::array<double, 2>>()));
  EXPECT_EQ(image->units, expected["units"].get<std::string>());
  expectValues(*image, expected);
  expectPresentations(*image, expected["presentations"]);
  expectRemarks(*image, expected["remarks"]);
}

TEST(GreyTables, AreThoseOfPydicom) {
  const int code = makeTables();
  if (code == skippedCode) {
    const char* ci = std::getenv("CI");
    ASSERT_FALSE(ci != nullptr && std::string(ci) == "true")
        << "pydicom must be there in continuous integration";
    GTEST_SKIP() << "pydicom cannot be installed here (no PyPI or no python3-venv)";
  }
  ASSERT_EQ(code, 0);
  const auto cases = base::readJsonFile(folder / "cases" / "cases.json");
  ASSERT_TRUE(cases) << cases.error().message;
  ASSERT_GE(cases->size(), 450U);
  for (const Json& expected : *cases) expectCase(expected);
}

}  // namespace
}  // namespace chexgen::imaging
