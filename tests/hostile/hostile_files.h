// What strangers put into a folder: pipes that never answer, links out of it, files that never end.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace chexgen::hostile {

// A named pipe that nobody writes to.
void makePipe(const std::filesystem::path& path);

// Writes a file, and its folders where they are missing.
void writeText(const std::filesystem::path& path, std::string_view text);
[[nodiscard]] std::string readText(const std::filesystem::path& path);

// Runs statements on a database as any program would, without what ours refuses; the file is made when it is
// not there. Throws when one fails.
void runSql(const std::filesystem::path& database, const std::string& sql);

// How long `work` took. Whoever opens a pipe and waits for a writer never comes back: tests that call this
// have the time limit of ctest behind them.
template <class Work>
[[nodiscard]] std::chrono::milliseconds timeOf(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace chexgen::hostile
