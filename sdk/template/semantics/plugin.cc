// @NAME@: at-least-once, one load after the other, each under a label of its own, and sent again
// until the server says what became of it. starload/abi/semantics.h says what events and actions
// mean. No clock, no threads, no I/O: the host has them.
#include <starload/sdk/semantics.hpp>

#include <deque>
#include <string>

using namespace starload::sdk;

constexpr sl_option kOptions[] = {
    option({.key = "sink.label-prefix",
            .default_value = "@NAME@",
            .help = "what labels begin with: [-_A-Za-z0-9], at most 62 characters"}),
    option({.type = SL_OPTION_DURATION_MS,
            .key = "sink.buffer-flush.interval-ms",
            .default_value = "300000",
            .unit = "ms",
            .min = 1,
            .max = 3600000,
            .help = "rows wait at most so long before they are loaded"})};

class OneByOne final : public Semantics {
 public:
  explicit OneByOne(const sl_semantics_config& config) {
    if ((config.transport_capabilities & SL_TRANSPORT_TRANSACTIONS) != 0)
      throw Error::config("@NAME@ loads without transactions: set sink.version = V1");
    const Properties properties(config.properties);
    wait_ms_ = static_cast<std::uint64_t>(properties.get_int("sink.buffer-flush.interval-ms"));
    // No other run has this epoch, so a label that exists is one that was sent here.
    label_ = properties.get("sink.label-prefix") + "-" + std::to_string(config.writer_index) + "-" +
             std::to_string(config.epoch) + "-";
  }

  void on_event(const sl_event& event, const Actions& actions) override {
    switch (event.kind) {
      case SL_EVENT_CHUNK_STARTED:
        return actions.set_timer(event.table, wait_ms_);
      case SL_EVENT_TIMER:
        return actions.close_chunk(event.timer);
      case SL_EVENT_CHUNK_CLOSED:
        work_.push_back({event.kind, event.chunk, event.table, event.rows, event.bytes});
        break;
      case SL_EVENT_FLUSH:
      case SL_EVENT_PREPARE:
        work_.push_back({event.kind, event.id});
        break;
      case SL_EVENT_RESPONSE:
        on_response(*event.response, view(event.message), actions);
        break;
      case SL_EVENT_RETRIES_EXHAUSTED:
        return fail("no more tries; the last answer: " + std::string(view(event.message)), actions);
      case SL_EVENT_COMMIT:  // what a checkpoint prepared is in the table already
        return actions.done(SL_ACTION_COMMITTED, event.id);
      case SL_EVENT_ABORT:
        return actions.done(SL_ACTION_ABORTED, event.id);
      case SL_EVENT_RECOVER:
        return actions.done(SL_ACTION_RECOVERED, 0);
      default:
        return;
    }
    go_on(actions);
  }

 private:
  struct Work {  // a chunk to load, or a flush or checkpoint that waits for the chunks before it
    std::int32_t kind;
    std::uint64_t id;
    std::uint32_t table = 0;
    std::uint64_t rows = 0, bytes = 0;
  };

  void go_on(const Actions& actions) {
    while (!busy_ && !work_.empty()) {
      const Work& next = work_.front();
      if (next.kind == SL_EVENT_CHUNK_CLOSED) return send(next, actions);
      actions.done(next.kind == SL_EVENT_FLUSH ? SL_ACTION_FLUSH_DONE : SL_ACTION_PREPARED,
                   next.id);
      work_.pop_front();
    }
  }

  void send(const Work& chunk, const Actions& actions) {
    busy_ = true;
    maybe_arrived_ = false;
    sl_action load = action(SL_ACTION_REQUEST);
    load.request = ++request_;
    load.request_kind = asked_ = SL_REQUEST_LOAD;
    load.table = chunk.table;
    load.chunk = chunk.id;
    load.chunk_count = 1;
    load.flags = SL_REQUEST_DECIDES;
    const std::string label = label_ + std::to_string(request_);
    load.label = str(label);
    actions.push(load);
  }

  void on_response(const sl_response& response, std::string_view message, const Actions& actions) {
    const bool loading = asked_ == SL_REQUEST_LOAD;
    if (response.verdict == SL_VERDICT_OK)
      return loading ? loaded(response, actions) : on_state(response, actions);
    const bool exists = (response.flags & SL_RESPONSE_LABEL_EXISTS) != 0;
    const bool unclear = response.verdict == SL_VERDICT_UNKNOWN || exists;
    maybe_arrived_ = maybe_arrived_ || unclear;
    if (loading && unclear) return retry(SL_REQUEST_LABEL_STATE, actions);
    if (response.retry == SL_RETRY_NEVER) return fail(std::string(message), actions);
    retry(asked_, actions);
  }

  void on_state(const sl_response& response, const Actions& actions) {
    switch (response.label_state) {
      case SL_LABEL_COMMITTED:
      case SL_LABEL_VISIBLE:
        return loaded(response, actions);
      case SL_LABEL_ABORTED:
      case SL_LABEL_UNKNOWN:  // never seen: the same bytes under the same label do no harm
        return retry(SL_REQUEST_LOAD, actions);
      default:  // under way
        return retry(SL_REQUEST_LABEL_STATE, actions);
    }
  }

  void retry(std::int32_t kind, const Actions& actions) {
    asked_ = kind;
    actions.retry(request_, kind);
  }

  void loaded(const sl_response& response, const Actions& actions) {
    const Work& chunk = work_.front();
    const std::string label = label_ + std::to_string(request_);
    sl_action done = action(SL_ACTION_LOADED);
    done.label = str(label);
    done.rows = chunk.rows;
    done.bytes = chunk.bytes;
    done.filtered_rows = static_cast<std::uint64_t>(response.filtered_rows);
    actions.push(done);
    actions.end_request(request_);
    actions.release_chunk(chunk.id);
    work_.pop_front();
    busy_ = false;
  }

  void fail(const std::string& why, const Actions& actions) const {
    const std::string label = label_ + std::to_string(request_);
    actions.fail(SL_ERR_RETRYABLE, "load " + label + ": " + why, label,
                 maybe_arrived_ ? SL_FAIL_OUTCOME_UNKNOWN : 0);
  }

  std::uint64_t wait_ms_ = 0;
  std::string label_;  // all but the number
  std::deque<Work> work_;
  bool busy_ = false;  // the first of work_ is being loaded
  std::uint64_t request_ = 0;
  std::int32_t asked_ = 0;      // what request_ is: the load, or the question for its label's state
  bool maybe_arrived_ = false;  // and no answer said otherwise
};

STARLOAD_EXPORT_SEMANTICS("@NAME@", "1.0.0", "at-least-once, one load after the other", kOptions,
                          OneByOne)
