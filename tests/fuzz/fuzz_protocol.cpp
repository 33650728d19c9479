// Any text as lines of the worker protocol, in both directions. What is accepted must come back unchanged,
// and pieces must give the same lines as the whole.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/jobs/line_splitter.h"
#include "core/jobs/protocol.h"

using namespace chexgen;

namespace {

void checkRequest(std::string_view line) {
  const auto request = jobs::parseRequest(line);
  if (!request) {
    if (request.error().error.code != base::ErrorCode::protocolInvalid) std::abort();
    return;
  }
  const std::string text = jobs::formatRequest(*request);
  const auto again = jobs::parseRequest(text);
  // Filled-in defaults make a line longer.
  if (text.size() <= jobs::lineLimit && (!again || jobs::formatRequest(*again) != text)) std::abort();
}

void checkReply(std::string_view line) {
  const auto reply = jobs::parseReply(line);
  if (!reply) return;
  const std::string text = jobs::formatReply(*reply);
  const auto again = jobs::parseReply(text);
  if (text.size() <= jobs::lineLimit && (!again || jobs::formatReply(*again) != text)) std::abort();
}

std::vector<std::string> split(std::string_view text, std::size_t piece) {
  constexpr std::size_t shortLimit = 64;
  std::vector<std::string> lines;
  jobs::LineSplitter splitter(shortLimit);
  for (std::size_t start = 0; start < text.size(); start += piece) {
    splitter.feed(text.substr(start, piece),
                  [&lines](std::string_view line, bool oversize, std::uint64_t end) {
                    lines.push_back(std::string(line) + (oversize ? "+" : "") + std::to_string(end));
                  });
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  checkRequest(text);
  checkReply(text);
  if (split(text, text.size() + 1) != split(text, 3)) std::abort();
  return 0;
}
