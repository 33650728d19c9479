// A job in the project's queue: what a person wants of it. How far it is stands in its run folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/jobs/control.h"

namespace chexgen::project {

struct StoredTask {
  std::filesystem::path
      folder;          // the run folder with its spec.json, relative to the project folder; its identity
  std::string kind;    // of the job
  std::string name;    // for people
  std::string device;  // "auto", "cpu", "cuda:0" …: one task at a time runs on each
  jobs::Wish wanted = jobs::Wish::run;
  std::filesystem::path after;  // a task that must be done first; empty: none
  std::int64_t position = 0;    // the least goes first
  std::string created;          // ISO 8601, UTC

  friend bool operator==(const StoredTask&, const StoredTask&) = default;
};

}  // namespace chexgen::project
