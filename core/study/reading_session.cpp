#include "core/study/reading_session.h"

#include <set>
#include <utility>

#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/study/reader_key.h"

namespace chexgen::study {

namespace {
constexpr std::uint64_t longestAnswerFile = 256U << 20U;
}

using base::ErrorCode;
using base::Result;

ReadingSession::ReadingSession(Package package, PackageHashes hashes, AnswerWriter writer)
    : package_(std::move(package)), hashes_(std::move(hashes)), writer_(std::move(writer)), values_(count()) {
  for (const Answer& answer : writer_.answers())
    if (answer.presentation < count()) values_[answer.presentation] = answer.values;
  takeUp();
}

void ReadingSession::takeUp() {
  answered_ = 0;
  current_.reset();
  for (std::size_t i = 0; i < count(); ++i) {
    if (values_[i]) {
      ++answered_;
    } else if (!current_) {
      current_ = i;
    }
  }
}

Result<ReadingSession> ReadingSession::open(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(Package package, Package::open(file));
  const PackageInfo& info = package.info();
  SigningKeys keys = info.keys;
  if (keys.privateKey.empty()) {
    CHEXGEN_ASSIGN(keys, readerKeyFor(keys.publicKey, readerKeyFolder()));
  }
  CHEXGEN_ASSIGN(PackageHashes hashes, package.hashes());
  CHEXGEN_ASSIGN(AnswerWriter writer,
                 AnswerWriter::open(package.answersFile(), info.study, info.reader, keys, hashes.whole));
  return ReadingSession(std::move(package), std::move(hashes), std::move(writer));
}

bool ReadingSession::isPractice() const { return current_ && *current_ < info().practice; }

Result<PackageItem> ReadingSession::item() const {
  if (!current_) return base::fail(ErrorCode::argumentInvalid, "All cases are answered.");
  const std::string& name = info().order[*current_];
  CHEXGEN_ASSIGN(PackageItem found, package_.item(name));
  if (hashOf(name, found) != hashes_.items[*current_])
    return base::fail(ErrorCode::hashMismatch, "The package was changed while it was read.",
                      package_.answersFile(), "All answers so far are on the disk.",
                      "Ask the organiser of the study for the package again.");
  return found;
}

Values ReadingSession::before() const {
  if (!current_) return {};
  const Values kept = draft();
  return kept.empty() ? values_[*current_].value_or(Values{}) : kept;
}

std::filesystem::path ReadingSession::draftFile() const {
  return base::withSuffix(package_.answersFile(), ".draft");
}

Result<void> ReadingSession::keepDraft(const Values& values) const {
  if (!current_) return {};
  const base::OrderedJson json{{"item", info().order[*current_]}, {"values", values}};
  return base::writeFileAtomically(draftFile(), json.dump());
}

// Of another presentation, or damaged: as if there were none.
Values ReadingSession::draft() const {
  std::error_code error;
  if (!std::filesystem::exists(draftFile(), error)) return {};
  const auto json = base::readJsonFile(draftFile());
  if (!json || base::jsonValueOr<std::string>(*json, "item", "").value_or("") != info().order[*current_])
    return {};
  const auto kept = base::jsonValue<base::Json>(*json, "values");
  Values values;
  if (kept && kept->is_object())
    for (const auto& [question, value] : kept->items()) values[question] = value;
  return values;
}

Result<void> ReadingSession::answer(const Values& values, std::size_t images, double seconds,
                                    const base::Json& viewing, const std::string& time) {
  if (!current_) return base::fail(ErrorCode::argumentInvalid, "All cases are answered.");
  const Values asked = onlyAsked(info().questions, values);
  if (const Question* open = firstOpen(info().questions, asked, images))
    return base::fail(ErrorCode::argumentInvalid, "This is still to be answered: " + open->text);
  CHEXGEN_TRY(writer_.write({.presentation = *current_,
                             .item = info().order[*current_],
                             .shown = hashes_.items[*current_],
                             .values = asked,
                             .seconds = seconds,
                             .viewing = viewing,
                             .time = time}));
  values_[*current_] = asked;
  std::error_code error;
  std::filesystem::remove(draftFile(), error);
  takeUp();
  return {};
}

bool ReadingSession::canGoBack() const {
  if (!info().mayGoBack || answered_ == 0) return false;
  const std::size_t at = current_.value_or(count());
  return at > (at >= info().practice ? info().practice : 0);
}

void ReadingSession::goBack() {
  if (canGoBack()) current_ = current_.value_or(count()) - 1;
}

Result<ReadingProgress> progressOf(const Package& package) {
  ReadingProgress progress{.count = package.info().order.size()};
  std::error_code error;
  if (!std::filesystem::exists(package.answersFile(), error)) return progress;
  // Cut off before its first line was whole: nothing was answered.
  CHEXGEN_ASSIGN(const std::string text, base::readFile(package.answersFile(), longestAnswerFile));
  if (text.find('\n') == std::string::npos) return progress;
  CHEXGEN_ASSIGN(const AnswerFile file, readAnswers(package.answersFile(), package.info().keys.publicKey));
  std::set<std::size_t> answered;
  for (const Answer& answer : file.answers) answered.insert(answer.presentation);
  progress.answered = answered.size();
  if (!file.answers.empty()) progress.last = file.answers.back().time;
  return progress;
}

}  // namespace chexgen::study
