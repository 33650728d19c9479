#include "core/downstream/augmentation.h"

#include <cmath>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/philox.h"
#include "core/jobs/job_spec.h"

namespace chexgen::downstream {
namespace {

constexpr std::uint32_t augmentStream = 0x7240;  // of a training run's seed; never renumbered

struct AugmentRange {
  double low = 0, high = 0;
};

// Every setting under its name, with its range.
template <class Settings, class Visit>
void visitAugmentation(Settings& settings, const Visit& visit) {
  visit("rotation", settings.rotation, AugmentRange{0, 180});
  visit("shift", settings.shift, AugmentRange{0, 0.5});
  visit("scale", settings.scale, AugmentRange{0, 0.9});
  visit("shear", settings.shear, AugmentRange{0, 45});
  visit("elastic", settings.elastic, AugmentRange{0, 64});
  visit("brightness", settings.brightness, AugmentRange{0, 1});
  visit("contrast", settings.contrast, AugmentRange{0, 1});
  visit("gamma", settings.gamma, AugmentRange{0, 4});
  visit("noise", settings.noise, AugmentRange{0, 1});
  visit("blur", settings.blur, AugmentRange{0, 16});
  visit("flip", settings.flip, AugmentRange{});
}

}  // namespace

AugmentSettings withoutAugmentation() {
  AugmentSettings none;
  visitAugmentation(none, [](std::string_view, auto& member, const AugmentRange&) { member = {}; });
  return none;
}

base::Result<void> checkAugmentation(const AugmentSettings& settings) {
  base::Result<void> checked;
  visitAugmentation(settings, [&](std::string_view key, const auto& member, const AugmentRange& range) {
    if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(member)>>)
      if (checked && !(member >= range.low && member <= range.high))
        checked = base::fail(base::ErrorCode::argumentInvalid,
                             "The augmentation's " + std::string(key) + " must lie in " +
                                 std::to_string(range.low) + " … " + std::to_string(range.high) + ".");
  });
  return checked;
}

base::OrderedJson toJson(const AugmentSettings& settings) {
  base::OrderedJson json;
  visitAugmentation(settings, [&](std::string_view key, const auto& member, const AugmentRange&) {
    json[std::string(key)] = member;
  });
  return json;
}

base::Result<AugmentSettings> augmentationFromJson(const base::Json& value,
                                                   const std::filesystem::path& file) {
  AugmentSettings settings;
  std::vector<std::string_view> known;
  visitAugmentation(settings,
                    [&](std::string_view key, auto&, const AugmentRange&) { known.push_back(key); });
  CHEXGEN_TRY(jobs::onlyKnownEntries(value, known, file));
  base::Result<void> read;
  visitAugmentation(settings, [&](std::string_view key, auto& member, const AugmentRange&) {
    auto found = base::jsonValueOr(value, key, member, file);
    if (found) {
      member = *found;
    } else if (read) {
      read = tl::unexpected(found.error());
    }
  });
  CHEXGEN_TRY(read);
  CHEXGEN_TRY(checkAugmentation(settings));
  return settings;
}

AugmentDraw drawAugmentation(const AugmentSettings& settings, std::uint64_t seed, std::uint64_t position) {
  const base::RandomStream random{seed, augmentStream + (static_cast<std::uint32_t>(position >> 32U) << 16U),
                                  static_cast<std::uint32_t>(position)};
  // Each change has numbers of its own, so that leaving one out does not move the others.
  const auto either = [&](std::uint64_t which, double most) {
    return most * (2 * random.uniform(which) - 1);
  };
  AugmentDraw draw{.angle = either(0, settings.rotation),
                   .shiftX = either(1, settings.shift),
                   .shiftY = either(2, settings.shift),
                   .scale = 1 + either(3, settings.scale),
                   .shearX = either(4, settings.shear),
                   .shearY = either(5, settings.shear),
                   .brightness = 1 + either(6, settings.brightness),
                   .contrast = 1 + either(7, settings.contrast),
                   .gamma = std::pow(1 + settings.gamma, either(8, 1)),
                   .noise = settings.noise * random.uniform(9),
                   .blur = settings.blur * random.uniform(10)};
  draw.flip = settings.flip && random.uniform(11) < 0.5;
  return draw;
}

}  // namespace chexgen::downstream
