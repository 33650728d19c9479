// A small study in which everything fits: roster, package and answers of one reader.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include <unistd.h>

#include "core/study/package.h"
#include "core/study/roster.h"

namespace chexgen::fuzz {

inline constexpr std::size_t presentations = 4;

inline study::PackageInfo smallStudy(const study::SigningKeys& keys) {
  using Kind = study::Question::Kind;
  study::PackageInfo info{.study = "0f", .name = "Ward", .reader = "ann", .mayGoBack = true};
  info.questions = {{.id = "match", .kind = Kind::scale, .text = "?", .low = -2, .high = 2},
                    {.id = "error",
                     .kind = Kind::choice,
                     .text = "?",
                     .choices = {"a", "b"},
                     .several = true,
                     .onlyIf = study::Question::Condition{"match", 0}},
                    {.id = "where", .kind = Kind::box, .text = "?", .mayBeEmpty = true},
                    {.id = "point", .kind = Kind::point, .text = "?", .mayBeEmpty = true},
                    {.id = "order", .kind = Kind::rank, .text = "?", .mayBeEmpty = true},
                    {.id = "why", .kind = Kind::text, .text = "?", .mayBeEmpty = true}};
  info.keys = keys;
  for (std::size_t i = 0; i < presentations; ++i) info.order.push_back(std::string("a") + std::to_string(i));
  info.practice = 1;
  return info;
}

inline study::PackageItem smallItem(std::size_t number) {
  study::PackageItem item{.report = "Report " + std::to_string(number), .images = {}};
  for (std::size_t i = 0; i <= number % 2; ++i) {
    imaging::Image8 image{8, 8, 1, std::vector<std::uint8_t>(64, static_cast<std::uint8_t>(16 * number + i))};
    item.images.push_back(std::move(image));
  }
  return item;
}

inline study::Roster smallRoster(const study::PackageInfo& info) {
  study::Roster roster{.study = info.study, .name = info.name};
  roster.questions = info.questions;
  roster.mayGoBack = info.mayGoBack;
  study::Roster::Reader reader{"ann", info.keys.publicKey, presentations, false, std::string(64, '1'), {}};
  for (std::size_t i = 0; i < presentations; ++i)
    reader.items.push_back({info.order[i], study::hashOf(info.order[i], smallItem(i)), 1 + i % 2});
  roster.readers.push_back(std::move(reader));
  roster.openings.push_back({"2026-01-02T03:04:05Z", {{"ann", {2, std::string(64, '2')}}}});
  return roster;
}

// A folder in memory for what this process writes; it is used again and again.
inline std::filesystem::path folderInMemory(const char* name) {
  const std::filesystem::path folder =
      std::filesystem::path("/dev/shm") /
      (std::string("chexgen-fuzz-") + name + "-" + std::to_string(::getpid()));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  static std::filesystem::path kept;
  kept = folder;
  std::atexit([] {
    std::error_code ignored;
    std::filesystem::remove_all(kept, ignored);
  });
  return folder;
}

}  // namespace chexgen::fuzz
