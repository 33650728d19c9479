#include "core/weights/wrapped_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// Parts that torch.compile, FSDP and activation checkpointing put into names; no network has them of its own.
constexpr std::array<std::string_view, 3> innerParts{"_orig_mod", "_fsdp_wrapped_module",
                                                     "_checkpoint_wrapped_module"};

// A name that only this kind of network has. A control checkpoint carries its base under "base_model.".
constexpr std::array<std::string_view, 3> transformerMarks{
    "base_model.x_embedder.proj.weight", "x_embedder.proj.weight", "adaln_single.linear.weight"};
constexpr std::array<std::string_view, 1> controlMarks{"controlnet.0.before_proj.weight"};
constexpr std::array<std::string_view, 1> textMarks{"encoder.block.0.layer.0.SelfAttention.q.weight"};
constexpr std::array<std::string_view, 2> vaeMarks{"decoder.conv_in.weight", "encoder.conv_in.weight"};

std::span<const std::string_view> marksOf(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::transformer: return transformerMarks;
    case NetworkKind::control: return controlMarks;
    case NetworkKind::textEncoder: return textMarks;
    case NetworkKind::vae: return vaeMarks;
  }
  return {};
}

std::string withoutDots(std::string_view name) {
  std::string text;
  std::copy_if(name.begin(), name.end(), std::back_inserter(text), [](char c) { return c != '.'; });
  return text;
}

// The name without its inner parts; those in front stay, they are a prefix like any other.
std::string withoutInner(const std::string& name, std::set<std::string>& removed) {
  std::string clean;
  std::set<std::string> found;
  for (const std::string& segment : segmentsOf(name)) {
    const bool isInner = std::find(innerParts.begin(), innerParts.end(), segment) != innerParts.end();
    if (isInner && !clean.empty()) {
      found.insert(segment);
    } else {
      clean += (clean.empty() ? "" : ".") + segment;
    }
  }
  if (found.empty()) return name;  // as it stands, odd dots and all
  removed.insert(found.begin(), found.end());
  return clean;
}

// CompVis' averages (LitEma) drop the dots of the names of what stands under "model.".
void restoreDots(WrappedTable& table) {
  constexpr std::string_view average = "model_ema.";
  constexpr std::string_view raw = "model.";
  std::map<std::string, std::optional<std::string>> known;  // without dots → name; nothing when two share it
  for (const auto& [name, entry] : table.tensors) {
    if (!name.starts_with(raw)) continue;
    const std::string rest = name.substr(raw.size());
    const auto [place, isNew] = known.emplace(withoutDots(rest), rest);
    if (!isNew) place->second.reset();
  }
  std::map<std::string, WrappedTensor> restored;
  std::size_t count = 0;
  for (const auto& [name, entry] : table.tensors) {
    const bool isDotless = name.starts_with(average) && name.find('.', average.size()) == std::string::npos;
    const auto found = isDotless ? known.find(name.substr(average.size())) : known.end();
    const bool isKnown =
        found != known.end() && found->second && found->second->find('.') != std::string::npos;
    const std::string full = isKnown ? std::string(average) + *found->second : name;
    if (isKnown && table.tensors.contains(full)) return;  // both spellings: nothing is guessed
    count += isKnown ? 1U : 0U;
    restored.emplace(full, entry);
  }
  table.restored = count;
  table.tensors = std::move(restored);
}

}  // namespace

std::vector<std::string> segmentsOf(std::string_view name) {
  std::vector<std::string> segments;
  while (!name.empty()) {
    const std::size_t dot = name.find('.');
    segments.emplace_back(name.substr(0, dot));
    name = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  }
  return segments;
}

Result<WrappedTable> cleanNames(const TensorTable& table, const std::filesystem::path& source) {
  WrappedTable clean{table.place, {}, {}, 0};
  for (const auto& [name, view] : table.tensors) {
    const std::string shorter = withoutInner(name, clean.removed);
    const auto [place, isNew] = clean.tensors.emplace(shorter, WrappedTensor{name, view});
    if (isNew) continue;
    return fail(ErrorCode::formatInvalid,
                "The names \"" + place->second.name + "\" and \"" + name +
                    "\" become one when what a wrapper put into them is taken out.",
                source, "Nothing was loaded.",
                "Save the state_dict of the unwrapped model, and name that file.");
  }
  restoreDots(clean);
  return clean;
}

std::set<std::string> prefixesOf(const WrappedTable& table, NetworkKind kind) {
  std::set<std::string> prefixes;
  for (const auto& [name, entry] : table.tensors) {
    for (const std::string_view mark : marksOf(kind)) {
      if (!name.ends_with(mark)) continue;
      const std::string prefix = name.substr(0, name.size() - mark.size());
      if (!prefix.empty() && prefix.back() != '.') continue;
      // Told by the longer mark already.
      if (kind == NetworkKind::transformer && (prefix == "base_model." || prefix.ends_with(".base_model.")))
        continue;
      prefixes.insert(prefix);
    }
  }
  return prefixes;
}

bool namesAverage(std::span<const std::string> parts) {
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
    std::string word;
    for (const char c : part + "_") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        continue;
      }
      if (word == "ema") return true;
      word.clear();
    }
    return false;
  });
}

std::string numberless(std::string_view name) {
  std::string text;
  for (const std::string& segment : segmentsOf(name)) {
    const bool isNumber = !segment.empty() && segment.find_first_not_of("0123456789") == std::string::npos;
    text += (text.empty() ? "" : ".") + (isNumber ? std::string("#") : segment);
  }
  return text;
}

bool continuesOne(std::string_view name, const std::set<std::string>& patterns, bool isInside) {
  std::size_t from = isInside ? name.find('.') : 0;
  if (from == std::string_view::npos) return false;
  if (isInside) ++from;
  for (;;) {
    const std::string_view rest = name.substr(from);
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) return false;  // one part alone says too little
    if (patterns.contains(numberless(rest))) return true;
    from += dot + 1;
  }
}

}  // namespace chexgen::weights
