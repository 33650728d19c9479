#include "core/imaging/nifti.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/imaging/image.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t headerBytes1 = 348, headerBytes2 = 540;
constexpr std::size_t dataOffset1 = 352, dataOffset2 = 544;  // the least, in a single file

template <class Number>
Number numberAt(std::span<const std::byte> bytes, std::size_t at, bool swapped) {
  std::array<std::byte, sizeof(Number)> raw{};
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), sizeof(Number), raw.begin());
  if (swapped) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<Number>(raw);
}

// What is taken of either header.
struct NiftiHeader {
  bool swapped = false;
  int type = 0;
  std::array<std::int64_t, 8> dimensions{};  // [0]: how many there are
  std::array<double, 4> spacing{};           // [0]: the handedness of the quaternion
  std::int64_t offset = 0;
  double slope = 0, intercept = 0;
  int quaternionCode = 0, affineCode = 0;
  std::array<double, 3> quaternion{};
  std::array<std::array<double, 3>, 3> affine{};  // rows to the right, the front and the head
};

// Where the fields stand in the two versions, and how wide they are.
template <class Size, class Real, class Code>
NiftiHeader headerFields(std::span<const std::byte> bytes, bool swapped,
                         const std::array<std::size_t, 9>& at) {
  const auto [type, dimensions, spacing, offset, slope, codes, quaternion, affine, row] = at;
  const auto real = [&](std::size_t place) {
    return static_cast<double>(numberAt<Real>(bytes, place, swapped));
  };
  NiftiHeader header{.swapped = swapped, .type = numberAt<std::int16_t>(bytes, type, swapped)};
  for (std::size_t i = 0; i < 8; ++i)
    header.dimensions[i] = numberAt<Size>(bytes, dimensions + i * sizeof(Size), swapped);
  for (std::size_t i = 0; i < 4; ++i) header.spacing[i] = real(spacing + i * sizeof(Real));
  header.slope = real(slope);
  header.intercept = real(slope + sizeof(Real));
  if constexpr (sizeof(Size) == sizeof(std::int64_t)) {
    header.offset = numberAt<std::int64_t>(bytes, offset, swapped);
  } else {
    const double stated = real(offset);
    header.offset = stated > 0 && stated < 1e9 ? static_cast<std::int64_t>(stated) : 0;
  }
  header.quaternionCode = numberAt<Code>(bytes, codes, swapped);
  header.affineCode = numberAt<Code>(bytes, codes + sizeof(Code), swapped);
  for (std::size_t i = 0; i < 3; ++i) {
    header.quaternion[i] = real(quaternion + i * sizeof(Real));
    for (std::size_t k = 0; k < 3; ++k) header.affine[i][k] = real(affine + i * row + k * sizeof(Real));
  }
  return header;
}

bool isSwapped(std::span<const std::byte> bytes) {
  const auto size = numberAt<std::uint32_t>(bytes, 0, true);
  return size == headerBytes1 || size == headerBytes2;
}

NiftiHeader headerOf(std::span<const std::byte> bytes) {
  const bool swapped = isSwapped(bytes);
  if (numberAt<std::uint32_t>(bytes, 0, swapped) == headerBytes2)
    return headerFields<std::int64_t, double, std::int32_t>(bytes, swapped,
                                                            {12, 16, 104, 168, 176, 344, 352, 400, 32});
  return headerFields<std::int16_t, float, std::int16_t>(bytes, swapped,
                                                         {70, 40, 76, 108, 112, 252, 256, 280, 16});
}

// The directions of the axes to the right, the front and the head: [space][axis]. The affine goes before the
// quaternion, as for nibabel.
std::optional<std::array<std::array<double, 3>, 3>> directionsOf(const NiftiHeader& header) {
  const auto finite = [](const auto& rows) {
    return std::all_of(rows.begin(), rows.end(), [](const auto& row) {
      return std::all_of(row.begin(), row.end(), [](double value) { return std::isfinite(value); });
    });
  };
  const auto& affine = header.affine;
  const auto leads = [&affine](std::size_t axis) {
    return affine[0][axis] != 0 || affine[1][axis] != 0 || affine[2][axis] != 0;
  };
  if (header.affineCode > 0 && finite(affine) && leads(0) && leads(1) && leads(2)) return affine;
  if (header.quaternionCode <= 0) return std::nullopt;
  const auto [b, c, d] = header.quaternion;
  const double a = std::sqrt(std::max(0.0, 1 - b * b - c * c - d * d));
  const double hand = header.spacing[0] < 0 ? -1 : 1;
  const std::array<std::array<double, 3>, 3> turned{
      {{a * a + b * b - c * c - d * d, 2 * (b * c - a * d), hand * 2 * (b * d + a * c)},
       {2 * (b * c + a * d), a * a + c * c - b * b - d * d, hand * 2 * (c * d - a * b)},
       {2 * (b * d - a * c), 2 * (c * d + a * b), hand * (a * a + d * d - b * b - c * c)}}};
  return finite(turned) ? std::optional(turned) : std::nullopt;
}

