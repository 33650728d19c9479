#include "core/report/pdf.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "core/base/file.h"
#include "core/report/palette.h"

namespace chexgen::report {
namespace {

using base::ErrorCode;
using base::Result;

constexpr double pageWidth = 595.28, pageHeight = 841.89;  // A4 in points
constexpr double margin = 54;
constexpr double textWidth = pageWidth - 2 * margin;
constexpr double bottomEdge = pageHeight - margin - 14;  // above the footer
constexpr double cellGap = 8;

struct Free {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
using Layout = std::unique_ptr<PangoLayout, Free>;

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

struct TextStyle {
  double size = 9.5;
  bool bold = false;
  Ink ink = Ink::text;
};

class Pages {
 public:
  Pages(cairo_t* cairo, const Document& document) : cairo_(cairo), document_(document) {}

  void draw() {
    write(document_.title, {.size = 18, .bold = true});
    write(document_.subtitle, {.size = 10, .ink = Ink::faint});
    y_ += 6;
    for (const Block& block : document_.blocks) std::visit(*this, block);
    endPage();
  }

  void operator()(const Heading& heading) {
    const bool large = heading.level == 1;
    y_ += large ? 14 : 8;
    need(large ? 80 : 60);  // a heading stays with what it is about
    write(heading.text, {.size = large ? 13.0 : 11.0, .bold = true});
    y_ += 2;
  }
  void operator()(const Paragraph& paragraph) {
    const double top = y_;
    const bool warning = paragraph.role == Paragraph::Role::warning;
    write(paragraph.text, {.ink = paragraph.role == Paragraph::Role::note ? Ink::faint : Ink::text},
          warning ? 8 : 0);
    if (warning && y_ > top) {
      colour(Ink::worst);
      cairo_rectangle(cairo_, margin, top, 2.5, y_ - top);
      cairo_fill(cairo_);
    }
    y_ += 4;
  }
  void operator()(const Table& table) {
    const std::vector<double> widths = columnWidths(table);
    y_ += 4;
    need(60);
    if (!table.caption.empty()) write(table.caption, {.size = 8.5, .ink = Ink::faint});
    row(table, table.head, widths, true);
    for (const auto& cells : table.rows) {
      if (y_ + rowHeight(cells, widths, false) > bottomEdge) {
        endPage();
        row(table, table.head, widths, true);
      }
      row(table, cells, widths, false);
    }
    y_ += 8;
  }
  void operator()(const Figure& figure) {
    const double scale = std::min(1.0, textWidth / figure.width);
    y_ += 4;
    need(figure.height * scale + 18);
    cairo_save(cairo_);
    cairo_translate(cairo_, margin, y_);
    cairo_scale(cairo_, scale, scale);
    for (const Shape& shape : figure.shapes) std::visit([this](const auto& one) { this->shape(one); }, shape);
    cairo_restore(cairo_);
    y_ += figure.height * scale + 4;
    write(figure.caption, {.size = 8.5, .ink = Ink::faint});
    y_ += 8;
  }

 private:
  void colour(Ink ink) {
    const unsigned rgb = lightInks.at(static_cast<std::size_t>(ink));
    cairo_set_source_rgb(cairo_, (rgb >> 16U & 0xFFU) / 255.0, (rgb >> 8U & 0xFFU) / 255.0,
                         (rgb & 0xFFU) / 255.0);
  }

