// A cohort on a real Slurm of one node, started by the test.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/cohort/ledger.h"
#include "core/cohort/slurm.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using testing::HasSubstr;
using tests::runProgram;
namespace fs = std::filesystem;

bool isInstalled(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

std::string hostName() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  const std::string whole = name.data();
  return whole.substr(0, whole.find('.'));
}

// The daemons of one node in a folder of their own; they end with it.
class OneNodeSlurm {
 public:
  explicit OneNodeSlurm(const fs::path& folder) : folder_(folder) {
    for (const char* part : {"state", "spool", "munge", "log"}) fs::create_directories(folder_ / part);
    fs::permissions(folder_ / "munge", fs::perms::owner_all);
    std::ofstream(folder_ / "munge" / "key") << std::string(1024, 'k');
    fs::permissions(folder_ / "munge" / "key", fs::perms::owner_read);
    writeConfiguration();
    ::setenv("SLURM_CONF", (folder_ / "slurm.conf").c_str(), 1);
    const std::string munge = (folder_ / "munge").string();
    start({"munged", "--foreground", "--force", "--key-file=" + munge + "/key",
           "--socket=" + munge + "/socket", "--pid-file=" + munge + "/pid", "--log-file=" + munge + "/log",
           "--seed-file=" + munge + "/seed"});
    std::this_thread::sleep_for(std::chrono::seconds(1));
    start({"slurmctld", "-D", "-c"});
    std::this_thread::sleep_for(std::chrono::seconds(1));
    start({"slurmd", "-D", "-c"});
  }
  OneNodeSlurm(const OneNodeSlurm&) = delete;
  OneNodeSlurm& operator=(const OneNodeSlurm&) = delete;
  ~OneNodeSlurm() {
    for (auto at = processes_.rbegin(); at != processes_.rend(); ++at) {
      ::kill(*at, SIGTERM);
      ::waitpid(*at, nullptr, 0);
    }
    ::unsetenv("SLURM_CONF");
  }

