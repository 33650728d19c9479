#include "core/report/html.h"

#include <array>
#include <cmath>

#include "core/base/number_text.h"
#include "core/report/palette.h"

namespace chexgen::report {
namespace {

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      case '\'': safe += "&#39;"; break;
      default: safe += c;
    }
  }
  return safe;
}

// A drawing has no place for what is no number.
std::string coordinate(double value) { return base::fixedText(std::isfinite(value) ? value : 0, 2); }

std::string attribute(const char* name, double value) {
  return std::string(" ") + name + "=\"" + coordinate(value) + '"';
}

// Colours are classes, so that they follow the scheme.
std::string inkClass(const char* property, Ink ink) {
  return std::string(" class=\"") + property + std::to_string(static_cast<int>(ink)) + '"';
}

std::string dash(bool dashed) { return dashed ? " stroke-dasharray=\"4 3\"" : ""; }

struct SvgShape {
  std::string operator()(const Line& line) const {
    return "<line" + attribute("x1", line.x1) + attribute("y1", line.y1) + attribute("x2", line.x2) +
           attribute("y2", line.y2) + inkClass("s", line.ink) + attribute("stroke-width", line.width) +
           dash(line.dashed) + "/>";
  }
  std::string operator()(const Rectangle& rectangle) const {
    return "<rect" + attribute("x", rectangle.x) + attribute("y", rectangle.y) +
           attribute("width", rectangle.width) + attribute("height", rectangle.height) +
           inkClass("f", rectangle.ink) + "/>";
  }
  std::string operator()(const Circle& circle) const {
    return "<circle" + attribute("cx", circle.x) + attribute("cy", circle.y) + attribute("r", circle.radius) +
           inkClass("f", circle.ink) + "/>";
  }
  std::string operator()(const Curve& curve) const {
    std::string points;
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      points += (i > 0 ? " " : "") + coordinate(curve.x[i]) + ',' + coordinate(curve.y[i]);
    return "<polyline fill=\"none\" points=\"" + points + '"' + inkClass("s", curve.ink) +
           attribute("stroke-width", curve.width) + dash(curve.dashed) + "/>";
  }
  std::string operator()(const Words& words) const {
    const char* anchor = words.anchor == Words::Anchor::start    ? "start"
                         : words.anchor == Words::Anchor::middle ? "middle"
                                                                 : "end";
    return "<text" + attribute("x", words.x) + attribute("y", words.y) + attribute("font-size", words.size) +
           inkClass("f", words.ink) + " text-anchor=\"" + anchor + "\">" + escaped(words.text) + "</text>";
  }
};

struct HtmlBlock {
  std::string operator()(const Heading& heading) const {
    const std::string tag = heading.level == 1 ? "h2" : "h3";
    return "<" + tag + ">" + escaped(heading.text) + "</" + tag + ">\n";
  }
  std::string operator()(const Paragraph& paragraph) const {
    const char* role = paragraph.role == Paragraph::Role::note      ? " class=\"note\""
                       : paragraph.role == Paragraph::Role::warning ? " class=\"warning\""
                                                                    : "";
    return "<p" + std::string(role) + ">" + escaped(paragraph.text) + "</p>\n";
  }
  std::string operator()(const Table& table) const {
    std::string html = "<div class=\"wide\"><table>";
    if (!table.caption.empty()) html += "<caption>" + escaped(table.caption) + "</caption>";
    html += "<thead><tr>";
    const auto place = [&](std::size_t column) { return holdsNumbers(table, column) ? " class=\"n\"" : ""; };
    for (std::size_t i = 0; i < table.head.size(); ++i)
      html += "<th scope=\"col\"" + std::string(place(i)) + ">" + escaped(table.head[i]) + "</th>";
    html += "</tr></thead><tbody>\n";
    for (const auto& row : table.rows) {
      html += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i)
        html += i == 0 ? "<th scope=\"row\">" + escaped(row[i]) + "</th>"
                       : "<td" + std::string(place(i)) + ">" + escaped(row[i]) + "</td>";
      html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
  }
  std::string operator()(const Figure& figure) const {
    std::string html = "<figure><svg role=\"img\" aria-label=\"" + escaped(figure.description) +
                       "\" viewBox=\"0 0 " + coordinate(figure.width) + ' ' + coordinate(figure.height) +
                       "\" xmlns=\"http://www.w3.org/2000/svg\">\n";
    for (const Shape& shape : figure.shapes) html += std::visit(SvgShape{}, shape) + "\n";
    return html + "</svg><figcaption>" + escaped(figure.caption) + "</figcaption></figure>\n";
  }
};

std::string inkRules(const std::array<unsigned, inkCount>& inks) {
  std::string rules;
  for (std::size_t i = 0; i < inks.size(); ++i) {
    const std::string colour = '#' + base::paddedHexText(inks[i], 6), number = std::to_string(i);
    rules += ".f" + number + "{fill:" + colour + "}.s" + number + "{stroke:" + colour + "}";
  }
  return rules;
}

constexpr const char* layoutRules =
    "body{font:15px/1.5 'Noto Sans',system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1.2em;"
    "background:var(--paper);color:var(--ink);font-variant-numeric:tabular-nums}"
    "h1{font-size:1.6em;margin-bottom:0}h2{font-size:1.25em;margin-top:2em;border-bottom:1px solid "
    "var(--line)}h3{font-size:1.05em;margin-top:1.4em}"
    ".subtitle,.note,figcaption,caption,footer{color:var(--faint)}.note,figcaption,caption,footer{font-size:"
    ".9em}"
    ".warning{border-left:4px solid var(--warn);padding-left:.8em}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;margin:.8em 0}caption{text-align:left}"
    "th,td{padding:.25em .9em .25em 0;text-align:left;vertical-align:top;border-bottom:1px solid "
    "var(--line)}"
    ".n{text-align:right}tbody th{font-weight:normal}thead th{font-weight:600}"
    "figure{margin:1em 0}svg{max-width:44em;width:100%;height:auto}svg text{font-family:'Noto "
    "Sans',system-ui,sans-serif}footer{margin-top:3em;border-top:1px solid var(--line);padding-top:.6em}";

}  // namespace

std::string toHtml(const Document& document) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>" +
      escaped(document.title) + "</title>\n<style>" +
      ":root{--paper:#fff;--ink:#1b2430;--faint:#5a6675;--line:#d5dae1;--warn:#8a5a00}" + layoutRules +
      inkRules(lightInks) +
      "@media screen and (prefers-color-scheme:dark){:root{--paper:#0e1116;--ink:#d7dee7;--faint:#8e9bab;"
      "--line:#2a333f;--warn:#e0a33a}" +
      inkRules(darkInks) + "}</style></head>\n<body><h1>" + escaped(document.title) +
      "</h1>\n<p class=\"subtitle\">" + escaped(document.subtitle) + "</p>\n";
  for (const Block& block : document.blocks) html += std::visit(HtmlBlock{}, block);
  return html + "<footer>" + escaped(document.footer) + "</footer></body></html>\n";
}

}  // namespace chexgen::report
