// Whether two rows of a table are of one patient.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/training/data_table.h"

namespace chexgen::training {

// What is alike in all ways in which programs write one number: "17" of "17", " 17", "017" and "17.0". Other
// names come back as they are.
[[nodiscard]] std::string patientKey(std::string_view patient);

// The patient that a folder of the path names, as CheXpert ("patient00001") and MIMIC-CXR ("p10000032") have
// them; empty when none does.
[[nodiscard]] std::string patientInPath(const std::filesystem::path& path);

// Gives rows of one patient one spelling, the first, and rows without any the patient of their path, with
// remarks in the table; remarks, too, when numbers were rounded by a spreadsheet ("8.4E+35").
void tellPatients(DataTable& table);

}  // namespace chexgen::training
