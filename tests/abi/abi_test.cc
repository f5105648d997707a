// The ABI headers mean the same to a C11, a C++11 and a C++20 compiler, and keep the rules that
// they state.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/abi/sized_structs.h"

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void expect_equal(const layout* left, const layout* right) {
  for (; left->name != nullptr && right->name != nullptr; ++left, ++right) {
    EXPECT_STREQ(left->name, right->name);
    EXPECT_EQ(left->size, right->size) << left->name;
    EXPECT_EQ(left->alignment, right->alignment) << left->name;
  }
  EXPECT_EQ(left->name, right->name);
}

TEST(Abi, LayoutsAreTheSameInC11AndCpp11) { expect_equal(layouts_c11, layouts_cpp11); }

TEST(Abi, LayoutsAreTheSameInCpp11AndCpp20) { expect_equal(layouts_cpp11, layouts_cpp20); }

TEST(Abi, StructSizeIsTheFirstMember) {
  for (const layout* entry = layouts_c11; entry->name != nullptr; ++entry) {
    EXPECT_EQ(entry->struct_size_offset, 0u) << entry->name;
  }
}

TEST(Abi, ErrorIs1024BytesAsItsCommentSays) { EXPECT_EQ(sizeof(sl_error), 1024u); }

// A struct that is added to a header and not to SIZED_STRUCTS would go unchecked.
TEST(Abi, EveryStructWithASizeIsListed) {
  std::set<std::string> listed;
  for (const layout* entry = layouts_c11; entry->name != nullptr; ++entry)
    listed.insert(entry->name);
  const std::regex opening(R"(typedef struct (sl_\w+) \{\s*uint32_t struct_size;)");
  for (const char* header :
       {"base", "option", "plugin", "rows", "semantics", "serializer", "transport"}) {
    const std::string text = text_of(std::string(ABI_HEADERS "/") + header + ".h");
    ASSERT_FALSE(text.empty()) << header;
    for (std::sregex_iterator match(text.begin(), text.end(), opening), end; match != end;
         ++match) {
      EXPECT_TRUE(listed.contains((*match)[1])) << (*match)[1] << " of " << header << ".h";
    }
  }
}

}  // namespace