  // Whether the node takes jobs within a while.
  [[nodiscard]] static bool isReady() {
    for (int attempt = 0; attempt < 60; ++attempt) {
      if (std::system("sinfo -h -t idle 2>/dev/null | grep -q idle") == 0) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    return false;
  }

 private:
  void writeConfiguration() const {
    const int port = 20000 + ::getpid() % 20000;
    const std::string place = folder_.string(), host = hostName();
    std::ofstream(folder_ / "slurm.conf")
        << "ClusterName=test\nSlurmctldHost=" << host
        << "\nSlurmUser=root\nSlurmdUser=root\nSlurmctldPort=" << port << "\nSlurmdPort=" << port + 1
        << "\nAuthType=auth/munge\nAuthInfo=socket=" << place << "/munge/socket"
        << "\nCredType=cred/munge\nStateSaveLocation=" << place << "/state\nSlurmdSpoolDir=" << place
        << "/spool"
        << "\nSlurmctldPidFile=" << place << "/ctld.pid\nSlurmdPidFile=" << place
        << "/d.pid\nSlurmctldLogFile=" << place << "/log/ctld\nSlurmdLogFile=" << place
        << "/log/d\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none"
        << "\nSwitchType=switch/none\nMpiDefault=none\nReturnToService=2\nSelectType=select/cons_tres"
        << "\nSelectTypeParameters=CR_CPU\nJobAcctGatherType=jobacct_gather/none"
        << "\nAccountingStorageType=accounting_storage/none\nNodeName=" << host << " CPUs=2 State=UNKNOWN"
        << "\nPartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n";
  }
  void start(const std::vector<std::string>& words) {
    const pid_t process = ::fork();
    if (process == 0) {
      std::vector<char*> arguments;
      for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(126);
      ::execvp(arguments.front(), arguments.data());
      ::_exit(127);
    }
    processes_.push_back(process);
  }

  fs::path folder_;
  std::vector<pid_t> processes_;
};

TEST(SlurmScript, NamesFolderShardsAndOptions) {
  const auto script = cohort::slurmScript({.program = "/shared/chexgen",
                                           .cohort = "/shared/a ward's cohort",
                                           .shards = 8,
                                           .atOnce = 2,
                                           .cpus = 4,
                                           .directives = {"--partition=gpu"},
                                           .arguments = {"--threads", "4"}});
  ASSERT_TRUE(script) << script.error().message;
  EXPECT_THAT(*script, HasSubstr("#SBATCH --array=1-8%2\n"));
  EXPECT_THAT(*script, HasSubstr("#SBATCH --partition=gpu\n"));
  EXPECT_THAT(*script, HasSubstr("#SBATCH --cpus-per-task=4\n"));
  EXPECT_THAT(
      *script,
      HasSubstr(
          "cohort run '/shared/a ward'\\''s cohort' --shard \"${SLURM_ARRAY_TASK_ID}/8\" '--threads' '4'"));
}

TEST(SlurmScript, RefusesWhatCouldBecomeAnotherLine) {
  EXPECT_FALSE(cohort::slurmScript({.cohort = "/shared/a\nrm -rf", .shards = 1}));
  EXPECT_FALSE(cohort::slurmScript({.cohort = "/shared/a", .shards = 1, .directives = {"partition=gpu"}}));
  EXPECT_FALSE(cohort::slurmScript({.cohort = "/shared/a", .shards = 0}));
}

TEST(Slurm, RunsACohortAsAnArrayAndGoesOnWithWhatIsMissing) {
  for (const char* program : {"munged", "slurmctld", "slurmd", "sbatch"})
    if (!isInstalled(program))
      GTEST_SKIP() << program << " is not installed (Debian: slurmctld slurmd slurm-client munge)";
  if (::geteuid() != 0) GTEST_SKIP() << "Slurm's daemons are started as root";
  const tests::TemporaryFolder folder;
  fs::create_directories(folder / "slurm");
  const OneNodeSlurm slurm(folder / "slurm");
  if (!OneNodeSlurm::isReady()) GTEST_SKIP() << "Slurm's daemons do not come up on this machine";
  const fs::path cohort = folder / "co hort";
  ASSERT_EQ(runProgram({"cohort", "plan", cohort, "--model", tests::sourcePath("resources/models/starter"),
                        "--stratum", "sex=Female,count=6", "--without", "frame,side", "--steps", "4",
                        "--no-measure"})
                .code,
            0);
  const std::vector<std::string> submit{"cohort", "submit", cohort, "--shards", "3", "--cpus", "1", "--wait"};
  ASSERT_EQ(runProgram(submit).code, 0) << "see slurm-*.txt";
  const auto opened = cohort::openCohort(cohort).value();
  const auto accepted = [&] {
    cohort::Ledger ledger(opened.files, opened.cases.size(), opened.plan.rerolls);
    EXPECT_TRUE(ledger.update());
    std::size_t count = 0;
    for (std::size_t i = 0; i < ledger.size(); ++i)
      count += ledger.state(i) == cohort::CaseState::accepted ? 1 : 0;
    return count;
  };
  EXPECT_EQ(accepted(), 6U);
  EXPECT_TRUE(fs::exists(cohort / "slurm-2.txt"));
  // One that a person rejects is made by the next submission.
  ASSERT_TRUE(cohort::decide(opened.files, {{4, {.attempt = 0, .accept = false, .by = "person"}}}));
  EXPECT_EQ(accepted(), 5U);
  ASSERT_EQ(runProgram(submit).code, 0);
  EXPECT_EQ(accepted(), 6U);
}

TEST(Slurm, IsToldWhereItIsNot) {
  const tests::TemporaryFolder folder;
  ASSERT_EQ(
      runProgram({"cohort", "plan", folder / "c", "--model", tests::sourcePath("resources/models/starter"),
                  "--stratum", "count=1", "--no-measure"})
          .code,
      0);
  const char* path = std::getenv("PATH");
  const std::string before = path == nullptr ? "" : path;
  ::setenv("PATH", folder.path().c_str(), 1);
  const auto outcome = runProgram({"cohort", "submit", folder / "c"});
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(outcome.code, 4);
  EXPECT_TRUE(fs::exists(folder / "c" / "slurm.sh"));
}

}  // namespace
}  // namespace chexgen::cli
