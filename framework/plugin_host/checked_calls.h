// Calls into plugins that do not believe them: an exception that a plugin lets out, and a result
// that cannot be, become SL_ERR_FATAL with a message that names the function and the defect. What
// no host can contain is code that crashes, never returns, or writes where it must not. Threads: as
// the plugin's functions.
#pragma once

#include "framework/plugin_host/handles.h"

namespace starload {

std::int32_t checked_body_format(const SerializerInstance& serializer, sl_body_format& format,
                                 sl_error& error);

// rows_done is at most the rows that are left, and the sink's end lies between where it was and its
// capacity, whatever the plugin did.
std::int32_t checked_serialize(const SerializerInstance& serializer, const sl_row_block& block,
                               std::size_t first_row, sl_sink& sink, std::uint64_t& rows_in_body,
                               std::size_t& rows_done, sl_error& error);

// An unknown verdict becomes SL_VERDICT_UNKNOWN.
std::int32_t checked_execute(const TransportInstance& transport, const sl_request& request,
                             sl_response& response, sl_error& error);

std::int32_t checked_on_event(const SemanticsInstance& semantics, const sl_event& event,
                              const sl_actions& actions, sl_error& error);

}  // namespace starload
