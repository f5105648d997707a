#include "plugins/transports/common/label_state.h"

#include <starload/abi/transport.h>

#include <array>
#include <utility>

#include "plugins/transports/common/endpoint.h"
#include "plugins/transports/common/reply_json.h"
#include "plugins/transports/common/request_head.h"
#include "plugins/transports/common/text.h"

namespace starload::http {

std::string label_state_path(std::string_view database, std::string_view label) {
  check_label(label);
  return "/api/" + path_segment("database", database) +
         "/get_load_state?label=" + percent_encode(label);
}

LabelAnswer parse_label_answer(std::string_view body) {
  constexpr std::array<std::pair<std::string_view, std::int32_t>, 6> kStates = {
      {{"UNKNOWN", SL_LABEL_UNKNOWN},
       {"PREPARE", SL_LABEL_PREPARE},
       {"PREPARED", SL_LABEL_PREPARED},
       {"COMMITTED", SL_LABEL_COMMITTED},
       {"VISIBLE", SL_LABEL_VISIBLE},
       {"ABORTED", SL_LABEL_ABORTED}}};
  ReplyJson reply = ReplyJson::parse(body);
  const auto status = reply.text("status");
  const auto state = reply.text("state");
  const auto reason = reply.text("reason");
  const auto message = reply.text("msg");
  if (!reply.ok()) return {SL_LABEL_NOT_ASKED, reply.problem(), false};
  if (status == "FAILED")
    return {SL_LABEL_NOT_ASKED, message.value_or("FAILED without a message"), true};
  if (status.value_or("OK") != "OK" || !state)
    return {SL_LABEL_NOT_ASKED, "it names no state", false};
  for (const auto& [name, value] : kStates) {
    if (*state == name) return {value, reason.value_or(""), false};
  }
  return {SL_LABEL_NOT_ASKED, "it names the unknown state '" + printable(*state, 50) + "'", false};
}

}  // namespace starload::http
