#include "core/imaging/dicom_greys.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace chexgen::imaging {
namespace {

constexpr signed long maxTables = 64;

// A lookup table as PS3.3 C.11.1.1.1 and C.11.2.1.1 describe it: how many entries, for which value the first,
// how many bits.
struct LookupTable {
  std::int32_t first = 0;
  std::vector<Uint16> entries;
  unsigned bits = 16;
};

base::Result<LookupTable> lookupTable(DcmItem& item, bool signedInput, const std::filesystem::path& file) {
  const std::vector<Uint16> descriptor = wordsOf(item, DCM_LUTDescriptor);
  if (descriptor.size() != 3 || descriptor[2] < 1 || descriptor[2] > 16)
    return damagedDicom("a lookup table has no valid descriptor", file);
  const std::size_t count = descriptor[0] == 0 ? 65536 : descriptor[0];
  DcmElement* element = nullptr;
  item.findAndGetElement(DCM_LUTDescriptor, element);
  const bool isSigned = signedInput || (element != nullptr && element->getVR() == EVR_SS);
  LookupTable table{.first = isSigned ? static_cast<Sint16>(descriptor[1]) : std::int32_t{descriptor[1]},
                    .entries = wordsOf(item, DCM_LUTData),
                    .bits = descriptor[2]};
  if (table.bits <= 8 && table.entries.size() < count && 2 * table.entries.size() >= count) {
    // Two entries of 8 bits in each word, the first in its low byte.
    const std::vector<Uint16> packed = std::exchange(table.entries, {});
    for (const Uint16 word : packed) {
      table.entries.push_back(word & 0xffU);
      table.entries.push_back(static_cast<Uint16>(word >> 8U));
    }
  }
  if (table.entries.size() < count) return damagedDicom("a lookup table is shorter than it says", file);
  table.entries.resize(count);
  return table;
}

// "US" and "Unspecified" mean that there are no units.
std::string unitsNamed(const std::string& type) {
  return type == "US" || type == "UNSPECIFIED" ? std::string() : type;
}

base::Result<ModalityValues> modalityFromTable(DcmItem& item, const StoredFrame& stored,
                                               const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const LookupTable table, lookupTable(item, stored.isSigned, file));
  ModalityValues modality{.values = {}, .units = unitsNamed(textOf(item, DCM_ModalityLUTType))};
  const auto last = static_cast<std::int64_t>(table.entries.size()) - 1;
  for (int i = 0; i < 1 << stored.bits; ++i) {
    const std::int64_t entry =
        std::clamp<std::int64_t>(std::int64_t{i} + stored.least() - table.first, 0, last);
    modality.values.push_back(table.entries[static_cast<std::size_t>(entry)]);
  }
  return modality;
}

WindowShape shapeNamed(const std::string& function) {
  if (function == "SIGMOID") return WindowShape::sigmoid;
  return function == "LINEAR_EXACT" ? WindowShape::linearExact : WindowShape::linear;
}

void remarkOnce(std::vector<std::string>& remarks, const std::string& remark) {
  if (std::find(remarks.begin(), remarks.end(), remark) == remarks.end()) remarks.push_back(remark);
}

void addWindows(DcmItem& item, OfferedPresentations& offered) {
  const WindowShape shape = shapeNamed(textOf(item, DCM_VOILUTFunction));
  const std::vector<double> centres = numbersOf(item, DCM_WindowCenter);
  const std::vector<double> widths = numbersOf(item, DCM_WindowWidth);
  if (centres.size() != widths.size())
    remarkOnce(offered.remarks, "The file has " + std::to_string(centres.size()) + " window centres and " +
                                    std::to_string(widths.size()) + " widths: the pairs were taken");
  for (std::size_t i = 0; i < std::min(centres.size(), widths.size()); ++i) {
    if (widths[i] <= 0) {
      remarkOnce(offered.remarks, "A window of the file has no width and was left out");
      continue;
    }
    GreyWindow window{.centre = centres[i], .width = widths[i], .shape = shape};
    if (shape == WindowShape::linear && widths[i] < 1) {
      // The formula with half steps has no such width; on values that are no whole numbers it was meant
      // exactly.
      window.shape = WindowShape::linearExact;
      remarkOnce(offered.remarks, "A window narrower than 1 was taken as exact");
    }
    offered.presentations.push_back(
        {.name = textOf(item, DCM_WindowCenterWidthExplanation, i), .window = window, .table = {}});
  }
}

// The output of a table that is shown white. By the standard it is the greatest that its bits can hold; many
// files have tables whose entries leave at least one of these bits unused, and would be all but black.
std::uint16_t whiteOf(const LookupTable& table, std::vector<std::string>& remarks) {
  const unsigned largest = *std::max_element(table.entries.begin(), table.entries.end());
  unsigned greatest = (1U << table.bits) - 1;
  if (largest > greatest) {
    while (largest > greatest) greatest = greatest << 1U | 1U;
    remarkOnce(remarks, "VOI LUT wider than stated: its entries have more than " +
                            std::to_string(table.bits) + " bits");
  } else if (largest > 0 && largest <= greatest / 2) {
    greatest = largest;
    remarkOnce(remarks,
               "VOI LUT narrower than stated: scaled by its largest entry, " + std::to_string(largest));
  }
  return static_cast<std::uint16_t>(greatest);
}

}  // namespace

