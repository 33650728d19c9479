// Runs the real `chexgen` as a child process.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace chexgen::tests {

struct Outcome {
  int code = -1;       // exit code; 128 + the signal when one ended it
  std::string output;  // standard output
};

// A started `chexgen`; killed when it is still running at destruction.
class Program {
 public:
  // Its standard error goes into the file `errors`, or to where the test's own goes.
  explicit Program(const std::vector<std::string>& arguments, const std::string& errors = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Writes to its standard input.
  void send(const std::string& text) const;
  void closeInput();
  // The next line of its standard output, without the newline; empty at the end.
  [[nodiscard]] std::string readLine();
  void signal(int number) const;
  // Waits for its end and reads what it still prints.
  [[nodiscard]] Outcome wait();

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string buffer_;
};

// Runs it to the end.
[[nodiscard]] Outcome runProgram(const std::vector<std::string>& arguments);
// The same, and what it wrote on standard error.
[[nodiscard]] Outcome runProgram(const std::vector<std::string>& arguments, std::string& errors);

// Where it is.
[[nodiscard]] std::string programPath();

// A folder with a small model of random weights, made once per test program by `chexgen model random`.
[[nodiscard]] std::string smallModel();

// Long loops were asked for (CHEXGEN_FULL is set).
[[nodiscard]] bool isFullRun();

}  // namespace chexgen::tests
