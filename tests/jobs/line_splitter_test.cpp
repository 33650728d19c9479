#include "core/jobs/line_splitter.h"

#include <vector>

#include <gmock/gmock.h>

namespace chexgen::jobs {
namespace {

struct Seen {
  std::string line;
  bool oversize = false;
  std::uint64_t end = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

class LineSplitterTest : public testing::Test {
 protected:
  void feed(std::string_view bytes) {
    splitter.feed(bytes, [this](std::string_view line, bool oversize, std::uint64_t end) {
      seen.push_back({std::string(line), oversize, end});
    });
  }
  LineSplitter splitter{4};
  std::vector<Seen> seen;
};

TEST_F(LineSplitterTest, CutsAtNewlinesAndKeepsTheRest) {
  feed("ab\n\ncd");
  EXPECT_THAT(seen, testing::ElementsAre(Seen{"ab", false, 3}, Seen{"", false, 4}));
  feed("e\n");
  EXPECT_EQ(seen.back(), (Seen{"cde", false, 8}));
}

TEST_F(LineSplitterTest, DropsACarriageReturn) {
  feed("ab\r\n");
  EXPECT_EQ(seen.back().line, "ab");
}

TEST_F(LineSplitterTest, ALineOfExactlyTheLimitIsWhole) {
  feed("abcd\n");
  EXPECT_EQ(seen.back(), (Seen{"abcd", false, 5}));
}

TEST_F(LineSplitterTest, DropsALongLineUpToItsNewline) {
  feed("abcde");
  feed("fghij");
  feed("k\nok\n");
  EXPECT_THAT(seen, testing::ElementsAre(Seen{"abcd", true, 12}, Seen{"ok", false, 15}));
}

}  // namespace
}  // namespace chexgen::jobs