std::string typeName(int type) {
  switch (type) {
    case 1: return "single bits";
    case 32: return "complex numbers (complex64)";
    case 128: return "colours (RGB24)";
    case 1536: return "numbers of 128 bits (float128)";
    case 1792: return "complex numbers (complex128)";
    case 2048: return "complex numbers (complex256)";
    case 2304: return "colours (RGBA32)";
    default: return "values of an unknown type (" + std::to_string(type) + ")";
  }
}

template <class Number>
void appendNumbers(std::span<const std::byte> bytes, bool swapped, std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<double>(numberAt<Number>(bytes, i * sizeof(Number), swapped));
}

struct ValueType {
  std::size_t bytes = 1;
  bool whole = true;
  void (*append)(std::span<const std::byte>, bool, std::vector<double>&) = nullptr;
};

template <class Number>
ValueType valueType() {
  return {sizeof(Number), std::is_integral_v<Number>, appendNumbers<Number>};
}

std::optional<ValueType> valueTypeOf(int type) {
  switch (type) {
    case 2: return valueType<std::uint8_t>();
    case 4: return valueType<std::int16_t>();
    case 8: return valueType<std::int32_t>();
    case 16: return valueType<float>();
    case 64: return valueType<double>();
    case 256: return valueType<std::int8_t>();
    case 512: return valueType<std::uint16_t>();
    case 768: return valueType<std::uint32_t>();
    case 1024: return valueType<std::int64_t>();
    case 1280: return valueType<std::uint64_t>();
    default: return std::nullopt;
  }
}

tl::unexpected<base::Error> damagedNifti(const std::string& why, const std::filesystem::path& file) {
  return fail(ErrorCode::formatInvalid, "The NIfTI file is damaged: " + why + ".", file, {},
              "Export the mask again from where it came from.");
}

// The two axes of the slice, of the first three.
base::Result<std::array<std::size_t, 2>> sliceAxes(const NiftiHeader& header,
                                                   const std::filesystem::path& file) {
  const std::int64_t count = header.dimensions[0];
  if (count < 1 || count > 7) return damagedNifti("it announces " + std::to_string(count) + " axes", file);
  std::array<std::int64_t, 8> sizes{};
  std::string words;
  for (std::size_t i = 1; i < 8; ++i) {
    sizes[i] = i <= static_cast<std::size_t>(count) ? header.dimensions[i] : 1;
    if (sizes[i] < 1) return damagedNifti("an axis has the length " + std::to_string(sizes[i]), file);
    if (i <= static_cast<std::size_t>(count)) words += (i > 1 ? " x " : "") + std::to_string(sizes[i]);
  }
  for (std::size_t i = 4; i < 8; ++i)
    if (sizes[i] > 1)
      return fail(ErrorCode::formatUnsupported,
                  "The NIfTI file (" + words + ") has several values for each voxel, not one label.", file,
                  {}, "Save the label map as an image of its own.");
  std::vector<std::size_t> shown;
  for (std::size_t i = 1; i < 4; ++i)
    if (sizes[i] > 1) shown.push_back(i);
  if (shown.size() > 2)
    return fail(ErrorCode::formatUnsupported,
                "The NIfTI file is a volume of " + words + " voxels, not one slice as a radiograph has.",
                file, {}, "Save the slice that is meant as a file of its own.");
  // A slice may be a single line of pixels; its axes are then the first.
  for (std::size_t i = 1; shown.size() < 2; ++i)
    if (std::find(shown.begin(), shown.end(), i) == shown.end()) shown.push_back(i);
  std::sort(shown.begin(), shown.end());
  CHEXGEN_TRY(checkImageSize(static_cast<std::uint64_t>(sizes[shown[0]]),
                             static_cast<std::uint64_t>(sizes[shown[1]]), file));
  return std::array<std::size_t, 2>{shown[0], shown[1]};
}

NiftiAxis axisOf(const NiftiHeader& header, std::size_t axis) {
  NiftiAxis result{.size = axis <= static_cast<std::size_t>(header.dimensions[0])
                               ? static_cast<int>(header.dimensions[axis])
                               : 1,
                   .space = {}};
  const auto directions = directionsOf(header);
  if (!directions) return result;
  unsigned most = 0;
  const auto along = [&](unsigned space) { return (*directions)[space][axis - 1]; };
  for (unsigned space = 1; space < 3; ++space)
    if (std::abs(along(space)) > std::abs(along(most))) most = space;
  if (along(most) == 0) return result;
  result.space = most;
  result.forwards = most == 2 ? along(most) > 0 : along(most) < 0;
  return result;
}

