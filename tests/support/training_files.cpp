#include "tests/support/training_files.h"

#include <cmath>
#include <fstream>
#include <stdexcept>

#include "core/imaging/png.h"
#include "tests/support/program.h"

namespace chexgen::tests {
namespace {

constexpr int side = 96;

void writePicture(const std::filesystem::path& file, int number, bool isMask) {
  imaging::Image8 image{.width = side, .height = side, .channels = 1};
  image.pixels.resize(side * side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const bool inside = std::hypot(x - 30 - number, y - 48) < 20;
      const double grey = 128 + 100 * std::sin(0.05 * x + number) * std::cos(0.07 * y);
      image.pixels[image.index(x, y)] = static_cast<std::uint8_t>(isMask ? (inside ? 255 : 0) : grey);
    }
  }
  if (!imaging::writePng(file, image)) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

std::filesystem::path writeTrainingTable(const std::filesystem::path& folder, int rows) {
  std::filesystem::create_directories(folder);
  std::ofstream table(folder / "table.csv");
  table << "image,report,mask,split,patient\n";
  for (int row = 0; row < rows; ++row) {
    const std::string name = std::to_string(row) + ".png";
    writePicture(folder / ("image-" + name), row, false);
    writePicture(folder / ("mask-" + name), row, true);
    table << "image-" << name << ",\"Effusion, grade " << row << ".\",mask-" << name << ","
          << (row % 4 == 3 ? "val" : "train") << ",p" << row << "\n";
  }
  return folder / "table.csv";
}

std::filesystem::path encodeTinyData(const std::filesystem::path& folder) {
  const auto table = writeTrainingTable(folder);
  const auto encoded = folder / "encoded";
  const Outcome outcome =
      runProgram({"encode", "--table", table, "--model", smallModel(), "--out", encoded, "--conditions",
                  "mask", "--variants", "2", "--device", "cpu", "--threads", "1"});
  if (outcome.code != 0) throw std::runtime_error("encode failed");
  return encoded;
}

std::vector<std::string> tinyTraining(const std::filesystem::path& data, const std::filesystem::path& run,
                                      int steps, int batch) {
  return {"train",
          "--model",
          smallModel(),
          "--data",
          data,
          "--out",
          run,
          "--steps",
          std::to_string(steps),
          "--batch",
          std::to_string(batch),
          "--learning-rate",
          "0.01",
          "--checkpoint-every",
          "1",
          "--device",
          "cpu",
          "--threads",
          "1",
          "--set",
          R"(transformer={"inputSize":8,"patch":2,"channels":4,"width":24,"depth":3,"heads":2,"mlpRatio":2,)"
          R"("captionWidth":64,"tokens":120,"positionScale":1.0})"};
}

}  // namespace chexgen::tests
