#include "core/base/csv_parser.h"

#include <utility>

namespace chexgen::base {

bool CsvRecords::findNext() {
  while (position_ < text_.size() && (text_[position_] == '\r' || text_[position_] == '\n')) skipLineEnd();
  return position_ < text_.size();
}

Result<CsvRecord> CsvRecords::read() {
  CsvRecord record{.fields = {}, .line = line_, .isBlank = true, .hasStrayQuote = false};
  for (;;) {
    bool isQuoted = false;
    CHEXGEN_ASSIGN(std::string field, readField(isQuoted, record.fields.size() + 1));
    record.isBlank = record.isBlank && !isQuoted && field.find_first_not_of(" \t") == std::string::npos;
    record.hasStrayQuote = record.hasStrayQuote || (!isQuoted && field.find('"') != std::string::npos);
    record.fields.push_back(std::move(field));
    if (record.fields.size() > mostColumns_) return failAt(line_, "has too many fields");
    if (position_ < text_.size() && text_[position_] == separator_) {
      ++position_;
      continue;
    }
    skipLineEnd();
    return record;
  }
}

tl::unexpected<Error> CsvRecords::failAt(std::size_t line, const std::string& what) const {
  return fail(ErrorCode::formatInvalid, "Line " + std::to_string(line) + " " + what + ".", file_,
              "Nothing was changed.",
              "Put texts that hold a separator, a quote or a line break between double quotes.");
}

bool CsvRecords::endsField(std::size_t position) const {
  if (position >= text_.size()) return true;
  const char c = text_[position];
  return c == separator_ || c == '\r' || c == '\n';
}

std::size_t CsvRecords::afterBlanks(std::size_t position) const {
  while (position < text_.size() && text_[position] != separator_ &&
         (text_[position] == ' ' || text_[position] == '\t'))
    ++position;
  return position;
}

// Whether the quote that opens here, after blanks, is closed at the end of a field of the same line.
bool CsvRecords::isClosedQuote(std::size_t opening) const {
  for (std::size_t i = opening + 1; i < text_.size() && text_[i] != '\n' && text_[i] != '\r'; ++i) {
    if (text_[i] != '"') continue;
    if (i + 1 < text_.size() && text_[i + 1] == '"') {
      ++i;
      continue;
    }
    return endsField(afterBlanks(i + 1));
  }
  return false;
}

Result<std::string> CsvRecords::readField(bool& isQuoted, std::size_t number) {
  // People write `a, "b, c"`, too.
  const std::size_t begin = afterBlanks(position_);
  isQuoted = begin < text_.size() && text_[begin] == '"' && (begin == position_ || isClosedQuote(begin));
  if (isQuoted) {
    position_ = begin;
    return readQuoted(number);
  }
  std::size_t end = position_;
  while (!endsField(end)) ++end;
  std::string field(text_.substr(position_, end - position_));
  position_ = end;
  return field;
}

Result<std::string> CsvRecords::readQuoted(std::size_t number) {
  const std::size_t startLine = line_;
  const std::string column = " in column " + std::to_string(number);
  std::string field;
  for (++position_; position_ < text_.size(); ++position_) {
    const char c = text_[position_];
    if (c == '\n') ++line_;
    if (c != '"') {
      field += c;
      continue;
    }
    if (position_ + 1 < text_.size() && text_[position_ + 1] == '"') {
      field += '"';
      ++position_;
      continue;
    }
    position_ = afterBlanks(position_ + 1);
    if (!endsField(position_)) return failAt(line_, "has text after a closing quote" + column);
    return field;
  }
  return failAt(startLine, "opens a quote that is never closed" + column);
}

void CsvRecords::skipLineEnd() {
  if (position_ < text_.size() && text_[position_] == '\r') ++position_;
  if (position_ < text_.size() && text_[position_] == '\n') ++position_;
  ++line_;
}

}  // namespace chexgen::base
