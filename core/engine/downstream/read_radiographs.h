// A trained classifier reads radiographs. No torch type stands here.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/downstream/predictions.h"
#include "core/imaging/remark_tally.h"
#include "core/jobs/backend.h"

namespace chexgen::engine {

struct RadiographToRead {
  std::string id;
  std::filesystem::path image;
};

struct RadiographsRead {
  downstream::Predictions predictions;
  imaging::RemarkTally remarks;  // on the radiographs
};

// Scores of every radiograph, in their order, by the network in `folder` (see downstream/network_folder.h).
// `onRead` hears how many are done. Fails with the errors of the network's folder and of the readers, naming
// the file; `cancelled`.
[[nodiscard]] base::Result<RadiographsRead> readRadiographs(
    const std::filesystem::path& folder, const std::vector<RadiographToRead>& radiographs,
    const jobs::ModelOptions& options, const std::function<void(std::size_t)>& onRead = {},
    const base::CancelToken& cancel = {});

}  // namespace chexgen::engine
