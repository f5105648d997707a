/* Semantics: when to flush, prepare, commit, abort; the label state machine; the checkpoint state.
 *
 * A pure reducer: on_event(event) -> actions. No I/O, threads, clock or random numbers; what varies
 * comes in the config or in events. The framework carries the actions out, owns timers, back-off
 * and retry limits, and calls from one thread. */
#ifndef STARLOAD_ABI_SEMANTICS_H_
#define STARLOAD_ABI_SEMANTICS_H_

#include <starload/abi/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sl_semantics_config {
  uint32_t struct_size;
  uint32_t transport_capabilities; /* SL_TRANSPORT_* of the chosen transport */
  const sl_host* host;             /* lives as long as the handle */
  const sl_properties* properties;
  uint32_t writer_index; /* subtask, 0-based */
  uint32_t writer_count;
  uint64_t epoch; /* drawn by the host for this run; labels of two runs never meet */
} sl_semantics_config;

/* ---- Events, host to semantics. Only the members that an event's comment names are meaningful.
 * ---- */
/* table, database, table_name: before any other event of the table */
#define SL_EVENT_TABLE_ADDED 1
#define SL_EVENT_CHUNK_STARTED 2 /* table: its open chunk got a first row */
/* table, chunk, rows, bytes: full, or closed on request; never empty, in order */
#define SL_EVENT_CHUNK_CLOSED 3
#define SL_EVENT_RESPONSE 4 /* request, response */
/* request: SL_ACTION_RETRY was refused; message = the last answer */
#define SL_EVENT_RETRIES_EXHAUSTED 5
#define SL_EVENT_TIMER 6 /* timer */
/* id: all chunks reported so far are to be loaded; the host closed the open ones */
#define SL_EVENT_FLUSH 7
#define SL_EVENT_PREPARE 8 /* id = checkpoint; the host closed the open chunks */
#define SL_EVENT_COMMIT 9  /* id = checkpoint */
#define SL_EVENT_ABORT 10  /* id = checkpoint, or UINT64_MAX: everything that is open */
/* state: one writer's earlier state; once for each, before any chunk */
#define SL_EVENT_RESTORE 11

typedef struct sl_event {
  uint32_t struct_size;
  int32_t kind;
  uint32_t table; /* dense, 0-based */
  uint32_t timer;
  uint64_t chunk; /* dense per writer, 1-based */
  uint64_t request;
  uint64_t id;
  uint64_t rows;
  uint64_t bytes;
  sl_str database;
  sl_str table_name;
  sl_str message;
  sl_str state;
  const sl_response* response;
} sl_event;

/* ---- Actions, semantics to host. The host copies the action before push returns. ---- */
#define SL_ACTION_CLOSE_CHUNK 1 /* table: a CHUNK_CLOSED follows, unless the chunk is empty */
/* request (new, dense), request_kind, table, label, first_chunk, chunk_count */
#define SL_ACTION_REQUEST 2
/* request: again, same label and bytes, after the host's back-off. request_kind may be
 * SL_REQUEST_LABEL_STATE: ask instead of sending; the RESPONSE carries label_state */
#define SL_ACTION_RETRY 3
#define SL_ACTION_RELEASE_CHUNK 4 /* chunk: its memory may be reused */
/* chunk, label: is in the table; counts its rows as loaded, ends its request */
#define SL_ACTION_LOADED 5
#define SL_ACTION_SET_TIMER 6  /* timer, delay_ms: replaces a running timer of that number */
#define SL_ACTION_FLUSH_DONE 7 /* id */
#define SL_ACTION_FAIL 8       /* code (SL_ERR_*), flags, message, label: the writer is broken */
#define SL_ACTION_PREPARED 9   /* id = checkpoint, state */
#define SL_ACTION_COMMITTED 10 /* id = checkpoint */
#define SL_ACTION_ABORTED 11   /* id as in the event */

/* flag of FAIL: nobody can say whether the label's rows are in the table */
#define SL_FAIL_OUTCOME_UNKNOWN 1u
/* flag of FAIL: the host must replay from its last committed position */
#define SL_FAIL_REPLAY 2u

typedef struct sl_action {
  uint32_t struct_size;
  int32_t kind;
  uint32_t table;
  uint32_t timer;
  uint64_t request;
  int32_t request_kind;
  int32_t code;
  uint64_t chunk; /* first_chunk of a REQUEST */
  uint64_t chunk_count;
  uint64_t id;
  uint64_t delay_ms;
  uint32_t flags;
  uint32_t reserved;
  sl_str label;
  sl_str message;
  sl_str state;
} sl_action;

typedef struct sl_actions {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  void (*push)(void* context, const sl_action* action);
} sl_actions;

typedef struct sl_semantics_functions {
  uint32_t struct_size;
  uint32_t reserved;
  int32_t (*create)(const sl_semantics_config* config, void** out,
                    sl_error* error); /* [any-thread] */
  void (*destroy)(void* self);        /* [instance] */
  int32_t (*on_event)(void* self, const sl_event* event, const sl_actions* actions,
                      sl_error* error); /* [instance] */
} sl_semantics_functions;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_SEMANTICS_H_ */
