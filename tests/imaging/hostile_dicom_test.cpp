// DICOM files that are damaged, or made to harm who reads them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "core/imaging/read_grey.h"
#include "tests/imaging/dicom_builder.h"
#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::AnyOf;
using testing::HasSubstr;
using tests::bytesOf;
using tests::DicomBuilder;

constexpr const char* explicitLittle = "1.2.840.10008.1.2.1";
constexpr const char* implicitLittle = "1.2.840.10008.1.2";
constexpr const char* deflatedLittle = "1.2.840.10008.1.2.1.99";

// An image of 4 x 3 pixels of 16 bits, uncompressed.
DicomBuilder image(const char* syntax = explicitLittle) {
  DicomBuilder builder(syntax);
  builder.grey(4, 3, 16, 12).words(0x7fe0, 0x0010, "OW", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 4095});
  return builder;
}

base::Result<GreyImage> read(const std::string& bytes) {
  return decodeGreyImage(bytesOf(bytes), "hostile.dcm");
}

void expectNamed(const base::Result<GreyImage>& result) {
  ASSERT_FALSE(result);
  EXPECT_FALSE(result.error().message.empty());
  EXPECT_EQ(result.error().file, "hostile.dcm");
}

long residentKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(HostileDicom, BuilderMakesAReadableImage) {
  for (const char* syntax : {explicitLittle, implicitLittle, deflatedLittle}) {
    const auto grey = read(image(syntax).bytes());
    ASSERT_TRUE(grey) << syntax << ": " << grey.error().message;
    EXPECT_EQ(grey->valueAt(3, 2), 4095) << syntax;
  }
}

TEST(HostileDicom, ASpacingThatCannotBeIsLeftOutAndTold) {
  const auto usual = read(image().text(0x0028, 0x0030, "DS", "0.143\\0.143").bytes());
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->spacing[0], 0.143);
  for (const char* spacing : {"1e300\\1e300", "1e-300\\0.1", "0.1\\1e30"}) {
    const auto grey = read(image().text(0x0028, 0x0030, "DS", spacing).bytes());
    ASSERT_TRUE(grey) << spacing;
    EXPECT_EQ(grey->spacing[0], 0) << spacing;
    EXPECT_THAT(grey->remarks, testing::Contains(HasSubstr("cannot be"))) << spacing;
  }
}

TEST(HostileDicom, IsANamedErrorWhenItEndsAnywhere) {
  for (const char* syntax : {explicitLittle, implicitLittle, deflatedLittle}) {
    const std::string whole = image(syntax).bytes();
    for (std::size_t length = 0; length < whole.size(); ++length) expectNamed(read(whole.substr(0, length)));
  }
}

