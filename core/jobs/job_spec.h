// A job as a file: everything that is needed to run it on any machine that sees the same paths.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/jobs/run_folder.h"

namespace chexgen::jobs {

struct JobSpec {
  std::string kind;
  std::string name;                  // for people
  std::filesystem::path runFolder;   // absolute
  std::filesystem::path baseFolder;  // absolute; where relative paths inside `settings` start
  Shard shard;
  base::Json settings = base::Json::object();  // belongs to the kind

  // A path of the settings, made absolute.
  [[nodiscard]] std::filesystem::path resolve(const std::filesystem::path& path) const {
    return (baseFolder / path).lexically_normal();
  }
};

// Parses {"schema":1,"kind","name","run_folder","settings", and optionally "base_folder",
// "shard":{"index","count"}}. A relative run_folder or base_folder starts at the folder of `file`, which is
// also the default base folder. Fails with formatInvalid (a missing, unknown or wrong entry; a kind that is
// not in `kinds`, which the message lists) or formatUnsupported (a newer schema).
[[nodiscard]] base::Result<JobSpec> parseJobSpec(std::string_view text, const std::filesystem::path& file,
                                                 std::span<const std::string_view> kinds);
[[nodiscard]] base::Result<JobSpec> readJobSpec(const std::filesystem::path& file,
                                                std::span<const std::string_view> kinds);

// The same spec as JSON text; parsing it anywhere gives the same spec.
[[nodiscard]] std::string formatJobSpec(const JobSpec& spec);
// Publishes it. argumentInvalid when it is longer than readJobSpec() reads, and the errors of the disk.
[[nodiscard]] base::Result<void> writeJobSpec(const std::filesystem::path& file, const JobSpec& spec);

// "i/n" as people write it, i from 1 to n: "1/4" is the shard with index 0; argumentInvalid otherwise.
[[nodiscard]] base::Result<Shard> parseShard(std::string_view text);

// Fails with formatInvalid, naming the first entry of `object` that is not one of `known`: a mistyped setting
// must not silently mean its default.
[[nodiscard]] base::Result<void> onlyKnownEntries(const base::Json& object,
                                                  std::span<const std::string_view> known,
                                                  const std::filesystem::path& file = {});

}  // namespace chexgen::jobs
