#include "app/studio/program_files.h"

#include <cstdlib>
#include <string>
#include <system_error>

namespace chexgen::studio {

namespace {

std::filesystem::path programFolder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

std::filesystem::path environmentPath(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::filesystem::path() : std::filesystem::path(value);
}

}  // namespace

base::Result<std::filesystem::path> engineProgram() {
  auto program = environmentPath("CHEXGEN_PROGRAM");
  if (program.empty()) program = programFolder() / "chexgen";
  std::error_code error;
  if (std::filesystem::is_regular_file(program, error)) return program;
  return base::fail(base::ErrorCode::fileMissing, "The program that makes the images is not there.", program,
                    "The project is untouched; reports, masks and boxes can still be edited.",
                    "Install the whole of ChexGen Studio: `chexgen` belongs beside `chexgen-studio`.");
}

base::Error cannotStart(const std::filesystem::path& program) {
  return {base::ErrorCode::permissionDenied, "The program that makes the images cannot be started.", program,
          "The project is untouched; reports, masks and boxes can still be edited.",
          "Install ChexGen Studio again, or allow this file to be executed."};
}

QProcessEnvironment engineEnvironment() {
  const QString policy = QStringLiteral("OMP_WAIT_POLICY");
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  if (!environment.contains(policy)) environment.insert(policy, QStringLiteral("PASSIVE"));
  return environment;
}

std::filesystem::path resource(const std::filesystem::path& relative) {
  std::error_code error;
  auto folder = programFolder();
  // resources/ stands beside the program's bin folder when installed, and in the source tree of a build.
  for (; !folder.empty() && folder != folder.root_path(); folder = folder.parent_path()) {
    const auto candidate = folder / "resources" / relative;
    if (std::filesystem::exists(candidate, error)) return candidate;
  }
  return {};
}

std::filesystem::path userModelFolder() {
  auto data = environmentPath("XDG_DATA_HOME");
  if (data.empty()) data = environmentPath("HOME") / ".local/share";
  return data / "chexgen/models";
}

std::vector<std::filesystem::path> modelPlaces() {
  std::vector<std::filesystem::path> places;
  if (const auto named = environmentPath("CHEXGEN_MODEL"); !named.empty()) places.push_back(named);
  if (const auto shipped = resource("models"); !shipped.empty()) places.push_back(shipped);
  places.push_back(userModelFolder());
  return places;
}

}  // namespace chexgen::studio
