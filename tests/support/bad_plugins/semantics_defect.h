// Semantics that load each chunk at once, which plugins of this folder spoil in one way.
#include <map>
#include <starload/sdk/semantics.hpp>
#include <string>

class AtOnce : public starload::sdk::Semantics {
 public:
  explicit AtOnce(const sl_semantics_config&) {}

  void on_event(const sl_event& event, const starload::sdk::Actions& actions) override {
    switch (event.kind) {
      case SL_EVENT_CHUNK_CLOSED:
        return send(event, actions);
      case SL_EVENT_RESPONSE:
        return finish(event.request, actions);
      case SL_EVENT_RECOVER:
        return actions.done(SL_ACTION_RECOVERED, 0);
      case SL_EVENT_PREPARE:
        return actions.done(SL_ACTION_PREPARED, event.id);
      case SL_EVENT_COMMIT:
        return actions.done(SL_ACTION_COMMITTED, event.id);
      case SL_EVENT_ABORT:
        return actions.done(SL_ACTION_ABORTED, event.id);
      case SL_EVENT_FLUSH:
        return answer_flush(event.id, actions);
      default:
        return;
    }
  }

 protected:
  virtual std::string label(std::uint64_t request) const {
    return "label-" + std::to_string(request);
  }
  virtual void answer_flush(std::uint64_t id, const starload::sdk::Actions& actions) const {
    actions.done(SL_ACTION_FLUSH_DONE, id);
  }

 private:
  void send(const sl_event& event, const starload::sdk::Actions& actions) {
    chunks_[++request_] = event;
    sl_action load = starload::sdk::action(SL_ACTION_REQUEST);
    load.request = request_;
    load.request_kind = SL_REQUEST_LOAD;
    load.table = event.table;
    load.chunk = event.chunk;
    load.chunk_count = 1;
    const std::string name = label(request_);
    load.label = starload::sdk::str(name);
    actions.push(load);
  }
  void finish(std::uint64_t request, const starload::sdk::Actions& actions) {
    const sl_event chunk = chunks_.at(request);
    sl_action loaded = starload::sdk::action(SL_ACTION_LOADED);
    const std::string name = label(request);
    loaded.label = starload::sdk::str(name);
    loaded.rows = chunk.rows;
    loaded.bytes = chunk.bytes;
    actions.push(loaded);
    actions.end_request(request);
    actions.release_chunk(chunk.chunk);
    chunks_.erase(request);
  }

  std::uint64_t request_ = 0;
  std::map<std::uint64_t, sl_event> chunks_;  // by request
};

inline constexpr sl_option kNoOptions[] = {
    starload::sdk::option({.key = "semantics.test", .help = "nothing"})};
