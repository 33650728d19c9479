#include "core/cohort/local_server.h"

#include <memory>
#include <mutex>

#include <curl/curl.h>

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;

constexpr int wakeMilliseconds = 100;
constexpr long connectMilliseconds = 5000;

struct HandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct MultiDeleter {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Received {
  std::string body;
  std::size_t longest = 0;
  bool isTooLong = false;
};

std::size_t receive(char* bytes, std::size_t, std::size_t count, void* target) {
  auto& received = *static_cast<Received*>(target);
  if (count > received.longest - received.body.size()) {
    received.isTooLong = true;
    return 0;  // ends the transfer
  }
  received.body.append(bytes, count);
  return count;
}

std::string lengthText(std::size_t bytes) {
  constexpr std::size_t kibi = 1024, mebi = kibi * kibi;
  return bytes % mebi == 0 ? std::to_string(bytes / mebi) + " MiB" : std::to_string(bytes / kibi) + " KiB";
}

tl::unexpected<base::Error> noAnswer(const ServerQuestion& question, const std::string& why) {
  return base::fail(ErrorCode::deviceUnavailable,
                    "The language model at " + question.url + " does not answer: " + why + ".", {},
                    "Nothing was made.", "Start its server, or plan without it.");
}

}  // namespace

Result<ServerAnswer> askServer(const ServerQuestion& question) {
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  // The order matters: the easy handle leaves the multi handle before either goes.
  const std::unique_ptr<CURLM, MultiDeleter> multi(curl_multi_init());
  const std::unique_ptr<CURL, HandleDeleter> handle(curl_easy_init());
  const std::unique_ptr<curl_slist, ListDeleter> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"));
  if (!multi || !handle || !headers) return noAnswer(question, "no connection can be made");
  CURL* easy = handle.get();
  Received received{.body = {}, .longest = question.longest};
  curl_easy_setopt(easy, CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(question.json.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, question.json.data());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connectMilliseconds);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(question.patience.count()));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
  curl_multi_add_handle(multi.get(), easy);
  int running = 1;
  bool gaveUp = false;
  while (running > 0 && !gaveUp) {
    if (curl_multi_perform(multi.get(), &running) != CURLM_OK) break;
    if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, wakeMilliseconds, nullptr);
    gaveUp = running > 0 && question.mayGoOn && !question.mayGoOn();
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi.get(), &left);
  const CURLcode result = message != nullptr ? message->data.result : CURLE_RECV_ERROR;
  curl_multi_remove_handle(multi.get(), easy);
  if (gaveUp) return base::fail(ErrorCode::cancelled, "Planning was cancelled.", {}, "Nothing was made.");
  if (received.isTooLong)
    return base::fail(ErrorCode::formatInvalid,
                      "The language model at " + question.url + " sent an answer of more than " +
                          lengthText(question.longest) + ".",
                      {}, "Nothing was made.", "See whether this is the server that was meant.");
  if (result == CURLE_OPERATION_TIMEDOUT)
    return noAnswer(question, "no whole answer came within " +
                                  std::to_string(question.patience.count() / 1000) + " seconds");
  if (result != CURLE_OK) return noAnswer(question, curl_easy_strerror(result));
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return ServerAnswer{static_cast<int>(status), std::move(received.body)};
}

}  // namespace chexgen::cohort
