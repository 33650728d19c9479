// One pass over a file: its SHA-256, and whether its floating-point numbers are numbers.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/weights/file_check.h"
#include "core/weights/number_formats.h"
#include "core/weights/tensor_tables.h"

namespace chexgen::weights {

using base::fail;
using base::Result;

namespace {

constexpr std::size_t passBytes = std::size_t{4} << 20U;

// The floating-point tensors of a file in the order in which they lie in it.
struct Stretch {
  std::string name;
  DataType type = DataType::float32;
  std::span<const std::byte> data;
};

class NumberCheck {
 public:
  NumberCheck(const TensorTables& tables, std::span<const std::byte> file) {
    for (const TensorTable& table : tables.tables) {
      for (const auto& [name, view] : table.tensors) {
        if (!isFloating(view.type) || view.data.empty()) continue;
        const bool isInFile = view.data.data() >= file.data() && view.data.data() < file.data() + file.size();
        (isInFile ? inside_ : copies_).push_back({name, view.type, view.data});
      }
    }
    std::sort(inside_.begin(), inside_.end(),
              [](const Stretch& a, const Stretch& b) { return a.data.data() < b.data.data(); });
  }

  // Looks at what of the tensors ends before `end`, while it still lies in the processor's memory.
  void upTo(const std::byte* end) {
    while (unfit_.empty() && next_ < inside_.size()) {
      const Stretch& stretch = inside_[next_];
      const std::byte* from = stretch.data.data() + done_;
      if (from >= end) return;
      const std::size_t size = bytesOf(stretch.type);
      const auto left = stretch.data.size() - done_;
      const std::size_t part = std::min(left, static_cast<std::size_t>(end - from)) / size * size;
      look(stretch, stretch.data.subspan(done_, part));
      done_ += part;
      if (done_ < stretch.data.size()) return;
      ++next_;
      done_ = 0;
    }
  }
  std::string finish() {
    for (const Stretch& stretch : copies_) {
      if (unfit_.empty()) look(stretch, stretch.data);
    }
    return std::move(unfit_);
  }

 private:
  void look(const Stretch& stretch, std::span<const std::byte> part) {
    if (allFinite(part, stretch.type)) return;
    const auto values = toFloats(part, stretch.type);
    const bool hasNan = std::any_of(values.begin(), values.end(), [](float value) { return value != value; });
    unfit_ =
        "\"" + stretch.name + "\" holds " + (hasNan ? "values that are no numbers (NaN)" : "infinite values");
  }

  std::vector<Stretch> inside_, copies_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;  // bytes of the next one that were looked at
  std::string unfit_;
};

}  // namespace

Result<FileFacts> readFacts(const std::filesystem::path& path, const base::CancelToken& cancel,
                            std::atomic<std::uint64_t>* done) {
  CHEXGEN_ASSIGN(const auto file, base::MappedFile::open(path));
  const auto bytes = file.bytes();
  // A tokenizer holds no tensors, and a damaged file is told by its hash.
  const auto tables = parseTables(bytes, file.owner(), path);
  NumberCheck numbers(tables ? *tables : TensorTables{}, bytes);
  base::Sha256 hash;
  for (std::size_t at = 0; at < bytes.size(); at += passBytes) {
    if (cancel.isCancelled())
      return fail(base::ErrorCode::cancelled, "Checking the files was cancelled.", path);
    const auto piece = bytes.subspan(at, std::min(passBytes, bytes.size() - at));
    hash.update(piece);
    numbers.upTo(piece.data() + piece.size());
    if (done != nullptr) *done += piece.size();
  }
  FileFacts facts{hash.finish(), {}};
  facts.unfit = numbers.finish();
  return facts;
}

}  // namespace chexgen::weights
