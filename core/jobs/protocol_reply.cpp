#include <string>
#include <utility>

#include "core/base/json.h"
#include "core/imaging/base64.h"
#include "core/jobs/line_splitter.h"
#include "core/jobs/protocol.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using Body = decltype(Reply::body);

void write(OrderedJson& line, const HelloReply& reply) {
  line["type"] = "hello";
  line["protocol"] = reply.protocol;
  line["program"] = reply.program;
  line["device"] = reply.device;
  line["pid"] = reply.pid;
}

void write(OrderedJson& line, const LoadedReply& reply) {
  line["type"] = "loaded";
  line.update(toJson(reply.model));
}

void write(OrderedJson& line, const ProgressReply& reply) {
  line["type"] = "progress";
  line.update(toJson(reply.progress));
}

void write(OrderedJson& line, const PreviewReply& reply) {
  line["type"] = "preview";
  line["image"] = reply.image;
  line["step"] = reply.step;
  line["png"] = imaging::base64Encode(std::as_bytes(std::span(reply.png)));
}

void write(OrderedJson& line, const ImageReply& reply) {
  line["type"] = "image";
  line["image"] = reply.image;
  line["path"] = reply.path.string();
  line["sha256"] = reply.sha256;
  line["recipe"] = imaging::toJson(reply.recipe);
}

void write(OrderedJson& line, const DoneReply&) { line["type"] = "done"; }

void write(OrderedJson& line, const ErrorReply& reply) {
  line["type"] = "error";
  line["error"] = base::errorToJson(reply.error);
}

base::Result<Body> parseHello(const Json& line) {
  HelloReply reply;
  CHEXGEN_ASSIGN(reply.protocol, base::jsonValue<int>(line, "protocol"));
  CHEXGEN_ASSIGN(reply.program, base::jsonValue<std::string>(line, "program"));
  CHEXGEN_ASSIGN(reply.device, base::jsonValue<std::string>(line, "device"));
  CHEXGEN_ASSIGN(reply.pid, base::jsonValue<std::int64_t>(line, "pid"));
  return reply;
}

base::Result<Body> parsePreview(const Json& line) {
  PreviewReply reply;
  CHEXGEN_ASSIGN(reply.image, base::jsonValue<std::size_t>(line, "image"));
  CHEXGEN_ASSIGN(reply.step, base::jsonValue<int>(line, "step"));
  CHEXGEN_ASSIGN(const auto text, base::jsonValue<std::string>(line, "png"));
  CHEXGEN_ASSIGN(reply.png, imaging::base64Decode(text));
  return reply;
}

base::Result<Body> parseImage(const Json& line) {
  ImageReply reply;
  CHEXGEN_ASSIGN(reply.image, base::jsonValue<std::size_t>(line, "image"));
  CHEXGEN_ASSIGN(reply.path, base::jsonValue<std::string>(line, "path"));
  CHEXGEN_ASSIGN(reply.sha256, base::jsonValue<std::string>(line, "sha256"));
  CHEXGEN_ASSIGN(const Json recipe, base::jsonValue<Json>(line, "recipe"));
  CHEXGEN_ASSIGN(reply.recipe, imaging::recipeFromJson(recipe));
  return reply;
}

base::Result<Body> parseBody(const Json& line) {
  CHEXGEN_ASSIGN(const auto type, base::jsonValue<std::string>(line, "type"));
  if (type == "hello") return parseHello(line);
  if (type == "preview") return parsePreview(line);
  if (type == "image") return parseImage(line);
  if (type == "done") return DoneReply{};
  if (type == "loaded") {
    CHEXGEN_ASSIGN(auto model, modelInfoFromJson(line));
    return LoadedReply{std::move(model)};
  }
  if (type == "progress") {
    CHEXGEN_ASSIGN(auto progress, progressFromJson(line));
    return ProgressReply{std::move(progress)};
  }
  if (type == "error") {
    CHEXGEN_ASSIGN(const Json error, base::jsonValue<Json>(line, "error"));
    return ErrorReply{base::errorFromJson(error)};
  }
  return base::fail(ErrorCode::protocolInvalid, "There is no reply of the type \"" + type + "\".");
}

base::Result<Reply> parseLine(std::string_view text) {
  CHEXGEN_ASSIGN(const Json line, base::parseJson(text, {}, {.bytes = messageLimit, .depth = 32}));
  Reply reply;
  CHEXGEN_ASSIGN(reply.id, base::jsonValue<std::string>(line, "id"));
  CHEXGEN_ASSIGN(reply.body, parseBody(line));
  return reply;
}

}  // namespace

std::string formatReply(const Reply& reply) {
  OrderedJson line;
  line["id"] = reply.id;
  std::visit([&line](const auto& body) { write(line, body); }, reply.body);
  return line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

base::Result<Reply> parseReply(std::string_view line) {
  auto reply = parseLine(line);
  if (!reply) reply.error().code = ErrorCode::protocolInvalid;
  return reply;
}

}  // namespace chexgen::jobs
