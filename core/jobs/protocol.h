// The lines between a program and `chexgen worker`: one JSON object a line, at most messageLimit bytes, with
// "id" and "type" in each. The worker's first line is hello; then every request is answered, under its own
// id, by any number of progress (of a load, too, while files are checked), preview and image lines and
// exactly one of loaded, done or error. `cancel` carries the id of the request that it cancels and has no
// answer of its own: the cancelled request ends with the error "cancelled". Requests are served in the order
// in which they came.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/recipe.h"
#include "core/jobs/backend.h"
#include "core/jobs/progress.h"

namespace chexgen::jobs {

inline constexpr int protocolVersion = 1;
// Every recipe of a request carries its mask or boxes with it.
inline constexpr std::size_t messageLimit = std::size_t{64} << 20U;

// ---- requests ----

// {"type":"generate","recipes":[…],"batch":1,"previews":true}: see openRecipeFromJson.
struct GenerateRequest {
  std::vector<imaging::Recipe> recipes;  // 1 … 1024
  std::size_t batch = 1;                 // images that advance together, 1 … 256
  bool previews = true;
};
// {"type":"load","model":"FOLDER","device":"auto","precision":"auto","threads":0}
struct LoadRequest {
  std::filesystem::path model;
  ModelOptions options;
};
struct CancelRequest {};
struct QuitRequest {};

struct Request {
  std::string id;  // 1 … 128 bytes, chosen by the client, not in use by another waiting or running request
  std::variant<GenerateRequest, LoadRequest, CancelRequest, QuitRequest> body;
};

// Why a line is no request, and under which id to say so (empty when none could be read).
struct BadLine {
  std::string id;
  base::Error error;  // protocolInvalid
};

[[nodiscard]] tl::expected<Request, BadLine> parseRequest(std::string_view line);
// The id of a line of which only the beginning is there, or which is no JSON; empty when it has none up to
// there.
[[nodiscard]] std::string idAtTheStart(std::string_view line);
// The line without its newline.
[[nodiscard]] std::string formatRequest(const Request& request);

// ---- replies ----

struct HelloReply {
  int protocol = protocolVersion;
  std::string program;  // "chexgen 0.1.0"
  std::string device;   // as asked for, for example "auto"; `loaded` tells the one in use
  std::int64_t pid = 0;
};
struct LoadedReply {
  ModelInfo model;
};
struct ProgressReply {
  Progress progress;
};
struct PreviewReply {
  std::size_t image = 0;  // index in the request
  int step = 0;
  std::string png;  // the bytes; base64 in the line
};
struct ImageReply {
  std::size_t image = 0;
  std::filesystem::path path;  // relative to the run folder
  std::string sha256;
  imaging::Recipe recipe;
};
struct DoneReply {};
struct ErrorReply {
  base::Error error;
};

struct Reply {
  std::string id;  // empty for hello, and for an error about a line without a readable id
  std::variant<HelloReply, LoadedReply, ProgressReply, PreviewReply, ImageReply, DoneReply, ErrorReply> body;
};

[[nodiscard]] std::string formatReply(const Reply& reply);
// Fails with protocolInvalid.
[[nodiscard]] base::Result<Reply> parseReply(std::string_view line);

}  // namespace chexgen::jobs
