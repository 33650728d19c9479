// The Studio beside a program that is not the one it needs.
#include <QTest>
#include <fstream>
#include <optional>
#include <sstream>

#include "app/studio/compose_room.h"
#include "app/studio/speed_probe.h"
#include "app/studio/task_queue.h"
#include "app/studio/worker_client.h"
#include "tests/studio/studio_fixture.h"

namespace chexgen::studio {
namespace {

namespace fs = std::filesystem;

class Engine : public StudioFixture {
 protected:
  // A file in the place of `chexgen`.
  void useProgram(const std::string& text, bool executable) {
    std::ofstream(program()) << text;
    if (executable) fs::permissions(program(), fs::perms::owner_all);
    qputenv("CHEXGEN_PROGRAM", QByteArray::fromStdString(program().string()));
  }
  [[nodiscard]] fs::path program() const { return projectFolder().parent_path() / "other-chexgen"; }
  // What a wish for a radiograph ends with.
  base::Error askForRadiograph() {
    WorkerClient client;
    client.setRunFolder(projectFolder().parent_path() / "run");
    std::optional<base::Error> told;
    QString toldOf;
    QObject::connect(&client, &WorkerClient::failed, &client,
                     [&](const QString& id, const base::Error& error) {
                       told = error;
                       toldOf = id;
                     });
    const QString id = client.generate({imaging::Recipe{}});
    EXPECT_TRUE(waitFor([&] { return told.has_value(); }));
    EXPECT_EQ(toldOf, id);
    EXPECT_FALSE(client.busy()) << "nobody waits for ever";
    return told.value_or(base::Error{});
  }
};

TEST_F(Engine, AProgramThatCannotBeExecutedIsNamed) {
  start();
  useProgram("not a program", false);
  const base::Error error = askForRadiograph();
  EXPECT_EQ(error.message, "The program that makes the images cannot be started.");
  EXPECT_EQ(error.file, program());
  EXPECT_FALSE(error.next.empty());
}

TEST_F(Engine, AProgramOfAnotherVersionIsNotUsed) {
  start();
  useProgram(
      "#!/bin/sh\n"
      "echo '{\"id\":\"\",\"type\":\"hello\",\"protocol\":99,\"program\":\"chexgen 9.9\",\"device\":\"auto\","
      "\"pid\":1}'\n"
      "cat > /dev/null\n",
      true);
  const base::Error error = askForRadiograph();
  EXPECT_EQ(error.code, base::ErrorCode::formatUnsupported);
  EXPECT_NE(error.message.find("chexgen 9.9"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("99"), std::string::npos) << error.message;
}

TEST_F(Engine, AMeasurementThatCannotBeginEnds) {
  start();
  useProgram("not a program", false);
  SpeedProbe probe;
  std::optional<base::Result<PartTimes>> answer;
  probe.measure("model", {}, 1, {}, [&](const base::Result<PartTimes>& times) { answer = times; });
  ASSERT_TRUE(waitFor([&] { return answer.has_value(); }, 5000));
  ASSERT_FALSE(*answer);
  EXPECT_EQ(answer->error().file, program());
  EXPECT_FALSE(probe.isRunning());
}

// The next one may be asked for by whoever gets the answer.
TEST_F(Engine, AMeasurementMayBeginInTheAnswerOfAnother) {
  start();
  useProgram("#!/bin/sh\necho '{\"parts\":[{\"part\":\"decode\",\"median_seconds\":0.5}]}'\n", true);
  SpeedProbe probe;
  std::vector<double> seconds;
  const auto take = [&](const base::Result<PartTimes>& times) {
    seconds.push_back(times ? times->at("decode") : -1);
  };
  probe.measure("one", {}, 1, {}, [&](const base::Result<PartTimes>& times) {
    take(times);
    probe.measure("two", {}, 1, {}, take);
  });
  ASSERT_TRUE(waitFor([&] { return seconds.size() == 2; }, 5000));
  EXPECT_EQ(seconds, (std::vector<double>{0.5, 0.5}));
}

TEST_F(Engine, ATaskThatCannotBeginSaysWhy) {
  start();
  useProgram("not a program", false);
  TaskQueue& queue = *window().queue();
  const auto folder = queue.add({.kind = "generate", .name = "task", .settings = base::Json::object()});
  ASSERT_TRUE(folder) << base::describe(folder.error());
  ASSERT_TRUE(waitFor([&] { return queue.find(*folder)->problem.has_value(); }, 5000));
  EXPECT_EQ(queue.find(*folder)->problem->message, "The program that makes the images cannot be started.");
}

}  // namespace
}  // namespace chexgen::studio
