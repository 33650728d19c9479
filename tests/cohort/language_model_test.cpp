#include "core/cohort/language_model.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "core/base/json.h"

namespace chexgen::cohort {
namespace {

using testing::HasSubstr;

// Answers with what it was given, one after the other; the last stays.
class FakeServer {
 public:
  explicit FakeServer(std::deque<std::string> contents, int status = 200)
      : contents_(std::move(contents)), status_(status) {
    server_.Post("/v1/chat/completions",
                 [this](const httplib::Request& request, httplib::Response& response) {
                   const std::lock_guard lock(mutex_);
                   requests.push_back(request.body);
                   const base::Json body{
                       {"choices", {{{"message", {{"role", "assistant"}, {"content", contents_.front()}}}}}}};
                   if (contents_.size() > 1) contents_.pop_front();
                   response.status = status_;
                   response.set_content(body.dump(), "application/json");
                 });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~FakeServer() {
    server_.stop();
    thread_.join();
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  [[nodiscard]] LanguageModel model() const { return {.url = "http://127.0.0.1:" + std::to_string(port_)}; }
  std::vector<std::string> requests;

 private:
  httplib::Server server_;
  std::deque<std::string> contents_;
  int status_;
  std::mutex mutex_;
  int port_ = 0;
  std::thread thread_;
};

const ReportSubject subject{
    .sex = "Female", .age = 71, .view = "PA", .findings = {{"Effusion", text::Side::left}}};

CaseReport composed() { return writeReport(subject, 1).value(); }

std::string answer(const std::string& findings, const std::string& impression) {
  return base::Json{{"findings", findings}, {"impression", impression}}.dump();
}

TEST(LanguageModel, WritesTheReportWhenItPassesTheCheck) {
  FakeServer server({"```json\n" +
                     answer("Blunting of the left costophrenic angle by a left pleural effusion.",
                            "Left pleural effusion.") +
                     "\n```"});
  const auto written = writeByLanguageModel(server.model(), subject, composed(), 5);
  ASSERT_TRUE(written) << base::describe(written.error());
  EXPECT_FALSE(written->fellBack);
  EXPECT_EQ(written->attempts, 1);
  EXPECT_EQ(written->report.impression, "Left pleural effusion.");
  EXPECT_EQ(written->report.patient, composed().patient);
  EXPECT_THAT(server.requests.front(), HasSubstr("Effusion:left"));
}

TEST(LanguageModel, IsToldItsFaultsAndAskedAgain) {
  FakeServer server({answer("Right pleural effusion.", "Right pleural effusion."),
                     answer("Left pleural effusion.", "Left pleural effusion.")});
  const auto written = writeByLanguageModel(server.model(), subject, composed(), 5);
  ASSERT_TRUE(written) << base::describe(written.error());
  EXPECT_EQ(written->attempts, 2);
  EXPECT_EQ(written->report.findings, "Left pleural effusion.");
  EXPECT_THAT(server.requests.back(), HasSubstr("wrong_side Effusion"));
}

TEST(LanguageModel, IsReplacedByPhrasesWhenItNeverPasses) {
  for (const std::string& words :
       {answer("Read by Dr. Miller: left effusion.", "Left effusion."), std::string("I cannot do that."),
        answer("", ""), std::string("{\"findings\": 3}")}) {
    FakeServer server({words});
    const auto written = writeByLanguageModel(server.model(), subject, composed(), 5);
    ASSERT_TRUE(written) << base::describe(written.error());
    EXPECT_TRUE(written->fellBack) << words;
    EXPECT_EQ(written->report, composed());
    EXPECT_EQ(written->attempts, 3);
    EXPECT_FALSE(written->why.empty());
  }
}

TEST(LanguageModel, ThatDoesNotAnswerIsNamed) {
  const auto gone = writeByLanguageModel({.url = "http://127.0.0.1:1"}, subject, composed(), 5);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, base::ErrorCode::deviceUnavailable);
  FakeServer broken({"x"}, 500);
  EXPECT_THAT(writeByLanguageModel(broken.model(), subject, composed(), 5).error().message, HasSubstr("500"));
}

TEST(LanguageModel, IsOnThisComputerOnly) {
  for (const char* url : {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:9/"})
    EXPECT_TRUE(checkAddress({.url = url})) << url;
  for (const char* url : {"https://api.example.com", "http://10.0.0.1:8080", "http://127.0.0.1.example.com",
                          "ftp://localhost", ""})
    EXPECT_FALSE(checkAddress({.url = url})) << url;
}

}  // namespace
}  // namespace chexgen::cohort
