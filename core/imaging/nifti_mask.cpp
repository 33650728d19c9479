#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>
#include <zlib.h>

#include <itkNiftiImageIO.h>

#include "core/base/file.h"
#include "core/imaging/mask_formats.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr unsigned leftRight = 0, anteriorPosterior = 1,
                   inferiorSuperior = 2;  // ITK's axes in space, growing to L, P and S

// An axis of the stored array and where it leads in space.
struct SliceAxis {
  unsigned axis = 0;
  int size = 1;
  std::optional<unsigned> space;  // absent when the file does not say
  bool forwards = true;           // towards L, P or S
};

struct Slice {
  SliceAxis first, second;  // in the order of the array: `first` runs fastest
};

base::Result<Slice> sliceOf(itk::NiftiImageIO& io, const std::filesystem::path& file) {
  std::vector<unsigned> shown;
  const unsigned dimensions = io.GetNumberOfDimensions();
  for (unsigned axis = 0; axis < dimensions; ++axis) {
    if (io.GetDimensions(axis) > 1) shown.push_back(axis);
  }
  // A slice may be a single line of pixels; its axes are then the first.
  for (unsigned axis = 0; shown.size() < 2 && axis < dimensions; ++axis) {
    if (std::find(shown.begin(), shown.end(), axis) == shown.end()) shown.push_back(axis);
  }
  if (shown.size() != 2 || io.GetNumberOfComponents() != 1) {
    return fail(ErrorCode::formatUnsupported, "The NIfTI file is not a single slice of single values.", file,
                {}, "Save the slice that is meant as a file of its own.");
  }
  std::sort(shown.begin(), shown.end());
  CHEXGEN_TRY(checkImageSize(io.GetDimensions(shown[0]), io.GetDimensions(shown[1]), file));
  const auto axisOf = [&io](unsigned axis) {
    SliceAxis result{.axis = axis, .size = static_cast<int>(io.GetDimensions(axis)), .space = {}};
    const std::vector<double> direction = io.GetDirection(axis);
    const auto most = std::max_element(direction.begin(), direction.end(),
                                       [](double a, double b) { return std::abs(a) < std::abs(b); });
    if (most == direction.end() || *most == 0) return result;
    result.space = static_cast<unsigned>(most - direction.begin());
    result.forwards = *most > 0;
    return result;
  };
  return Slice{axisOf(shown[0]), axisOf(shown[1])};
}

template <class Component>
std::vector<double> valuesAs(itk::NiftiImageIO& io, std::size_t count) {
  std::vector<Component> components(count);
  io.Read(components.data());
  return {components.begin(), components.end()};
}

base::Result<std::vector<double>> valuesOf(itk::NiftiImageIO& io, std::size_t count,
                                           const std::filesystem::path& file) {
  using Type = itk::IOComponentEnum;
  switch (io.GetComponentType()) {
    case Type::UCHAR: return valuesAs<unsigned char>(io, count);
    case Type::CHAR: return valuesAs<signed char>(io, count);
    case Type::USHORT: return valuesAs<unsigned short>(io, count);
    case Type::SHORT: return valuesAs<short>(io, count);
    case Type::UINT: return valuesAs<unsigned int>(io, count);
    case Type::INT: return valuesAs<int>(io, count);
    case Type::FLOAT: return valuesAs<float>(io, count);
    case Type::DOUBLE: return valuesAs<double>(io, count);
    default:
      return fail(ErrorCode::formatUnsupported,
                  "The NIfTI file stores a kind of number that masks do not have.", file);
  }
}

// Turns a slice so that L (for sagittal slices P) is on the right and I (for axial slices P) below.
Image8 turned(const Image8& stored, const Slice& slice) {
  const auto& [first, second] = slice;
  if (!first.space || !second.space || first.space == second.space) return stored;
  const bool swapped = *first.space > *second.space;
  const SliceAxis& across = swapped ? second : first;
  const SliceAxis& down = swapped ? first : second;
  const bool downForwards = down.space == inferiorSuperior ? !down.forwards : down.forwards;
  Image8 shown{.width = across.size, .height = down.size, .channels = 1, .pixels = {}};
  shown.pixels.resize(stored.pixels.size());
  for (int y = 0; y < shown.height; ++y) {
    for (int x = 0; x < shown.width; ++x) {
      const int alongAcross = across.forwards ? x : across.size - 1 - x;
      const int alongDown = downForwards ? y : down.size - 1 - y;
      shown.pixels[shown.index(x, y)] =
          stored
              .pixels[swapped ? stored.index(alongDown, alongAcross) : stored.index(alongAcross, alongDown)];
    }
  }
  return shown;
}

itk::ImageIORegion wholeRegion(itk::NiftiImageIO& io) {
  itk::ImageIORegion region(io.GetNumberOfDimensions());
  for (unsigned axis = 0; axis < io.GetNumberOfDimensions(); ++axis) {
    region.SetIndex(axis, 0);
    region.SetSize(axis, io.GetDimensions(axis));
  }
  return region;
}

tl::unexpected<base::Error> damaged(const std::filesystem::path& path) {
  return fail(ErrorCode::formatInvalid, "The NIfTI file is damaged or ends too early.", path, {},
              "Export the mask again from where it came from.");
}

