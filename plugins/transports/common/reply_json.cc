#include "plugins/transports/common/reply_json.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "plugins/transports/common/text.h"

namespace starload::http {

namespace {
constexpr std::size_t kMaxDepth = 64;
}

// Keeps the scalars of depth 1 and stops at the first thing that a server of good will would not
// send.
class ReplyJsonHandler final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit ReplyJsonHandler(ReplyJson& reply) : reply_(reply) {}

  bool null() override { return take({ReplyJson::Type::kNull, {}, 0}); }
  bool boolean(bool) override { return take({ReplyJson::Type::kOther, {}, 0}); }
  bool number_integer(number_integer_t value) override {
    return take({ReplyJson::Type::kInteger, {}, value});
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return take({ReplyJson::Type::kOther, {}, 0});
    }
    return take({ReplyJson::Type::kInteger, {}, static_cast<std::int64_t>(value)});
  }
  bool number_float(number_float_t, const string_t&) override {
    return take({ReplyJson::Type::kOther, {}, 0});
  }
  bool string(string_t& value) override {
    return take({ReplyJson::Type::kText, std::move(value), 0});
  }
  bool binary(binary_t&) override { return stop("it holds binary data"); }

  bool start_object(std::size_t) override {
    if (depth_ == 0) {
      ++depth_;
      return true;
    }
    return enter();
  }
  bool start_array(std::size_t) override {
    return depth_ == 0 ? stop("it is no JSON object") : enter();
  }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    if (reply_.values_.contains(name)) return stop("it holds '" + printable(name, 50) + "' twice");
    name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return stop("it is no valid JSON");
  }

 private:
  bool take(ReplyJson::Value value) {
    if (depth_ == 0) return stop("it is no JSON object");
    if (depth_ == 1) reply_.values_.insert_or_assign(name_, std::move(value));
    return true;
  }
  bool enter() {
    if (depth_ == 1) reply_.values_.insert_or_assign(name_, ReplyJson::Value{});
    if (++depth_ > kMaxDepth) return stop("it is nested deeper than 64 levels");
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }
  bool stop(std::string problem) {
    if (reply_.problem_.empty()) reply_.problem_ = std::move(problem);
    return false;
  }

  ReplyJson& reply_;
  std::size_t depth_ = 0;
  std::string name_;
};

ReplyJson ReplyJson::parse(std::string_view text) {
  ReplyJson reply;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    reply.problem_ = "it is empty";
    return reply;
  }
  ReplyJsonHandler handler(reply);
  const bool parsed = nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
  if (!parsed && reply.problem_.empty()) reply.problem_ = "it is no valid JSON";
  if (!reply.ok()) reply.values_.clear();
  return reply;
}

const ReplyJson::Value* ReplyJson::find(std::string_view name, Type type) {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.type == Type::kNull) return nullptr;
  if (found->second.type == type) return &found->second;
  if (problem_.empty()) problem_ = "its '" + printable(name, 50) + "' has the wrong type";
  return nullptr;
}

std::optional<std::string> ReplyJson::text(std::string_view name) {
  const Value* value = find(name, Type::kText);
  return value == nullptr ? std::nullopt : std::optional(value->text);
}

std::optional<std::int64_t> ReplyJson::integer(std::string_view name) {
  const Value* value = find(name, Type::kInteger);
  return value == nullptr ? std::nullopt : std::optional(value->integer);
}

}  // namespace starload::http
