#include "core/study/answers.h"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/open_file.h"
#include "core/base/sha256.h"
#include "core/study/sodium_start.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

constexpr std::int64_t answersSchema = 1;
constexpr std::uint64_t longestAnswers = 256U << 20U;
constexpr std::size_t signatureDigits = 2 * crypto_sign_BYTES;

template <std::size_t N>
std::string hexOf(const std::array<unsigned char, N>& bytes) {
  std::string text(2 * N + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), N);
  text.pop_back();
  return text;
}

template <std::size_t N>
bool fromHex(std::string_view text, std::array<unsigned char, N>& bytes) {
  std::size_t length = 0;
  return sodium_hex2bin(bytes.data(), N, text.data(), text.size(), nullptr, &length, nullptr) == 0 &&
         length == N && text.size() == 2 * N;
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool isSignedBy(std::string_view line, const std::array<unsigned char, crypto_sign_PUBLICKEYBYTES>& key) {
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  if (line.size() <= signatureDigits || line[signatureDigits] != ' ') return false;
  const std::string_view content = line.substr(signatureDigits + 1);
  return fromHex(line.substr(0, signatureDigits), signature) &&
         crypto_sign_verify_detached(signature.data(), bytesOf(content), content.size(), key.data()) == 0;
}

// Two windows on one package would each go on from the same line.
Result<void> lockFor(const base::Descriptor& descriptor, const std::filesystem::path& file) {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  if (::fcntl(descriptor.number(), F_OFD_SETLK, &range) == 0) return {};
  if (errno == EAGAIN || errno == EACCES)
    return base::fail(ErrorCode::locked, "This package is being read in another window.", file,
                      "Its answers are untouched.", "Go on there, or close that window first.");
  // A file system without locks: better without than not at all.
  return {};
}

// Whether a line without an end may be the start of a signed one.
bool mayBeTorn(std::string_view rest) {
  constexpr std::string_view after = " {";
  const std::string_view signature = rest.substr(0, signatureDigits);
  const std::string_view content = rest.substr(signature.size(), after.size());
  const bool zeros = rest.find_first_not_of('\0') == std::string_view::npos;  // of a power cut
  return zeros || (signature.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
                   after.starts_with(content));
}

tl::unexpected<base::Error> altered(std::size_t line, const std::string& how,
                                    const std::filesystem::path& file) {
  return base::fail(ErrorCode::hashMismatch, "Line " + std::to_string(line) + " " + how, file,
                    "The lines before it are as the reader wrote them.",
                    "Ask the reader for the file as their program left it.");
}

// What a file holds, and where it may go on.
struct Checked {
  AnswerFile content;
  std::string before;       // hash of the last whole line
  std::uint64_t whole = 0;  // bytes up to and with its newline
};

Result<Checked> check(const std::filesystem::path& file, const std::string& publicKey) {
  CHEXGEN_TRY(startSodium());
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> key{};
  if (!fromHex(publicKey, key))
    return base::fail(ErrorCode::argumentInvalid, "The reader's public key is damaged.");
  CHEXGEN_ASSIGN(const std::string text, base::readFile(file, longestAnswers));
  Checked checked;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) {
      // What is torn is cut off when the reader goes on: never what is no line of theirs.
      if (!mayBeTorn(std::string_view(text).substr(begin)))
        return altered(number + 1, "is no answer, not even a torn one.", file);
      checked.content.tornEnd = true;
      break;
    }
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    ++number;
    if (!isSignedBy(line, key)) return altered(number, "was altered, or signed by somebody else.", file);
    CHEXGEN_ASSIGN(const Json json, base::parseJson(line.substr(signatureDigits + 1), file));
    CHEXGEN_ASSIGN(const auto before, base::jsonValue<std::string>(json, "before", file));
    if (before != checked.before) return altered(number, "does not follow the one before it.", file);
    if (number == 1) {
      CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(json, "schema", file));
      if (schema != answersSchema)
        return base::fail(ErrorCode::formatUnsupported,
                          "The answers are of a version that this program does not know.", file);
      CHEXGEN_ASSIGN(checked.content.study, base::jsonValue<std::string>(json, "study", file));
      CHEXGEN_ASSIGN(checked.content.reader, base::jsonValue<std::string>(json, "reader", file));
      CHEXGEN_ASSIGN(checked.content.package, base::jsonValueOr<std::string>(json, "package", "", file));
    } else {
      CHEXGEN_ASSIGN(Answer answer, answerFromJson(json, file));
      checked.content.answers.push_back(std::move(answer));
    }
    checked.before = base::sha256(line);
    checked.content.lines.push_back(checked.before);
    begin = end + 1;
    checked.whole = begin;
  }
  return checked;
}

}  // namespace

base::OrderedJson toJson(const Answer& answer) {
  OrderedJson json;
  json["presentation"] = answer.presentation;
  json["item"] = answer.item;
  if (!answer.shown.empty()) json["shown"] = answer.shown;
  json["values"] = answer.values;
  json["seconds"] = answer.seconds;
  json["viewing"] = answer.viewing;
  json["time"] = answer.time;
  return json;
}

