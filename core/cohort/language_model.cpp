#include "core/cohort/language_model.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/number_text.h"
#include "core/cohort/local_server.h"
#include "core/cohort/stratum.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::OrderedJson;
using base::Result;

constexpr int mostAttempts = 3;
constexpr std::uint64_t seedMask = 0x7fffffff;  // servers take 31 bits
constexpr std::size_t longestSection = 4000;
constexpr const char* path = "/v1/chat/completions";

constexpr const char* instructions =
    "You are a radiologist. Write the sections Findings and Impression of one frontal chest radiograph "
    "report. State "
    "exactly the given findings with the given sides, and no other abnormality. Deny nothing that is given. "
    "Do not "
    "compare with earlier studies, name no person, no date and no number of a patient. Do not repeat a "
    "sentence. Answer "
    "with JSON only: {\"findings\": \"…\", \"impression\": \"…\"}";

std::string wish(const ReportSubject& subject) {
  std::string text;
  if (subject.sex) text += "Sex: " + *subject.sex + ". ";
  if (subject.age) text += "Age: " + std::to_string(*subject.age) + " years. ";
  if (subject.view) text += "View: " + *subject.view + ". ";
  return text + "Findings: " + formatFindings(subject.findings) + ".";
}

std::string message(const base::Json& answer) {
  const auto choices = answer.find("choices");
  if (choices == answer.end() || !choices->is_array() || choices->empty()) return {};
  const base::Json& first = choices->front();
  if (!first.is_object() || !first.contains("message") || !first["message"].is_object()) return {};
  const base::Json& content = first["message"].value("content", base::Json());
  return content.is_string() ? content.get<std::string>() : std::string();
}

bool isHidden(char32_t c) {
  const bool isControl = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
  const bool turnsText = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return isControl || turnsText;
}

// The first character that nobody sees and that does something to a terminal, a table or the order of words;
// nothing when there is none. The text is UTF-8, as whatever came out of JSON.
std::optional<char32_t> hiddenIn(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    char32_t c = byte(i);
    if ((c & 0xE0U) == 0xC0U)
      c = (c & 0x1FU) << 6U | (byte(i + 1) & 0x3FU);
    else if ((c & 0xF0U) == 0xE0U)
      c = (c & 0x0FU) << 12U | (byte(i + 1) & 0x3FU) << 6U | (byte(i + 2) & 0x3FU);
    else if (c >= 0x80)
      continue;
    if (isHidden(c)) return c;
  }
  return std::nullopt;
}

// The report out of an answer, which may have words or a fence around the JSON.
Result<CaseReport> reportOf(const std::string& content, const CaseReport& composed) {
  const std::size_t begin = content.find('{'), end = content.rfind('}');
  const auto unreadable = [] {
    return base::fail(ErrorCode::formatInvalid, "the answer is no JSON with findings and impression");
  };
  if (begin == std::string::npos || end == std::string::npos || end < begin) return unreadable();
  const auto json = base::parseJson(content.substr(begin, end - begin + 1));
  if (!json) return unreadable();
  CaseReport report = composed;
  const auto findings = base::jsonValue<std::string>(*json, "findings");
  const auto impression = base::jsonValue<std::string>(*json, "impression");
  if (!findings || !impression || impression->empty() || findings->size() > longestSection ||
      impression->size() > longestSection)
    return unreadable();
  for (const auto& [section, name] :
       {std::pair(&*findings, "findings"), std::pair(&*impression, "impression")})
    if (const auto hidden = hiddenIn(*section))
      return base::fail(
          ErrorCode::formatInvalid,
          std::string("the ") + name + " hold the control character U+" + base::paddedHexText(*hidden, 4));
  report.findings = *findings;
  report.impression = *impression;
  return report;
}

// "http://localhost:8080/" and the like.
bool isLocal(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  constexpr std::size_t longestPort = 5;
  if (!url.starts_with(scheme)) return false;
  url.remove_prefix(scheme.size());
  for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) {
    if (!url.starts_with(host)) continue;
    std::string_view rest = url.substr(host.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.empty()) return true;
    const std::string_view port = rest.substr(1);
    return rest.front() == ':' && !port.empty() && port.size() <= longestPort &&
           port.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return false;
}

}  // namespace

Result<void> checkAddress(const LanguageModel& model) {
  if (isLocal(model.url)) return {};
  return base::fail(ErrorCode::argumentInvalid, "\"" + model.url + "\" is no address on this computer.", {},
                    "Nothing was sent.",
                    "Start a server here, for example llama.cpp's, and give http://127.0.0.1:8080.");
}

Result<WrittenReport> writeByLanguageModel(const LanguageModel& model, const ReportSubject& subject,
                                           const CaseReport& composed, std::uint64_t seed,
                                           const std::function<bool()>& mayGoOn) {
  CHEXGEN_TRY(checkAddress(model));
  std::string address = model.url;
  if (address.ends_with('/')) address.pop_back();
  OrderedJson messages = OrderedJson::array(
      {{{"role", "system"}, {"content", instructions}}, {{"role", "user"}, {"content", wish(subject)}}});
  WrittenReport written{.report = composed};
  while (written.attempts < mostAttempts) {
    OrderedJson request{{"messages", messages},
                        {"temperature", 0.8},
                        {"seed", (seed + static_cast<std::uint64_t>(written.attempts)) & seedMask}};
    if (!model.model.empty()) request["model"] = model.model;
    ++written.attempts;
    CHEXGEN_ASSIGN(const ServerAnswer response, askServer({.url = address + path,
                                                           .json = request.dump(),
                                                           .patience = std::chrono::seconds(model.seconds),
                                                           .mayGoOn = mayGoOn}));
    if (response.status != 200)
      return base::fail(ErrorCode::deviceUnavailable,
                        "The language model at " + model.url + " answers with status " +
                            std::to_string(response.status) + ".",
                        {}, "Nothing was made.", "See the server's own messages.");
    const auto answer = base::parseJson(response.body);
    const std::string content = answer ? message(*answer) : std::string();
    auto report = reportOf(content, composed);
    std::vector<std::string> faults;
    if (report) {
      faults = faultsOf(*report, subject);
      if (faults.empty()) {
        written.report = std::move(*report);
        return written;
      }
    } else {
      faults.push_back(report.error().message);
    }
    written.why = faults.front();
    std::string complaint = "The report has faults:";
    for (const std::string& fault : faults) complaint += "\n- " + fault;
    messages.push_back({{"role", "assistant"}, {"content", content}});
    messages.push_back({{"role", "user"}, {"content", complaint + "\nWrite it again."}});
  }
  written.fellBack = true;
  return written;
}

}  // namespace chexgen::cohort
