// Servers of language models that answer without end, not at all, or with what no report has.
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/cohort/language_model.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

// Says whatever it likes to whoever connects; `talk` writes until it fails.
class RudeServer {
 public:
  explicit RudeServer(std::function<void(RudeServer&, int)> talk) : talk_(std::move(talk)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no server can be started");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RudeServer() {
    ended_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  RudeServer(const RudeServer&) = delete;
  RudeServer& operator=(const RudeServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] bool hasEnded() const { return ended_; }
  [[nodiscard]] int questions() const { return questions_; }
  static bool say(int connection, std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  void serve() {
    while (!ended_) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) continue;
      const timeval patience{1, 0};  // towards a client that takes nothing
      ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      char request[4096];
      static_cast<void>(::recv(connection, request, sizeof request, 0));
      ++questions_;
      talk_(*this, connection);
      ::close(connection);
    }
  }

  std::function<void(RudeServer&, int)> talk_;
  int listener_ = -1, port_ = 0;
  std::atomic<bool> ended_ = false;
  std::atomic<int> questions_ = 0;
  std::thread thread_;
};

const cohort::ReportSubject subject{
    .sex = "Female", .age = 71, .view = "PA", .findings = {{"Effusion", text::Side::left}}};

base::Result<cohort::WrittenReport> written(const RudeServer& server, int seconds) {
  return cohort::writeByLanguageModel({.url = server.url(), .seconds = seconds}, subject,
                                      cohort::writeReport(subject, 1).value(), 5);
}

constexpr const char* head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

TEST(HostileLanguageModel, ThatNeverStopsTalkingIsLeftAfterAMebibyte) {
  RudeServer server([](RudeServer& self, int connection) {
    const std::string words(65536, ' ');
    if (!RudeServer::say(connection, std::string(head) + "\r\n")) return;
    while (!self.hasEnded() && RudeServer::say(connection, words)) {
    }
  });
  const auto result = written(server, 60);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, AllOf(HasSubstr("1 MiB"), HasSubstr(server.url())));
  EXPECT_EQ(server.questions(), 1);
}

TEST(HostileLanguageModel, ThatNeverEndsItsHeaderIsLeft) {
  RudeServer server([](RudeServer& self, int connection) {
    const std::string words(65536, 'a');
    if (!RudeServer::say(connection, std::string(head) + "X-Long: ")) return;
    while (!self.hasEnded() && RudeServer::say(connection, words)) {
    }
  });
  EXPECT_FALSE(written(server, 60));
  EXPECT_EQ(server.questions(), 1);
}

TEST(HostileLanguageModel, ThatDripsIsLeftWhenItsTimeIsOver) {
  RudeServer server([](RudeServer& self, int connection) {
    if (!RudeServer::say(connection, std::string(head) + "\r\n{")) return;
    while (!self.hasEnded() && RudeServer::say(connection, " ")) std::this_thread::sleep_for(100ms);
  });
  base::Error error;
  const auto took = timeOf([&] {
    const auto result = written(server, 1);
    ASSERT_FALSE(result);
    error = result.error();
  });
  EXPECT_THAT(error.message, HasSubstr("within 1 second"));
  EXPECT_LT(took, 10s);
}

TEST(HostileLanguageModel, ThatSendsControlCharactersWritesNoReport) {
  for (const char* character : {"\\u001b[2J", "\\u0000", "\\u202e", "\\u0085", "\\r"}) {
    // As a server would write it: the character within JSON within JSON.
    const std::string report = R"({"findings": "Left pleural effusion.)" + std::string(character) +
                               R"(", "impression": "Left pleural effusion."})";
    const std::string body =
        base::Json{{"choices", {{{"message", {{"role", "assistant"}, {"content", report}}}}}}}.dump();
    RudeServer server([&](RudeServer&, int connection) {
      static_cast<void>(RudeServer::say(
          connection, head + ("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n") + body));
    });
    const auto result = written(server, 30);
    ASSERT_TRUE(result) << base::describe(result.error());
    EXPECT_TRUE(result->fellBack) << character;
    EXPECT_THAT(result->why, AllOf(HasSubstr("control character U+"), HasSubstr("findings"))) << character;
  }
}

// Ctrl+C, and what ends a job of a cluster, while the model thinks.
TEST(HostileLanguageModel, ThatDoesNotAnswerIsLeftAtOnceWhenTheProgramIsStopped) {
  for (const int number : {SIGINT, SIGTERM}) {
    const tests::TemporaryFolder folder;
    RudeServer server([](RudeServer& self, int) {
      while (!self.hasEnded()) std::this_thread::sleep_for(20ms);
    });
    tests::Program program({"cohort", "plan", folder / "ward", "--stratum", "sex=Female,age=60-79,count=3",
                            "--llm", server.url(), "--model", tests::smallModel(), "--no-measure"});
    for (int i = 0; i < 3000 && server.questions() == 0; ++i) std::this_thread::sleep_for(10ms);
    ASSERT_EQ(server.questions(), 1);
    tests::Outcome outcome;
    const auto took = timeOf([&] {
      program.signal(number);
      outcome = program.wait();
    });
    EXPECT_EQ(outcome.code, 130) << "cancelled, as the program says it itself";
    EXPECT_LT(took, 1s + 1s) << "a second, and one for a busy machine";
    EXPECT_TRUE(fs::is_empty(folder.path()));
  }
}

}  // namespace
}  // namespace chexgen::hostile
