// The part of a document tree that decides which text is visible: open elements, and white space between
// tags.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <unicode/unistr.h>

namespace chexgen::text {

class HtmlTree {
 public:
  void addText(const icu::UnicodeString& piece);
  void open(const icu::UnicodeString& name, bool selfClosing);
  void close(const icu::UnicodeString& name);
  // A comment, declaration or processing instruction: takes no part in the text, but ends the string before
  // it.
  void addHidden();
  // A CDATA section: text of its own, visible everywhere.
  void addCharacterData(const icu::UnicodeString& data);

  // All visible text, once everything is added.
  [[nodiscard]] icu::UnicodeString finish();

 private:
  void endString(bool isCharacterData);
  void push(const icu::UnicodeString& name);
  void pop();
  void popTo(const icu::UnicodeString& name);

  icu::UnicodeString visible_;
  icu::UnicodeString string_;      // collected since the last tag
  bool hasString_ = false;         // an empty piece counts
  std::vector<std::string> open_;  // names from the outermost to the innermost
  std::map<std::string, int> openCount_;
  int preserving_ = 0;                      // open elements that keep their white space
  int hiding_ = 0;                          // open elements whose text is not the document's
  std::map<std::string, int> closedEarly_;  // <br> closed itself: a later </br> means that one
};

}  // namespace chexgen::text
