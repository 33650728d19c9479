#include "tests/engine/tiny_radiographs.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "core/base/philox.h"
#include "core/imaging/png.h"

namespace chexgen::tests {

std::filesystem::path writeTinyRadiographs(const std::filesystem::path& folder, const TinyTable& wish) {
  std::filesystem::create_directories(folder);
  const auto table = folder / "table.csv";
  std::ofstream out(table);
  out << "image,patient,labels,split,view\n";
  for (int patient = 0; patient < wish.patients; ++patient)
    for (int number = 0; number < wish.imagesOfEach; ++number) {
      const bool positive = patient % 2 == 1;
      imaging::Image8 picture{.width = wish.side, .height = wish.side, .channels = 1};
      picture.pixels.resize(static_cast<std::size_t>(wish.side) * static_cast<std::size_t>(wish.side));
      const base::RandomStream random{7, static_cast<std::uint32_t>(patient),
                                      static_cast<std::uint32_t>(number)};
      for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
        const bool low = static_cast<int>(i) / wish.side > wish.side * 2 / 3;
        picture.pixels[i] = static_cast<std::uint8_t>(random.below(i, 90) + (low && positive ? 110 : 50));
      }
      const std::string name = "p" + std::to_string(patient) + "-" + std::to_string(number) + ".png";
      if (!imaging::writePng(folder / name, picture)) throw std::runtime_error("cannot write " + name);
      const int part = (patient / 2) % 4;
      out << name << ",p" << patient << "," << (positive ? "Effusion" : "No Finding") << ","
          << (part == 2   ? "val"
              : part == 3 ? "test"
                          : "train")
          << "," << (number == 0 ? "PA" : "AP") << "\n";
    }
  out << wish.more;
  return table;
}

}  // namespace chexgen::tests
