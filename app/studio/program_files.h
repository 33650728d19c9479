// What belongs to the installation: the engine's program, the resources, the user's own folders.
#pragma once

#include <QProcessEnvironment>
#include <filesystem>
#include <vector>

#include "core/base/error.h"

namespace chexgen::studio {

// The `chexgen` beside this program, or $CHEXGEN_PROGRAM. fileMissing with what to do.
[[nodiscard]] base::Result<std::filesystem::path> engineProgram();

// That this program is there, but the system refuses to run it.
[[nodiscard]] base::Error cannotStart(const std::filesystem::path& program);

// What the engine's processes are started with: their threads do not wait by spinning, which would take the
// processor from the window and from each other. A choice of the user's own stays.
[[nodiscard]] QProcessEnvironment engineEnvironment();

// A file or folder among the resources; empty when it is not there.
[[nodiscard]] std::filesystem::path resource(const std::filesystem::path& relative);

// Where model folders are looked for, in this order: $CHEXGEN_MODEL itself, resources/models, the user's data
// folder.
[[nodiscard]] std::vector<std::filesystem::path> modelPlaces();
// Where the models lie that a person has added: $XDG_DATA_HOME/chexgen/models.
[[nodiscard]] std::filesystem::path userModelFolder();

}  // namespace chexgen::studio
