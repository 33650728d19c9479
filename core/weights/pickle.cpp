#include "core/weights/pickle.h"

#include <array>
#include <bit>
#include <unordered_map>
#include <utility>

#include "core/weights/pickle_globals.h"
#include "core/weights/pickle_opcodes.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;
using Kind = PickleValue::Kind;

namespace {

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byteAt(i);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || length > text.size() - i) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byteAt(i + k) & 0xC0U) != 0x80) return false;
    }
    if (length > 2) {
      const unsigned char second = byteAt(i + 1);
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
          (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
        return false;
      }
    }
    i += length;
  }
  return true;
}

}  // namespace

class PickleInterpreter {
 public:
  PickleInterpreter(std::span<const std::byte> bytes, const std::filesystem::path& source,
                    const PickleLimits& limits)
      : bytes_(bytes), source_(source), limits_(limits) {}

  Result<Pickle> run() {
    if (bytes_.size() > limits_.bytes)
      return refuse("it is longer than " + std::to_string(limits_.bytes) + " bytes");
    for (;;) {
      opcodeAt_ = position_;
      CHEXGEN_ASSIGN(const std::uint64_t opcode, readNumber(1));
      if (opcode == opStop) break;
      CHEXGEN_TRY(step(static_cast<unsigned char>(opcode)));
      if (stack_.size() > limits_.stack) return refuse("its stack grows beyond the limit");
      if (pickle_.values_.size() > limits_.values) return refuse("it holds too many values");
    }
    if (position_ != bytes_.size()) return refuse("there is data behind its end");
    CHEXGEN_ASSIGN(pickle_.root_, pop());
    if (!stack_.empty()) return refuse("it ends with values left over");
    return std::move(pickle_);
  }

