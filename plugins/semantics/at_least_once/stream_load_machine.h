// At-least-once over stream load (V1): one labelled load per chunk, a table's loads one after the
// other (rows of a PRIMARY KEY table apply in order), the same label and bytes until the outcome is
// known.
//
//                     OK ------------------------------------------------> loaded
//            +------------- NO, may be retried: send again (back-off)
//            v        |
//   queued -> sent ---+---- NO, never ---------------------------------> failed
//            ^        |
//            |        +---- UNKNOWN or Label Already Exists: ask get_load_state
//            |                 VISIBLE, COMMITTED ----------------------> loaded
//            +---------------- ABORTED, UNKNOWN (never arrived)
//                              PREPARE, PREPARED: ask again (back-off)
//   tries or time used up: failed; with "outcome unknown" when the last word was unclear
//
// A label that exists although we never sent it belongs to somebody else: the chunk gets a fresh
// label.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <starload/sdk/semantics.hpp>
#include <string>
#include <vector>

#include "plugins/semantics/common/label_namer.h"

namespace starload::semantics {

class StreamLoadMachine final {
 public:
  StreamLoadMachine(LabelNamer namer, std::uint64_t flush_interval_ms);

  void on_event(const sl_event& event, const sdk::Actions& actions);

 private:
  struct Chunk {
    std::uint64_t id = 0;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
  };
  struct Load {
    std::uint32_t table = 0;
    Chunk chunk;
    std::string label;
    bool asking = false;         // the request under way asks for the label's state
    bool tried = false;          // this label was sent before
    bool maybe_arrived = false;  // a try may have reached the server, and no answer settled it
  };
  struct Table {
    std::string database, name, stem;
    std::deque<Chunk> waiting;  // oldest first
    std::uint64_t request = 0;  // of the load under way, 0 = none
  };

  void add_table(const sl_event& event);
  void start_next(std::uint32_t table, const sdk::Actions& actions);
  void send(std::uint32_t table, const Chunk& chunk, const sdk::Actions& actions);
  void on_response(const sl_event& event, const sdk::Actions& actions);
  void on_load_answer(std::uint64_t request, Load& load, const sl_event& event,
                      const sdk::Actions& actions);
  void on_state_answer(std::uint64_t request, Load& load, const sl_event& event,
                       const sdk::Actions& actions);
  void on_exhausted(const sl_event& event, const sdk::Actions& actions);
  void ask(std::uint64_t request, Load& load, const sdk::Actions& actions);
  void resend(std::uint64_t request, Load& load, const sdk::Actions& actions);
  void end(std::uint64_t request, const sdk::Actions& actions);
  void finish(std::uint64_t request, const sl_response& response, const sdk::Actions& actions);
  void fail(const Load& load, std::int32_t code, std::uint32_t flags, std::string_view why,
            const sdk::Actions& actions);
  void finish_flushes(const sdk::Actions& actions);
  std::string where(const Load& load) const;

  LabelNamer namer_;
  const std::uint64_t flush_interval_ms_;
  std::vector<Table> tables_;
  std::map<std::uint64_t, Load> loads_;  // by request
  std::uint64_t next_request_ = 1;
  std::uint64_t next_label_id_ = 1;
  std::uint64_t newest_chunk_ = 0;
  struct Waiting {  // a flush or checkpoint that waits for all chunks up to `chunk`
    std::int32_t kind;
    std::uint64_t id;
    std::uint64_t chunk;
  };
  std::deque<Waiting> flushes_;
};

}  // namespace starload::semantics
