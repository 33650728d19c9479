#include "core/base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

using ::testing::HasSubstr;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, ReadsAValueOfEveryKind) {
  const auto value =
      parseJson(R"({"text":"a\u00e9\"[{","whole":-3,"real":2.5,"yes":true,"none":null,"list":[1,2]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(jsonValue<std::string>(*value, "text").value(), "a\xC3\xA9\"[{");
  EXPECT_EQ(jsonValue<int>(*value, "whole").value(), -3);
  EXPECT_EQ(jsonValue<double>(*value, "real").value(), 2.5);
  EXPECT_TRUE(jsonValue<bool>(*value, "yes").value());
  EXPECT_EQ(jsonValue<std::vector<int>>(*value, "list").value(), (std::vector<int>{1, 2}));
}

TEST(Json, RefusesWhatIsNotOneValue) {
  for (const char* text : {"", "{", "[1,]", "{} {}", "{\"a\":1} x", "nul", "'a'", "[NaN]", "{\"a\" 1}",
                           "[1e999]", "\"\xFF\"", "[\"\xC3\"]", "// note\n{}", "[01]", "\"a\nb\""}) {
    const auto value = parseJson(text, "settings.json");
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, ErrorCode::formatInvalid) << text;
    EXPECT_EQ(value.error().file, "settings.json");
  }
}

TEST(Json, RefusesRepeatedKeysAtAnyDepthAndNamesThem) {
  for (const char* text : {R"({"seed":1,"seed":2})", R"([{"x":{"y":[]}},{"a":{"seed":1,"b":{},"seed":2}}])",
                           R"({"seed":1,"\u0073eed":2})"}) {
    const auto value = parseJson(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, ErrorCode::formatInvalid);
    EXPECT_THAT(value.error().message, HasSubstr("\"seed\"")) << text;
  }
  EXPECT_TRUE(parseJson(R"([{"seed":1},{"seed":2,"in":{"seed":3}}])"))
      << "the same key in different objects is fine";
}

TEST(Json, BoundsTheDepthOfNesting) {
  const JsonLimits limits{.depth = 5};
  EXPECT_TRUE(parseJson(nested(5), {}, limits));
  EXPECT_EQ(parseJson(nested(6), {}, limits).error().code, ErrorCode::formatInvalid);
  EXPECT_TRUE(parseJson(R"(["[[[[[[[[", "\"[[[[[[["])", {}, limits)) << "brackets in strings do not nest";
  // Deep enough to overflow the stack of a recursive reader; also when it is never closed.
  EXPECT_EQ(parseJson(nested(2'000'000)).error().code, ErrorCode::formatInvalid);
  EXPECT_EQ(parseJson(std::string(2'000'000, '[')).error().code, ErrorCode::formatInvalid);
}

TEST(Json, BoundsTheSize) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder / "a.json") << "[1,2,3]";
  EXPECT_TRUE(readJsonFile(folder / "a.json", {.bytes = 7}));
  EXPECT_EQ(readJsonFile(folder / "a.json", {.bytes = 6}).error().code, ErrorCode::fileTooLarge);
  EXPECT_EQ(parseJson("[1,2,3]", {}, {.bytes = 6}).error().code, ErrorCode::fileTooLarge);
}

TEST(Json, NamesTheFileThatIsMissing) {
  const tests::TemporaryFolder folder;
  const auto value = readJsonFile(folder / "absent.json");
  EXPECT_EQ(value.error().code, ErrorCode::fileMissing);
  EXPECT_EQ(value.error().file, folder / "absent.json");
}

TEST(JsonValue, TellsAnAbsentEntryFromOneOfTheWrongKind) {
  const Json value = Json::parse(R"({"steps":"ten","seed":7})");
  EXPECT_THAT(jsonValue<int>(value, "width", "r.json").error().message, HasSubstr("\"width\" is missing"));
  EXPECT_THAT(jsonValue<int>(value, "steps", "r.json").error().message,
              HasSubstr("\"steps\" is of the wrong kind"));
  EXPECT_EQ(jsonValue<int>(value, "steps", "r.json").error().file, "r.json");
  EXPECT_FALSE(jsonValue<int>(Json::array(), "steps")) << "not an object at all";
}

TEST(JsonValue, FallsBackOnlyWhenTheEntryIsAbsent) {
  const Json value = Json::parse(R"({"steps":"ten","seed":7})");
  EXPECT_EQ(jsonValueOr<int>(value, "width", 512).value(), 512);
  EXPECT_EQ(jsonValueOr<int>(value, "seed", 0).value(), 7);
  EXPECT_EQ(jsonValueOr<int>(value, "steps", 1).error().code, ErrorCode::formatInvalid);
}

TEST(JsonError, SurvivesTheWayThroughJson) {
  const Error error{ErrorCode::shapeMismatch, "The weight \"x\" is [2].", "/m/a.pth", "Nothing changed.",
                    "Convert."};
  const Error back = errorFromJson(Json::parse(errorToJson(error).dump()));
  EXPECT_EQ(describe(back), describe(error));
  EXPECT_EQ(errorFromJson(Json::parse(R"({"code":"fromTheFuture","message":"m"})")).code,
            ErrorCode::internal);
  EXPECT_EQ(errorFromJson(Json::array()).code, ErrorCode::internal);
}

}  // namespace
}  // namespace chexgen::base
