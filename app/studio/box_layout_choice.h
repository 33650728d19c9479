// How the numbers of boxes are meant whose file leaves it open: the same choices wherever boxes are read.
#pragma once

#include <QStringList>
#include <optional>
#include <string>

#include "core/imaging/boxes.h"

class QComboBox;

namespace chexgen::studio {

// "corner and size, in pixels" …, in the order of boxLayoutAt.
[[nodiscard]] QStringList boxLayoutTexts();
[[nodiscard]] imaging::BoxLayout boxLayoutAt(int index);

// A choice among them, before which stands that the file says it itself.
[[nodiscard]] QComboBox* boxLayoutChoice();
// What is chosen; nothing where the file is to say it.
[[nodiscard]] std::optional<imaging::BoxLayout> chosenBoxLayout(const QComboBox& choice);

// As settings have it, for imaging::boxLayoutNamed; empty where the file is to say it.
[[nodiscard]] std::string boxLayoutSetting(const std::optional<imaging::BoxLayout>& layout);

}  // namespace chexgen::studio
