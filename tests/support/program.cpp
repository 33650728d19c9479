#include "tests/support/program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

extern char** environ;

namespace chexgen::tests {

Program::Program(const std::vector<std::string>& arguments, const std::string& errors) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);  // tests run beside each other; spinning would starve them
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  if (!errors.empty())
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
  std::vector<std::string> words{CHEXGEN_PROGRAM, "--log", "error"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int status = ::posix_spawn(&process_, CHEXGEN_PROGRAM, &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  output_ = out[0];
  if (status != 0) throw std::runtime_error("chexgen cannot be started: " CHEXGEN_PROGRAM);
}

Program::~Program() {
  closeInput();
  if (output_ >= 0) ::close(output_);
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
}

void Program::send(const std::string& text) const {
  if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("chexgen does not read");
}

void Program::closeInput() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

std::string Program::readLine() {
  for (;;) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      const std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    std::array<char, 65536> block{};
    const ssize_t count = ::read(output_, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::exchange(buffer_, {});
    buffer_.append(block.data(), static_cast<std::size_t>(count));
  }
}

void Program::signal(int number) const { ::kill(process_, number); }

Outcome Program::wait() {
  closeInput();
  Outcome outcome;
  // To the end, blank lines and all.
  outcome.output = std::exchange(buffer_, {});
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t count = ::read(output_, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    outcome.output.append(block.data(), static_cast<std::size_t>(count));
  }
  if (!outcome.output.empty() && outcome.output.back() != '\n') outcome.output += '\n';
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

Outcome runProgram(const std::vector<std::string>& arguments) { return Program(arguments).wait(); }

Outcome runProgram(const std::vector<std::string>& arguments, std::string& errors) {
  const TemporaryFolder folder;
  const std::string file = (folder / "errors.txt").string();
  const Outcome outcome = Program(arguments, file).wait();
  std::ifstream stream(file, std::ios::binary);
  errors.assign(std::istreambuf_iterator<char>(stream), {});
  return outcome;
}

std::string programPath() { return CHEXGEN_PROGRAM; }

std::string smallModel() {
  static const TemporaryFolder folder;
  static const std::string path = [] {
    const std::string model = (folder / "model").string();
    const Outcome made = runProgram({"model", "random", "--architecture", "S/8", "--size", "64", "--control",
                                     "mask,boxes", "--out", model});
    if (made.code != 0) throw std::runtime_error("no model could be made");
    return model;
  }();
  return path;
}

bool isFullRun() {
  const char* value = std::getenv("CHEXGEN_FULL");
  return value != nullptr && *value != '\0' && std::string(value) != "0";
}

}  // namespace chexgen::tests
