#include "framework/plugin_host/checked_calls.h"

#include "framework/plugin_host/plugin_barrier.h"

namespace starload {
namespace {

constexpr std::size_t kMaxFraming = 4096;
constexpr std::size_t kMaxHeaders = 100;
constexpr std::size_t kMaxHeaderText = 64u << 10;

bool is_sound(sl_str text, std::size_t limit) {
  return text.size <= limit && (text.size == 0 || text.data != nullptr);
}

// What body_format gave that cannot be meant; "" when nothing.
std::string format_defect(const sl_body_format& format) {
  const std::pair<const char*, sl_str> framing[] = {
      {"before", format.before}, {"between", format.between}, {"after", format.after}};
  for (const auto& [name, text] : framing) {
    if (!is_sound(text, kMaxFraming)) {
      return std::string("its body_format gives '") + name + "' a length of " +
             std::to_string(text.size) + " bytes, or no text; at most " +
             std::to_string(kMaxFraming) + " are allowed";
    }
  }
  if (format.header_count > kMaxHeaders || (format.header_count > 0 && format.headers == nullptr)) {
    return "its body_format gives " + std::to_string(format.header_count) + " headers, or none; " +
           std::to_string(kMaxHeaders) + " are allowed";
  }
  for (std::size_t i = 0; i < format.header_count; ++i) {
    if (!is_sound(format.headers[i].key, kMaxHeaderText) ||
        !is_sound(format.headers[i].value, kMaxHeaderText))
      return "its body_format gives a header that is too long, or has no text";
  }
  return "";
}

// A sink as it was before a call, and what must hold of it afterwards.
struct SinkBefore {
  std::size_t size;
  std::uint64_t rows_in_body;

  std::string defect(const sl_sink& sink, std::uint64_t rows, std::size_t done,
                     std::size_t rows_left) const {
    if (sink.size > sink.capacity || sink.size < size) {
      return "its serialize left the sink at " + std::to_string(sink.size) + " bytes; there were " +
             std::to_string(size) + " in it, and its capacity is " + std::to_string(sink.capacity);
    }
    if (done > rows_left) {
      return "its serialize says that it wrote " + std::to_string(done) + " rows of " +
             std::to_string(rows_left);
    }
    if (rows != rows_in_body + done) {
      return "its serialize wrote " + std::to_string(done) + " rows and counted " +
             std::to_string(rows - rows_in_body);
    }
    return "";
  }
};

}  // namespace

std::int32_t plugin_defect(sl_error& error, std::string_view message) {
  error.code = SL_ERR_FATAL;
  error.flags = 0;
  error.row_index = SL_NO_ROW;
  error.message_size =
      static_cast<std::uint32_t>(message.copy(error.message, sizeof error.message));
  return SL_ERR_FATAL;
}

std::int32_t checked_body_format(const SerializerInstance& serializer, sl_body_format& format,
                                 sl_error& error) {
  const std::int32_t code = plugin_barrier("body_format", error, [&] {
    return serializer.functions().body_format(serializer.self(), &format, &error);
  });
  if (code != SL_OK) return code;
  const std::string why = format_defect(format);
  return why.empty() ? SL_OK : plugin_defect(error, why);
}

std::int32_t checked_serialize(const SerializerInstance& serializer, const sl_row_block& block,
                               std::size_t first_row, sl_sink& sink, std::uint64_t& rows_in_body,
                               std::size_t& rows_done, sl_error& error) {
  const SinkBefore before{sink.size, rows_in_body};
  rows_done = 0;
  const std::int32_t code = plugin_barrier("serialize", error, [&] {
    return serializer.functions().serialize(serializer.self(), &block, first_row, &sink,
                                            &rows_in_body, &rows_done, &error);
  });
  const std::string why = before.defect(sink, rows_in_body, rows_done, block.row_count - first_row);
  if (why.empty()) return code;
  sink.size = before.size;
  rows_in_body = before.rows_in_body;
  rows_done = 0;
  // What went wrong inside says more than what it left behind.
  return code == SL_ERR_FATAL ? code : plugin_defect(error, why);
}

std::int32_t checked_execute(const TransportInstance& transport, const sl_request& request,
                             sl_response& response, sl_error& error) {
  const std::int32_t code = plugin_barrier("execute", error, [&] {
    return transport.functions().execute(transport.self(), &request, &response, &error);
  });
  if (response.verdict < SL_VERDICT_OK || response.verdict > SL_VERDICT_UNKNOWN) {
    if (code == SL_OK) {
      plugin_defect(error, "its execute gave the verdict " + std::to_string(response.verdict) +
                               ", which there is not");
    }
    response.verdict = SL_VERDICT_UNKNOWN;
    response.retry = SL_RETRY_SOON;
  }
  return code;
}

std::int32_t checked_on_event(const SemanticsInstance& semantics, const sl_event& event,
                              const sl_actions& actions, sl_error& error) {
  return plugin_barrier("on_event", error, [&] {
    return semantics.functions().on_event(semantics.self(), &event, &actions, &error);
  });
}

}  // namespace starload
