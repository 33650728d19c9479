// What makes the arms of a study alike in what can be measured, and what it costs. Every image of every arm
// goes the same way (blinding.h); only the figures of that way differ from arm to arm.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/image.h"
#include "core/imaging/spectrum.h"
#include "core/study/leak_words.h"

namespace chexgen::study {

struct BlindingOptions;

// sharpness: low-pass to the spectrum of the blurrier arm. greys: one curve for each arm, to the mean
// histogram of all arms. corners: black squares in all corners (BlindingOptions::masked).
enum class Remedy { sharpness, greys, corners };
[[nodiscard]] std::string_view name(Remedy remedy);  // as in files and options
// argumentInvalid with the names that there are.
[[nodiscard]] base::Result<Remedy> remedyNamed(const std::string& name);

inline constexpr double usualMask = 0.1;  // of the side, where "corners" is chosen and no share is given

// What the images of one arm go through.
struct Treatment {
  imaging::Rings gains;  // of the amplitude, by ring of frequency; 1: untouched
  // Greys from 0 to 1 that become others, both rising and of one length; linear between. Empty: untouched.
  std::vector<double> from, to;
  // Grain that is added: its standard deviation in greys is drawn for each image between these.
  double leastGrain = 0, mostGrain = 0;
  Treatment() { gains.fill(1); }
  friend bool operator==(const Treatment&, const Treatment&) = default;
};

struct RemedyPlan {
  std::vector<Remedy> chosen;
  std::map<std::string, Treatment> arms;  // empty when nothing but corners is chosen
  friend bool operator==(const RemedyPlan&, const RemedyPlan&) = default;
};

struct ArmImage {
  const imaging::Image8* image = nullptr;  // as it was read
  std::string arm;
};

// Finds the treatment of each arm. Sharpness: the mean logarithm of the radial power spectrum of each arm is
// brought down, ring by ring, to that of the arm which has least of it; never up, so that no detail is
// invented, and not below 1/26 cycles per pixel, where the anatomy lies. What is left of differences in noise
// is drowned in grain, whose strength is drawn by lot for each image of every arm. Greys: the mean quantiles
// of each arm become the mean of those of all arms. What one changes of the other is measured again, three
// rounds. Fails like blinded(), and when cancelled; `step` is called once for each image and round
// (remedyRounds()).
[[nodiscard]] base::Result<RemedyPlan> planRemedies(const std::vector<Remedy>& chosen,
                                                    const std::vector<ArmImage>& images,
                                                    const BlindingOptions& options,
                                                    const std::function<void()>& step = {},
                                                    const base::CancelToken& cancel = {});
[[nodiscard]] std::size_t remedyRounds(const std::vector<Remedy>& chosen);

// The finest structure that keeps half of its amplitude in every arm, in pixels; 0 when all does.
[[nodiscard]] double finestDetail(const RemedyPlan& plan);

// What was done, and what it costs; one sentence or two for each remedy. `side` is that of readers' images.
[[nodiscard]] std::vector<Sentence> remedyWords(const RemedyPlan& plan, const BlindingOptions& options);
// The costs before anything is done, for a form or a help text.
[[nodiscard]] Sentence remedyCost(Remedy remedy);
// Every text of these two, for translators.
[[nodiscard]] std::vector<std::string> remedyTexts();

[[nodiscard]] base::OrderedJson toJson(const RemedyPlan& plan);
// formatInvalid when it is none; nothing chosen where the record is older than remedies.
[[nodiscard]] base::Result<RemedyPlan> remediesFromJson(const base::Json& json,
                                                        const std::filesystem::path& file = {});

}  // namespace chexgen::study