base::Result<ModalityValues> modalityValues(DcmItem& dataset, const StoredFrame& stored, int frame,
                                            const std::filesystem::path& file) {
  DcmItem* table = nullptr;
  if (dataset.findAndGetSequenceItem(DCM_ModalityLUTSequence, table).good() && table != nullptr)
    return modalityFromTable(*table, stored, file);
  DcmItem& item = governing(dataset, DCM_PixelValueTransformationSequence, frame);
  const std::vector<double> slopes = numbersOf(item, DCM_RescaleSlope);
  const std::vector<double> intercepts = numbersOf(item, DCM_RescaleIntercept);
  const double slope = slopes.empty() ? 1 : slopes.front();
  const double intercept = intercepts.empty() ? 0 : intercepts.front();
  if (slope == 0) return damagedDicom("its \"Rescale Slope\" is 0", file);
  ModalityValues modality{.values = {}, .units = unitsNamed(textOf(item, DCM_RescaleType))};
  // Computed tomography without a type is in Hounsfield units (PS3.3 C.8.2.1).
  if (!slopes.empty() && textOf(item, DCM_RescaleType).empty() && textOf(dataset, DCM_Modality) == "CT")
    modality.units = "HU";
  for (int i = 0; i < 1 << stored.bits; ++i) {
    const auto value = static_cast<float>(slope * (i + stored.least()) + intercept);
    if (!std::isfinite(value))
      return damagedDicom("its \"Rescale Slope\" and \"Rescale Intercept\" are too large", file);
    modality.values.push_back(value);
  }
  return modality;
}

base::Result<OfferedPresentations> presentationsOf(DcmItem& dataset, bool signedTables, int frame,
                                                   const std::filesystem::path& file) {
  OfferedPresentations offered;
  DcmItem& item = governing(dataset, DCM_FrameVOILUTSequence, frame);
  addWindows(item, offered);
  DcmItem* table = nullptr;
  for (signed long i = 0; i < maxTables && item.findAndGetSequenceItem(DCM_VOILUTSequence, table, i).good();
       ++i) {
    CHEXGEN_ASSIGN(LookupTable lookup, lookupTable(*table, signedTables, file));
    const std::uint16_t greatest = whiteOf(lookup, offered.remarks);
    offered.presentations.push_back(
        {.name = textOf(*table, DCM_LUTExplanation),
         .window = {},
         .table =
             GreyTable{.first = lookup.first, .values = std::move(lookup.entries), .greatest = greatest}});
  }
  return offered;
}

GreyPresentation wholeRange(DcmItem& dataset, const StoredFrame& stored, const std::vector<float>& modality) {
  std::vector<bool> occurs(modality.size(), false);
  for (const std::uint16_t index : stored.indices) occurs[index] = true;
  std::vector<bool> shown = occurs;
  const std::vector<Uint16> padding = wordsOf(dataset, DCM_PixelPaddingValue);
  if (!padding.empty()) {
    const std::vector<Uint16> limit = wordsOf(dataset, DCM_PixelPaddingRangeLimit);
    const std::uint16_t one = stored.indexOf(padding.front());
    const std::uint16_t other = limit.empty() ? one : stored.indexOf(limit.front());
    for (std::size_t i = std::min(one, other); i <= std::max(one, other); ++i) shown[i] = false;
    if (std::find(shown.begin(), shown.end(), true) == shown.end()) shown = occurs;
  }
  double least = std::numeric_limits<double>::infinity(), greatest = -least;
  bool whole = true;
  for (std::size_t i = 0; i < modality.size(); ++i) {
    if (!shown[i]) continue;
    least = std::min<double>(least, modality[i]);
    greatest = std::max<double>(greatest, modality[i]);
    whole = whole && modality[i] == std::floor(modality[i]);
  }
  // Both formulas run from the least to the greatest value; the one with half steps is made for whole
  // numbers.
  if (whole)
    return {.name = {},
            .window = {.centre = (least + greatest + 1) / 2, .width = greatest - least + 1},
            .table = {}};
  const double width = greatest > least ? greatest - least : 1;
  return {.name = {},
          .window = {.centre = (least + greatest) / 2, .width = width, .shape = WindowShape::linearExact},
          .table = {}};
}

bool showsNothing(const GreyImage& image, const GreyPresentation& presentation) {
  const auto [least, greatest] = std::minmax_element(image.pixels.begin(), image.pixels.end());
  if (*least == *greatest) return false;
  const std::vector<std::uint8_t> greys = greyTable(image, presentation, false);
  return std::all_of(image.pixels.begin(), image.pixels.end(),
                     [&](std::uint16_t index) { return greys[index] == greys[image.pixels.front()]; });
}

}  // namespace chexgen::imaging
