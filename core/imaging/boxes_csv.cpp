// Boxes in tables, by the usual names of their columns: ours, VinDr-CXR (VinBigData), NIH's BBox_List_2017,
// RSNA.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "core/base/csv.h"
#include "core/imaging/box_parsers.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using Row = std::vector<std::string>;
using Form = BoxLayout::Form;

constexpr int publishedSide = 1024;  // of NIH's and RSNA's radiographs

// "Bbox [x" and "x", "Finding Label" and "finding_label" are the same column.
std::string columnKey(std::string_view header) {
  std::string key;
  for (const char c : header) {
    if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  }
  for (const std::string_view prefix : {"bbox", "boundingbox", "box"})
    if (key.size() > prefix.size() && key.starts_with(prefix)) return key.substr(prefix.size());
  return key;
}

struct Named {
  Form form;
  std::array<const char*, 4> columns;
};

constexpr std::array<Named, 18> coordinateColumns{{
    {Form::twoCorners, {"xmin", "ymin", "xmax", "ymax"}},
    {Form::twoCorners, {"x0", "y0", "x1", "y1"}},
    {Form::twoCorners, {"x1", "y1", "x2", "y2"}},
    {Form::twoCorners, {"left", "top", "right", "bottom"}},
    {Form::centreAndSize, {"xcenter", "ycenter", "w", "h"}},
    {Form::centreAndSize, {"xcenter", "ycenter", "width", "height"}},
    {Form::centreAndSize, {"xcentre", "ycentre", "w", "h"}},
    {Form::centreAndSize, {"xcentre", "ycentre", "width", "height"}},
    {Form::centreAndSize, {"centerx", "centery", "width", "height"}},
    {Form::centreAndSize, {"cx", "cy", "w", "h"}},
    {Form::centreAndSize, {"xc", "yc", "w", "h"}},
    {Form::cornerAndSize, {"x", "y", "w", "h"}},
    {Form::cornerAndSize, {"xmin", "ymin", "w", "h"}},
    {Form::cornerAndSize, {"left", "top", "w", "h"}},
    // Behind the others: width and height alone may be the image's.
    {Form::cornerAndSize, {"x", "y", "width", "height"}},
    {Form::cornerAndSize, {"xmin", "ymin", "width", "height"}},
    {Form::cornerAndSize, {"left", "top", "width", "height"}},
    {Form::centreAndSize, {"cx", "cy", "width", "height"}},
}};

struct Together {
  std::optional<Form> form;  // nothing: the name does not say
  const char* column;
};

// One column that holds all four numbers.
constexpr std::array<Together, 8> joinedColumns{{{Form::cornerAndSize, "xywh"},
                                                 {Form::twoCorners, "xyxy"},
                                                 {Form::twoCorners, "x1y1x2y2"},
                                                 {Form::twoCorners, "x0y0x1y1"},
                                                 {Form::twoCorners, "xminyminxmaxymax"},
                                                 {Form::centreAndSize, "cxcywh"},
                                                 {std::nullopt, "bbox"},
                                                 {std::nullopt, "boundingbox"}}};

struct Columns {
  std::vector<std::size_t> numbers;  // four, or the one that holds them all
  BoxLayout layout;
  std::optional<std::size_t> label, image, imageWidth, imageHeight, target, reader;
  bool published = false;  // by NIH or RSNA, whose radiographs have one size
};

class ColumnFinder {
 public:
  explicit ColumnFinder(const base::CsvTable& table) {
    for (std::size_t i = 0; i < table.header.size(); ++i) byKey_.emplace(columnKey(table.header[i]), i);
  }

  base::Result<Columns> find(const BoxQuery& query) const {
    Columns columns;
    CHEXGEN_TRY(findNumbers(query, columns));
    columns.label = first({"label", "finding", "classname", "findinglabel", "class", "category",
                           "categoryname", "lesiontype", "labelname", "abnormality"});
    columns.image = first({"image", "imageid", "imageindex", "filename", "imagename", "imagepath", "path",
                           "file", "patientid", "dicomid", "imageuid", "sopinstanceuid"});
    columns.target = first({"target"});
    columns.reader = first({"radid", "readerid", "reader", "annotator"});
    findSize(columns);
    if (!columns.label && !columns.target) return missing();
    const bool nih = byKey_.contains("imageindex") && byKey_.contains("findinglabel");
    const bool rsna = !columns.label && byKey_.contains("patientid");
    columns.published = (nih || rsna) && !columns.imageWidth;
    return columns;
  }

