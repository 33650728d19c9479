#include "core/base/file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/open_file.h"

namespace chexgen::base {

Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit) {
  CHEXGEN_ASSIGN(const OpenFile file, openToRead(path));
  return readAll(file, limit);
}

struct AtomicFileWriter::State {
  State(std::filesystem::path finalPath, std::filesystem::path temporaryPath, int descriptor)
      : target(std::move(finalPath)), temporary(std::move(temporaryPath)), file(descriptor) {}
  ~State() {
    if (!published) ::unlink(temporary.c_str());
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::filesystem::path target;
  std::filesystem::path temporary;
  Descriptor file;
  bool published = false;
};

AtomicFileWriter::AtomicFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
AtomicFileWriter::AtomicFileWriter(AtomicFileWriter&&) noexcept = default;
AtomicFileWriter& AtomicFileWriter::operator=(AtomicFileWriter&&) noexcept = default;
AtomicFileWriter::~AtomicFileWriter() = default;

Result<AtomicFileWriter> AtomicFileWriter::create(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) return failFromErrno(error.value(), "The folder cannot be created", path.parent_path());
  // The name tells whose leftover it is when the process is killed. A process that had this number before may
  // have left one.
  static std::atomic<unsigned> counter{0};
  std::string temporary;
  int descriptor = -1;
  do {
    temporary = path.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
    descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EEXIST);
  if (descriptor < 0) return failFromErrno(errno, "The file cannot be created", path);
  return AtomicFileWriter(std::make_unique<State>(path, temporary, descriptor));
}

Result<void> AtomicFileWriter::write(std::span<const std::byte> bytes) {
  if (!writeAll(state_->file.number(), bytes)) {
    return failFromErrno(errno, "Writing failed", state_->target);
  }
  return {};
}

Result<void> AtomicFileWriter::publish() {
  if (::fsync(state_->file.number()) != 0 || state_->file.close() != 0) {
    return failFromErrno(errno, "Writing failed", state_->target);
  }
  if (::rename(state_->temporary.c_str(), state_->target.c_str()) != 0) {
    return failFromErrno(errno, "The finished file cannot be put in place", state_->target);
  }
  state_->published = true;
  syncFolder(state_->target.parent_path());
  return {};
}

Result<void> writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  CHEXGEN_ASSIGN(auto writer, AtomicFileWriter::create(path));
  CHEXGEN_TRY(writer.write(bytes));
  return writer.publish();
}

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text) {
  return writeFileAtomically(path, std::as_bytes(std::span(text)));
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const OpenFile file, openToRead(path));
  MappedFile mapped;
  mapped.path_ = path;
  const auto size = static_cast<std::size_t>(file.bytes);
  if (size == 0) return mapped;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.descriptor.number(), 0);
  if (address == MAP_FAILED) {
    return fail(ErrorCode::fileUnreadable,
                std::string("The file cannot be mapped: ") + std::strerror(errno) + ".", path);
  }
  mapped.owner_ =
      std::shared_ptr<const void>(address, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
  mapped.bytes_ = {static_cast<const std::byte*>(address), size};
  return mapped;
}

}  // namespace chexgen::base
