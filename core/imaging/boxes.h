// Finding boxes of radiographs, in and out of the files that people keep them in: the one reader of boxes.
//
// The half-pixel rule: coordinates are those of pixel edges, not of pixel centres. The image reaches from 0
// to its width, its first pixel from 0 to 1, and a box over the pixels 3, 4 and 5 has x = 3 and width = 3.
// COCO and YOLO count in the same way.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/text_file.h"
#include "core/imaging/findings.h"

namespace chexgen::imaging {

struct FindingBox {
  Finding finding;
  double x = 0;  // left edge, in pixels of the radiograph that was marked
  double y = 0;  // top edge
  double width = 0;
  double height = 0;
  std::string where;  // "box 2" or "line 5": where it stands in its file, for messages
};

struct BoxSheet {
  int width = 0;  // of the radiograph that was marked, in pixels
  int height = 0;
  std::vector<FindingBox> boxes;
  std::vector<std::string> remarks = {};  // what was assumed or left out, sentences for people
};

// What the four numbers of a box are.
struct BoxLayout {
  enum class Form { cornerAndSize, twoCorners, centreAndSize };
  enum class Unit { open, pixels, shares };  // open: shares when no number of the file is above 1
  Form form = Form::cornerAndSize;
  Unit unit = Unit::open;
  friend bool operator==(const BoxLayout&, const BoxLayout&) = default;
};

// "xywh", "xyxy" or "cxcywh", each alone or followed by "-pixels" or "-shares"; argumentInvalid for another.
[[nodiscard]] base::Result<BoxLayout> boxLayoutNamed(std::string_view name);

class BoxFiles;

// Whether a failure to read boxes goes away when the layout of their numbers is stated.
[[nodiscard]] bool asksForLayout(const base::Error& error);

// Which radiograph of the file is meant, and what the file itself leaves open.
struct BoxQuery {
  // Path or file name, found as text::ImageNames does; may be empty when the file has boxes of one image only
  std::string image;
  int width = 0;  // of the radiograph; 0: the file must say
  int height = 0;
  std::vector<std::string> classes = {};  // YOLO's class names; empty: by the list beside the file
  std::vector<std::string> known = {};    // as for checkFindings
  std::optional<BoxLayout> layout = {};   // of CSV and COCO, whatever their columns are called
  // Whether the only image of a file is taken, with a remark, for one of another name.
  bool onlyImageServes = true;
  std::string amongSeveral = {};  // stands for `image` when that is empty and the file describes several
  BoxFiles* files = nullptr;      // keeps what was read, for tables whose rows name one file; may be null
};

// What a model that learned boxes of the findings `known` (empty: any) would not follow: argumentInvalid
// names the finding.
[[nodiscard]] base::Result<void> checkFindings(const BoxSheet& sheet, const std::vector<std::string>& known);

struct RawBoxFile;

// A file of boxes, of one image or of many, read once and asked image by image.
class BoxFile {
 public:
  // Reads boxes of any of these forms, in any encoding that base::decodeText knows:
  // - JSON {"width", "height", "boxes": [{"label", "x", "y", "width", "height"}]};
  // - COCO JSON ("images", "annotations", "categories"); a box without "bbox" is the one around its polygon
  //   or run-length code;
  // - ChestX-Det's JSON list of {"file_name", "syms", "boxes": [[x0, y0, x1, y1]]}, 1024 × 1024;
  // - LabelMe JSON ("shapes"), the box around each shape;
  // - a table with a column of labels and of coordinates, by any of their usual names (VinDr, NIH, RSNA), and
  //   optionally of the image and its size;
  // - YOLO: lines "class centre-x centre-y width height" (and a confidence), or "class x y x y x y …" for the
  //   box around a polygon, in shares of the image. Of `query` only classes and layout are used.
  // formatUnsupported names other forms that boxes come in; formatInvalid what is damaged; argumentInvalid
  // what the file leaves open (how the numbers are meant, the names of YOLO's classes).
  [[nodiscard]] static base::Result<BoxFile> parse(std::string_view text, const BoxQuery& query = {},
                                                   const std::filesystem::path& file = {});
  // The same of a file, also compressed by gzip. YOLO's classes are those of classes.txt, *.names or
  // data.yaml beside the file, else in one of the two folders above.
  [[nodiscard]] static base::Result<BoxFile> read(const std::filesystem::path& path,
                                                  const BoxQuery& query = {});

