// `chexgen segment`: lung fields of radiographs, and what is measured on them.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/remark_tally.h"
#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/number_text.h"
#include "core/imaging/lung_fields.h"
#include "core/imaging/png.h"
#include "core/imaging/radiograph.h"
#include "core/imaging/radiograph_folder.h"
#include "core/imaging/resample.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using imaging::Image8;
using imaging::LungFields;
using imaging::PixelBox;

struct SegmentOptions {
  std::vector<std::string> images;
  std::string out, csv, sheet;
};

// ---- the table ----

const std::vector<std::string> tableHeader{"file",
                                           "mask",
                                           "width",
                                           "height",
                                           "plausible",
                                           "reason",
                                           "right_area",
                                           "left_area",
                                           "right_lung_x",
                                           "right_lung_y",
                                           "right_lung_width",
                                           "right_lung_height",
                                           "left_lung_x",
                                           "left_lung_y",
                                           "left_lung_width",
                                           "left_lung_height",
                                           "heart_x",
                                           "heart_y",
                                           "heart_width",
                                           "heart_height",
                                           "cardiothoracic_ratio",
                                           "right_recess_depth",
                                           "left_recess_depth",
                                           "remarks"};

std::string decimal(double value) { return base::fixedText(value, 4); }

std::string joined(const std::vector<std::string>& remarks) {
  std::string all;
  for (const std::string& remark : remarks) all += (all.empty() ? "" : "; ") + remark;
  return all;
}

std::vector<std::string> tableRow(const std::string& file, const std::string& mask, const LungFields& fields,
                                  const std::vector<std::string>& remarks) {
  std::vector<std::string> row{file,
                               mask,
                               std::to_string(fields.right.mask.width),
                               std::to_string(fields.right.mask.height),
                               fields.plausible ? "yes" : "no",
                               fields.reason,
                               decimal(fields.right.area),
                               decimal(fields.left.area)};
  for (const PixelBox& box : {fields.right.box, fields.left.box, fields.heart})
    for (const int value : {box.x, box.y, box.width, box.height}) row.push_back(std::to_string(value));
  for (const double value : {fields.cardiothoracicRatio, fields.right.recessDepth, fields.left.recessDepth})
    row.push_back(decimal(value));
  row.push_back(joined(remarks));
  return row;
}

// A radiograph that could not be read has a row too, so that the table is as long as the list.
std::vector<std::string> failedRow(const std::string& file, const base::Error& error) {
  std::vector<std::string> row(tableHeader.size());
  row[0] = file;
  row[4] = "no";
  row[5] = error.message;
  return row;
}

// ---- the contact sheet ----

constexpr int tileSide = 256;
constexpr int tilesInRow = 8;
constexpr std::size_t mostTiles = 48;

// One tile, the radiograph fitted into it; a red bar on top says that its lungs are not plausible.
base::Result<Image8> tileOf(const Image8& radiograph, const LungFields& fields) {
  CHEXGEN_ASSIGN(const Image8 drawn, imaging::drawLungFields(radiograph, fields));
  const double scale = static_cast<double>(tileSide) / std::max(drawn.width, drawn.height);
  const auto side = [scale](int length) { return std::max(1, static_cast<int>(length * scale + 0.5)); };
  CHEXGEN_ASSIGN(const Image8 small,
                 imaging::resize(drawn, side(drawn.width), side(drawn.height), imaging::Filter::box));
  CHEXGEN_ASSIGN(Image8 tile, imaging::makeImage(tileSide, tileSide, 3));
  const int left = (tileSide - small.width) / 2, top = (tileSide - small.height) / 2;
  for (int y = 0; y < small.height; ++y) {
    const auto from = small.pixels.begin() + static_cast<std::ptrdiff_t>(small.index(0, y));
    std::copy_n(from, small.width * 3,
                tile.pixels.begin() + static_cast<std::ptrdiff_t>(tile.index(left, top + y)));
  }
  constexpr int barHeight = 5;
  for (int i = 0; !fields.plausible && i < barHeight * tileSide; ++i) {
    tile.pixels[static_cast<std::size_t>(i) * 3] = 255;
    tile.pixels[static_cast<std::size_t>(i) * 3 + 1] = tile.pixels[static_cast<std::size_t>(i) * 3 + 2] = 0;
  }
  return tile;
}

base::Result<void> writeSheet(const fs::path& path, const std::vector<Image8>& tiles) {
  if (tiles.empty()) return {};
  const int count = static_cast<int>(tiles.size());
  const int across = std::min(count, tilesInRow);
  const int down = (count + tilesInRow - 1) / tilesInRow;
  CHEXGEN_ASSIGN(Image8 sheet, imaging::makeImage(across * tileSide, down * tileSide, 3));
  for (int i = 0; i < count; ++i) {
    const Image8& tile = tiles[static_cast<std::size_t>(i)];
    for (int y = 0; y < tileSide; ++y) {
      const auto from = tile.pixels.begin() + static_cast<std::ptrdiff_t>(tile.index(0, y));
      const std::size_t to = sheet.index(i % tilesInRow * tileSide, i / tilesInRow * tileSide + y);
      std::copy_n(from, tileSide * 3, sheet.pixels.begin() + static_cast<std::ptrdiff_t>(to));
    }
  }
  return imaging::writePng(path, sheet);
}

// Whether the i-th of `count` images is one of those, evenly spread, that the sheet shows.
bool isShown(std::size_t i, std::size_t count) {
  return count <= mostTiles || (i + 1) * mostTiles / count != i * mostTiles / count;
}

