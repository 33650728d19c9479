#include "tests/hostile/hostile_files.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <sys/stat.h>

namespace chexgen::hostile {

namespace fs = std::filesystem;

void makePipe(const fs::path& path) {
  fs::create_directories(path.parent_path());
  if (::mkfifo(path.c_str(), 0666) != 0) throw std::runtime_error("no pipe can be made at " + path.string());
}

void writeText(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string readText(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace chexgen::hostile
