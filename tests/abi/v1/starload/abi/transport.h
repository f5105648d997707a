/* Transports: carry one request to the server and say what became of it. Blocking executors without
 * policy: no retry, no back-off, no decision about labels (semantics and the framework own those).
 */
#ifndef STARLOAD_ABI_TRANSPORT_H_
#define STARLOAD_ABI_TRANSPORT_H_

#include <starload/abi/option.h>

#ifdef __cplusplus
extern "C" {
#endif

/* stream_load: a whole load under its label; transaction: one load inside it */
#define SL_REQUEST_LOAD 1
#define SL_REQUEST_LABEL_STATE 2 /* what the server knows of the label */
#define SL_REQUEST_BEGIN 3
#define SL_REQUEST_PREPARE 4
#define SL_REQUEST_COMMIT 5
#define SL_REQUEST_ROLLBACK 6
/* does the server have this transport's interface? OK or NO; database and table may be empty */
#define SL_REQUEST_PROBE 7

/* One thing to do. Owner: the host; all of it is borrowed until execute returns. */
typedef struct sl_request {
  uint32_t struct_size;
  int32_t kind;
  sl_str database;
  sl_str table;
  sl_str label;
  const sl_property*
      headers; /* load headers: format, columns, sink.properties.*; the transport adds its own */
  size_t header_count;
  const sl_str* body; /* pieces, sent in order; stay untouched until execute returns */
  size_t body_count;
  uint64_t row_count;
  uint64_t timeout_ms; /* total time that this call may take, > 0 */
} sl_request;

/* Verdicts. Only an answer on the allow-list is OK; only an answer that proves that nothing was or
 * will be done is NO; everything else (lost, cut, garbled, unknown words) is UNKNOWN. */
#define SL_VERDICT_OK 1
#define SL_VERDICT_NO 2
#define SL_VERDICT_UNKNOWN 3

/* May the same request be sent again? */
#define SL_RETRY_NEVER 0 /* a definite refusal: password, table, data quality */
#define SL_RETRY_SOON 1
/* the server asks for time: too many versions, too many transactions, disk full */
#define SL_RETRY_LATER 2

/* The server's transaction states, as get_load_state names them. */
#define SL_LABEL_NOT_ASKED 0
#define SL_LABEL_UNKNOWN 1 /* never seen, or forgotten after the retention time */
#define SL_LABEL_PREPARE 2
#define SL_LABEL_PREPARED 3
#define SL_LABEL_COMMITTED 4
#define SL_LABEL_VISIBLE 5
#define SL_LABEL_ABORTED 6

#define SL_RESPONSE_LABEL_EXISTS 1u    /* the server said Label Already Exists */
#define SL_RESPONSE_PUBLISH_TIMEOUT 2u /* committed and durable, not visible yet */
#define SL_RESPONSE_NOTHING_SENT 4u    /* the body never left: no connection */
/* with NO: the transaction is gone, rolled back or timed out; its loads can only be sent again
 * under a new label */
#define SL_RESPONSE_TRANSACTION_LOST 8u

/* What became of a request. Owner: the caller, who sets struct_size, reject_context,
 * on_rejected_row, transaction_id = -1 and zeroes the rest; execute fills in what it learnt. */
typedef struct sl_response {
  uint32_t struct_size;
  int32_t verdict;
  int32_t retry;
  int32_t label_state;
  uint32_t flags;         /* SL_RESPONSE_* */
  int32_t http_status;    /* 0 = none */
  int64_t transaction_id; /* -1 = not known */
  int64_t total_rows;     /* the counters of the reply; 0 when absent */
  int64_t loaded_rows;
  int64_t filtered_rows;
  int64_t unselected_rows;
  int64_t load_bytes;
  int64_t load_time_ms;
  /* Set by the caller, may be NULL: called, from within execute and on its thread, for each
   * rejected row that the server's error log names; the text is borrowed until it returns.
   * [instance] */
  void* reject_context;
  void (*on_rejected_row)(void* context, sl_str reason, sl_str row);
} sl_response;

/* What create gets. Borrowed until it returns, but for the members that say otherwise. */
typedef struct sl_transport_config {
  uint32_t struct_size;
  uint32_t reserved;
  const sl_host* host; /* lives as long as the handle */
  const sl_properties* properties;
  /* Hosts ("host:port" or "host") that may receive the password beside the configured FEs: what
   * SHOW BACKENDS and SHOW COMPUTE NODES name. known_hosts_complete = 0: could not be asked; then
   * others are used with one warning. */
  const sl_str* known_hosts;
  size_t known_host_count;
  uint32_t known_hosts_complete;
  uint32_t reserved2;
} sl_transport_config;

#define SL_TRANSPORT_TRANSACTIONS 1u /* has BEGIN/PREPARE/COMMIT/ROLLBACK */
#define SL_TRANSPORT_ENCLOSE 2u      /* its loads honour the `enclose` header */

typedef struct sl_transport_functions {
  uint32_t struct_size;
  uint32_t capabilities; /* SL_TRANSPORT_* */
  /* Makes a handle: *out, the plugin's own. Connects to nothing yet. SL_ERR_CONFIG, naming the
   * option: these properties do not fit. [any-thread] */
  int32_t (*create)(const sl_transport_config* config, void** out, sl_error* error);
  /* Ends the handle; no execute is running then. [instance] */
  void (*destroy)(void* self);
  /* Blocks until the request has a verdict or timeout_ms is over (then UNKNOWN, or NO with
   * NOTHING_SENT). Returns SL_OK with a verdict in *response; for NO and UNKNOWN error->message
   * tells what happened, with addresses, although the code is SL_OK. SL_ERR_CONFIG: the request can
   * never be sent (a header that would be injected). A kind that the transport does not know: NO
   * with SL_RETRY_NEVER. [any-thread]: several at a time on one handle */
  int32_t (*execute)(void* self, const sl_request* request, sl_response* response, sl_error* error);
  /* Makes running and future execute calls return soon, with verdict UNKNOWN (or NO when nothing
   * was sent). May be called more than once; cannot fail. [any-thread] */
  void (*cancel)(void* self);
} sl_transport_functions;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_TRANSPORT_H_ */
