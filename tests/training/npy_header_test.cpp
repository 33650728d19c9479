// The dictionary in front of an .npy array.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/training/npy_header.h"

namespace chexgen::training {
namespace {

using Shape = std::vector<std::int64_t>;

TEST(NpyHeader, ReadsWhatNumpyWrites) {
  const auto header =
      parseNpyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 64, 32), }          \n");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, "<f4");
  EXPECT_FALSE(header->isFortranOrder);
  EXPECT_EQ(header->shape, (Shape{4, 64, 32}));
}

TEST(NpyHeader, ReadsEveryShapeAndOrderOfEntries) {
  EXPECT_EQ(parseNpyHeader("{'descr':'|b1','fortran_order':False,'shape':()}")->shape, Shape{});
  EXPECT_EQ(parseNpyHeader("{'descr':'|b1','fortran_order':False,'shape':(7,)}")->shape, Shape{7});
  EXPECT_EQ(parseNpyHeader("{'descr':'|b1','fortran_order':False,'shape':(0,3,)}")->shape, (Shape{0, 3}));
  const auto other = parseNpyHeader("{\"shape\": (2,), \"fortran_order\": True, \"descr\": \"<i8\"}");
  ASSERT_TRUE(other);
  EXPECT_TRUE(other->isFortranOrder);
  EXPECT_EQ(other->type, "<i8");
}

TEST(NpyHeader, LeavesTheTypeOfAStructureEmpty) {
  const auto header = parseNpyHeader(
      "{'descr': [('a]', '<i4'), ('b', '<f4', (2,))], 'fortran_order': False, 'shape': (1,), }");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, "");
}

TEST(NpyHeader, RefusesAnythingElse) {
  const std::string sound = "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }";
  ASSERT_TRUE(parseNpyHeader(sound));
  for (std::size_t length = 0; length < sound.size(); ++length) {
    EXPECT_FALSE(parseNpyHeader(sound.substr(0, length))) << sound.substr(0, length);
  }
  for (const char* text :
       {"{'descr': '<f4', 'fortran_order': False, 'shape': (4)}",     // a number, not a tuple
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,,)}",   //
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}",   //
        "{'descr': '<f4', 'fortran_order': False, 'shape': (04,)}",   //
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4.0,)}",  //
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,)}",  //
        "{'descr': '<f4', 'fortran_order': False}",             // incomplete
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'more': 1}",
        "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (4,)}",   // an escape
        "{'descr': '', 'fortran_order': False, 'shape': (4,)}",          //
        "{'descr': '<f4' 'fortran_order': False, 'shape': (4,)}",        //
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} + {}",  // more than a literal
        "__import__('os')", "[]", ""}) {
    EXPECT_FALSE(parseNpyHeader(text)) << text;
  }
}

}  // namespace
}  // namespace chexgen::training
