#include "core/text/caption_cleaner.h"

#include <exception>
#include <span>
#include <vector>

#include "core/text/fix_text.h"
#include "core/text/html_entities.h"
#include "core/text/html_text.h"
#include "core/text/percent_escapes.h"
#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

struct Rule {
  Pattern pattern;
  icu::UnicodeString replacement;
  Rule(std::u16string_view expression, const char16_t* replaceBy)
      : pattern(expression), replacement(replaceBy) {}
};

using Rules = std::vector<Rule>;

// The rules match exactly what the published ones match, but are written so that no text makes them slow: a
// run of characters is tried from its first possible start, or from the end of the match before (\G), and not
// again from each character in it, and possessive quantifiers (++) do not give back what cannot help.

#define DOMAIN_TAIL u"[a-zA-Z0-9.\\-]+[.](?:com|co|ru|net|org|edu|gov|it)[\\w/-]*\\b/?(?!@)"
// From the start of a run of address characters to its first word boundary.
#define BEFORE_DOMAIN u"((?:\\G|(?<![a-zA-Z0-9.\\-]))(?:(?<!\\w)[.\\-]*+|(?<=\\w)[a-zA-Z0-9]*+))"

const Rules& rulesBeforeMarkup() {
  static const Rules rules = [] {
    Rules list;
    list.emplace_back(u"<person>", u"person");
    // Addresses. Only the scheme and what reads as a domain name go; the rest of a path often stays.
    for (const std::u16string_view scheme :
         {u"https?:(?:/{1,3}|[a-zA-Z0-9%])", u"www:(?:/{1,3}|[a-zA-Z0-9%])"}) {
      std::u16string expression = BEFORE_DOMAIN u"\\b(?:";
      expression.append(scheme).append(u"|" DOMAIN_TAIL u")|()\\b").append(scheme);
      list.emplace_back(expression, u"$1");
    }
    return list;
  }();
  return rules;
}

const Rules& rulesAfterMarkup() {
  static const Rules rules = [] {
    Rules list;
    list.emplace_back(u"@[\\w\\d]+\\b", u"");
    // CJK strokes, Katakana extensions, enclosed and compatibility forms, hexagrams, ideographs.
    list.emplace_back(u"[\\u31c0-\\u9fff]+", u"");
    list.emplace_back(
        u"[\\-\\u058A\\u05BE\\u1400\\u1806\\u2010-\\u2015\\u2E17\\u2E1A\\u2E3A\\u2E3B\\u2E40\\u301C\\u3030"
        u"\\u30A0\\uFE31\\uFE32\\uFE58\\uFE63\\uFF0D]+",
        u"-");
    list.emplace_back(u"[`´«»“”¨]", u"\"");
    list.emplace_back(u"[‘’]", u"'");
    list.emplace_back(u"&quot;?", u"");
    list.emplace_back(u"&amp", u"");
    list.emplace_back(u"\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}", u" ");
    list.emplace_back(u"\\d:\\d\\d\\s+$", u"");
    list.emplace_back(u"\\\\n", u" ");
    list.emplace_back(u"#\\d{1,3}\\b", u"");
    list.emplace_back(u"#\\d{5,}+\\b", u"");
    list.emplace_back(u"(?<!\\w)\\d{6,}+\\b", u"");
    list.emplace_back(u"(?:\\G|(?<!\\S))\\S+\\.(?:png|jpg|jpeg|bmp|webp|eps|pdf|apk|mp4)", u"");
    list.emplace_back(u"[\"']{2,}", u"\"");
    list.emplace_back(u"[.]{2,}", u" ");
    list.emplace_back(u"[#®•©™&@·º½¾¿¡§~)(\\]\\[}{|\\\\/*]+", u" ");
    list.emplace_back(u"(?<!\\s)\\s++\\.\\s+", u" ");
    return list;
  }();
  return rules;
}