 private:
  [[nodiscard]] std::optional<std::size_t> first(std::initializer_list<const char*> keys) const {
    for (const char* key : keys)
      if (const auto at = byKey_.find(key); at != byKey_.end()) return at->second;
    return std::nullopt;
  }

  [[nodiscard]] static tl::unexpected<base::Error> missing() {
    return fail(ErrorCode::formatInvalid, "The table lacks columns that boxes need.", {}, {},
                "Needed are a label (label, finding, class_name or Finding Label) and x, y, w, h or x_min, "
                "y_min, x_max, y_max; image, width and height (of the image) may be there.");
  }

  base::Result<void> findNumbers(const BoxQuery& query, Columns& columns) const {
    std::optional<Form> form;
    for (const Named& names : coordinateColumns) {
      if (!std::all_of(names.columns.begin(), names.columns.end(),
                       [this](const char* name) { return byKey_.contains(name); }))
        continue;
      for (const char* name : names.columns) columns.numbers.push_back(byKey_.at(name));
      form = names.form;
      break;
    }
    for (const Together& joined : joinedColumns) {
      if (!columns.numbers.empty() || !byKey_.contains(joined.column)) continue;
      columns.numbers.push_back(byKey_.at(joined.column));
      form = joined.form;
      if (!form && !query.layout)
        return fail(ErrorCode::argumentInvalid,
                    "The column of boxes does not say how its four numbers are meant.", {}, {},
                    "State the layout \"xywh\" (corner and size) or \"xyxy\" (two corners): --box-layout.");
    }
    if (columns.numbers.empty()) return missing();
    columns.layout = query.layout.value_or(BoxLayout{form.value_or(Form::cornerAndSize)});
    return {};
  }

  void findSize(Columns& columns) const {
    const auto free = [&](const char* key) {
      const auto at = first({key});
      const bool used =
          at && std::find(columns.numbers.begin(), columns.numbers.end(), *at) != columns.numbers.end();
      return used ? std::nullopt : at;
    };
    for (const auto& [width, height] : {std::pair("imagewidth", "imageheight"),
                                        std::pair("imgwidth", "imgheight"), std::pair("width", "height")}) {
      if (columns.imageWidth || !free(width) || !free(height)) continue;
      columns.imageWidth = free(width);
      columns.imageHeight = free(height);
    }
  }

  std::map<std::string, std::size_t, std::less<>> byKey_;
};

std::string_view withoutBlanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool isBlank(std::string_view field) {
  const std::string_view text = withoutBlanks(field);
  return text.empty() || text == "nan" || text == "NaN" || text == "NA";
}

base::Result<double> numberIn(std::string_view text, const std::string& column) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end)
    return fail(ErrorCode::formatInvalid,
                "\"" + std::string(text) + "\" in the column \"" + column + "\" is not a number.");
  return value;
}

// "[10, 20, 30, 40]" and the like as its parts.
std::vector<std::string> partsOf(std::string_view field) {
  std::vector<std::string> parts;
  constexpr std::string_view between = " \t,;[](){}";
  for (std::size_t begin = field.find_first_not_of(between); begin < field.size();) {
    const std::size_t end = std::min(field.find_first_of(between, begin), field.size());
    parts.emplace_back(field.substr(begin, end - begin));
    begin = field.find_first_not_of(between, end);
  }
  return parts;
}

class TableReader {
 public:
  TableReader(const base::CsvTable& table, Columns columns) : table_(table), columns_(std::move(columns)) {
    raw_.words = "boxes of a table";
    raw_.namesImages = columns_.image.has_value();
    raw_.remarks = table.remarks;
  }

