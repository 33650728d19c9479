#include "core/jobs/protocol.h"

#include <gmock/gmock.h>

#include "tests/jobs/fake_backend.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

TEST(Requests, GenerateRoundTrip) {
  const Request request{"7", GenerateRequest{{tests::askFor(1), tests::askFor(2, 9)}, 2, false}};
  const auto parsed = parseRequest(formatRequest(request)).value();
  EXPECT_EQ(parsed.id, "7");
  const auto& body = std::get<GenerateRequest>(parsed.body);
  EXPECT_THAT(body.recipes, testing::ElementsAre(tests::askFor(1), tests::askFor(2, 9)));
  EXPECT_EQ(body.batch, 2U);
  EXPECT_FALSE(body.previews);
}

TEST(Requests, LoadRoundTrip) {
  const Request request{"l", LoadRequest{"models/a", {"cuda:1", "bf16", 3}}};
  const auto parsed = parseRequest(formatRequest(request)).value();
  const auto& body = std::get<LoadRequest>(parsed.body);
  EXPECT_EQ(body.model, "models/a");
  EXPECT_EQ(body.options, (ModelOptions{"cuda:1", "bf16", 3}));
}

TEST(Requests, CancelAndQuitRoundTrip) {
  EXPECT_TRUE(std::holds_alternative<CancelRequest>(
      parseRequest(formatRequest({"7", CancelRequest{}})).value().body));
  EXPECT_TRUE(
      std::holds_alternative<QuitRequest>(parseRequest(formatRequest({"q", QuitRequest{}})).value().body));
}

TEST(Requests, ShortGenerateTakesDefaults) {
  const auto parsed = parseRequest(R"({"id":"1","type":"generate","recipes":[{"report":"Clear."}]})").value();
  const auto& body = std::get<GenerateRequest>(parsed.body);
  EXPECT_EQ(body.batch, 1U);
  EXPECT_TRUE(body.previews);
}

struct Bad {
  const char* line;
  const char* id;       // under which the error is told
  const char* message;  // a part of it
};

class BadRequests : public testing::TestWithParam<Bad> {};

TEST_P(BadRequests, AreRefusedUnderTheirIdIfReadable) {
  const auto parsed = parseRequest(GetParam().line);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().error.code, ErrorCode::protocolInvalid);
  EXPECT_EQ(parsed.error().id, GetParam().id);
  EXPECT_THAT(parsed.error().error.message, HasSubstr(GetParam().message));
  EXPECT_FALSE(parsed.error().error.safe.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BadRequests,
    testing::Values(
        Bad{"hello", "", "JSON"}, Bad{"{\"id\":\"1\"", "1", "JSON"}, Bad{"[]", "", "\"id\""},
        Bad{"{}", "", "\"id\""}, Bad{R"({"id":1,"type":"quit"})", "", "\"id\""},
        Bad{R"({"id":"","type":"quit"})", "", "\"id\""}, Bad{R"({"id":"1"})", "1", "\"type\""},
        Bad{R"({"id":"1","type":"dance"})", "1", "generate, load, cancel and quit"},
        Bad{R"({"id":"1","type":"quit","now":true})", "1", "\"now\""},
        Bad{R"({"id":"1","id":"2","type":"quit"})", "1", "twice"},
        Bad{R"({"id":"1","type":"load"})", "1", "\"model\""},
        Bad{R"({"id":"1","type":"load","model":5})", "1", "\"model\""},
        Bad{R"({"id":"1","type":"load","model":"m","threads":1.5})", "1", "\"threads\""},
        Bad{R"({"id":"1","type":"generate"})", "1", "\"recipes\""},
        Bad{R"({"id":"1","type":"generate","recipes":[]})", "1", "\"recipes\""},
        Bad{R"({"id":"1","type":"generate","recipes":{"report":""}})", "1", "\"recipes\""},
        Bad{R"({"id":"1","type":"generate","recipes":[{"seed":"1"}]})", "1", "\"report\""},
        Bad{R"({"id":"1","type":"generate","recipes":[{"report":""}],"batch":0})", "1", "\"batch\""},
        Bad{R"({"id":"1","type":"generate","recipes":[{"report":""}],"batch":-1})", "1", "\"batch\""},
        Bad{"{\"id\":\"1\",\"type\":\"\xff\"}", "1", "JSON"}));

TEST(Requests, ADeeplyNestedLineIsRefused) {
  EXPECT_FALSE(parseRequest(std::string(100'000, '[')));
  EXPECT_FALSE(parseRequest("{\"id\":" + std::string(50, '[') + std::string(50, ']') + "}"));
}

TEST(Replies, RoundTrip) {
  const ModelInfo model{"m", "ab", "cpu", "fp32", 2, true};
  const std::string png("\x89PNG\0\n", 6);
  const auto hello = std::get<HelloReply>(
      parseReply(formatReply({"", HelloReply{1, "chexgen 1", "auto", 42}})).value().body);
  EXPECT_EQ(hello.program, "chexgen 1");
  EXPECT_EQ(hello.pid, 42);
  EXPECT_EQ(std::get<LoadedReply>(parseReply(formatReply({"1", LoadedReply{model}})).value().body).model,
            model);
  const Progress progress{1, 4, "step", 2.5};
  EXPECT_EQ(
      std::get<ProgressReply>(parseReply(formatReply({"1", ProgressReply{progress}})).value().body).progress,
      progress);
  const auto preview =
      std::get<PreviewReply>(parseReply(formatReply({"1", PreviewReply{2, 5, png}})).value().body);
  EXPECT_EQ(preview.png, png);
  EXPECT_EQ(preview.step, 5);
  const auto image = std::get<ImageReply>(
      parseReply(formatReply({"1", ImageReply{2, "images/a.png", "cd", tests::askFor(3)}})).value().body);
  EXPECT_EQ(image.path, "images/a.png");
  EXPECT_EQ(image.recipe, tests::askFor(3));
  EXPECT_TRUE(std::holds_alternative<DoneReply>(parseReply(formatReply({"1", DoneReply{}})).value().body));
}

TEST(Replies, AnErrorArrivesInFull) {
  const base::Error error{ErrorCode::diskFull, "No room.", "a.png", "All is safe.", "Make room."};
  const auto reply = parseReply(formatReply({"9", ErrorReply{error}})).value();
  EXPECT_EQ(reply.id, "9");
  const auto& parsed = std::get<ErrorReply>(reply.body).error;
  EXPECT_EQ(parsed.code, error.code);
  EXPECT_EQ(parsed.message, error.message);
  EXPECT_EQ(parsed.file, error.file);
  EXPECT_EQ(parsed.safe, error.safe);
  EXPECT_EQ(parsed.next, error.next);
}

TEST(Replies, AlwaysFitOnOneLine) {
  const base::Error error{ErrorCode::internal, "two\nlines and caf\xe9"};
  const auto line = formatReply({"a\nb", ErrorReply{error}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_TRUE(parseReply(line));
}

TEST(Replies, RefusesWhatIsNoReply) {
  for (const char* line : {"", "{}", "x", R"({"id":"1","type":"dance"})", R"({"id":"1","type":"hello"})",
                           R"({"id":"1","type":"preview","image":0,"step":1,"png":"***"})"}) {
    const auto reply = parseReply(line);
    ASSERT_FALSE(reply) << line;
    EXPECT_EQ(reply.error().code, ErrorCode::protocolInvalid);
  }
}

}  // namespace
}  // namespace chexgen::jobs
