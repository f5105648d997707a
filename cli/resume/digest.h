// SHA-256 as hexadecimal text. One owner, one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace starload::cli {

class Digest final {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void add(std::string_view bytes);
  std::string finish();  // 64 hexadecimal digits; the digest is of no use afterwards

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256(std::string_view bytes);

}  // namespace starload::cli
