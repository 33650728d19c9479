#include "core/training/release_features.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/training/npz.h"
#include "core/weights/number_formats.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using weights::DataType;
using weights::TensorView;

Result<TensorView> entryOf(const weights::TensorStore& store, const std::string& name, std::size_t rank) {
  const auto found = store.tensors.find(name);
  if (found == store.tensors.end()) {
    return fail(ErrorCode::keyMissing, "The archive has no array \"" + name + "\".", store.source);
  }
  TensorView view = found->second;
  if (view.shape.size() == rank + 1 && view.shape.front() == 1) view.shape.erase(view.shape.begin());
  if (view.shape.size() != rank) {
    return fail(ErrorCode::shapeMismatch,
                "The array \"" + name + "\" has the shape " + weights::shapeText(found->second.shape) + "; " +
                    std::to_string(rank) + " dimensions are needed.",
                store.source);
  }
  return view;
}

Result<TensorView> floatsOf(const weights::TensorStore& store, const std::string& name, std::size_t rank) {
  CHEXGEN_ASSIGN(TensorView view, entryOf(store, name, rank));
  if (!weights::isFloating(view.type)) {
    return fail(ErrorCode::shapeMismatch,
                "The array \"" + name + "\" holds " + std::string(weights::name(view.type)) +
                    " instead of floating-point numbers.",
                store.source);
  }
  return view;
}

// Whether each element is 1 rather than 0; nothing when one is neither.
std::optional<std::vector<bool>> truths(const TensorView& mask) {
  std::vector<bool> values;
  if (weights::isFloating(mask.type)) {
    for (const float value : weights::toFloats(mask.data, mask.type)) {
      if (value != 0.0F && value != 1.0F) return std::nullopt;
      values.push_back(value == 1.0F);
    }
    return values;
  }
  const std::size_t size = weights::bytesOf(mask.type);
  for (std::size_t at = 0; at < mask.data.size(); at += size) {
    const auto element = mask.data.subspan(at, size);
    const bool restIsZero =
        std::all_of(element.begin() + 1, element.end(), [](std::byte byte) { return byte == std::byte{0}; });
    if (!restIsZero || element.front() > std::byte{1}) return std::nullopt;
    values.push_back(element.front() == std::byte{1});
  }
  return values;
}

}  // namespace

Result<TensorView> readReleaseLatent(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const weights::TensorStore store, openNpz(file));
  constexpr std::size_t rank = 3;
  CHEXGEN_ASSIGN(TensorView view, floatsOf(store, "image", rank));
  constexpr std::int64_t latentChannels = 4;
  if (view.shape[0] != latentChannels || view.shape[1] < 1 || view.shape[2] < 1) {
    return fail(ErrorCode::shapeMismatch,
                "The latent has the shape " + weights::shapeText(view.shape) + " instead of [4, h, w].",
                file);
  }
  return view;
}

Result<TensorView> readReleaseCaption(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const weights::TensorStore store, openNpz(file));
  CHEXGEN_ASSIGN(TensorView caption, floatsOf(store, "caption_embedding", 2));
  CHEXGEN_ASSIGN(const TensorView mask, entryOf(store, "caption_mask", 1));
  if (mask.shape[0] != caption.shape[0] || caption.shape[1] < 1) {
    return fail(ErrorCode::shapeMismatch,
                "The caption " + weights::shapeText(caption.shape) + " and its mask " +
                    weights::shapeText(mask.shape) + " differ in length.",
                file);
  }
  const auto real = truths(mask);
  const auto end = real ? std::find(real->begin(), real->end(), false) : std::vector<bool>::const_iterator{};
  if (!real || end == real->begin() || std::find(end, real->end(), true) != real->end()) {
    return fail(ErrorCode::formatInvalid, "The caption's mask is not a row of ones and then zeros.", file);
  }
  const auto tokens = static_cast<std::size_t>(end - real->begin());
  const auto rowBytes = static_cast<std::size_t>(caption.shape[1]) * weights::bytesOf(caption.type);
  caption.data = caption.data.first(tokens * rowBytes);
  caption.shape[0] = static_cast<std::int64_t>(tokens);
  return caption;
}

}  // namespace chexgen::training
