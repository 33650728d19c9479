#include "core/cohort/gates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/cohort/export_conditions.h"
#include "core/cohort/side.h"
#include "core/imaging/lung_fields.h"
#include "core/imaging/overlap.h"

namespace chexgen::cohort {
namespace {

using base::Result;
using imaging::Image8;

constexpr double leastDeviation = 12;
constexpr double mostExtreme = 0.6;
constexpr double widestBar = 0.05;
constexpr double flatLine = 1.5;  // deviation of the greys in a row or column that is a bar

GateResult blankGate(const Image8& image) {
  double mean = 0, square = 0, extreme = 0;
  for (const auto grey : image.pixels) {
    mean += grey;
    extreme += grey == 0 || grey == 255 ? 1 : 0;
  }
  const auto count = static_cast<double>(image.pixels.size());
  mean /= count;
  for (const auto grey : image.pixels) square += (grey - mean) * (grey - mean);
  const double deviation = std::sqrt(square / count);
  GateResult result{
      .gate = "blank", .passed = deviation >= leastDeviation, .value = deviation, .limit = leastDeviation};
  if (!result.passed) result.note = "The picture is nearly one grey.";
  if (extreme / count > mostExtreme)
    result = {.gate = "blank",
              .passed = false,
              .value = extreme / count,
              .limit = mostExtreme,
              .note = "Most of the picture is black or white."};
  return result;
}

// How many rows or columns in from an edge are of one grey.
int barAt(const Image8& image, bool rows, bool fromEnd) {
  const int across = rows ? image.height : image.width, along = rows ? image.width : image.height;
  int bar = 0;
  for (; bar < across; ++bar) {
    const int line = fromEnd ? across - 1 - bar : bar;
    double mean = 0, square = 0;
    for (int i = 0; i < along; ++i) {
      const double grey = image.pixels[rows ? image.index(i, line) : image.index(line, i)];
      mean += grey;
      square += grey * grey;
    }
    mean /= along;
    if (std::sqrt(std::max(square / along - mean * mean, 0.0)) > flatLine) break;
  }
  return bar;
}

GateResult frameGate(const Image8& image, const imaging::LungFields& lungs) {
  GateResult result{.gate = "frame", .limit = widestBar};
  for (const bool rows : {false, true})
    for (const bool fromEnd : {false, true})
      result.value = std::max(
          result.value, barAt(image, rows, fromEnd) / static_cast<double>(rows ? image.height : image.width));
  if (result.value >= widestBar) {
    result.passed = false;
    result.note = "An edge has a bar of one grey.";
    return result;
  }
  if (!lungs.plausible) {
    result.passed = false;
    result.note = "No pair of lungs was found: " + lungs.reason;
    return result;
  }
  const bool cut = lungs.right.box.x <= 0 || lungs.left.box.x + lungs.left.box.width >= image.width ||
                   lungs.right.box.y <= 0 || lungs.left.box.y <= 0;
  if (cut) {
    result.passed = false;
    result.note = "A lung reaches the edge of the picture.";
  }
  return result;
}

Result<GateResult> sideGate(const Image8& image) {
  CHEXGEN_ASSIGN(const auto score, sideScore(image));
  GateResult result{.gate = "side", .limit = mirroredBelow};
  if (!score) {
    result.note = "Not checked: no pair of lungs was found.";
    return result;
  }
  result.value = *score;
  result.passed = *score >= mirroredBelow;
  if (!result.passed) result.note = "The heart lies on the wrong side: the radiograph looks mirrored.";
  return result;
}

Result<GateResult> adherenceGate(const Cohort& cohort, const Case& one, const Image8& image,
                                 const imaging::LungFields& lungs) {
  CHEXGEN_ASSIGN(const auto file, conditionOf(cohort, one));
  CHEXGEN_ASSIGN(const imaging::LabelMask drawn, maskAtSize(file, image.width));
  CHEXGEN_ASSIGN(const imaging::Overlap overlap, imaging::overlapOf(imaging::bothLungs(lungs), drawn.labels));
  GateResult result{.gate = "adherence",
                    .passed = overlap.dice >= cohort.plan.gates.leastDice,
                    .value = overlap.dice,
                    .limit = cohort.plan.gates.leastDice};
  if (!result.passed) result.note = "The lungs do not lie where they were drawn.";
  return result;
}

}  // namespace

GateResult reportGate(const Case& one) {
  const auto faults = faultsOf(one.report, one.subject);
  GateResult result{
      .gate = "report", .passed = faults.empty(), .value = static_cast<double>(faults.size()), .limit = 1};
  for (const std::string& fault : faults) result.note.append(result.note.empty() ? "" : "; ").append(fault);
  return result;
}

Result<std::vector<GateResult>> plainGates(const Cohort& cohort, const Case& one, const Image8& radiograph) {
  if (radiograph.channels != 1)
    return base::fail(base::ErrorCode::argumentInvalid, "A radiograph is checked as grey, not as colour.");
  const GateSettings& wanted = cohort.plan.gates;
  std::vector<GateResult> results;
  if (wanted.blank) results.push_back(blankGate(radiograph));
  // Nothing can be measured in a blank picture.
  if (!allPassed(results)) return results;
  const bool steered = wanted.adherence && cohort.plan.masksAreLungs && cohort.plan.conditionKind == "mask" &&
                       !one.condition.empty();
  if (!wanted.frame && !wanted.side && !steered) return results;
  CHEXGEN_ASSIGN(const imaging::LungFields lungs, imaging::segmentLungFields(radiograph));
  if (wanted.frame) results.push_back(frameGate(radiograph, lungs));
  if (steered) {
    CHEXGEN_ASSIGN(GateResult adherence, adherenceGate(cohort, one, radiograph, lungs));
    results.push_back(std::move(adherence));
  }
  if (wanted.side) {
    CHEXGEN_ASSIGN(GateResult side, sideGate(radiograph));
    results.push_back(std::move(side));
  }
  return results;
}

}  // namespace chexgen::cohort