const Rules& rulesAfterRepair() {
  static const Rules rules = [] {
    Rules list;
    // Identifiers: jc6640, jc6640vc, 6640vc231.
    list.emplace_back(u"(?<!\\w)[a-zA-Z]{1,3}\\d{3,15}\\b", u"");
    list.emplace_back(u"(?<!\\w)[a-zA-Z]++\\d++[a-zA-Z]++\\b", u"");
    list.emplace_back(u"(?<!\\w)\\d++[a-zA-Z]++\\d++\\b", u"");
    list.emplace_back(u"(worldwide\\s+)?(free\\s+)?shipping", u"");
    list.emplace_back(u"(free\\s)?download(\\sfree)?", u"");
    list.emplace_back(u"(?<!\\w)click\\s(?:for|on)\\s\\w+", u"");
    list.emplace_back(u"(?<!\\w)(?:png|jpg|jpeg|bmp|webp|eps|pdf|apk|mp4)(\\simage[s]?)?", u"");
    list.emplace_back(u"(?<!\\w)page\\s+\\d++\\b", u"");
    list.emplace_back(u"(?<!\\w)\\d*+[a-zA-Z]++\\d++[a-zA-Z]++\\d[a-zA-Z\\d]*\\b", u" ");
    // Sizes in pixels: 640x480, also with the Cyrillic letter or the sign.
    list.emplace_back(u"(?<!\\w)\\d++(?:\\.\\d*+)?[xх×]\\d++(?:\\.\\d*)?\\b", u"");
    list.emplace_back(u"(?<=\\w)\\s++:\\s+", u": ");
    list.emplace_back(u"(\\D[,./])\\b", u"$1 ");
    list.emplace_back(u"\\s+", u" ");
    list.emplace_back(u"^[\"']([\\w\\W]+)[\"']$", u"$1");
    list.emplace_back(u"^['_,\\-:;]", u"");
    list.emplace_back(u"['_,\\-:+]$", u"");
    list.emplace_back(u"^\\.\\S+$", u"");
    return list;
  }();
  return rules;
}

#undef DOMAIN_TAIL
#undef BEFORE_DOMAIN

void apply(const Rules& rules, icu::UnicodeString& text) {
  for (const Rule& rule : rules) rule.pattern.replaceAll(text, rule.replacement);
}

// More than three dashes and underscores join words (this-is-my-cute-cat).
void splitJoinedWords(icu::UnicodeString& text) {
  static const Pattern joint(u"[\\-_]");
  std::int32_t joints = 0;
  for (std::int32_t i = 0; i < text.length(); ++i) joints += text[i] == u'-' || text[i] == u'_' ? 1 : 0;
  if (joints > 3) joint.replaceAll(text, u" ");
}

base::Result<icu::UnicodeString> cleanOnce(const icu::UnicodeString& caption) {
  icu::UnicodeString text = lower(strip(decodePercentEscapes(caption)));
  apply(rulesBeforeMarkup(), text);
  CHEXGEN_ASSIGN(text, textOfHtml(text));
  apply(rulesAfterMarkup(), text);
  splitJoinedWords(text);
  text = strip(unescapeHtml(unescapeHtml(fixText(text))));
  apply(rulesAfterRepair(), text);
  return strip(text);
}

base::Result<std::string> clean(std::string_view caption, int passes) {
  if (caption.size() > cleanedTextLimit) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "The text has " + std::to_string(caption.size()) + " bytes; at most " +
                          std::to_string(cleanedTextLimit) + " can be cleaned.",
                      {}, "Nothing was changed.", "Shorten the text: the model reads only its first words.");
  }
  try {
    icu::UnicodeString text = decodeUtf8(caption);
    for (int pass = 0; pass < passes; ++pass) {
      CHEXGEN_ASSIGN(text, cleanOnce(text));
    }
    return encodeUtf8(text);
  } catch (const std::exception& problem) {
    return base::fail(base::ErrorCode::internal,
                      std::string("The text could not be cleaned: ") + problem.what());
  }
}

}  // namespace

base::Result<std::string> cleanCaption(std::string_view caption) { return clean(caption, 1); }

base::Result<std::string> cleanPrompt(std::string_view prompt) { return clean(prompt, 2); }

}  // namespace chexgen::text