  [[nodiscard]] const std::string& words() const;  // what it is: "COCO boxes"
  // The names of its images, as they stand there; one empty name when it names none.
  [[nodiscard]] std::vector<std::string> images() const;
  // The positions in images() that this name could mean, see text::ImageNames: one is clear. All where the
  // name is empty.
  [[nodiscard]] std::vector<std::size_t> find(const std::string& image) const;
  // What concerns no single image: annotations that belong to none, how the numbers were understood.
  [[nodiscard]] const std::vector<std::string>& remarks() const;
  // Labels that are no class of findings(), and how many boxes have them. Those boxes are left out.
  [[nodiscard]] std::map<std::string, std::size_t> unknownClasses() const;

  // The boxes of the image that the query means; edges that leave it by up to half a pixel are cut.
  // argumentInvalid: no such image, or several that cannot be told apart (by name), no boxes, no image size,
  // a box that is empty or leaves the image, a class that is not in query.known; formatInvalid: a number
  // that is none. The message names the row.
  [[nodiscard]] base::Result<BoxSheet> sheet(const BoxQuery& query) const;
  // Of the image at this position of images(); query.image is not used.
  [[nodiscard]] base::Result<BoxSheet> sheetAt(std::size_t image, const BoxQuery& query) const;
  // Whether the image at this position has any box of a known class.
  [[nodiscard]] bool hasBoxes(std::size_t image) const;

 private:
  explicit BoxFile(std::shared_ptr<const RawBoxFile> raw);
  [[nodiscard]] static base::Result<BoxFile> fromText(const base::DecodedText& decoded, const BoxQuery& query,
                                                      const std::filesystem::path& file);
  std::shared_ptr<const RawBoxFile> raw_;
};

// Keeps the file that was read last, which the rows of a table name again and again. Safe to share between
// threads.
class BoxFiles {
 public:
  // BoxFile::read, once for as long as the file and the query's classes and layout stay the same.
  [[nodiscard]] base::Result<BoxFile> read(const std::filesystem::path& path, const BoxQuery& query);
  // Whether this is asked for the first time of a file: what concerns all of it is told once.
  [[nodiscard]] bool isNew(const std::filesystem::path& path);

 private:
  std::mutex mutex_;
  std::set<std::filesystem::path> told_;
  std::optional<BoxFile> last_;
  std::string key_;  // of the last
};

// BoxFile::parse and read, and the sheet of one image.
[[nodiscard]] base::Result<BoxSheet> parseBoxes(std::string_view text, const BoxQuery& query = {},
                                                const std::filesystem::path& file = {});
[[nodiscard]] base::Result<BoxSheet> readBoxes(const std::filesystem::path& path, const BoxQuery& query = {});

// Write the boxes as the project's JSON, CSV, COCO JSON (every class is a category) or YOLO, published
// atomically; `imageName` is the radiograph's file name. readBoxes gives back the same boxes: every number
// exactly; from YOLO only those that are multiples of 2^-32 pixel, others to 15 digits. YOLO numbers classes
// by the list that readBoxes would find, else by classes.txt beside it, which is made in the order of
// findings(); argumentInvalid when the list lacks a class that is needed.
[[nodiscard]] base::Result<void> writeBoxesJson(const std::filesystem::path& path, const BoxSheet& sheet);
[[nodiscard]] base::Result<void> writeBoxesCsv(const std::filesystem::path& path, const BoxSheet& sheet,
                                               const std::string& imageName);
[[nodiscard]] base::Result<void> writeCoco(const std::filesystem::path& path, const BoxSheet& sheet,
                                           const std::string& imageName);
[[nodiscard]] base::Result<void> writeYolo(const std::filesystem::path& path, const BoxSheet& sheet);

}  // namespace chexgen::imaging
