#include "core/imaging/region_grow.h"

#include <algorithm>
#include <utility>

#include <itkConnectedThresholdImageFilter.h>
#include <itkImage.h>

namespace chexgen::imaging {

base::Result<Image8> growRegion(const GreyImage& image, int x, int y, double tolerance) {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height || tolerance < 0)
    return base::fail(base::ErrorCode::argumentInvalid, "The fill needs a point inside the radiograph.");
  using Values = itk::Image<float, 2>;
  using Selection = itk::Image<std::uint8_t, 2>;
  const auto values = Values::New();
  values->SetRegions(Values::SizeType{
      {static_cast<itk::SizeValueType>(image.width), static_cast<itk::SizeValueType>(image.height)}});
  values->Allocate();
  std::transform(image.pixels.begin(), image.pixels.end(), values->GetBufferPointer(),
                 [&](std::uint16_t index) { return image.modality[index]; });
  const double seed = static_cast<double>(image.valueAt(x, y));
  const auto filter = itk::ConnectedThresholdImageFilter<Values, Selection>::New();
  filter->SetInput(values);
  filter->SetSeed(Values::IndexType{{x, y}});
  filter->SetLower(static_cast<float>(seed - tolerance));
  filter->SetUpper(static_cast<float>(seed + tolerance));
  filter->SetReplaceValue(255);
  filter->Update();
  CHEXGEN_ASSIGN(Image8 selection, makeImage(image.width, image.height, 1));
  std::copy_n(filter->GetOutput()->GetBufferPointer(), selection.pixels.size(), selection.pixels.begin());
  return selection;
}

}  // namespace chexgen::imaging