// The content of a gzip file, whole and with its checksum right; the library would fill up what is missing
// with zeros.
base::Result<std::string> unpacked(const std::string& packed, const std::filesystem::path& path) {
  z_stream stream{};
  constexpr int gzip = 16;
  if (inflateInit2(&stream, MAX_WBITS + gzip) != Z_OK) return damaged(path);
  // zlib does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string content;
  std::vector<char> part(1U << 18U);
  int state = Z_OK;
  while (state == Z_OK && content.size() <= maxFileBytes) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    state = inflate(&stream, Z_NO_FLUSH);
    content.append(part.data(), part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return damaged(path);
  return content;
}

// `file` holds the bytes of `path`, unpacked.
base::Result<LabelMask> readSlice(itk::NiftiImageIO& io, const std::filesystem::path& file, std::size_t bytes,
                                  const std::filesystem::path& path) {
  constexpr std::size_t headerBytes = 352;
  if (!io.CanReadFile(file.c_str())) return fail(ErrorCode::formatInvalid, "This is not a NIfTI file.", path);
  io.SetFileName(file.string());
  io.ReadImageInformation();
  CHEXGEN_ASSIGN(const Slice slice, sliceOf(io, path));
  io.SetIORegion(wholeRegion(io));
  if (static_cast<std::uint64_t>(io.GetImageSizeInBytes()) + headerBytes > bytes) return damaged(path);
  const std::size_t count =
      static_cast<std::size_t>(slice.first.size) * static_cast<std::size_t>(slice.second.size);
  CHEXGEN_ASSIGN(const std::vector<double> values, valuesOf(io, count, path));
  CHEXGEN_ASSIGN(const Image8 stored, labelsFromValues(values, slice.first.size, slice.second.size, path));
  return LabelMask{turned(stored, slice), {}};
}

void writeSlice(itk::NiftiImageIO& io, const std::filesystem::path& path, const Image8& labels,
                const std::array<double, 2>& spacing) {
  io.SetFileName(path.string());
  io.SetNumberOfDimensions(3);
  const std::array<std::size_t, 3> sizes{static_cast<std::size_t>(labels.width),
                                         static_cast<std::size_t>(labels.height), 1};
  const std::array<double, 3> spacings{spacing[1], spacing[0], 1};
  const std::array<std::vector<double>, 3> directions{
      {{1, 0, 0}, {0, 0, -1}, {0, 1, 0}}};  // to L, to I, to P
  for (unsigned axis = 0; axis < 3; ++axis) {
    io.SetDimensions(axis, sizes[axis]);
    io.SetSpacing(axis, spacings[axis] > 0 ? spacings[axis] : 1);
    io.SetOrigin(axis, 0);
    io.SetDirection(axis, directions[axis]);
  }
  io.SetPixelType(itk::IOPixelEnum::SCALAR);
  io.SetComponentType(itk::IOComponentEnum::UCHAR);
  io.SetNumberOfComponents(1);
  io.SetIORegion(wholeRegion(io));
  io.WriteImageInformation();
  io.Write(labels.pixels.data());
}

// A folder of its own for a file that a library insists on writing itself.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code ignored;
    std::string name = (std::filesystem::temp_directory_path(ignored) / "chexgen-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

base::Result<LabelMask> readNiftiMask(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(std::string bytes, base::readFile(path, maxFileBytes));
  if (bytes.starts_with("\x1f\x8b")) {
    CHEXGEN_ASSIGN(bytes, unpacked(bytes, path));
  }
  const ScratchFolder folder;
  const std::filesystem::path scratch = folder.path() / "mask.nii";
  if (folder.path().empty() || !base::writeFileAtomically(scratch, bytes))
    return fail(ErrorCode::fileUnwritable, "No file can be made in the folder for temporary files.", path, {},
                "Check its space and permissions.");
  try {
    return readSlice(*itk::NiftiImageIO::New(), scratch, bytes.size(), path);
  } catch (const itk::ExceptionObject&) {
    return damaged(path);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::outOfMemory, "There is not enough memory to read the NIfTI file.", path);
  }
}

base::Result<void> writeNiftiMask(const std::filesystem::path& path, const LabelMask& mask,
                                  const std::array<double, 2>& spacing) {
  const ScratchFolder folder;
  if (folder.path().empty())
    return fail(ErrorCode::fileUnwritable, "No file can be made in the folder for temporary files.", path,
                "Nothing was written.");
  // The library compresses by the ending.
  const std::filesystem::path scratch =
      folder.path() / (path.extension() == ".nii" ? "mask.nii" : "mask.nii.gz");
  try {
    writeSlice(*itk::NiftiImageIO::New(), scratch, mask.labels, spacing);
  } catch (const itk::ExceptionObject&) {
    return fail(ErrorCode::fileUnwritable, "The NIfTI file cannot be written.", path, "Nothing was written.",
                "Check the space in the folder for temporary files.");
  }
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(scratch, maxFileBytes));
  return base::writeFileAtomically(path, bytes);
}

}  // namespace chexgen::imaging
