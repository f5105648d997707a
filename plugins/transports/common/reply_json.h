// The top level of a JSON reply: its scalars by exact name. Strict: one object, no duplicate names,
// UTF-8, depth at most 64; anything else is a problem and no value is to be believed. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace starload::http {

class ReplyJson final {
 public:
  static ReplyJson parse(std::string_view text);

  bool ok() const { return problem_.empty(); }
  const std::string& problem() const { return problem_; }

  bool has(std::string_view name) const { return values_.contains(name); }
  // Absent and null: nullopt. Of another type: nullopt, and the reply is no longer ok().
  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name);

 private:
  friend class ReplyJsonHandler;
  enum class Type : std::uint8_t { kNull, kText, kInteger, kOther };
  struct Value {
    Type type = Type::kOther;
    std::string text;
    std::int64_t integer = 0;
  };
  const Value* find(std::string_view name, Type type);

  std::map<std::string, Value, std::less<>> values_;
  std::string problem_;
};

}  // namespace starload::http
