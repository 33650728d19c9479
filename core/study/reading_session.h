// One reader at work on one package: what is shown next, and every answer on the disk before it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/answers.h"
#include "core/study/package.h"

namespace chexgen::study {

class ReadingSession {
 public:
  // Opens the package and goes on where its answers end. Fails like Package::hashes and AnswerWriter::open:
  // `locked` when somebody else reads this package at this moment, hashMismatch when it was changed since it
  // was begun.
  [[nodiscard]] static base::Result<ReadingSession> open(const std::filesystem::path& package);

  [[nodiscard]] const PackageInfo& info() const { return package_.info(); }
  [[nodiscard]] std::size_t count() const { return info().order.size(); }
  [[nodiscard]] std::size_t answered() const { return answered_; }
  [[nodiscard]] std::filesystem::path answersFile() const { return package_.answersFile(); }

  // The presentation that is shown: the first one without an answer, or an earlier one that was gone back to;
  // nothing once all are answered.
  [[nodiscard]] std::optional<std::size_t> current() const { return current_; }
  [[nodiscard]] bool isPractice() const;
  // Of the current presentation; hashMismatch when the package was changed since it was opened.
  [[nodiscard]] base::Result<PackageItem> item() const;
  // What was answered to the current presentation before, or what keepDraft() kept of it; empty when nothing
  // was.
  [[nodiscard]] Values before() const;
  // Keeps what is answered so far, so that nothing typed is lost when the power goes in the middle of a case.
  // It counts for nothing until answer() is called.
  [[nodiscard]] base::Result<void> keepDraft(const Values& values) const;

  // Writes the answer to the current presentation, and only then goes on. argumentInvalid, naming the
  // question, for an answer that is missing or none; otherwise the errors of the disk. After an error the
  // presentation stays. `images`: how many are shown.
  [[nodiscard]] base::Result<void> answer(const Values& values, std::size_t images, double seconds,
                                          const base::Json& viewing, const std::string& time);

  // One presentation back, where the design allows it and there is one. Practice is not gone back to from the
  // cases that count.
  [[nodiscard]] bool canGoBack() const;
  void goBack();

 private:
  ReadingSession(Package package, PackageHashes hashes, AnswerWriter writer);
  void takeUp();
  [[nodiscard]] std::filesystem::path draftFile() const;
  [[nodiscard]] Values draft() const;

  Package package_;
  PackageHashes hashes_;
  AnswerWriter writer_;
  std::vector<std::optional<Values>> values_;  // by presentation
  std::size_t answered_ = 0;
  std::optional<std::size_t> current_;
};

// How far a reader is, without taking part: for lists of packages.
struct ReadingProgress {
  std::size_t answered = 0, count = 0;
  std::string last;  // time of the last answer, ISO 8601; empty before the first
};
[[nodiscard]] base::Result<ReadingProgress> progressOf(const Package& package);

}  // namespace chexgen::study