void scale(const NiftiHeader& header, bool whole, NiftiSlice& slice) {
  const bool states = std::isfinite(header.slope) && header.slope != 0;
  const double slope = states ? header.slope : 1;
  const double intercept = states && std::isfinite(header.intercept) ? header.intercept : 0;
  slice.step = whole ? std::abs(slope) : 0;
  slice.scaled = slope != 1 || intercept != 0;
  if (!slice.scaled) return;
  for (double& value : slice.values) value = value * slope + intercept;
}

}  // namespace

NiftiLayout niftiLayout(std::span<const std::byte> bytes) {
  if (bytes.size() < headerBytes1) return NiftiLayout::none;
  const bool swapped = isSwapped(bytes);
  const auto size = numberAt<std::uint32_t>(bytes, 0, swapped);
  const auto magicIs = [&bytes](std::size_t at, const char* magic) {
    return std::memcmp(bytes.data() + at, magic, 4) == 0;
  };
  if (size == headerBytes1) {
    if (magicIs(344, "n+1\0")) return NiftiLayout::single;
    if (magicIs(344, "ni1\0")) return NiftiLayout::pair;
    return bytes.size() == headerBytes1 ? NiftiLayout::analyze : NiftiLayout::none;
  }
  if (size != headerBytes2 || bytes.size() < headerBytes2) return NiftiLayout::none;
  if (magicIs(4, "n+2\0")) return NiftiLayout::single;
  return magicIs(4, "ni2\0") ? NiftiLayout::pair : NiftiLayout::none;
}

base::Result<NiftiSlice> decodeNiftiSlice(std::span<const std::byte> bytes, std::span<const std::byte> voxels,
                                          const std::filesystem::path& file) {
  const NiftiLayout layout = niftiLayout(bytes);
  if (layout == NiftiLayout::analyze)
    return fail(ErrorCode::formatUnsupported,
                "This is an Analyze file, which does not say which side is left; masks are read as NIfTI.",
                file, {}, "Save the mask as NIfTI (.nii) or PNG.");
  if (layout == NiftiLayout::none)
    return bytes.size() < headerBytes1
               ? fail(ErrorCode::fileTruncated, "The NIfTI file ends inside its header.", file)
               : fail(ErrorCode::formatInvalid, "This is not a NIfTI file: its header is missing.", file);
  const NiftiHeader header = headerOf(bytes);
  const auto type = valueTypeOf(header.type);
  if (!type)
    return fail(ErrorCode::formatUnsupported,
                "The NIfTI file holds " + typeName(header.type) + ", which no mask has.", file, {},
                "Save the label map itself, with whole numbers.");
  CHEXGEN_ASSIGN(const auto axes, sliceAxes(header, file));
  NiftiSlice slice{.first = axisOf(header, axes[0]), .second = axisOf(header, axes[1])};
  std::int64_t offset = header.offset;
  if (layout == NiftiLayout::single) {
    voxels = bytes;
    const bool second = numberAt<std::uint32_t>(bytes, 0, header.swapped) == headerBytes2;
    offset = std::max(offset, static_cast<std::int64_t>(second ? dataOffset2 : dataOffset1));
  }
  const std::size_t count =
      static_cast<std::size_t>(slice.first.size) * static_cast<std::size_t>(slice.second.size);
  if (offset < 0 || static_cast<std::uint64_t>(offset) > voxels.size() ||
      voxels.size() - static_cast<std::size_t>(offset) < count * type->bytes)
    return fail(ErrorCode::fileTruncated, "The NIfTI file ends before its slice is complete.", file, {},
                "Copy or export the mask again.");
  slice.values.resize(count);
  type->append(voxels.subspan(static_cast<std::size_t>(offset)), header.swapped, slice.values);
  scale(header, type->whole, slice);
  return slice;
}

std::string niftiHeader(int width, int height, const std::array<double, 2>& spacing) {
  std::string header(dataOffset1, '\0');
  const auto put = [&header](std::size_t at, const auto& value) {
    std::memcpy(header.data() + at, &value, sizeof value);
  };
  const auto across = static_cast<float>(spacing[0]), down = static_cast<float>(spacing[1]);
  put(0, std::int32_t{headerBytes1});
  put(40, std::array<std::int16_t, 8>{3, static_cast<std::int16_t>(width), static_cast<std::int16_t>(height),
                                      1, 1, 1, 1, 1});
  put(70, std::int16_t{2});  // unsigned bytes
  put(72, std::int16_t{8});
  put(76, std::array<float, 8>{1, across, down, 1, 1, 1, 1, 1});
  put(108, static_cast<float>(dataOffset1));
  put(112, 1.0F);
  header[123] = 2;  // millimetres
  std::memcpy(header.data() + 148, "ChexGen Studio: mask", 20);
  put(252, std::int16_t{1});  // places are those of a scanner, by quaternion and by affine
  put(254, std::int16_t{1});
  put(256, std::array<float, 3>{0, 0, 1});  // half a turn around the third axis
  put(280, std::array<std::array<float, 4>, 3>{{{-across, 0, 0, 0}, {0, -down, 0, 0}, {0, 0, 1, 0}}});
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

}  // namespace chexgen::imaging
