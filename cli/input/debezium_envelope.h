// Takes a Debezium change event apart, with or without the schema/payload envelope that Kafka
// Connect's JSON converter writes. One owner, one thread.
#pragma once

#include <string>
#include <string_view>

#include "cli/input/json_object.h"

namespace starload::cli {

class DebeziumEnvelope final {
 public:
  enum class Kind : std::uint8_t {
    kChange,
    kTombstone,  // null, or a payload of null: follows a deletion, says nothing new
    kMessage,    // op m: a message that the source's program wrote, no row
    kRefused,    // reason() says why
  };

  // REQUIRES: 64 bytes behind the line may be read, and the line holds more than white space.
  Kind parse(std::string_view line);

  char op() const { return op_; }  // c, r, u or d
  // The row before and after; kind kNull where it is not there.
  const JsonMember& before() const { return before_; }
  const JsonMember& after() const { return after_; }
  std::string_view schema() const { return schema_; }  // JSON; empty = none
  const std::string& reason() const { return reason_; }

 private:
  Kind refuse(std::string reason);
  Kind read_envelope();
  Kind read_change(const std::vector<JsonMember>& members);
  Kind check_images();

  JsonObjectParser outer_;
  JsonObjectParser payload_;
  char op_ = 0;
  JsonMember before_;
  JsonMember after_;
  std::string_view schema_;
  std::string reason_;
};

}  // namespace starload::cli