// ---- the work ----

// Masks are named after the radiographs, with their folders where the names alone are alike; in its own
// folder a mask would overwrite its radiograph.
base::Result<std::vector<std::string>> maskNames(const std::vector<std::string>& images,
                                                 const fs::path& out) {
  std::vector<std::string> names = base::uniqueStems(images);
  for (std::size_t i = 0; i < images.size(); ++i) {
    names[i] += ".png";
    std::error_code error;
    if (fs::equivalent(images[i], out / names[i], error)) {
      return base::fail(ErrorCode::argumentInvalid, "The mask would overwrite its radiograph.", images[i],
                        "Nothing was written.", "Choose another folder for the masks.");
    }
  }
  return names;
}

struct Outcome {
  std::vector<std::string> row, remarks;
  std::optional<Image8> tile;
  bool plausible = false;
};

base::Result<Outcome> segmentOne(const std::string& image, const fs::path& mask, bool shown) {
  Outcome outcome;
  CHEXGEN_ASSIGN(const Image8 radiograph, imaging::readRadiograph(image, &outcome.remarks));
  auto fields = imaging::segmentLungFields(radiograph);
  if (!fields) {
    fields.error().file = image;
    return tl::unexpected(std::move(fields).error());
  }
  CHEXGEN_TRY(imaging::writePng(mask, imaging::bothLungs(*fields)));
  outcome.row = tableRow(image, mask.filename().string(), *fields, outcome.remarks);
  outcome.plausible = fields->plausible;
  if (shown) {
    CHEXGEN_ASSIGN(outcome.tile, tileOf(radiograph, *fields));
  }
  return outcome;
}

bool isInputFault(const base::Error& error) {
  const ExitCode code = exitCodeFor(error.code);
  return code == exitBadInput || code == exitUsage;
}

// What was named: files, and the radiographs of folders and of DICOMDIRs.
base::Result<std::vector<std::string>> radiographsOf(const SegmentOptions& options) {
  CHEXGEN_ASSIGN(const auto list, imaging::radiographsNamed({options.images.begin(), options.images.end()}));
  if (const std::string line = imaging::passedOverLine(list.passedOver); !line.empty())
    std::cerr << line << std::endl;
  if (list.files.empty())
    return base::fail(ErrorCode::formatInvalid, "There is no radiograph: no PNG, JPEG or DICOM image.",
                      options.images.front(), "Nothing was written.");
  std::vector<std::string> images;
  for (const fs::path& file : list.files) images.push_back(file.string());
  return images;
}

int segment(const SegmentOptions& options) {
  const auto images = radiographsOf(options);
  if (!images) return report(images.error(), false);
  const auto names = maskNames(*images, options.out);
  if (!names) return report(names.error(), false);
  std::string table = base::csvRow(tableHeader);
  std::vector<Image8> tiles;
  std::size_t plausible = 0, unread = 0;
  imaging::RemarkTally remarks;
  int result = exitDone;
  for (std::size_t i = 0; i < images->size() && result != exitCancelled; ++i) {
    const std::string& image = (*images)[i];
    const bool shown = !options.sheet.empty() && isShown(i, images->size());
    auto outcome = segmentOne(image, fs::path(options.out) / (*names)[i], shown);
    if (!outcome) {
      const int code = report(outcome.error(), false);
      if (!isInputFault(outcome.error())) return code;  // a full disk would fail for every image
      result = exitBadInput;
      ++unread;
      table += base::csvRow(failedRow(image, outcome.error()));
      continue;
    }
    table += base::csvRow(outcome->row);
    remarks.add(image, outcome->remarks);
    if (outcome->tile) tiles.push_back(std::move(*outcome->tile));
    plausible += outcome->plausible ? 1 : 0;
    if (interruption().isCancelled()) result = exitCancelled;
  }
  if (!options.csv.empty()) {
    if (const auto written = base::writeFileAtomically(options.csv, table); !written)
      return report(written.error(), false);
  }
  if (!options.sheet.empty()) {
    if (const auto written = writeSheet(options.sheet, tiles); !written)
      return report(written.error(), false);
  }
  printRemarks(remarks);
  std::cout << images->size() << " radiograph(s): lungs plausible in " << plausible << ", not read " << unread
            << (result == exitCancelled ? "; stopped early" : "") << std::endl;
  return result;
}

}  // namespace

void addSegment(CLI::App& app, Action& action) {
  const auto options = std::make_shared<SegmentOptions>();
  CLI::App* command = app.add_subcommand(
      "segment",
      "Find the lung fields of frontal chest radiographs by classical filters, and measure them. Not for\n"
      "diagnosis. Example:\n"
      "  chexgen segment FOLDER --out masks --csv measurements.csv --sheet sheet.png");
  command
      ->add_option("IMAGE", options->images,
                   "Radiographs: PNG, JPEG or DICOM whatever their names, upright, air dark; or folders of\n"
                   "them, or a DICOMDIR")
      ->required();
  command
      ->add_option("--out", options->out,
                   "Folder for the masks: lungs white on black, NAME.png for each image")
      ->required();
  command->add_option(
      "--csv", options->csv,
      "Table to write: whether the lungs are plausible and why not, their areas and boxes, the heart's\n"
      "box, the cardiothoracic ratio, the depth of the costophrenic recesses");
  command->add_option("--sheet", options->sheet,
                      "Contact sheet to write (PNG): outlines on at most 48 of the images, evenly chosen");
  command->callback([options, &action] { action = [options] { return segment(*options); }; });
}

}  // namespace chexgen::cli
