// What a fuzzer's bytes decide, and changes of a valid value that they choose: a file then is one in most of
// its parts, and wrong in a few that no random bytes would reach.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/base/json.h"

namespace chexgen::fuzz {

// Without an end: where there are no more bytes, everything is 0.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}
  [[nodiscard]] std::size_t below(std::size_t bound) { return bound == 0 ? 0 : word() % bound; }
  [[nodiscard]] bool one(std::size_t in) { return below(in) == in - 1; }
  [[nodiscard]] std::string text() {
    std::string text;
    for (std::size_t length = below(24); text.size() < length;) text += static_cast<char>(byte());
    return text;
  }

 private:
  std::uint8_t byte() { return next_ < bytes_.size() ? bytes_[next_++] : 0; }
  std::size_t word() {
    const std::size_t high = byte();
    return high << 8U | byte();
  }
  std::span<const std::uint8_t> bytes_;
  std::size_t next_ = 0;
};

inline base::Json strangeValue(Choices& choices) {
  using base::Json;
  switch (choices.below(16)) {
    case 0: return nullptr;
    case 1: return true;
    case 2: return -1;
    case 3: return 0;
    case 4: return 1e308;
    case 5: return 0.5;
    case 6: return std::uint64_t{18446744073709551615U};
    case 7: return std::int64_t{-9223372036854775807};
    case 8: return "";
    case 9: return std::string(300, 'x');
    case 10: return "<img src='file:///dev/zero'>";
    case 11: return Json::array();
    case 12: return Json::object();
    case 13: return Json::array({Json::array({1}), nullptr, "a"});
    case 14: return static_cast<int>(choices.below(5)) - 2;
    default: {
      // Only text that JSON can hold.
      std::string text;
      for (const char c : choices.text()) text += static_cast<char>(static_cast<unsigned char>(c) & 0x7fU);
      return text;
    }
  }
}

// Some node, the root among them.
inline base::Json& someNode(base::Json& root, Choices& choices) {
  base::Json* node = &root;
  while (node->is_structured() && !node->empty() && !choices.one(5)) {
    auto child = node->begin();
    std::advance(child, static_cast<std::ptrdiff_t>(choices.below(node->size())));
    node = &*child;
  }
  return *node;
}

// Up to `most` changes: another value, a part removed, doubled, moved or renamed.
inline void change(base::Json& root, Choices& choices, std::size_t most) {
  for (std::size_t left = choices.below(most + 1); left > 0; --left) {
    base::Json& node = someNode(root, choices);
    const bool whole = node.is_structured() && !node.empty();
    const std::size_t kind = choices.below(5);
    auto child = node.begin();
    if (whole) std::advance(child, static_cast<std::ptrdiff_t>(choices.below(node.size())));
    if (!whole || kind == 0) {
      node = strangeValue(choices);
    } else if (kind == 1) {
      node.erase(child);
    } else if (kind == 2) {
      const base::Json copy = *child;
      if (node.is_array())
        node.push_back(copy);
      else
        node[choices.one(2) ? "study" : "name"] = copy;
    } else if (kind == 3) {
      const base::Json copy = someNode(root, choices);
      someNode(root, choices) = copy;
    } else {
      *child = strangeValue(choices);
    }
  }
}

}  // namespace chexgen::fuzz
