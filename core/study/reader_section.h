// The part of a study's report about the readers: how much each has answered, and how they read.
#pragma once

#include "core/report/document.h"
#include "core/study/result.h"

namespace chexgen::study {

// Adds headings, tables and remarks to the report; `analyses` name what is missing.
void addReaders(const StudyResult& result, const std::vector<Analysis>& analyses, report::Document& document);

}  // namespace chexgen::study
