#include "core/jobs/job_spec.h"

#include <array>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/temporary_folder.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

constexpr std::array<std::string_view, 2> kinds{"generate", "train"};

class JobSpecTest : public testing::Test {
 protected:
  static base::Result<JobSpec> parse(const base::Json& value) {
    return parseJobSpec(value.dump(), "/jobs/spec.json", kinds);
  }
  base::Json valid{{"schema", 1},
                   {"kind", "generate"},
                   {"name", "A cohort"},
                   {"run_folder", "runs/1"},
                   {"settings", {{"model", "../m"}}}};
};

TEST_F(JobSpecTest, PathsStartAtTheSpecsFolder) {
  const auto spec = parse(valid).value();
  EXPECT_EQ(spec.runFolder, "/jobs/runs/1");
  EXPECT_EQ(spec.resolve("../m"), "/m");
  EXPECT_EQ(spec.resolve("/abs/m"), "/abs/m");
}

TEST_F(JobSpecTest, ACopyElsewhereMeansTheSame) {
  valid["shard"] = {{"index", 1}, {"count", 3}};
  const auto spec = parse(valid).value();
  const auto copy = parseJobSpec(formatJobSpec(spec), "/elsewhere/spec.json", kinds).value();
  EXPECT_EQ(copy.kind, spec.kind);
  EXPECT_EQ(copy.name, spec.name);
  EXPECT_EQ(copy.runFolder, spec.runFolder);
  EXPECT_EQ(copy.baseFolder, spec.baseFolder);
  EXPECT_EQ(copy.shard, (Shard{1, 3}));
  EXPECT_EQ(copy.settings, spec.settings);
}

TEST_F(JobSpecTest, AnUnknownKindListsTheKinds) {
  valid["kind"] = "bake";
  const auto spec = parse(valid);
  ASSERT_FALSE(spec);
  EXPECT_EQ(spec.error().code, ErrorCode::formatInvalid);
  EXPECT_THAT(spec.error().message, HasSubstr("\"bake\""));
  EXPECT_THAT(spec.error().message, HasSubstr("generate, train"));
}

TEST_F(JobSpecTest, AMissingEntryIsNamed) {
  for (const char* key : {"schema", "kind", "name", "run_folder", "settings"}) {
    base::Json value = valid;
    value.erase(key);
    const auto spec = parse(value);
    ASSERT_FALSE(spec) << key;
    EXPECT_THAT(spec.error().message, HasSubstr(key));
    EXPECT_EQ(spec.error().file, "/jobs/spec.json");
  }
}

TEST_F(JobSpecTest, AnUnknownEntryIsNamed) {
  valid["shards"] = 3;
  EXPECT_THAT(parse(valid).error().message, HasSubstr("\"shards\""));
}

TEST_F(JobSpecTest, ANewerSchemaIsNotGuessedAt) {
  valid["schema"] = 2;
  valid["novelty"] = true;
  EXPECT_EQ(parse(valid).error().code, ErrorCode::formatUnsupported);
}

TEST_F(JobSpecTest, RefusesShardsThatDoNotExist) {
  for (const auto& [index, count] : {std::pair(3, 3), std::pair(-1, 3), std::pair(0, 0)}) {
    valid["shard"] = {{"index", index}, {"count", count}};
    EXPECT_EQ(parse(valid).error().code, ErrorCode::formatInvalid);
  }
}

TEST_F(JobSpecTest, AnAbsentFileIsSaidToBeMissing) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(readJobSpec(folder / "spec.json", kinds).error().code, ErrorCode::fileMissing);
  // What could not be read again is not written.
  JobSpec big{.kind = "train", .runFolder = folder.path(), .baseFolder = folder.path()};
  big.settings["masks"] = std::string(std::size_t{64} << 20U, 'x');
  EXPECT_EQ(writeJobSpec(folder / "spec.json", big).error().code, ErrorCode::argumentInvalid);
  EXPECT_FALSE(std::filesystem::exists(folder / "spec.json"));
}

TEST(ParseShard, ReadsIndexAndCount) {
  EXPECT_EQ(parseShard("2/4").value(), (Shard{1, 4}));
  for (const char* text :
       {"", "2", "0/4", "5/4", "-1/4", "1/0", "1/4x", "a/b", "1/2/3", "99999999999999999999/4"}) {
    const auto shard = parseShard(text);
    ASSERT_FALSE(shard) << text;
    EXPECT_EQ(shard.error().code, ErrorCode::argumentInvalid);
  }
}

}  // namespace
}  // namespace chexgen::jobs
