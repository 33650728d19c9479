// A table of small pictures of which a network learns something in seconds.
#pragma once

#include <filesystem>
#include <string>

namespace chexgen::tests {

struct TinyTable {
  int patients = 24;
  int imagesOfEach = 2;
  int side = 40;
  std::string more;  // lines for the end of the table
};

// Pictures of noise, those labelled "Effusion" with a bright lower third, the others "No Finding"; columns
// image, patient, labels, split (a quarter of the patients val, a quarter test), view. Gives the table's
// path.
std::filesystem::path writeTinyRadiographs(const std::filesystem::path& folder, const TinyTable& wish = {});

}  // namespace chexgen::tests
