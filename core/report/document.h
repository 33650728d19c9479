// A report as plain data: what is written, not how it looks. html.h and pdf.h write it; the Studio shows it.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace chexgen::report {

struct Heading {
  std::string text;
  int level = 1;  // 1 or 2
};

struct Paragraph {
  enum class Role { normal, note, warning };
  std::string text;
  Role role = Role::normal;
};

struct Table {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;  // as many cells as the head has; the first names the row
};

// Whether the cells of a column are figures, which stand at the right: all but the first column may be.
[[nodiscard]] bool holdsNumbers(const Table& table, std::size_t column);

// What a shape of a figure stands for; whoever draws it chooses the colour.
enum class Ink {
  text,
  faint,   // axes and their numbers
  grid,    // lines behind the data
  onFill,  // letters on a filled shape
  first,   // of the series; the others follow
  second,
  third,
  fourth,
  fifth,
  sixth,
  // From bad to good, for the five steps of a scale; scales of other lengths take what lies between.
  worst,
  bad,
  middle,
  good,
  best
};

// Coordinates in points, from the top left of the figure.
struct Line {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  Ink ink = Ink::grid;
  double width = 1;
  bool dashed = false;
};
struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;
  Ink ink = Ink::first;
};
struct Circle {
  double x = 0, y = 0, radius = 3;
  Ink ink = Ink::first;
};
struct Curve {  // straight from point to point
  std::vector<double> x, y;
  Ink ink = Ink::first;
  double width = 1.5;
  bool dashed = false;
};
struct Words {
  double x = 0, y = 0;  // of the baseline
  std::string text;
  enum class Anchor { start, middle, end } anchor = Anchor::start;
  Ink ink = Ink::text;
  double size = 9;
};
using Shape = std::variant<Line, Rectangle, Circle, Curve, Words>;

struct Figure {
  std::string caption;
  std::string description;  // for people who cannot see it
  double width = 480, height = 0;
  std::vector<Shape> shapes;
};

using Block = std::variant<Heading, Paragraph, Table, Figure>;

struct Document {
  std::string title;
  std::string subtitle;
  std::vector<Block> blocks;
  std::string footer;  // on every page
};

}  // namespace chexgen::report
