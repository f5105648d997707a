// Takes one JSON object apart into its members. One owner, one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input/json_text.h"

namespace starload::cli {

struct JsonMember {
  std::string_view key;  // unescaped
  JsonKind kind = JsonKind::kInvalid;
  std::string_view text;  // strings: unescaped, without quotes; else as raw
  std::string_view raw;   // as it stands in the document
};

class JsonObjectParser final {
 public:
  JsonObjectParser();
  ~JsonObjectParser();
  JsonObjectParser(const JsonObjectParser&) = delete;
  JsonObjectParser& operator=(const JsonObjectParser&) = delete;

  // REQUIRES: 64 bytes behind text may be read. The members are valid until the next call. false:
  // the text is not one JSON object of at most 64 levels in UTF-8; reason() says what is wrong.
  bool parse(std::string_view text);
  const std::vector<JsonMember>& members() const { return members_; }
  const std::string& reason() const { return reason_; }

 private:
  struct Parser;
  bool read_members(std::string_view text);

  std::unique_ptr<Parser> parser_;
  std::vector<JsonMember> members_;
  std::string reason_;
};

}  // namespace starload::cli
