#include "core/weights/torch_zip.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/weights/pickle.h"
#include "core/weights/pickle_globals.h"
#include "core/weights/zip_archive.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using Kind = PickleValue::Kind;

constexpr std::size_t mostTorchDimensions = 16;
constexpr std::size_t mostNested = 8;  // dictionaries inside each other
constexpr std::size_t mostNamed = 8;   // entries that a message lists
constexpr std::string_view torchModule = "torch ";
constexpr std::string_view untypedStorage = "torch.storage UntypedStorage";

// A tensor as the pickle describes it: a strided window into a storage.
struct Window {
  DataType type = DataType::float32;
  std::span<const std::byte> storage;
  std::uint64_t offset = 0;  // in elements
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;  // in elements
};

// A dimension of size 1 may carry any stride, and an empty tensor any strides.
bool isContiguous(const Window& window) {
  std::int64_t expected = 1;
  for (std::size_t i = window.shape.size(); i-- > 0;) {
    if (window.shape[i] == 0) return true;
    if (window.shape[i] != 1 && window.strides[i] != expected) return false;
    expected *= window.shape[i];
  }
  return true;
}

// Index of the last element that the window touches; nothing when it overflows or a stride is negative.
std::optional<std::uint64_t> lastElement(const Window& window) {
  std::uint64_t last = window.offset;
  for (std::size_t i = 0; i < window.shape.size(); ++i) {
    std::uint64_t reach = 0;
    if (window.strides[i] < 0 ||
        __builtin_mul_overflow(static_cast<std::uint64_t>(window.shape[i] - 1),
                               static_cast<std::uint64_t>(window.strides[i]), &reach) ||
        __builtin_add_overflow(last, reach, &last)) {
      return std::nullopt;
    }
  }
  return last;
}

// Copies a strided window row-major. The caller has checked that it lies inside its storage.
std::shared_ptr<std::vector<std::byte>> gather(const Window& window, std::size_t bytes) {
  const std::size_t size = bytesOf(window.type);
  auto result = std::make_shared<std::vector<std::byte>>(bytes);
  std::vector<std::int64_t> index(window.shape.size(), 0);
  for (std::size_t out = 0; out < bytes; out += size) {
    std::uint64_t element = window.offset;
    for (std::size_t i = 0; i < index.size(); ++i) {
      element += static_cast<std::uint64_t>(index[i] * window.strides[i]);
    }
    const auto from = window.storage.subspan(static_cast<std::size_t>(element) * size, size);
    std::copy(from.begin(), from.end(), result->begin() + static_cast<std::ptrdiff_t>(out));
    for (std::size_t i = index.size(); i-- > 0;) {
      if (++index[i] < window.shape[i]) break;
      index[i] = 0;
    }
  }
  return result;
}

class Reader {
 public:
  Reader(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, std::filesystem::path source)
      : bytes_(bytes), owner_(std::move(owner)), source_(std::move(source)) {}

