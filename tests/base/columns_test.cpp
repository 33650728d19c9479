#include "core/base/columns.h"

#include <array>

#include <gmock/gmock.h>

namespace chexgen::base {
namespace {

using testing::HasSubstr;

const std::array<ColumnRole, 3> roles{
    {{"prompt", {"impression", "report"}}, {"name", {"name"}}, {"boxes_image", {"boxes_image", "image"}}}};

std::optional<Columns> found(const std::vector<std::string>& header, const Columns& wanted = {}) {
  const auto columns = columnsFor(header, roles, wanted, "t.csv");
  return columns ? std::optional(*columns) : std::nullopt;
}

TEST(Columns, AreFoundByTheFirstUsualNameThatIsThere) {
  EXPECT_EQ(found({"Report", "IMPRESSION", "Boxes Image"}),
            (Columns{{"prompt", "IMPRESSION"}, {"boxes_image", "Boxes Image"}}));
  EXPECT_EQ(found({"Report", "report"}), (Columns{{"prompt", "report"}})) << "as written goes first";
  EXPECT_EQ(found({"findings"}), Columns());
}

TEST(Columns, AreThoseThatSomebodyNamesOrNone) {
  const std::vector<std::string> header{"impression", "Befund", "name"};
  EXPECT_EQ(found(header, {{"prompt", "Befund"}, {"name", std::string(noColumn)}}),
            (Columns{{"prompt", "Befund"}}));
  EXPECT_EQ(found(header, {{"prompt", ""}}), found(header)) << "an empty wish leaves it to the names";
  const auto missing = columnsFor(header, roles, {{"prompt", "befund"}}, "t.csv");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(missing.error().message,
            "The table has no column \"befund\"; it has \"impression\", \"Befund\", \"name\".");
  EXPECT_EQ(missing.error().file, "t.csv");
  EXPECT_THAT(columnsFor(header, roles, {{"colour", "name"}}, "t.csv").error().message,
              HasSubstr("\"colour\""));
}

TEST(Columns, AreToldInTheOrderOfTheirRoles) {
  EXPECT_EQ(columnsInWords(roles, {{"name", "n"}, {"prompt", "Befund"}}),
            "These columns were taken as: prompt = Befund, name = n.");
  EXPECT_EQ(columnsInWords(roles, {}), "These columns were taken as: none.");
}

}  // namespace
}  // namespace chexgen::base