 private:
  // ---- failures ----
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& rule,
                                                   ErrorCode code = ErrorCode::formatInvalid) const {
    return fail(code, "The pickle is refused at byte " + std::to_string(opcodeAt_) + ": " + rule + ".",
                source_, "Nothing from the file was run.");
  }
  [[nodiscard]] tl::unexpected<base::Error> forbid(const std::string& what) const {
    return fail(ErrorCode::formatForbidden, "The pickle asks for " + what + ", which weights never need.",
                source_, "Nothing from the file was run.",
                "Do not trust this file; if it is yours, save only its state_dict with torch.save.");
  }

  [[nodiscard]] tl::unexpected<base::Error> wholeObject(const std::string& what) const {
    return fail(ErrorCode::formatForbidden,
                "The file is a pickled object made by \"" + what + "\", not a dictionary of weights.",
                source_, "Nothing from the file was run.",
                "If you trust it, load it once in the program that made it and save only its weights: "
                "torch.save(model.state_dict(), path).");
  }

  // ---- bytes ----
  Result<std::span<const std::byte>> readBytes(std::uint64_t count) {
    if (count > bytes_.size() - position_)
      return refuse("it ends in the middle of a value", ErrorCode::fileTruncated);
    const auto part = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += part.size();
    return part;
  }
  // Little-endian, 1 to 8 bytes.
  Result<std::uint64_t> readNumber(std::size_t count) {
    CHEXGEN_ASSIGN(const auto part, readBytes(count));
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = (value << 8U) | std::to_integer<std::uint64_t>(part[i]);
    return value;
  }
  Result<std::string> readText(std::uint64_t count) {
    CHEXGEN_ASSIGN(const auto part, readBytes(count));
    return std::string(reinterpret_cast<const char*>(part.data()), part.size());
  }
  Result<std::string> readLine() {
    constexpr std::size_t longestLine = 256;
    std::string line;
    for (;;) {
      CHEXGEN_ASSIGN(const std::uint64_t c, readNumber(1));
      if (c == '\n') return line;
      if (c < 0x20 || c > 0x7E || line.size() == longestLine) return refuse("a name in it is not plain text");
      line += static_cast<char>(c);
    }
  }

  // ---- stack and values ----
  PickleValue& at(PickleRef ref) { return pickle_.values_[ref]; }
  Result<PickleRef> pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) return refuse("its stack runs empty");
    const PickleRef ref = stack_.back();
    stack_.pop_back();
    return ref;
  }
  Result<PickleRef> top(Kind kind, const char* what) {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()) || at(stack_.back()).kind != kind) {
      return refuse(std::string("it expects ") + what);
    }
    return stack_.back();
  }
  Result<std::vector<PickleRef>> popToMark() {
    if (marks_.empty()) return refuse("it closes a group that it never opened");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleRef> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
  }
  // Every stored reference counts: a small file must not grow by storing one large tuple many times.
  Result<void> spend(std::size_t references) {
    constexpr std::size_t mostReferences = 16'000'000;
    references_ += references;
    if (references_ > mostReferences) return refuse("it holds too many references");
    return {};
  }
  Result<void> push(PickleValue value) {
    CHEXGEN_TRY(spend(value.items.size()));
    pickle_.values_.push_back(std::move(value));
    stack_.push_back(static_cast<PickleRef>(pickle_.values_.size() - 1));
    return {};
  }
  Result<void> pushInteger(std::int64_t value, Kind kind = Kind::integer) {
    return push({kind, value, 0, {}, {}});
  }
  Result<void> pushText(Kind kind, std::uint64_t count) {
    CHEXGEN_ASSIGN(std::string text, readText(count));
    if (kind == Kind::string && !isUtf8(text)) return refuse("a text in it is not UTF-8");
    return push({kind, 0, 0, std::move(text), {}});
  }
  Result<void> pushItems(Kind kind, std::vector<PickleRef> items) {
    return push({kind, 0, 0, {}, std::move(items)});
  }

  // ---- opcodes ----
  Result<void> step(unsigned char opcode) {
    switch (opcode) {
      case opProto: return readProtocol();
      case opFrame: return skipNumber(8);
      case opMark: return openMark();
      case opPop: return drop();
      case opPopMark: return dropToMark();
      case opNone: return pushItems(Kind::none, {});
      case opNewTrue: return pushInteger(1, Kind::boolean);
      case opNewFalse: return pushInteger(0, Kind::boolean);
      case opEmptyList:
      case opEmptySet: return pushItems(Kind::list, {});
      case opEmptyTuple: return pushItems(Kind::tuple, {});
      case opEmptyDict: return pushItems(Kind::dictionary, {});
      case opTuple: return closeGroup(Kind::tuple);
      case opFrozenSet: return closeGroup(Kind::list);
      case opTuple1: return closeTuple(1);
      case opTuple2: return closeTuple(2);
      case opTuple3: return closeTuple(3);
      case opAppend: return extendByOne(Kind::list, 1);
      case opSetItem: return extendByOne(Kind::dictionary, 2);
      case opAppends:
      case opAddItems: return extend(Kind::list);
      case opSetItems: return extend(Kind::dictionary);
      case opGlobal: return readGlobal();
      case opStackGlobal: return stackGlobal();
      case opReduce:
      case opNewObj: return reduce();
      case opNewObjEx: return drop().and_then([this] { return reduce(); });  // named arguments do not matter
      case opBuild: return build();
      case opBinPersId: return persistentId();
      default: break;
    }
    return opcode == opBinGet || opcode == opLongBinGet || opcode == opBinPut || opcode == opLongBinPut ||
                   opcode == opMemoize
               ? memoStep(opcode)
               : literalStep(opcode);
  }

  Result<void> literalStep(unsigned char opcode) {
    switch (opcode) {
      case opBinInt1: return integerOf(1);
      case opBinInt2: return integerOf(2);
      case opBinInt: return integerOf(4);
      case opLong1: return longOf(1);
      case opLong4: return longOf(4);
      case opBinFloat: return real();
      case opShortBinUnicode: return textOf(Kind::string, 1);
      case opBinUnicode: return textOf(Kind::string, 4);
      case opBinUnicode8: return textOf(Kind::string, 8);
      case opShortBinString:
      case opShortBinBytes: return textOf(Kind::bytes, 1);
      case opBinString:
      case opBinBytes: return textOf(Kind::bytes, 4);
      case opBinBytes8:
      case opByteArray8: return textOf(Kind::bytes, 8);
      default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    return forbid(std::string("the operation 0x") + digits[opcode >> 4U] + digits[opcode & 15U]);
  }

  Result<void> memoStep(unsigned char opcode) {
    std::uint64_t index = memo_.size();
    if (opcode != opMemoize) {
      CHEXGEN_ASSIGN(index, readNumber(opcode == opBinGet || opcode == opBinPut ? 1 : 4));
    }
    if (opcode == opBinGet || opcode == opLongBinGet) {
      const auto found = memo_.find(index);
      if (found == memo_.end()) return refuse("it recalls a value that it never stored");
      stack_.push_back(found->second);
      return {};
    }
    if (stack_.empty()) return refuse("it stores a value that is not there");
    if (memo_.size() >= limits_.memo) return refuse("it stores too many values");
    memo_[index] = stack_.back();
    return {};
  }

  Result<void> readProtocol() {
    CHEXGEN_ASSIGN(const std::uint64_t protocol, readNumber(1));
    if (protocol < 2 || protocol > 5) {
      return refuse("protocol " + std::to_string(protocol) + " is not read here",
                    ErrorCode::formatUnsupported);
    }
    return {};
  }
  Result<void> skipNumber(std::size_t count) {
    CHEXGEN_TRY(readNumber(count));
    return {};
  }
  Result<void> openMark() {
    if (marks_.size() >= limits_.marks) return refuse("it is nested too deeply");
    marks_.push_back(stack_.size());
    return {};
  }
  Result<void> drop() {
    CHEXGEN_TRY(pop());
    return {};
  }
  Result<void> dropToMark() {
    CHEXGEN_TRY(popToMark());
    return {};
  }

  Result<void> integerOf(std::size_t count) {
    CHEXGEN_ASSIGN(const std::uint64_t value, readNumber(count));
    // BININT is the one signed form.
    return pushInteger(count == 4 ? static_cast<std::int32_t>(static_cast<std::uint32_t>(value))
                                  : static_cast<std::int64_t>(value));
  }
  Result<void> longOf(std::size_t lengthBytes) {
    CHEXGEN_ASSIGN(const std::uint64_t count, readNumber(lengthBytes));
    CHEXGEN_ASSIGN(const std::string digits, readText(count));
    PickleValue value;
    value.kind = Kind::integer;
    if (count > 8) {
      value.text = digits;
      return push(std::move(value));
    }
    // Two's complement, little-endian, as many bytes as needed.
    std::uint64_t bits =
        count > 0 && (static_cast<unsigned char>(digits.back()) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = digits.size(); i-- > 0;) bits = (bits << 8U) | static_cast<unsigned char>(digits[i]);
    value.integer = static_cast<std::int64_t>(bits);
    return push(std::move(value));
  }
  Result<void> real() {
    CHEXGEN_ASSIGN(const auto bytes, readBytes(8));
    std::uint64_t bits = 0;  // big-endian, unlike everything else
    for (const std::byte byte : bytes) bits = (bits << 8U) | std::to_integer<std::uint64_t>(byte);
    return push({Kind::real, 0, std::bit_cast<double>(bits), {}, {}});
  }
  Result<void> textOf(Kind kind, std::size_t lengthBytes) {
    CHEXGEN_ASSIGN(const std::uint64_t count, readNumber(lengthBytes));
    return pushText(kind, count);
  }

  Result<void> closeGroup(Kind kind) {
    CHEXGEN_ASSIGN(auto items, popToMark());
    return pushItems(kind, std::move(items));
  }
  Result<void> closeTuple(std::size_t count) {
    std::vector<PickleRef> items(count);
    for (std::size_t i = count; i-- > 0;) {
      CHEXGEN_ASSIGN(items[i], pop());
    }
    return pushItems(Kind::tuple, std::move(items));
  }
  Result<void> appendTo(Kind kind, const std::vector<PickleRef>& items) {
    // Subclasses of list or dict that are kept opaque may be filled as well; what they hold does not matter.
    if (!stack_.empty() && at(stack_.back()).kind == Kind::opaque) return {};
    CHEXGEN_ASSIGN(const PickleRef target, top(kind, kind == Kind::list ? "a list" : "a dictionary"));
    if (kind == Kind::dictionary && items.size() % 2 != 0)
      return refuse("a dictionary has a key without value");
    CHEXGEN_TRY(spend(items.size()));
    at(target).items.insert(at(target).items.end(), items.begin(), items.end());
    return {};
  }
  Result<void> extendByOne(Kind kind, std::size_t count) {
    std::vector<PickleRef> items(count);
    for (std::size_t i = count; i-- > 0;) {
      CHEXGEN_ASSIGN(items[i], pop());
    }
    return appendTo(kind, items);
  }
  Result<void> extend(Kind kind) {
    CHEXGEN_ASSIGN(const auto items, popToMark());
    return appendTo(kind, items);
  }

  // ---- names and objects ----
  Result<void> pushGlobal(const std::string& module, const std::string& name) {
    if (!roleOfGlobal(module, name)) {
      // Where nothing came before it, the file is one object of this class, as torch.save(model) writes it.
      return stack_.empty() && marks_.empty() ? wholeObject(module + "." + name)
                                              : forbid("\"" + module + "." + name + "\"");
    }
    return push({Kind::global, 0, 0, module + " " + name, {}});
  }
  Result<void> readGlobal() {
    CHEXGEN_ASSIGN(const std::string module, readLine());
    CHEXGEN_ASSIGN(const std::string name, readLine());
    return pushGlobal(module, name);
  }
  Result<void> stackGlobal() {
    CHEXGEN_ASSIGN(const PickleRef name, pop());
    CHEXGEN_ASSIGN(const PickleRef module, pop());
    if (at(name).kind != Kind::string || at(module).kind != Kind::string)
      return refuse("a name in it is not a text");
    return pushGlobal(at(module).text, at(name).text);
  }

  Result<void> persistentId() {
    CHEXGEN_ASSIGN(const PickleRef id, pop());
    constexpr std::size_t parts = 5;  // "storage", class, key, device, element count
    if (at(id).kind != Kind::tuple || at(id).items.size() != parts)
      return refuse("a storage is not described as torch does");
    return pushItems(Kind::storage, at(id).items);
  }

  Result<void> reduce() {
    CHEXGEN_ASSIGN(const PickleRef arguments, pop());
    CHEXGEN_ASSIGN(const PickleRef callee, pop());
    if (at(callee).kind != Kind::global) return forbid("a call of something that is no known name");
    if (at(arguments).kind != Kind::tuple) return refuse("the arguments of a name are not a tuple");
    const std::string& name = at(callee).text;
    const std::size_t space = name.find(' ');
    const auto role =
        roleOfGlobal(std::string_view(name).substr(0, space), std::string_view(name).substr(space + 1));
    return rebuild(*role, name, at(arguments).items);
  }

  // Turns a name and its arguments into plain data. `items` must not outlive the next push.
  Result<void> rebuild(GlobalRole role, const std::string& name, const std::vector<PickleRef>& items) {
    const auto firstIs = [&](Kind kind) { return !items.empty() && at(items.front()).kind == kind; };
    switch (role) {
      case GlobalRole::rebuildTensor:
        // storage, offset, size, stride, requires_grad, hooks; newer torch adds a metadata entry
        if (items.size() < 6 || items.size() > 7) return refuse("a tensor is not described as torch does");
        return pushItems(Kind::tensor, items);
      case GlobalRole::rebuildTypedTensor:
        // … hooks, type of the numbers; newer torch adds a metadata entry
        if (items.size() < 7 || items.size() > 8) return refuse("a tensor is not described as torch does");
        return push({Kind::tensor, 0, 0, std::string(typedTensor), items});
      case GlobalRole::rebuildFromType: return rebuildFromType(items);
      case GlobalRole::rebuildParameter:
        if (!firstIs(Kind::tensor)) return refuse("a parameter does not wrap a tensor");
        stack_.push_back(items.front());
        return {};
      case GlobalRole::dictionary:
        if (firstIs(Kind::dictionary)) return pushItems(Kind::dictionary, at(items.front()).items);
        if (firstIs(Kind::list)) return dictionaryOfPairs(at(items.front()).items);
        return pushItems(Kind::dictionary, {});
      case GlobalRole::list:
        return pushItems(Kind::list,
                         firstIs(Kind::list) ? at(items.front()).items : std::vector<PickleRef>{});
      case GlobalRole::tuple:
        return pushItems(Kind::tuple,
                         firstIs(Kind::tuple) ? at(items.front()).items : std::vector<PickleRef>{});
      case GlobalRole::opaque: return push({Kind::opaque, 0, 0, name, {}});
      case GlobalRole::storage: break;
    }
    return forbid("a call of \"" + name + "\"");
  }
  // (function, class, its arguments, state): a tensor of a subclass or with attributes, which weights do not
  // need.
  Result<void> rebuildFromType(const std::vector<PickleRef>& items) {
    if (items.size() != 4 || at(items[0]).kind != Kind::global || at(items[2]).kind != Kind::tuple)
      return refuse("a tensor is not described as torch does");
    const std::string name = at(items[0]).text;
    const std::size_t space = name.find(' ');
    const auto role =
        roleOfGlobal(std::string_view(name).substr(0, space), std::string_view(name).substr(space + 1));
    if (role != GlobalRole::rebuildTensor && role != GlobalRole::rebuildTypedTensor)
      return refuse("a tensor is made by \"" + name + "\", which is not known here");
    const std::vector<PickleRef> arguments = at(items[2]).items;
    return rebuild(*role, name, arguments);
  }
  Result<void> dictionaryOfPairs(const std::vector<PickleRef>& pairs) {
    std::vector<PickleRef> items;
    for (const PickleRef pair : pairs) {
      const PickleValue& value = at(pair);
      if ((value.kind != Kind::tuple && value.kind != Kind::list) || value.items.size() != 2) {
        return refuse("a dictionary is not made of pairs");
      }
      items.insert(items.end(), value.items.begin(), value.items.end());
    }
    return pushItems(Kind::dictionary, std::move(items));
  }

  // BUILD sets attributes (an OrderedDict's _metadata, a Namespace's options): nothing here needs them.
  Result<void> build() {
    CHEXGEN_TRY(pop());
    CHEXGEN_ASSIGN(const PickleRef target, pop());
    const Kind kind = at(target).kind;
    if (kind != Kind::dictionary && kind != Kind::opaque && kind != Kind::tensor && kind != Kind::list) {
      return refuse("it sets attributes of something that has none");
    }
    stack_.push_back(target);
    return {};
  }

  std::span<const std::byte> bytes_;
  const std::filesystem::path& source_;
  const PickleLimits& limits_;
  std::size_t position_ = 0;
  std::size_t opcodeAt_ = 0;
  std::size_t references_ = 0;
  Pickle pickle_;
  std::vector<PickleRef> stack_;
  std::vector<std::size_t> marks_;  // stack sizes when groups were opened
  std::unordered_map<std::uint64_t, PickleRef> memo_;
};

Result<Pickle> Pickle::parse(std::span<const std::byte> bytes, const std::filesystem::path& source,
                             const PickleLimits& limits) {
  return PickleInterpreter(bytes, source, limits).run();
}

const PickleValue* Pickle::entry(const PickleValue& dictionary, std::string_view key) const {
  const PickleValue* found = nullptr;
  if (dictionary.kind != Kind::dictionary) return found;
  for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
    const PickleValue& candidate = value(dictionary.items[i]);
    if (candidate.kind == Kind::string && candidate.text == key) found = &value(dictionary.items[i + 1]);
  }
  return found;
}

}  // namespace chexgen::weights