  Result<TensorTables> read() {
    CHEXGEN_ASSIGN(archive_, ZipArchive::parse(bytes_, source_));
    CHEXGEN_ASSIGN(const auto pickleBytes, findPickle());
    CHEXGEN_TRY(checkByteOrder());
    CHEXGEN_ASSIGN(pickle_, Pickle::parse(pickleBytes, source_));
    found_.source = source_;
    const PickleValue& root = pickle_.root();
    if (root.kind != Kind::dictionary) return refuse("The checkpoint is not a dictionary of weights.");
    readMetadata(root);
    CHEXGEN_TRY(readDictionary(root, {}));
    if (found_.tables.empty()) return noTensors(root);
    return std::move(found_);
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> refuse(const std::string& message,
                                                   ErrorCode code = ErrorCode::formatInvalid) const {
    return fail(code, message, source_, "Nothing was loaded.");
  }

  // All entries stand in one folder, named after the file that was first written.
  Result<std::span<const std::byte>> findPickle() {
    constexpr std::string_view pickleName = "data.pkl";
    const ZipEntry* pickle = nullptr;
    for (const auto& [name, entry] : archive_.entries()) {
      const std::size_t slash = name.find('/');
      if (slash == std::string::npos || name.substr(slash + 1) != pickleName) continue;
      if (pickle != nullptr) return refuse("The archive holds more than one data.pkl.");
      pickle = &entry;
      folder_ = name.substr(0, slash + 1);
    }
    if (pickle == nullptr) {
      return fail(ErrorCode::formatUnsupported,
                  "This ZIP archive is no torch checkpoint: it has no data.pkl.", source_,
                  "Nothing was loaded.");
    }
    if (archive_.find(folder_ + "constants.pkl") != nullptr) {
      return fail(ErrorCode::formatUnsupported, "This is a TorchScript program, not a checkpoint.", source_,
                  "Nothing was loaded.", "Save the weights with torch.save(model.state_dict(), path).");
    }
    if (!crcMatches(*pickle)) return refuse("The checkpoint is damaged: data.pkl does not have its CRC.");
    return pickle->data;
  }

  Result<void> checkByteOrder() const {
    const ZipEntry* entry = archive_.find(folder_ + "byteorder");
    constexpr std::string_view little = "little";
    if (entry == nullptr || std::equal(entry->data.begin(), entry->data.end(), little.begin(), little.end(),
                                       [](std::byte a, char b) { return std::to_integer<char>(a) == b; })) {
      return {};
    }
    return refuse("The checkpoint was not written in little-endian byte order.",
                  ErrorCode::formatUnsupported);
  }

  // ---- dictionaries ----

  void readMetadata(const PickleValue& root) {
    const auto number = [&](const char* key, const char* shown) {
      const PickleValue* value = pickle_.entry(root, key);
      if (value != nullptr && value->kind == Kind::integer && value->text.empty())
        found_.metadata[shown] = value->integer;
    };
    number("global_step", "step");
    number("step", "step");
    number("epoch", "epoch");
    found_.metadata["dictionary"] = "";
    for (const auto& [key, program] : {std::pair("pytorch-lightning_version", "PyTorch Lightning"),
                                       std::pair("ds_version", "DeepSpeed")}) {
      const PickleValue* version = pickle_.entry(root, key);
      if (version == nullptr) continue;
      found_.metadata["program"] =
          program + (version->kind == Kind::string ? " " + version->text : std::string());
    }
  }

  [[nodiscard]] tl::unexpected<base::Error> noTensors(const PickleValue& root) const {
    std::string names;
    for (std::size_t i = 0; i + 1 < root.items.size() && i < 2 * mostNamed; i += 2) {
      const PickleValue& key = pickle_.value(root.items[i]);
      if (key.kind == Kind::string) names += (names.empty() ? "\"" : ", \"") + key.text + "\"";
    }
    return fail(ErrorCode::formatInvalid,
                "The checkpoint holds no weights" + (names.empty() ? "" : "; its entries are " + names) + ".",
                source_, "Nothing was loaded.",
                "Save the weights with torch.save(model.state_dict(), path).");
  }

  // What optimisers keep for each weight has the weights' names, but is none.
  static bool isOptimiserState(std::string_view key) {
    for (const std::string_view part : {"optim", "exp_avg", "momentum", "sched", "scaler"}) {
      if (key.find(part) != std::string_view::npos) return true;
    }
    return false;
  }

  // Every dictionary is looked at once, however often it is referred to.
  Result<void> readDictionary(const PickleValue& dictionary, const std::vector<std::string>& place) {
    if (!seen_.insert(&dictionary).second) return {};
    TensorTable table{place, {}, {}};
    for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
      const PickleValue& key = pickle_.value(dictionary.items[i]);
      const PickleValue& value = pickle_.value(dictionary.items[i + 1]);
      if (key.kind != Kind::string) continue;  // an optimiser counts its weights
      if (value.kind == Kind::tensor) {
        CHEXGEN_TRY(addTensor(key.text, value, table));
      } else if (value.kind != Kind::dictionary) {
        table.others.push_back(key.text);
        noteNameless(key.text, value);
      }
    }
    if (!table.tensors.empty()) found_.tables.push_back(std::move(table));
    if (place.size() == mostNested) return {};
    for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
      const PickleValue& key = pickle_.value(dictionary.items[i]);
      const PickleValue& value = pickle_.value(dictionary.items[i + 1]);
      if (key.kind != Kind::string || value.kind != Kind::dictionary || isOptimiserState(key.text)) continue;
      std::vector<std::string> inside = place;
      inside.push_back(key.text);
      CHEXGEN_TRY(readDictionary(value, inside));
    }
    return {};
  }

  // diffusers' and torch_ema's averages: a list in the order of a module that nobody has here.
  void noteNameless(const std::string& key, const PickleValue& value) {
    if (key != "shadow_params" || (value.kind != Kind::list && value.kind != Kind::tuple)) return;
    found_.remarks.push_back(
        "The file also holds a moving average without names (\"shadow_params\"), which is not "
        "read: to take it, copy it into the model and save the model's state_dict().");
  }

  Result<void> addTensor(const std::string& name, const PickleValue& value, TensorTable& table) {
    CHEXGEN_ASSIGN(const Window window, readWindow(name, value));
    CHEXGEN_ASSIGN(TensorView view, viewOf(name, window));
    if (!table.tensors.emplace(name, std::move(view)).second)
      return refuse("The weights hold \"" + name + "\" twice.");
    return {};
  }

  [[nodiscard]] tl::unexpected<base::Error> refuseTensor(const std::string& key,
                                                         const std::string& rule) const {
    return refuse("Tensor \"" + key + "\": " + rule + ".");
  }

  Result<Window> readWindow(const std::string& key, const PickleValue& tensor) const {
    Window window;
    CHEXGEN_TRY(readStorage(key, pickle_.value(tensor.items[0]), window));
    const PickleValue& offset = pickle_.value(tensor.items[1]);
    if (offset.kind != Kind::integer || !offset.text.empty() || offset.integer < 0) {
      return refuseTensor(key, "its offset is not a whole number from 0");
    }
    if (tensor.text == typedTensor) {
      const std::string& type = pickle_.value(tensor.items[6]).text;
      const auto known =
          type.starts_with(torchModule) ? typeNamed(type.substr(torchModule.size())) : std::nullopt;
      if (!known) {
        return refuse(
            "Tensor \"" + key + "\": its numbers are of the type \"" + type + "\", which is not read here.",
            ErrorCode::formatUnsupported);
      }
      window.type = *known;
    }
    window.offset = static_cast<std::uint64_t>(offset.integer);
    CHEXGEN_ASSIGN(window.shape, readNumbers(key, pickle_.value(tensor.items[2])));
    CHEXGEN_ASSIGN(window.strides, readNumbers(key, pickle_.value(tensor.items[3])));
    if (window.shape.size() != window.strides.size())
      return refuseTensor(key, "its shape and strides differ in length");
    return window;
  }

  Result<std::vector<std::int64_t>> readNumbers(const std::string& key, const PickleValue& tuple) const {
    if (tuple.kind != Kind::tuple || tuple.items.size() > mostTorchDimensions) {
      return refuseTensor(
          key, "its shape is not a tuple of at most " + std::to_string(mostTorchDimensions) + " sizes");
    }
    std::vector<std::int64_t> numbers;
    for (const PickleRef item : tuple.items) {
      const PickleValue& value = pickle_.value(item);
      if (value.kind != Kind::integer || !value.text.empty() || value.integer < 0) {
        return refuseTensor(key, "its shape has a size that is not a whole number from 0");
      }
      numbers.push_back(value.integer);
    }
    return numbers;
  }

  Result<void> readStorage(const std::string& key, const PickleValue& storage, Window& window) const {
    if (storage.kind != Kind::storage) return refuseTensor(key, "it has no storage");
    const PickleValue& tag = pickle_.value(storage.items[0]);
    const PickleValue& type = pickle_.value(storage.items[1]);
    const PickleValue& name = pickle_.value(storage.items[2]);
    const PickleValue& count = pickle_.value(storage.items[4]);
    if (tag.text != "storage" || type.kind != Kind::global || name.kind != Kind::string ||
        count.kind != Kind::integer || !count.text.empty() || count.integer < 0) {
      return refuseTensor(key, "its storage is not described as torch does");
    }
    const auto elementType = type.text == untypedStorage
                                 ? DataType::uint8
                                 : typeOfStorage(std::string_view(type.text).substr(
                                       std::min(type.text.size(), torchModule.size())));
    if (!elementType) {
      return refuse("Tensor \"" + key + "\": its storage \"" + type.text + "\" holds no plain numbers.",
                    ErrorCode::formatUnsupported);
    }
    const ZipEntry* entry = archive_.find(folder_ + "data/" + name.text);
    if (entry == nullptr)
      return refuseTensor(key, "its storage data/" + name.text + " is not in the archive");
    const auto bytes = bytesOfShape(std::span(&count.integer, 1), *elementType);
    if (!bytes || *bytes != entry->data.size()) {
      return refuseTensor(key, "its storage of " + std::to_string(count.integer) + " elements has " +
                                   std::to_string(entry->data.size()) + " bytes");
    }
    window.type = *elementType;
    window.storage = entry->data;
    return {};
  }

  Result<TensorView> viewOf(const std::string& key, const Window& window) {
    const auto bytes = bytesOfShape(window.shape, window.type);
    if (!bytes)
      return refuseTensor(key, "its shape " + shapeText(window.shape) + " is too large to be counted");
    if (*bytes == 0) return TensorView{window.type, window.shape, {}, owner_};
    const std::uint64_t elements = window.storage.size() / bytesOf(window.type);
    const auto last = lastElement(window);
    if (!last || *last >= elements || *bytes > window.storage.size()) {
      return refuseTensor(key, "its shape " + shapeText(window.shape) + " reaches outside its storage of " +
                                   std::to_string(elements) + " elements");
    }
    const auto size = static_cast<std::size_t>(*bytes);
    if (isContiguous(window)) {
      const std::size_t first = static_cast<std::size_t>(window.offset) * bytesOf(window.type);
      return TensorView{window.type, window.shape, window.storage.subspan(first, size), owner_};
    }
    copied_ += *bytes;
    if (copied_ > bytes_.size())
      return refuseTensor(key, "the strided tensors of this file need more memory than the file");
    const auto copy = gather(window, size);
    return TensorView{window.type, window.shape, std::span<const std::byte>(*copy), copy};
  }

  std::span<const std::byte> bytes_;
  std::shared_ptr<const void> owner_;
  std::filesystem::path source_;
  ZipArchive archive_;
  std::string folder_;  // with its slash
  Pickle pickle_;
  TensorTables found_;
  std::set<const PickleValue*> seen_;
  std::uint64_t copied_ = 0;
};

}  // namespace

Result<TensorTables> parseTorchZip(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                                   const std::filesystem::path& source) {
  return Reader(bytes, std::move(owner), source).read();
}

}  // namespace chexgen::weights
