// Names that deceive, collide or mean something to another program.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/file_name.h"
#include "core/cohort/cases.h"
#include "core/cohort/slurm.h"
#include "core/project/project.h"
#include "core/text/image_names.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

TEST(Names, ThatDeceiveAreFound) {
  for (const std::string& name :
       {std::string("a\0b", 3), std::string("\x1b[31mred"), std::string("gnp.\u202Eexe"),
        std::string("a\u200Bb"), std::string("\u2066x\u2069"), std::string("\uFEFFx"), std::string("a\x7f"),
        std::string("\xc2\x85"), std::string("\xff"), std::string("\xc3")}) {
    EXPECT_TRUE(base::isDeceptive(name)) << name;
    EXPECT_NE(base::unfitForFile(name), "");
  }
  for (const char* name : {"Müller", "胸部", "train_0001", "case 7 (left)"}) {
    EXPECT_FALSE(base::isDeceptive(name)) << name;
    EXPECT_EQ(base::unfitForFile(name), "") << name;
  }
}

TEST(Names, ThatOtherSystemsCannotTakeAreFound) {
  for (const char* name : {"", "CON", "con.png", "LPT1", "a.", ".a", "a ", " a", "a/b", "a\\b", "a:b", "a|b"})
    EXPECT_NE(base::unfitForFile(name), "") << name;
  EXPECT_EQ(base::unfitForFile("console"), "");
}

TEST(Names, ThatOneFileSystemTakesForOneAreOne) {
  EXPECT_EQ(text::foldedName("MU\u0308ller"), text::foldedName("m\u00FCller"));
  EXPECT_NE(text::foldedName("muller"), text::foldedName("m\u00FCller"));
}

TEST(Names, OfProjectsAreChecked) {
  const tests::TemporaryFolder folder;
  for (const char* name :
       {"CON.chexgen", "a\x1b[31m.chexgen", "a\u202Eb.chexgen", "a .chexgen", "a..chexgen"}) {
    const auto made = project::Project::create(folder / name);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().code, base::ErrorCode::argumentInvalid);
  }
  EXPECT_TRUE(project::Project::create(folder / "Müller.chexgen"));
}

TEST(Names, OfCasesCollideInEveryForm) {
  const tests::TemporaryFolder folder;
  const auto made = [&](const std::string& first, const std::string& second) {
    writeText(folder / "prompts.csv", "name,impression\n" + first + ",Effusion.\n" + second + ",Effusion.\n");
    cohort::Plan plan;
    return cohort::casesFromPrompts(folder / "prompts.csv", plan);
  };
  EXPECT_TRUE(made("a", "b"));
  EXPECT_FALSE(made("a", "A"));
  EXPECT_FALSE(made("m\u00FCller", "mu\u0308ller"));
  EXPECT_FALSE(made("a", "CON"));
  EXPECT_FALSE(made("a", "b\u202Ec"));
  EXPECT_FALSE(made("a", "\x1b[2J"));
}

TEST(Names, InErrorsCannotCommandATerminal) {
  const std::string text = base::describe(
      {base::ErrorCode::fileMissing, "No \x1b[2J.", "/tmp/\x1b]0;x\x07/a\u202Eb", "", "\xc2\x9bm"});
  for (const char* command : {"\x1b", "\x07", "\u202E", "\xc2\x9b"})
    EXPECT_THAT(text, Not(HasSubstr(command)));
  EXPECT_THAT(base::describe({base::ErrorCode::fileMissing, "Müller’s → 胸部"}),
              HasSubstr("Müller’s → 胸部"));
}

// sbatch replaces %j and its like in the name of a log, and takes quotes otherwise than a shell.
TEST(SlurmPaths, StandInTheScriptSoThatTheyMeanThemselves) {
  const tests::TemporaryFolder folder;
  for (const char* name : {"100%j", "a ward's cohort", "say \"hi\"", "back\\slash", "$(touch evil)", "a;b"}) {
    const fs::path cohort = folder / name;
    fs::create_directories(cohort);
    writeText(folder / "program", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    fs::permissions(folder / "program", fs::perms::owner_all);
    const auto script = cohort::slurmScript({.program = folder / "program", .cohort = cohort, .shards = 2});
    ASSERT_TRUE(script) << name;
    std::istringstream lines(*script);
    std::string output;
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("#SBATCH --output=")) output = line;
    const bool means = std::string(name).find_first_of("%'\"\\") != std::string::npos;
    EXPECT_EQ(output == "#SBATCH --output=/dev/null", means) << name;
    writeText(folder / "script.sh", *script);
    const std::string command =
        "cd '" + folder.path().string() + "' && SLURM_ARRAY_TASK_ID=1 bash script.sh > out.txt";
    ASSERT_EQ(std::system(command.c_str()), 0) << name;
    EXPECT_FALSE(fs::exists(folder / "evil"));
    const std::string said = readText(means ? cohort / "slurm-1.txt" : folder / "out.txt");
    EXPECT_THAT(said, HasSubstr("cohort\nrun\n" + cohort.string() + "\n--shard\n1/2\n")) << name;
  }
}

}  // namespace
}  // namespace chexgen::hostile
