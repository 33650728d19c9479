// One reader's answers: a file that only grows, where every line is signed and holds the hash of the one
// before.
//
// A line is the Ed25519 signature in hexadecimal digits, a space, and the JSON that was signed. Whoever
// leaves out, alters or moves a line breaks a signature or the chain.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/study/question.h"

namespace chexgen::study {

// What a reader said about one presentation, and how they looked at it.
struct Answer {
  std::size_t presentation = 0;               // its number in the reader's order
  std::string item;                           // the package's name for what was shown
  std::string shown;                          // its hash (see hashOf); empty: of an earlier program
  Values values;                              // by question
  double seconds = 0;                         // from the image to the answer
  base::Json viewing = base::Json::object();  // window, level, zoom as they were
  std::string time;                           // ISO 8601, UTC
  friend bool operator==(const Answer&, const Answer&) = default;
};
[[nodiscard]] base::OrderedJson toJson(const Answer& answer);
// formatInvalid when it is none; `file` only names the source.
[[nodiscard]] base::Result<Answer> answerFromJson(const base::Json& json,
                                                  const std::filesystem::path& file = {});

// A pair of Ed25519 keys as hexadecimal digits. The private one stays with the reader's package; the public
// one in the organiser's key.
struct SigningKeys {
  std::string publicKey, privateKey;
};
[[nodiscard]] base::Result<SigningKeys> newSigningKeys();
// One line of a file of answers, without its newline. argumentInvalid when the private key is none.
[[nodiscard]] base::Result<std::string> signedLine(const std::string& content, const std::string& privateKey);

struct AnswerFile {
  std::string study;  // the commitment of its key: answers of another study do not fit
  std::string reader;
  std::string package;  // its hash when they were begun (see PackageHashes); empty: of an earlier program
  std::vector<std::string> lines;  // the hash of each line; each binds all before it
  std::vector<Answer> answers;  // in the order of writing; a later one of the same presentation replaces it
  // A last line that a power cut left half written; it was never shown as answered and counts for nothing.
  bool tornEnd = false;
};

// Reads a file and checks every line: formatInvalid for one that is damaged, hashMismatch, naming the line,
// for one that was altered, removed, put in another order or signed by somebody else.
[[nodiscard]] base::Result<AnswerFile> readAnswers(const std::filesystem::path& file,
                                                   const std::string& publicKey);

// Writes answers. Each is on the disk when write() returns.
class AnswerWriter {
 public:
  // Goes on with a file that is there (it is checked first; a torn end is cut off), else begins it. `locked`
  // while another writer has it; hashMismatch when the answers were begun with another package (its hash may
  // be empty: then it is not said, and not compared).
  [[nodiscard]] static base::Result<AnswerWriter> open(const std::filesystem::path& file,
                                                       const std::string& study, const std::string& reader,
                                                       const SigningKeys& keys,
                                                       const std::string& package = {});
  // Fails with diskFull, permissionDenied or fileUnwritable; the answer is then not in the file, whole lines
  // before it are.
  [[nodiscard]] base::Result<void> write(const Answer& answer);
  // Those that the file holds.
  [[nodiscard]] const std::vector<Answer>& answers() const { return answers_; }

 private:
  AnswerWriter() = default;
  [[nodiscard]] base::Result<void> append(const base::OrderedJson& content);

  std::filesystem::path file_;
  base::Descriptor descriptor_;
  std::string before_;  // hash of the last line
  std::string privateKey_;
  std::vector<Answer> answers_;
};

}  // namespace chexgen::study
