#include "core/training/npy_header.h"

#include <charconv>
#include <cstddef>
#include <utility>

namespace chexgen::training {
namespace {

constexpr std::size_t mostNpyDimensions = 16;

// Each function reads one thing at the position and says whether it was there.
class DictionaryParser {
 public:
  explicit DictionaryParser(std::string_view text) : text_(text) {}

  std::optional<NpyHeader> parse() {
    if (!symbol('{')) return std::nullopt;
    bool hasComma = true;
    while (!symbol('}')) {
      if (!hasComma || !entry()) return std::nullopt;
      hasComma = symbol(',');
    }
    skipSpace();
    if (position_ != text_.size() || !type_ || !fortranOrder_ || !shape_) return std::nullopt;
    return NpyHeader{std::move(*type_), *fortranOrder_, std::move(*shape_)};
  }

 private:
  bool entry() {
    const auto key = quoted();
    if (!key || !symbol(':')) return false;
    if (*key == "descr" && !type_) return descriptor();
    if (*key == "fortran_order" && !fortranOrder_) return truth();
    if (*key == "shape" && !shape_) return tuple();
    return false;
  }

  bool descriptor() {
    skipSpace();
    if (position_ < text_.size() && text_[position_] == '[') {
      type_.emplace();
      return skipList();
    }
    type_ = quoted();
    return type_ && !type_->empty();
  }

  // The fields of a structured type. They are refused later anyway, so brackets are only counted.
  bool skipList() {
    int depth = 0;
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == '\'' || c == '"') {
        if (!quoted()) return false;
        continue;
      }
      ++position_;
      if (c == '[') ++depth;
      if (c == ']' && --depth == 0) return true;
    }
    return false;
  }

  bool truth() {
    skipSpace();
    for (const auto& [word, value] : {std::pair("True", true), std::pair("False", false)}) {
      if (!text_.substr(position_).starts_with(word)) continue;
      position_ += std::string_view(word).size();
      fortranOrder_ = value;
      return true;
    }
    return false;
  }

  // "()", "(3,)", "(3, 4)" or "(3, 4,)". "(3)" is a number to Python.
  bool tuple() {
    if (!symbol('(')) return false;
    std::vector<std::int64_t> sizes;
    bool hasComma = true;
    while (!symbol(')')) {
      const auto value = hasComma ? number() : std::nullopt;
      if (!value || sizes.size() == mostNpyDimensions) return false;
      sizes.push_back(*value);
      hasComma = symbol(',');
    }
    if (sizes.size() == 1 && !hasComma) return false;
    shape_ = std::move(sizes);
    return true;
  }

  std::optional<std::int64_t> number() {
    skipSpace();
    const char* begin = text_.data() + position_;
    const char* end = text_.data() + text_.size();
    if (begin == end || *begin == '-') return std::nullopt;
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || (*begin == '0' && stop - begin > 1)) return std::nullopt;
    position_ += static_cast<std::size_t>(stop - begin);
    return value;
  }

  // Numpy never needs an escape here.
  std::optional<std::string> quoted() {
    skipSpace();
    if (position_ >= text_.size()) return std::nullopt;
    const char quote = text_[position_];
    if (quote != '\'' && quote != '"') return std::nullopt;
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(text_.substr(position_ + 1, end - position_ - 1));
    if (value.find('\\') != std::string::npos) return std::nullopt;
    position_ = end + 1;
    return value;
  }

  bool symbol(char wanted) {
    skipSpace();
    if (position_ >= text_.size() || text_[position_] != wanted) return false;
    ++position_;
    return true;
  }

  void skipSpace() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) ++position_;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::optional<std::string> type_;
  std::optional<bool> fortranOrder_;
  std::optional<std::vector<std::int64_t>> shape_;
};

}  // namespace

std::optional<NpyHeader> parseNpyHeader(std::string_view text) { return DictionaryParser(text).parse(); }

}  // namespace chexgen::training