  [[nodiscard]] Layout layoutOf(const std::string& text, const TextStyle& style, double width) const {
    Layout layout(pango_cairo_create_layout(cairo_));
    const std::unique_ptr<PangoFontDescription, Free> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), "Noto Sans, sans-serif");
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), font.get());
    if (width > 0) pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
  }
  static double heightOf(const Layout& layout) {
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return static_cast<double>(height) / PANGO_SCALE;
  }
  static double widthOf(const Layout& layout) {
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return static_cast<double>(width) / PANGO_SCALE;
  }

  void show(const Layout& layout, double x, double y, Ink ink) {
    colour(ink);
    cairo_move_to(cairo_, x, y);
    pango_cairo_show_layout(cairo_, layout.get());
  }

  // A paragraph over the whole width, line by line, so that it may go on on the next page.
  void write(const std::string& text, const TextStyle& style, double indent = 0) {
    if (text.empty()) return;
    const Layout layout = layoutOf(text, style, textWidth - indent);
    for (int i = 0; i < pango_layout_get_line_count(layout.get()); ++i) {
      PangoLayoutLine* line = pango_layout_get_line_readonly(layout.get(), i);
      PangoRectangle logical;
      pango_layout_line_get_extents(line, nullptr, &logical);
      const double height = static_cast<double>(logical.height) / PANGO_SCALE;
      need(height);
      colour(style.ink);
      cairo_move_to(cairo_, margin + indent, y_ - static_cast<double>(logical.y) / PANGO_SCALE);
      pango_cairo_show_layout_line(cairo_, line);
      y_ += height;
    }
  }

  [[nodiscard]] std::vector<double> columnWidths(const Table& table) const {
    std::vector<double> widths;
    double sum = 0;
    for (std::size_t column = 0; column < table.head.size(); ++column) {
      double widest = widthOf(layoutOf(table.head[column], cellStyle(true), 0));
      for (const auto& cells : table.rows)
        if (column < cells.size())
          widest = std::max(widest, widthOf(layoutOf(cells[column], cellStyle(false), 0)));
      widths.push_back(widest + cellGap);
      sum += widths.back();
    }
    if (sum <= textWidth) return widths;
    // Only what is wider than its equal share gives way.
    const double fair = textWidth / static_cast<double>(widths.size());
    double narrow = 0, wide = 0;
    for (const double width : widths) (width <= fair ? narrow : wide) += width;
    for (double& width : widths)
      if (width > fair) width *= (textWidth - narrow) / wide;
    return widths;
  }
  static TextStyle cellStyle(bool head) { return {.size = 8.5, .bold = head}; }
  [[nodiscard]] double rowHeight(const std::vector<std::string>& cells, const std::vector<double>& widths,
                                 bool head) const {
    double height = 0;
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i)
      height = std::max(height, heightOf(layoutOf(cells[i], cellStyle(head), widths[i] - cellGap)));
    return height + 5;
  }
  void row(const Table& table, const std::vector<std::string>& cells, const std::vector<double>& widths,
           bool head) {
    double x = margin;
    const double height = rowHeight(cells, widths, head) + (head ? 1 : 0);
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      const Layout layout = layoutOf(cells[i], cellStyle(head), widths[i] - cellGap);
      if (holdsNumbers(table, i)) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
      show(layout, x, y_ + 2, Ink::text);
      x += widths[i];
    }
    y_ += height;
    colour(head ? Ink::faint : Ink::grid);
    cairo_set_line_width(cairo_, 0.5);
    cairo_move_to(cairo_, margin, y_);
    cairo_line_to(cairo_, x - cellGap, y_);
    cairo_stroke(cairo_);
  }

  void stroke(Ink ink, double width, bool dashed) {
    static constexpr double pattern[] = {4, 3};
    colour(ink);
    cairo_set_line_width(cairo_, width);
    cairo_set_dash(cairo_, pattern, dashed ? 2 : 0, 0);
    cairo_stroke(cairo_);
    cairo_set_dash(cairo_, nullptr, 0, 0);
  }
  void shape(const Line& line) {
    cairo_move_to(cairo_, line.x1, line.y1);
    cairo_line_to(cairo_, line.x2, line.y2);
    stroke(line.ink, line.width, line.dashed);
  }
  void shape(const Rectangle& rectangle) {
    colour(rectangle.ink);
    cairo_rectangle(cairo_, rectangle.x, rectangle.y, rectangle.width, rectangle.height);
    cairo_fill(cairo_);
  }
  void shape(const Circle& circle) {
    constexpr double turn = 6.283185307179586;
    colour(circle.ink);
    cairo_arc(cairo_, circle.x, circle.y, circle.radius, 0, turn);
    cairo_fill(cairo_);
  }
  void shape(const Curve& curve) {
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      (i == 0 ? cairo_move_to : cairo_line_to)(cairo_, curve.x[i], curve.y[i]);
    stroke(curve.ink, curve.width, curve.dashed);
  }
  void shape(const Words& words) {
    const Layout layout = layoutOf(words.text, {.size = words.size}, 0);
    const double width = widthOf(layout);
    const double x = words.anchor == Words::Anchor::start    ? words.x
                     : words.anchor == Words::Anchor::middle ? words.x - width / 2
                                                             : words.x - width;
    show(layout, x, words.y - static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE,
         words.ink);
  }

  void need(double height) {
    if (y_ + height > bottomEdge && y_ > margin) endPage();
  }
  void endPage() {
    ++page_;
    const Layout footer = layoutOf(document_.footer, {.size = 7.5}, textWidth - 40);
    show(footer, margin, pageHeight - margin, Ink::faint);
    const Layout number = layoutOf(std::to_string(page_), {.size = 7.5}, 0);
    show(number, pageWidth - margin - widthOf(number), pageHeight - margin, Ink::faint);
    cairo_show_page(cairo_);
    y_ = margin;
  }

  cairo_t* cairo_;
  const Document& document_;
  double y_ = margin;
  int page_ = 0;
};

}  // namespace

Result<void> writePdf(const Document& document, const std::filesystem::path& file) {
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, Free> surface(
      cairo_pdf_surface_create_for_stream(append, &bytes, pageWidth, pageHeight));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "ChexGen Studio");
  {
    const std::unique_ptr<cairo_t, Free> cairo(cairo_create(surface.get()));
    Pages(cairo.get(), document).draw();
    if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS)
      return base::fail(ErrorCode::internal, "The report cannot be drawn.", file, "No file was written.");
  }
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    return base::fail(ErrorCode::internal, "The report cannot be drawn.", file, "No file was written.");
  return base::writeFileAtomically(file, bytes);
}

}  // namespace chexgen::report
