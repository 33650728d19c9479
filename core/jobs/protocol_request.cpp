#include <array>
#include <string>
#include <utility>

#include "core/base/json.h"
#include "core/jobs/job_spec.h"
#include "core/jobs/line_splitter.h"
#include "core/jobs/protocol.h"
#include "core/jobs/recipe_request.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;
using base::Json;
using RequestBody = decltype(Request::body);

constexpr std::size_t idLimit = 128;
constexpr std::size_t recipeLimit = 1024;
constexpr std::size_t batchLimit = 256;

base::Result<RequestBody> parseGenerate(const Json& line) {
  CHEXGEN_TRY(
      onlyKnownEntries(line, std::array<std::string_view, 5>{"id", "type", "recipes", "batch", "previews"}));
  CHEXGEN_ASSIGN(const Json recipes, base::jsonValue<Json>(line, "recipes"));
  if (!recipes.is_array() || recipes.empty() || recipes.size() > recipeLimit) {
    return base::fail(ErrorCode::protocolInvalid, "\"recipes\" must be a list of 1 to 1024 recipes.");
  }
  GenerateRequest request;
  for (const Json& recipe : recipes) {
    CHEXGEN_ASSIGN(auto parsed, openRecipeFromJson(recipe));
    request.recipes.push_back(std::move(parsed));
  }
  CHEXGEN_ASSIGN(request.batch, base::jsonValueOr<std::size_t>(line, "batch", 1));
  CHEXGEN_ASSIGN(request.previews, base::jsonValueOr<bool>(line, "previews", true));
  if (request.batch < 1 || request.batch > batchLimit) {
    return base::fail(ErrorCode::protocolInvalid, "\"batch\" must be 1 to 256.");
  }
  return request;
}

base::Result<RequestBody> parseLoad(const Json& line) {
  CHEXGEN_TRY(onlyKnownEntries(
      line, std::array<std::string_view, 6>{"id", "type", "model", "device", "precision", "threads"}));
  LoadRequest request;
  CHEXGEN_ASSIGN(request.model, base::jsonValue<std::string>(line, "model"));
  CHEXGEN_ASSIGN(request.options.device, base::jsonValueOr<std::string>(line, "device", "auto"));
  CHEXGEN_ASSIGN(request.options.precision, base::jsonValueOr<std::string>(line, "precision", "auto"));
  CHEXGEN_ASSIGN(request.options.threads, base::jsonValueOr<int>(line, "threads", 0));
  return request;
}

template <class T>
base::Result<RequestBody> parseBare(const Json& line) {
  CHEXGEN_TRY(onlyKnownEntries(line, std::array<std::string_view, 2>{"id", "type"}));
  return T{};
}

base::Result<RequestBody> parseRequestBody(const Json& line) {
  CHEXGEN_ASSIGN(const auto type, base::jsonValue<std::string>(line, "type"));
  if (type == "generate") return parseGenerate(line);
  if (type == "load") return parseLoad(line);
  if (type == "cancel") return parseBare<CancelRequest>(line);
  if (type == "quit") return parseBare<QuitRequest>(line);
  return base::fail(ErrorCode::protocolInvalid, "There is no request of the type \"" + type +
                                                    "\"; the types are generate, load, cancel and quit.");
}

base::Result<std::string> parseId(const Json& line) {
  CHEXGEN_ASSIGN(auto id, base::jsonValue<std::string>(line, "id"));
  if (!id.empty() && id.size() <= idLimit) return id;
  return base::fail(ErrorCode::protocolInvalid, "\"id\" must have 1 to 128 bytes.");
}

// Whatever is wrong with the text of a line, it is the line that cannot be understood.
BadLine badLine(std::string id, base::Error error) {
  error.code = ErrorCode::protocolInvalid;
  if (error.safe.empty()) error.safe = "The line was ignored; the worker goes on.";
  return {std::move(id), std::move(error)};
}

// Stops at the first value of "id" in the outermost object.
class IdSeeker : public nlohmann::json_sax<Json> {
 public:
  std::string found;

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool string(string_t& value) override {
    if (depth_ != 1 || !isId_) return true;
    if (value.size() <= idLimit) found = value;
    return false;
  }
  bool key(string_t& name) override {
    isId_ = depth_ == 1 && name == "id";
    return true;
  }
  bool start_object(std::size_t /*elements*/) override { return ++depth_ <= 32; }
  bool end_object() override { return --depth_ > 0; }
  bool start_array(std::size_t /*elements*/) override { return ++depth_ <= 32; }
  bool end_array() override { return --depth_ > 0; }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  int depth_ = 0;
  bool isId_ = false;
};

}  // namespace

std::string idAtTheStart(std::string_view line) {
  IdSeeker seeker;
  Json::sax_parse(line.begin(), line.end(), &seeker);
  return seeker.found;
}

tl::expected<Request, BadLine> parseRequest(std::string_view line) {
  const auto value = base::parseJson(line, {}, {.bytes = messageLimit, .depth = 32});
  if (!value) return tl::unexpected(badLine(idAtTheStart(line), value.error()));
  auto id = parseId(*value);
  if (!id) return tl::unexpected(badLine("", id.error()));
  auto body = parseRequestBody(*value);
  if (!body) return tl::unexpected(badLine(*id, body.error()));
  return Request{std::move(*id), std::move(*body)};
}

namespace {

void write(base::OrderedJson& line, const GenerateRequest& request) {
  line["type"] = "generate";
  line["recipes"] = base::OrderedJson::array();
  for (const auto& recipe : request.recipes) line["recipes"].push_back(imaging::toJson(recipe));
  line["batch"] = request.batch;
  line["previews"] = request.previews;
}

void write(base::OrderedJson& line, const LoadRequest& request) {
  line["type"] = "load";
  line["model"] = request.model.string();
  line["device"] = request.options.device;
  line["precision"] = request.options.precision;
  line["threads"] = request.options.threads;
}

void write(base::OrderedJson& line, const CancelRequest&) { line["type"] = "cancel"; }
void write(base::OrderedJson& line, const QuitRequest&) { line["type"] = "quit"; }

}  // namespace

std::string formatRequest(const Request& request) {
  base::OrderedJson line;
  line["id"] = request.id;
  std::visit([&line](const auto& body) { write(line, body); }, request.body);
  return line.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace);
}

}  // namespace chexgen::jobs