  RawBoxFile read() {
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      const Row& row = table_.rows[i];
      const std::string where = "line " + std::to_string(table_.lines[i]);
      RawImage& image = imageOf(row);
      if (auto added = addRow(row, where, image); !added) noteFault(image, where, std::move(added).error());
    }
    if (columns_.published)
      raw_.remarks.push_back(
          "The table does not state the size of its images: " + std::to_string(publishedSide) + " x " +
          std::to_string(publishedSide) + " pixels, as the data set is published, was taken.");
    if (!columns_.label)
      raw_.remarks.emplace_back("The table has no column of labels: Target 1 was taken as Pneumonia.");
    if (readers_.size() > 1)
      raw_.remarks.push_back("The boxes are those of " + std::to_string(readers_.size()) +
                             " readers: all were taken.");
    return std::move(raw_);
  }

 private:
  RawImage& imageOf(const Row& row) {
    const std::string name = columns_.image ? std::string(withoutBlanks(row[*columns_.image])) : "";
    const auto [known, fresh] = byName_.emplace(name, raw_.images.size());
    if (fresh) {
      raw_.images.push_back({.name = name});
      if (columns_.published) raw_.images.back().width = raw_.images.back().height = publishedSide;
    }
    return raw_.images[known->second];
  }

  [[nodiscard]] base::Result<double> number(const Row& row, std::size_t column) const {
    if (const auto value = table_.number(row[column])) return *value;
    return fail(ErrorCode::formatInvalid,
                "\"" + row[column] + "\" in the column \"" + table_.header[column] + "\" is not a number.");
  }

  // Takes the image size from the row, which must agree with the rows before.
  base::Result<void> readSize(const Row& row, RawImage& image) const {
    if (!columns_.imageWidth || isBlank(row[*columns_.imageWidth])) return {};
    CHEXGEN_ASSIGN(const double width, number(row, *columns_.imageWidth));
    CHEXGEN_ASSIGN(const double height, number(row, *columns_.imageHeight));
    if (image.width != 0 && (width != image.width || height != image.height))
      return fail(ErrorCode::formatInvalid, "The image has another size than in the rows before.");
    image.width = width;
    image.height = height;
    return {};
  }

  base::Result<void> addRow(const Row& row, const std::string& where, RawImage& image) {
    CHEXGEN_TRY(readSize(row, image));
    RawBox box{.layout = columns_.layout, .where = where};
    box.label = columns_.label ? std::string(withoutBlanks(row[*columns_.label])) : "Pneumonia";
    bool blank = std::all_of(columns_.numbers.begin(), columns_.numbers.end(),
                             [&row](std::size_t column) { return isBlank(row[column]); });
    if (columns_.target && !isBlank(row[*columns_.target])) {
      CHEXGEN_ASSIGN(const double target, number(row, *columns_.target));
      blank = blank && target != 0;
      if (target == 0) box.label = "No Finding";
    }
    if (statesNoFinding(box.label) || (blank && box.label.empty())) {
      image.statesNone = true;
      return {};
    }
    if (box.label.empty()) return fail(ErrorCode::formatInvalid, "The box has no label.");
    if (blank) return fail(ErrorCode::formatInvalid, "\"" + box.label + "\" has no numbers.");
    CHEXGEN_TRY(readNumbers(row, box));
    if (columns_.reader && !isBlank(row[*columns_.reader])) readers_.insert(row[*columns_.reader]);
    image.boxes.push_back(std::move(box));
    return {};
  }

  base::Result<void> readNumbers(const Row& row, RawBox& box) const {
    if (columns_.numbers.size() == 1) {
      const std::string& column = table_.header[columns_.numbers[0]];
      const auto parts = partsOf(row[columns_.numbers[0]]);
      if (parts.size() != 4)
        return fail(ErrorCode::formatInvalid, "The column \"" + column + "\" does not hold four numbers.");
      for (std::size_t i = 0; i < 4; ++i) {
        CHEXGEN_ASSIGN(box.numbers.at(i), numberIn(parts[i], column));
      }
      return {};
    }
    for (std::size_t i = 0; i < 4; ++i) {
      CHEXGEN_ASSIGN(box.numbers.at(i), number(row, columns_.numbers[i]));
    }
    return {};
  }

  const base::CsvTable& table_;
  Columns columns_;
  RawBoxFile raw_;
  std::map<std::string, std::size_t> byName_;
  std::set<std::string> readers_;
};

}  // namespace

base::Result<RawBoxFile> rawBoxesFromCsv(std::string_view text, const BoxQuery& query,
                                         const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::parseCsv(text, file));
  CHEXGEN_ASSIGN(Columns columns, ColumnFinder(table).find(query));
  return TableReader(table, std::move(columns)).read();
}

}  // namespace chexgen::imaging
