// What the pickle interpreter keeps as data, and what it never does.
#include <gtest/gtest.h>

#include "core/weights/pickle.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::little;
using tests::pickle::dictionary;
using tests::pickle::global;
using tests::pickle::number;
using tests::pickle::text;
using tests::pickle::tuple;
using tests::pickle::whole;
using Kind = PickleValue::Kind;

base::Result<Pickle> parse(const Bytes& bytes, const PickleLimits& limits = {}) {
  return Pickle::parse(tests::bytesOf(bytes), "test.pth", limits);
}

TEST(Pickle, KeepsPlainValues) {
  const auto pickle =
      parse(whole(dictionary(text("none") + "N" + text("yes") + "\x88" + text("minus") + number(-7) +
                             text("half") + Bytes("G\x3f\xe0\0\0\0\0\0\0", 9) + text("list") + "](K\1K\2e" +
                             number(5) + tuple(number(1) + text("x")))));
  ASSERT_TRUE(pickle) << tests::problem(pickle);
  const PickleValue& root = pickle->root();
  EXPECT_EQ(pickle->entry(root, "none")->kind, Kind::none);
  EXPECT_EQ(pickle->entry(root, "yes")->integer, 1);
  EXPECT_EQ(pickle->entry(root, "minus")->integer, -7);
  EXPECT_EQ(pickle->entry(root, "half")->real, 0.5);
  EXPECT_EQ(pickle->entry(root, "list")->items.size(), 2U);
  EXPECT_EQ(pickle->entry(root, "absent"), nullptr);
}

TEST(Pickle, KeepsLongIntegers) {
  const auto negative = parse(whole("\x8a\2\x18\xfc"));  // LONG1, two bytes: -1000
  ASSERT_TRUE(negative) << tests::problem(negative);
  EXPECT_EQ(negative->root().integer, -1000);
  const auto zero = parse(whole(Bytes("\x8a\0", 2)));
  ASSERT_TRUE(zero);
  EXPECT_EQ(zero->root().integer, 0);
  const auto huge = parse(whole("\x8a\x0a" + Bytes(10, '\x11')));
  ASSERT_TRUE(huge) << "a long beyond 64 bits is kept as bytes";
  EXPECT_FALSE(huge->root().text.empty());
}

TEST(Pickle, ReadsWhatTrainingLeavesBesideTheWeights) {
  const Bytes counter = global("collections", "Counter") + "}(" + number(30) + number(1) + "u\x85R";
  const Bytes scalar = global("numpy.core.multiarray", "scalar") + "(" + global("numpy", "dtype") + "(" +
                       text("f8") + Bytes("K\0K\1tR", 6) + text("x") + "tR";
  const Bytes options = global("argparse", "Namespace") + ")\x81}(" + text("lr") + number(1) + "ub";
  const auto pickle =
      parse(whole(dictionary(text("milestones") + counter + text("best") + scalar + text("args") + options +
                             text("device") + global("torch", "device") + text("cuda:0") + "\x85R")));
  ASSERT_TRUE(pickle) << tests::problem(pickle);
  EXPECT_EQ(pickle->entry(pickle->root(), "args")->kind, Kind::opaque);
  EXPECT_EQ(pickle->entry(pickle->root(), "milestones")->items.size(), 2U);
}

TEST(Pickle, ReadsStackGlobalsAndFramesOfNewerProtocols) {
  const Bytes ordered =
      "\x8c\x0b"
      "collections"
      "\x8c\x0b"
      "OrderedDict"
      "\x93)R\x94";
  const auto pickle = parse("\x80\x04\x95" + little(ordered.size() + 1, 8) + ordered + ".");
  ASSERT_TRUE(pickle) << tests::problem(pickle);
  EXPECT_EQ(pickle->root().kind, Kind::dictionary);
}

TEST(Pickle, NeverCallsOsSystem) {
  const tests::TemporaryFolder folder;
  const auto canary = folder / "canary";
  const std::string command = "touch " + canary.string();
  const Bytes call = tuple(text(command)) + "R";
  expectRefused(parse(whole(global("os", "system") + call)), ErrorCode::formatForbidden, "os.system");
  expectRefused(parse(whole(global("posix", "system") + call)), ErrorCode::formatForbidden, "posix.system");
  expectRefused(parse(whole(text("os") + text("system") + "\x93" + call)), ErrorCode::formatForbidden,
                "os.system");
  EXPECT_FALSE(std::filesystem::exists(canary));
}

TEST(Pickle, RefusesNamesThatAreNotOnTheList) {
  for (const auto& [module, name] :
       std::initializer_list<std::pair<const char*, const char*>>{{"builtins", "eval"},
                                                                  {"builtins", "getattr"},
                                                                  {"torch", "load"},
                                                                  {"torch.hub", "load"},
                                                                  {"torch.storage", "_load_from_bytes"},
                                                                  {"collections", "namedtuple"},
                                                                  {"torch", "FloatStorage.__class__"},
                                                                  {"numpy", "load"}}) {
    expectRefused(parse(whole(global(module, name))), ErrorCode::formatForbidden,
                  std::string(module) + "." + name);
  }
}

