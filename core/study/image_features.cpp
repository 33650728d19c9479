#include "core/study/image_features.h"

#include "core/imaging/grey_statistics.h"
#include "core/imaging/picture_traces.h"
#include "core/imaging/spectrum.h"
#include "core/imaging/texture.h"

namespace chexgen::study {

base::Result<std::vector<double>> measurePixels(const imaging::Image8& grey) {
  CHEXGEN_ASSIGN(const imaging::Rings power, imaging::radialPower(grey));
  const imaging::GreyStatistics greys = imaging::greyStatistics(grey);
  return std::vector<double>{imaging::laplacianVariance(grey),
                             imaging::gradientEnergy(grey),
                             imaging::spectrumSlope(power),
                             imaging::fineShare(power),
                             imaging::waveletNoise(grey),
                             imaging::maskNoise(grey),
                             imaging::tileContrast(grey),
                             greys.mean,
                             greys.deviation,
                             greys.entropy,
                             static_cast<double>(greys.levels),
                             greys.gaps,
                             greys.comb,
                             static_cast<double>(greys.darkest),
                             static_cast<double>(greys.brightest),
                             greys.blackShare,
                             greys.whiteShare,
                             imaging::blockEdges(grey),
                             imaging::regularPattern(grey),
                             imaging::plainBorder(grey),
                             imaging::borderGrey(grey),
                             imaging::cornerMark(grey)};
}

}  // namespace chexgen::study
