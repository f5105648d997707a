#include "cli/input/debezium_envelope.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

const JsonMember* find(const std::vector<JsonMember>& members, std::string_view key) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const JsonMember& member) { return member.key == key; });
  return found == members.end() ? nullptr : &*found;
}

JsonMember member_or_null(const std::vector<JsonMember>& members, std::string_view key) {
  if (const JsonMember* const member = find(members, key)) return *member;
  JsonMember null;
  null.kind = JsonKind::kNull;
  return null;
}

}  // namespace

DebeziumEnvelope::Kind DebeziumEnvelope::refuse(std::string reason) {
  reason_ = std::move(reason);
  return Kind::kRefused;
}

DebeziumEnvelope::Kind DebeziumEnvelope::parse(std::string_view line) {
  schema_ = {};
  if (trim(line) == "null") return Kind::kTombstone;
  if (!outer_.parse(line)) return refuse(outer_.reason());
  return find(outer_.members(), "op") == nullptr ? read_envelope() : read_change(outer_.members());
}

DebeziumEnvelope::Kind DebeziumEnvelope::read_envelope() {
  const JsonMember* const payload = find(outer_.members(), "payload");
  if (payload == nullptr) {
    return refuse(
        "the object is no Debezium change event: it has neither 'op' nor 'payload' (rows that a "
        "transform has unwrapped are plain JSON lines: --input-format jsonl, with --op-column)");
  }
  if (payload->kind == JsonKind::kNull) return Kind::kTombstone;
  if (payload->kind != JsonKind::kObject)
    return refuse("'payload' of the Debezium event is not an object");
  const JsonMember schema = member_or_null(outer_.members(), "schema");
  if (schema.kind == JsonKind::kObject) schema_ = schema.raw;
  if (!payload_.parse(payload->raw)) return refuse(payload_.reason());
  if (find(payload_.members(), "op") == nullptr) {
    return refuse(
        "'payload' has no 'op': the event is no change of a row (a schema change, a heartbeat?)");
  }
  return read_change(payload_.members());
}

DebeziumEnvelope::Kind DebeziumEnvelope::read_change(const std::vector<JsonMember>& members) {
  const JsonMember* const op = find(members, "op");
  op_ = op->kind == JsonKind::kString && op->text.size() == 1 ? op->text[0] : 0;
  if (op_ == 'm') return Kind::kMessage;
  if (op_ == 't') {
    return refuse(
        "op 't' truncates the table, which a load cannot do: run TRUNCATE TABLE, then load what "
        "follows this line");
  }
  if (op_ != 'c' && op_ != 'r' && op_ != 'u' && op_ != 'd') {
    return refuse("op '" + printable(op->text, 40) + "' is unknown; known are c, r, u, d, t and m");
  }
  before_ = member_or_null(members, "before");
  after_ = member_or_null(members, "after");
  return check_images();
}

DebeziumEnvelope::Kind DebeziumEnvelope::check_images() {
  const bool deletes = op_ == 'd';
  const JsonMember& wanted = deletes ? before_ : after_;
  if (wanted.kind == JsonKind::kObject) return Kind::kChange;
  const std::string name = deletes ? "before" : "after";
  if (wanted.kind == JsonKind::kString) {
    return refuse("'" + name + "' is a text, as MongoDB's events have it; those are not supported");
  }
  return refuse("op '" + std::string(1, op_) + "' needs the row in '" + name + "', which is " +
                (wanted.kind == JsonKind::kNull ? "null" : "no object") +
                (deletes ? "; the source has to log the old key (PostgreSQL: ALTER TABLE ... "
                           "REPLICA IDENTITY DEFAULT or FULL)"
                         : ""));
}

}  // namespace starload::cli
