// What a model learned in this program: from which model it started, and on which data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::weights {

struct Lesson {
  std::string task;          // its name for people
  std::string target;        // what learned: "text", "lora", "control_mask", "control_boxes", "vae"
  std::string parent;        // name of the model it started from
  std::string parentSha256;  // of that model's model.json
  std::string table;         // file name of the table; empty where it is not known
  std::string tableSha256;
  std::int64_t rows = 0;      // it learned from
  std::int64_t heldOut = 0;   // rows that were kept from it
  std::int64_t patients = 0;  // of the rows it learned from; 0: the table names none
  std::int64_t steps = 0;

  friend bool operator==(const Lesson&, const Lesson&) = default;
};

// "low-rank adapters, learned from 40 radiographs of 38 patients (ward7.csv) in 200 steps, starting from
// “starter”"
[[nodiscard]] std::string describe(const Lesson& lesson);

// As they stand in model.json under "learned", the oldest first. Reading fails with formatInvalid naming the
// entry.
[[nodiscard]] base::OrderedJson toJson(const std::vector<Lesson>& lessons);
[[nodiscard]] base::Result<std::vector<Lesson>> lessonsFromJson(const base::Json& value,
                                                                const std::filesystem::path& file);

}  // namespace chexgen::weights
