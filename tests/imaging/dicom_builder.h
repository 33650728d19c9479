// DICOM files made byte by byte, to be as wrong as a test wants them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace chexgen::tests {

// A part 10 file in one transfer syntax. Elements are kept in the order of their tags; a later one replaces
// an earlier.
class DicomBuilder {
 public:
  explicit DicomBuilder(std::string syntax) : syntax_(std::move(syntax)) {}

  DicomBuilder& element(unsigned group, unsigned number, std::string_view vr, std::string value,
                        bool undefined = false) {
    if (value.size() % 2 != 0) value += vr == "UI" || vr == "OB" ? '\0' : ' ';
    const auto length = undefined ? 0xffffffffU : static_cast<unsigned>(value.size());
    std::string bytes = little(group, 2) + little(number, 2);
    if (isImplicit()) {
      bytes += little(length, 4);
    } else if (isLong(vr)) {
      bytes += std::string(vr) + little(0, 2) + little(length, 4);
    } else {
      bytes += std::string(vr) + little(length, 2);
    }
    elements_[group << 16U | number] = bytes + value;
    return *this;
  }
  DicomBuilder& text(unsigned group, unsigned number, std::string_view vr, std::string value) {
    return element(group, number, vr, std::move(value));
  }
  DicomBuilder& words(unsigned group, unsigned number, std::string_view vr,
                      const std::vector<unsigned>& values) {
    std::string bytes;
    for (const unsigned value : values) bytes += little(value, 2);
    return element(group, number, vr, bytes);
  }

  // The attributes of a monochrome image but its pixels.
  DicomBuilder& grey(unsigned columns, unsigned rows, unsigned allocated, unsigned stored) {
    words(0x0028, 0x0002, "US", {1}).text(0x0028, 0x0004, "CS", "MONOCHROME2");
    words(0x0028, 0x0010, "US", {rows}).words(0x0028, 0x0011, "US", {columns});
    words(0x0028, 0x0100, "US", {allocated}).words(0x0028, 0x0101, "US", {stored});
    return words(0x0028, 0x0102, "US", {stored - 1}).words(0x0028, 0x0103, "US", {0});
  }

  // Compressed pixels after an empty offset table.
  DicomBuilder& fragments(const std::vector<std::string>& values) {
    std::string bytes = item("");
    for (const std::string& value : values) bytes += item(value);
    return element(0x7fe0, 0x0010, "OB", bytes + little(0xfffe, 2) + little(0xe0dd, 2) + little(0, 4), true);
  }

  DicomBuilder& sequence(unsigned group, unsigned number, const DicomBuilder& content) {
    return element(group, number, "SQ", item(content.joined()));
  }

  DicomBuilder& sequence(unsigned group, unsigned number, const std::vector<DicomBuilder>& contents) {
    std::string items;
    for (const DicomBuilder& content : contents) items += item(content.joined());
    return element(group, number, "SQ", items);
  }

  // Sequences inside sequences, with lengths or with delimiters (which are left out: nothing needs to be
  // closed to do harm).
  DicomBuilder& nested(int depth, bool defined) {
    const unsigned level = (isImplicit() ? 8U : 12U) + 8U;
    std::string inside;
    for (int i = depth - 1; i >= 0; --i) {
      const unsigned length = static_cast<unsigned>(i) * level;
      inside += little(0x0040, 2) + little(0xa730, 2) + (isImplicit() ? "" : std::string("SQ\0\0", 4));
      inside += little(defined ? length + 8 : 0xffffffffU, 4);
      inside += little(0xfffe, 2) + little(0xe000, 2) + little(defined ? length : 0xffffffffU, 4);
    }
    elements_[0x0040a730] = inside;
    return *this;
  }

  // Many empty private elements.
  DicomBuilder& repeated(int count) {
    const std::string one = DicomBuilder(syntax_).element(0x0029, 0x1000, "LO", "").joined();
    std::string& all = elements_[0x00291000];
    all.reserve(one.size() * static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) all += one;
    return *this;
  }

  [[nodiscard]] std::string bytes() const {
    std::string uid = syntax_;
    if (uid.size() % 2 != 0) uid += '\0';
    std::string syntax =
        little(2, 2) + little(0x10, 2) + "UI" + little(static_cast<unsigned>(uid.size()), 2) + uid;
    // Other elements of the meta header, which stand before the transfer syntax.
    std::string dataset;
    for (const auto& [tag, bytes] : elements_) {
      if (tag >> 16U == 2) {
        syntax = bytes + syntax;
      } else {
        dataset += bytes;
      }
    }
    const std::string length =
        little(2, 2) + little(0, 2) + "UL" + little(4, 2) + little(static_cast<unsigned>(syntax.size()), 4);
    return std::string(128, '\0') + "DICM" + length + syntax +
           (isDeflated() ? deflatedRaw(dataset) : dataset);
  }

 private:
  [[nodiscard]] bool isImplicit() const { return syntax_ == "1.2.840.10008.1.2"; }
  [[nodiscard]] bool isDeflated() const { return syntax_ == "1.2.840.10008.1.2.1.99"; }
  [[nodiscard]] std::string joined() const {
    std::string all;
    for (const auto& [tag, bytes] : elements_) all += bytes;
    return all;
  }
  static bool isLong(std::string_view vr) { return vr == "OB" || vr == "OW" || vr == "SQ" || vr == "UN"; }
  static std::string little(unsigned value, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> 8 * i & 0xffU);
    return bytes;
  }
  static std::string item(const std::string& content) {
    return little(0xfffe, 2) + little(0xe000, 2) + little(static_cast<unsigned>(content.size()), 4) + content;
  }
  static std::string deflatedRaw(const std::string& data) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, static_cast<uLong>(data.size())), '\0');
    std::string in = data;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }

  std::string syntax_;
  std::map<unsigned, std::string> elements_;
};

}  // namespace chexgen::tests
