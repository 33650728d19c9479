#include "core/imaging/lung_filters.h"

#include <algorithm>
#include <limits>

#include <itkConnectedComponentImageFilter.h>
#include <itkFlatStructuringElement.h>
#include <itkGrayscaleMorphologicalOpeningImageFilter.h>
#include <itkImage.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>
#include <itkSmoothingRecursiveGaussianImageFilter.h>

namespace chexgen::imaging {
namespace {

using FloatImage = itk::Image<float, 2>;
using ByteImage = itk::Image<std::uint8_t, 2>;

template <class T>
typename itk::Image<T, 2>::Pointer toItk(const Grid<T>& grid) {
  const auto image = itk::Image<T, 2>::New();
  image->SetRegions(typename itk::Image<T, 2>::SizeType{
      {static_cast<itk::SizeValueType>(grid.width), static_cast<itk::SizeValueType>(grid.height)}});
  image->Allocate();
  std::copy(grid.values.begin(), grid.values.end(), image->GetBufferPointer());
  return image;
}

template <class T>
Grid<T> fromItk(const itk::Image<T, 2>& image) {
  const auto size = image.GetBufferedRegion().GetSize();
  Grid<T> grid(static_cast<int>(size[0]), static_cast<int>(size[1]));
  std::copy_n(image.GetBufferPointer(), grid.values.size(), grid.values.begin());
  return grid;
}

// The planes are too small for threads to pay.
template <class Filter, class Input>
auto outputOf(Filter& filter, const Input& input) {
  filter.SetInput(input);
  filter.SetNumberOfWorkUnits(1);
  filter.Update();
  return fromItk(*filter.GetOutput());
}

Mask within(const Plane& distance, double limit) {
  Mask mask(distance.width, distance.height);
  for (std::size_t i = 0; i < mask.values.size(); ++i)
    mask.values[i] = static_cast<double>(distance.values[i]) <= limit ? 1 : 0;
  return mask;
}

using Labels = Grid<std::uint32_t>;  // 0 is background

Labels componentsOf(const Mask& mask, bool diagonal) {
  const auto filter = itk::ConnectedComponentImageFilter<ByteImage, itk::Image<std::uint32_t, 2>>::New();
  filter->SetFullyConnected(diagonal);
  return outputOf(*filter, toItk(mask));
}

Mask inverted(const Mask& mask) {
  Mask other = mask;
  for (std::uint8_t& value : other.values) value = value == 0 ? 1 : 0;
  return other;
}

}  // namespace

Plane smoothed(const Plane& plane, double sigma) {
  const auto filter = itk::SmoothingRecursiveGaussianImageFilter<FloatImage, FloatImage>::New();
  filter->SetSigma(sigma);
  return outputOf(*filter, toItk(plane));
}

Plane greyOpened(const Plane& plane, int radius) {
  using Disc = itk::FlatStructuringElement<2>;
  const auto filter = itk::GrayscaleMorphologicalOpeningImageFilter<FloatImage, FloatImage, Disc>::New();
  Disc::RadiusType sides;
  sides.Fill(static_cast<itk::SizeValueType>(radius));
  filter->SetKernel(Disc::Ball(sides));
  return outputOf(*filter, toItk(plane));
}

Plane signedDistance(const Mask& mask) {
  if (areaOf(mask) == 0) return {mask.width, mask.height, std::numeric_limits<float>::max()};
  const auto filter = itk::SignedMaurerDistanceMapImageFilter<ByteImage, FloatImage>::New();
  filter->SetSquaredDistance(false);
  filter->SetUseImageSpacing(false);
  return outputOf(*filter, toItk(mask));
}

Mask dilated(const Mask& mask, double radius) { return within(signedDistance(mask), radius); }

Mask eroded(const Mask& mask, double radius) { return within(signedDistance(mask), -radius); }

Mask opened(const Mask& mask, double radius) { return dilated(eroded(mask, radius), radius); }

Mask closed(const Mask& mask, double radius) {
  // Room around the image, so that its edge does not hold the growing mask.
  const int room = static_cast<int>(radius) + 2;
  Mask wide(mask.width + 2 * room, mask.height + 2 * room);
  for (int y = 0; y < mask.height; ++y)
    for (int x = 0; x < mask.width; ++x) wide.at(x + room, y + room) = mask.at(x, y);
  wide = inverted(opened(inverted(wide), radius));
  Mask result(mask.width, mask.height);
  for (int y = 0; y < mask.height; ++y)
    for (int x = 0; x < mask.width; ++x) result.at(x, y) = wide.at(x + room, y + room);
  return result;
}

Mask largestComponent(const Mask& mask) {
  const Labels labels = componentsOf(mask, true);
  std::vector<std::size_t> sizes;
  for (const std::uint32_t label : labels.values) {
    if (label >= sizes.size()) sizes.resize(label + 1, 0);
    if (label != 0) ++sizes[label];
  }
  const auto largest =
      static_cast<std::uint32_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  Mask kept(mask.width, mask.height);
  for (std::size_t i = 0; i < kept.values.size(); ++i)
    kept.values[i] = largest != 0 && labels.values[i] == largest ? 1 : 0;
  return kept;
}

Mask touchingBorder(const Mask& mask) {
  const Labels labels = componentsOf(mask, false);
  std::vector<bool> touches(labels.values.size() + 1, false);
  for (int y = 0; y < mask.height; ++y) {
    const bool edgeRow = y == 0 || y + 1 == mask.height;
    for (int x = 0; x < mask.width; x += edgeRow ? 1 : std::max(1, mask.width - 1))
      touches[labels.at(x, y)] = true;
  }
  Mask kept(mask.width, mask.height);
  for (std::size_t i = 0; i < kept.values.size(); ++i)
    kept.values[i] = labels.values[i] != 0 && touches[labels.values[i]] ? 1 : 0;
  return kept;
}

Mask holesFilled(const Mask& mask) { return inverted(touchingBorder(inverted(mask))); }

std::size_t areaOf(const Mask& mask) {
  return static_cast<std::size_t>(std::count(mask.values.begin(), mask.values.end(), std::uint8_t{1}));
}

}  // namespace chexgen::imaging