TEST(HostileDicom, OfNoBytesOrOfZerosIsANamedError) {
  expectNamed(read(""));
  expectNamed(read(std::string(100'000, '\0')));
  expectNamed(read(image().bytes().substr(0, 132) + std::string(100'000, '\0')));
}

TEST(HostileDicom, WithSidesThatNoFileHoldsIsRefusedBeforeDecoding) {
  const long before = residentKilobytes();
  for (const unsigned side : {0U, 1U, 1000U, 16384U, 65535U}) {
    DicomBuilder builder(explicitLittle);
    builder.grey(side, 65535 - side, 16, 12).words(0x7fe0, 0x0010, "OW", {1});
    const auto result = read(builder.bytes());
    expectNamed(result);
    EXPECT_THAT(result.error().code,
                AnyOf(ErrorCode::fileTooLarge, ErrorCode::formatInvalid, ErrorCode::fileTruncated));
  }
  DicomBuilder both(explicitLittle);
  both.grey(65535, 65535, 16, 12).words(0x7fe0, 0x0010, "OW", {1});
  EXPECT_EQ(read(both.bytes()).error().code, ErrorCode::fileTooLarge);
  EXPECT_LT(residentKilobytes() - before, 64 * 1024);
}

TEST(HostileDicom, WithCompressedPixelsOfAbsurdSizeIsRefusedBeforeDecoding) {
  const long before = residentKilobytes();
  for (const char* syntax : {"1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80",
                             "1.2.840.10008.1.2.4.90"}) {
    DicomBuilder builder(syntax);
    builder.grey(16384, 16384, 16, 12).fragments({std::string(64, 'x')});
    const auto result = read(builder.bytes());
    expectNamed(result);
    EXPECT_EQ(result.error().code, ErrorCode::fileTruncated) << syntax;
  }
  EXPECT_LT(residentKilobytes() - before, 64 * 1024);
}

// Less memory than the files below claim, as long as it lives.
class LittleMemory {
 public:
  LittleMemory() {
    getrlimit(RLIMIT_AS, &before_);
    std::ifstream about("/proc/self/statm");
    rlim_t pages = 0;
    about >> pages;
    const rlimit little{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + room, before_.rlim_max};
    setrlimit(RLIMIT_AS, &little);
  }
  ~LittleMemory() { setrlimit(RLIMIT_AS, &before_); }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;

 private:
  static constexpr rlim_t room = rlim_t{256} << 20U;
  rlimit before_{};
};

// DCMTK knows kinds of value that no file may hold ("ox": OB or OW), with a long length where everybody else
// reads a short one: what is the tag of the next element to the walk over the file is a length of 1.8 GB.
TEST(HostileDicom, ThatClaimsGigabytesIsRefusedWithoutReservingThem) {
  for (const char* kind : {"ox", "px"}) {
    DicomBuilder builder = image();
    builder.element(0x0029, 0x0001, kind, "").text(0x0029, 0x7000, "LO", "abcd");
    const std::string bytes = builder.bytes();
    const LittleMemory little;
    const auto result = read(bytes);
    expectNamed(result);
    EXPECT_THAT(result.error().code, AnyOf(ErrorCode::fileTruncated, ErrorCode::formatInvalid)) << kind;
    EXPECT_THAT(result.error().message, testing::Not(HasSubstr("emory"))) << kind;
    EXPECT_THAT(result.error().message, HasSubstr("an attribute is longer than the file")) << kind;
  }
}

// A value of ten megabytes is there, and is read although it is more than is trusted unseen.
TEST(HostileDicom, ThatHoldsALargeValueIsReadWhole) {
  for (const char* syntax : {explicitLittle, implicitLittle, deflatedLittle}) {
    DicomBuilder builder(syntax);
    std::string pixels(std::size_t{2000} * 2500 * 2, '\x01');
    pixels[pixels.size() - 1] = '\x0f';
    builder.grey(2000, 2500, 16, 12).element(0x7fe0, 0x0010, "OW", pixels);
    const auto grey = read(builder.bytes());
    ASSERT_TRUE(grey) << syntax << ": " << grey.error().message;
    EXPECT_EQ(grey->valueAt(1999, 2499), 0x0f01) << syntax;
    EXPECT_EQ(grey->valueAt(1998, 2499), 0x0101) << syntax;
  }
}

TEST(HostileDicom, WithTenThousandNestedSequencesIsRefused) {
  for (const bool defined : {false, true}) {
    for (const char* syntax : {explicitLittle, implicitLittle, deflatedLittle}) {
      DicomBuilder builder(syntax);
      builder.grey(4, 3, 16, 12).nested(10'000, defined);
      const auto result = read(builder.bytes());
      expectNamed(result);
      EXPECT_EQ(result.error().code, ErrorCode::fileTooLarge) << syntax;
      EXPECT_THAT(result.error().message, HasSubstr("nests"));
    }
  }
}

// A value of unknown kind hides its depth from the walk over the file.
TEST(HostileDicom, WithNestedSequencesInAValueOfUnknownKindIsReadWithoutThem) {
  const auto little = [](std::size_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xffU);
    return bytes;
  };
  std::string inside;
  for (int i = 0; i < 2000; ++i) {
    inside = std::string("\xfe\xff\x00\xe0", 4) + little(inside.size()) + inside;
    inside = std::string("\x28\x00\x10\x30", 4) + little(inside.size()) + inside;
  }
  DicomBuilder builder = image();
  builder.element(0x0028, 0x3010, "UN", inside.substr(8));
  const auto grey = read(builder.bytes());
  ASSERT_TRUE(grey) << grey.error().message;
  EXPECT_FALSE(grey->presentations.front().table);
}

TEST(HostileDicom, WithAJpegOfAnotherSizeIsRefused) {
  const auto frame = [](unsigned width, unsigned height, char components, char precision) {
    std::string code = std::string("\xff\xd8\xff\xc3\x00\x0b", 6) + precision;
    for (const unsigned side : {height, width})
      code += {static_cast<char>(side >> 8U), static_cast<char>(side)};
    return code + components + std::string("\x01\x11\x00", 3) + std::string(64, 'x');
  };
  for (const std::string& forged :
       {frame(64, 64, 1, 12), frame(4, 3, 3, 12), frame(4, 3, 1, 20), frame(4, 0, 1, 12),
        std::string(64, 'x'), frame(4, 3, 1, 12).substr(0, 9)}) {
    for (const char* syntax :
         {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"}) {
      DicomBuilder builder(syntax);
      builder.grey(4, 3, 16, 12).fragments({forged});
      expectNamed(read(builder.bytes()));
    }
  }
}

TEST(HostileDicom, WithRunsThatEndAnywhereIsANamedError) {
  std::string runs = std::string("\x02\0\0\0\x40\0\0\0\x44\0\0\0", 12) + std::string(52, '\0');
  runs += std::string("\x03\x00\x01\x02\xf9\x05\xf5\x07", 8);
  std::mt19937 random(4);
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = runs.substr(0, random() % (runs.size() + 1));
    for (int i = 0; i < 2 && !damaged.empty(); ++i)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    DicomBuilder builder("1.2.840.10008.1.2.5");
    const auto grey = read(builder.grey(4, 3, 16, 12).fragments({damaged}).bytes());
    if (!grey) {
      EXPECT_FALSE(grey.error().message.empty());
    }
  }
}

TEST(HostileDicom, WithMoreAttributesThanAnyHasIsRefused) {
  DicomBuilder builder(explicitLittle);
  const std::string bytes = builder.grey(4, 3, 16, 12).repeated(1'100'000).bytes();
  const long before = residentKilobytes();
  const auto result = read(bytes);
  expectNamed(result);
  EXPECT_EQ(result.error().code, ErrorCode::fileTooLarge);
  EXPECT_LT(residentKilobytes() - before, 128 * 1024);
}

TEST(HostileDicom, WithFramesThatAreNotThereIsRefused) {
  for (const char* frames : {"0", "-1", "2", "2147483647"}) {
    DicomBuilder builder = image();
    builder.text(0x0028, 0x0008, "IS", frames);
    expectNamed(read(builder.bytes()));
  }
  EXPECT_EQ(decodeGreyImage(bytesOf(image().bytes()), "hostile.dcm", 1).error().code,
            ErrorCode::argumentInvalid);
}

TEST(HostileDicom, WithBitsThatContradictEachOtherIsRefused) {
  for (const auto& [allocated, stored] : {std::pair{16U, 17U}, {16U, 0U}, {32U, 12U}, {1U, 1U}, {12U, 12U}}) {
    DicomBuilder builder(explicitLittle);
    builder.grey(4, 3, allocated, stored).words(0x7fe0, 0x0010, "OW", std::vector<unsigned>(48, 7));
    expectNamed(read(builder.bytes()));
  }
}

TEST(HostileDicom, WithDamagedTablesIsRefused) {
  const std::vector<std::vector<unsigned>> descriptors{{},         {4, 0},     {4, 0, 0},
                                                       {4, 0, 17}, {5, 0, 16}, {0, 0, 16}};
  for (const auto& descriptor : descriptors) {
    for (const unsigned sequence : {0x3000U, 0x3010U}) {
      DicomBuilder table(explicitLittle);
      table.words(0x0028, 0x3002, "US", descriptor).words(0x0028, 0x3006, "US", {1, 2, 3, 4});
      DicomBuilder builder = image();
      builder.sequence(0x0028, sequence, table);
      expectNamed(read(builder.bytes()));
    }
  }
}

TEST(HostileDicom, OfATransferSyntaxThatIsNotReadIsRefusedByItsName) {
  const std::vector<std::pair<const char*, const char*>> syntaxes{
      {"1.2.840.10008.1.2.4.100", "MPEG2"},
      {"1.2.840.10008.1.2.4.92", "JPEG 2000"},
      {"1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL"},
      {"1.2.840.10008.1.2.4.110", "JPEG XL Lossless"},
      {"1.2.3.4.5", "1.2.3.4.5"}};
  for (const auto& [uid, name] : syntaxes) {
    DicomBuilder builder(uid);
    builder.grey(4, 3, 16, 12).fragments({std::string(64, 'x')});
    const auto result = read(builder.bytes());
    expectNamed(result);
    EXPECT_EQ(result.error().code, ErrorCode::formatUnsupported) << uid;
    EXPECT_THAT(result.error().message, HasSubstr(name));
  }
}

// A codestream whose header promises more than the data set would make its decoder write beyond the buffer.
TEST(HostileDicom, WithAJpeg2000ImageOfAnotherSizeIsRefused) {
  const auto code = [](unsigned width, unsigned height, unsigned components, unsigned depth) {
    std::string siz = std::string("\xff\x4f\xff\x51\x00\x29\x00\x00", 8);
    for (const unsigned number : {width, height, 0U, 0U, width, height, 0U, 0U})
      siz += tests::bigEndian(number);
    siz += static_cast<char>(components >> 8U);
    siz += static_cast<char>(components);
    siz += static_cast<char>(depth - 1);
    return siz + "\x01\x01" + std::string(64, 'x');
  };
  for (const std::string& forged :
       {code(64, 64, 1, 16), code(4, 3, 3, 8), code(4, 3, 1, 20), code(4, 3, 1, 12), code(4, 3, 0, 8),
        code(4, 3, 1, 12).substr(0, 30), std::string(64, 'x')}) {
    DicomBuilder builder("1.2.840.10008.1.2.4.90");
    builder.grey(4, 3, 16, 12).fragments({forged});
    expectNamed(read(builder.bytes()));
  }
}

TEST(HostileDicom, SurvivesRandomDamage) {
  std::mt19937 random(11);
  for (const char* syntax : {explicitLittle, implicitLittle, deflatedLittle}) {
    DicomBuilder table(syntax);
    table.words(0x0028, 0x3002, "US", {4, 0, 16}).words(0x0028, 0x3006, "US", {1, 2, 3, 4});
    DicomBuilder builder = image(syntax);
    builder.sequence(0x0028, 0x3010, table);
    const std::string whole = builder.bytes();
    for (int round = 0; round < 2000; ++round) {
      std::string damaged = whole;
      for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
      const auto grey = read(damaged);
      if (!grey) {
        EXPECT_FALSE(grey.error().message.empty());
        continue;
      }
      for (const GreyPresentation& presentation : grey->presentations)
        EXPECT_EQ(renderGreys(*grey, presentation, true).pixels.size(), grey->pixels.size());
    }
  }
}

}  // namespace
}  // namespace chexgen::imaging