Result<Answer> answerFromJson(const Json& json, const std::filesystem::path& file) {
  Answer answer;
  CHEXGEN_ASSIGN(answer.presentation, base::jsonValue<std::size_t>(json, "presentation", file));
  CHEXGEN_ASSIGN(answer.item, base::jsonValue<std::string>(json, "item", file));
  CHEXGEN_ASSIGN(answer.shown, base::jsonValueOr<std::string>(json, "shown", "", file));
  CHEXGEN_ASSIGN(const auto values, base::jsonValue<Json>(json, "values", file));
  if (!values.is_object()) return base::fail(ErrorCode::formatInvalid, "\"values\" must be an object.", file);
  for (const auto& [question, value] : values.items()) answer.values[question] = value;
  CHEXGEN_ASSIGN(answer.seconds, base::jsonValue<double>(json, "seconds", file));
  CHEXGEN_ASSIGN(answer.viewing, base::jsonValue<Json>(json, "viewing", file));
  CHEXGEN_ASSIGN(answer.time, base::jsonValue<std::string>(json, "time", file));
  return answer;
}

Result<SigningKeys> newSigningKeys() {
  CHEXGEN_TRY(startSodium());
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> publicKey{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> privateKey{};
  crypto_sign_keypair(publicKey.data(), privateKey.data());
  SigningKeys keys{.publicKey = hexOf(publicKey), .privateKey = hexOf(privateKey)};
  sodium_memzero(privateKey.data(), privateKey.size());
  return keys;
}

Result<std::string> signedLine(const std::string& content, const std::string& privateKey) {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> key{};
  if (!fromHex(privateKey, key)) return base::fail(ErrorCode::argumentInvalid, "The signing key is damaged.");
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, bytesOf(content), content.size(), key.data());
  sodium_memzero(key.data(), key.size());
  return hexOf(signature) + ' ' + content;
}

Result<AnswerFile> readAnswers(const std::filesystem::path& file, const std::string& publicKey) {
  CHEXGEN_ASSIGN(Checked checked, check(file, publicKey));
  if (checked.before.empty()) return base::fail(ErrorCode::formatInvalid, "The file holds no answers.", file);
  return std::move(checked.content);
}

Result<AnswerWriter> AnswerWriter::open(const std::filesystem::path& file, const std::string& study,
                                        const std::string& reader, const SigningKeys& keys,
                                        const std::string& package) {
  CHEXGEN_TRY(startSodium());
  AnswerWriter writer;
  writer.file_ = file;
  writer.privateKey_ = keys.privateKey;
  CHEXGEN_ASSIGN(writer.descriptor_, base::openToWrite(file, base::Writing::append));
  CHEXGEN_TRY(lockFor(writer.descriptor_, file));
  CHEXGEN_ASSIGN(Checked checked, check(file, keys.publicKey));
  const bool begun = !checked.before.empty();
  if (begun && (checked.content.study != study || checked.content.reader != reader))
    return base::fail(ErrorCode::argumentInvalid, "The answers are of another study or reader.", file,
                      "They are untouched.");
  const std::string& begunWith = checked.content.package;
  if (!begunWith.empty() && !package.empty() && begunWith != package)
    return base::fail(ErrorCode::hashMismatch,
                      "The package is not the one that its answers were begun with: it was changed since.",
                      file, "The answers are untouched.",
                      "Ask the organiser of the study for the package again.");
  if (::ftruncate(writer.descriptor_.number(), static_cast<off_t>(checked.whole)) != 0)
    return base::failFromErrno(errno, "The answers cannot be written", file);
  writer.before_ = checked.before;
  writer.answers_ = std::move(checked.content.answers);
  if (writer.before_.empty()) {
    OrderedJson first{{"schema", answersSchema}, {"study", study}, {"reader", reader}};
    if (!package.empty()) first["package"] = package;
    CHEXGEN_TRY(writer.append(first));
    base::syncFolder(file.parent_path());
  }
  return writer;
}

Result<void> AnswerWriter::append(const OrderedJson& content) {
  OrderedJson whole = content;
  whole["before"] = before_;
  CHEXGEN_ASSIGN(const std::string line, signedLine(whole.dump(), privateKey_));
  const std::string bytes = line + '\n';
  const off_t end = ::lseek(descriptor_.number(), 0, SEEK_END);
  if (!base::writeAll(descriptor_.number(), std::as_bytes(std::span(bytes))) ||
      ::fdatasync(descriptor_.number()) != 0) {
    const int reason = errno;
    // Half a line would hold up what comes after it.
    static_cast<void>(::ftruncate(descriptor_.number(), end));
    auto failed = base::failFromErrno(reason, "The answer cannot be written", file_);
    failed.value().safe = "The answers before it are on the disk.";
    return failed;
  }
  before_ = base::sha256(line);
  return {};
}

Result<void> AnswerWriter::write(const Answer& answer) {
  CHEXGEN_TRY(append(toJson(answer)));
  answers_.push_back(answer);
  return {};
}

}  // namespace chexgen::study
