// Python's pickle format as data: a whitelist interpreter for what torch.save writes. It builds plain values
// and never calls, imports or constructs anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::weights {

// Index of a value in its Pickle. Indices instead of pointers: values may refer to each other in circles, and
// nested ones must not be destroyed recursively.
using PickleRef = std::uint32_t;

struct PickleValue {
  enum class Kind {
    none,
    boolean,     // integer is 0 or 1
    integer,     // beyond 64 bits: kept as bytes of `text`, integer is 0
    real,        // real
    string,      // text, UTF-8
    bytes,       // text
    list,        // items; a Python set is a list too
    tuple,       // items
    dictionary,  // items: key, value, key, value, …; OrderedDict and the like too
    global,      // text: "module name", on the whitelist
    storage,     // items: the persistent id's parts
    tensor,      // items: the arguments of torch's rebuild function; text: typedTensor where the seventh is
                 // the type of its numbers
    opaque,      // something inert that is kept only so that the rest can be read; text says what
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<PickleRef> items;
};

inline constexpr std::string_view typedTensor = "typed";

struct PickleLimits {
  std::size_t bytes = std::size_t{64} << 20U;
  std::size_t values = 2'000'000;
  std::size_t stack = 1'000'000;
  std::size_t marks = 1'000;  // depth of containers that are open at once
  std::size_t memo = 2'000'000;
};

class Pickle {
 public:
  // Interprets one pickle of protocol 2 to 5. formatForbidden names a global that is not on the whitelist or
  // an opcode that torch.save does not write; formatInvalid and fileTruncated name the position.
  [[nodiscard]] static base::Result<Pickle> parse(std::span<const std::byte> bytes,
                                                  const std::filesystem::path& source,
                                                  const PickleLimits& limits = {});

  [[nodiscard]] const PickleValue& root() const { return values_[root_]; }
  [[nodiscard]] const PickleValue& value(PickleRef ref) const { return values_[ref]; }
  // The value under a text key of a dictionary, or nullptr; the last one wins, as in Python.
  [[nodiscard]] const PickleValue* entry(const PickleValue& dictionary, std::string_view key) const;

 private:
  friend class PickleInterpreter;
  std::deque<PickleValue> values_;
  PickleRef root_ = 0;
};

}  // namespace chexgen::weights