TEST(Pickle, RefusesOperationsThatTorchNeverWrites) {
  // INST and OBJ construct objects, EXT1 and PERSID look things up, STRING is evaluated by old readers.
  for (const Bytes& body :
       {Bytes("(ios\nsystem\n"), Bytes("(o"), Bytes("\x82\1"), Bytes("Pid\n"), Bytes("S'x'\n")}) {
    expectRefused(parse(whole(body)), ErrorCode::formatForbidden, "operation");
  }
}

TEST(Pickle, RefusesCallsOfValues) {
  expectRefused(parse(whole(text("print") + ")R")), ErrorCode::formatForbidden, "no known name");
  expectRefused(parse(whole(global("torch", "FloatStorage") + ")R")), ErrorCode::formatForbidden,
                "FloatStorage");
  expectRefused(parse(whole(global("collections", "OrderedDict") + "NR")), ErrorCode::formatInvalid, "tuple");
}

const Bytes sound = whole(
    dictionary(text("state_dict") +
               dictionary(text("w") + tests::pickle::tensor("FloatStorage", "0", 4, 0, {2, 2}, {2, 1})) +
               text("epoch") + number(3)));

TEST(Pickle, RefusesEveryTruncation) {
  ASSERT_TRUE(parse(sound)) << tests::problem(parse(sound));
  for (std::size_t length = 0; length < sound.size(); ++length) {
    EXPECT_FALSE(parse(sound.substr(0, length))) << "cut to " << length << " bytes";
  }
  expectRefused(parse(sound.substr(0, sound.size() - 1)), ErrorCode::fileTruncated, "ends in the middle");
}

TEST(Pickle, SurvivesEverySingleChangedByte) {
  for (std::size_t i = 0; i < sound.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      Bytes bytes = sound;
      bytes[i] = static_cast<char>(value);
      static_cast<void>(parse(bytes));
    }
  }
}

TEST(Pickle, RefusesDataBehindItsEnd) {
  expectRefused(parse(sound + "N"), ErrorCode::formatInvalid, "behind its end");
}

TEST(Pickle, RefusesStackTricks) {
  for (const Bytes& body :
       {Bytes("0"), Bytes("t"), Bytes("a"), Bytes("Ns"), Bytes("}Ns"), Bytes("N(0"), Bytes("h\5"),
        Bytes("q\1"), Bytes("NN"), Bytes("](N"), Bytes("}(Nu"), Bytes("Nb"), Bytes("R")}) {
    EXPECT_FALSE(parse(whole(body))) << body;
  }
}

TEST(Pickle, RefusesTextThatIsNotUtf8) {
  for (const Bytes& bad : {Bytes("\xff"), Bytes("\xc0\xaf"), Bytes("\xed\xa0\x80"), Bytes("\xf4\x90\x80\x80"),
                           Bytes("\xe2\x82")}) {
    expectRefused(parse(whole(text(bad))), ErrorCode::formatInvalid, "UTF-8");
  }
  EXPECT_TRUE(parse(whole(text("é – \xf0\x9f\xab\x81"))));
}

TEST(Pickle, RefusesLengthsBeyondTheFile) {
  expectRefused(parse("\x80\2X\xff\xff\xff\x7f"
                      "abc."),
                ErrorCode::fileTruncated, "ends");
  expectRefused(parse("\x80\4\x8d" + Bytes(8, '\xff') + "abc."), ErrorCode::fileTruncated, "ends");
  expectRefused(parse("\x80\2\x8b\xff\xff\xff\xff"
                      "abc."),
                ErrorCode::fileTruncated, "ends");
}

TEST(Pickle, RefusesDeepNesting) {
  expectRefused(parse(whole(Bytes(5'000, '(') + "N" + Bytes(5'000, 't'))), ErrorCode::formatInvalid,
                "nested");
  // Without open marks depth costs nothing: no value is walked or destroyed recursively.
  Bytes nested = "N";
  for (int i = 0; i < 300'000; ++i) nested += "\x85";
  EXPECT_TRUE(parse(whole(nested)));
}

TEST(Pickle, CirclesDoNoHarm) { EXPECT_TRUE(parse(whole("]q\1h\1a"))); }

TEST(Pickle, RefusesMemoryBombs) {
  PickleLimits limits;
  limits.values = 1000;
  limits.memo = 1000;
  limits.stack = 1000;
  expectRefused(parse(whole(Bytes(2000, 'N')), limits), ErrorCode::formatInvalid, "stack");
  Bytes many;
  for (int i = 0; i < 2000; ++i) many += "N0";
  expectRefused(parse(whole(many + "N"), limits), ErrorCode::formatInvalid, "too many values");
  // A large list that is copied again and again.
  Bytes copies = "](" + Bytes(100'000, 'N') +
                 "e\x85q\1"
                 "0";
  for (int i = 0; i < 500; ++i) copies += global("builtins", "set") + "h\1R0";
  expectRefused(parse(whole(copies + "N")), ErrorCode::formatInvalid, "references");
  limits.bytes = 10;
  expectRefused(parse(sound, limits), ErrorCode::formatInvalid, "longer");
}

TEST(Pickle, RefusesOtherProtocols) {
  expectRefused(parse("\x80\x09N."), ErrorCode::formatUnsupported, "protocol 9");
}

}  // namespace
}  // namespace chexgen::weights
