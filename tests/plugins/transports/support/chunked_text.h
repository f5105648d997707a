// Reads HTTP's chunked transfer, for tests of what was sent.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace starload::test {

// The body's bytes. Fails the test when the text is no chunked body, or not a whole one.
inline std::string unchunked(std::string_view text) {
  std::string body;
  while (true) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) break;
    const std::size_t size = std::stoul(std::string(text.substr(0, end)), nullptr, 16);
    text.remove_prefix(end + 2);
    if (text.size() < size + 2 || text.substr(size, 2) != "\r\n") break;
    body += text.substr(0, size);
    text.remove_prefix(size + 2);
    if (size == 0) {
      EXPECT_EQ(text, "") << "bytes behind the last chunk";
      return body;
    }
  }
  ADD_FAILURE() << "the chunked body is cut off, " << text.size() << " bytes from its end";
  return body;
}

}  // namespace starload::test
