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

/* What create gets. Borrowed until it returns, but for the members that say otherwise. */
typedef struct sl_semantics_config {
  uint32_t struct_size;
  uint32_t transport_capabilities; /* SL_TRANSPORT_* of the chosen transport */
  const sl_host* host;             /* lives as long as the handle */
  const sl_properties* properties;
  uint32_t writer_index; /* subtask, 0-based */
  uint32_t writer_count;
  uint64_t epoch;        /* drawn by the host for this run; labels of two runs never meet */
  uint64_t memory_bytes; /* the writer's budget; chunks that are kept count against it */
  uint64_t chunk_bytes;  /* the largest chunk */
  uint64_t transaction_timeout_ms; /* after which the server aborts what is not prepared */
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
/* id: all chunks reported so far are to be in the table; the host closed the open ones. With
 * exactly-once everything prepared is committed, too */
#define SL_EVENT_FLUSH 7
/* id = checkpoint, flags; the host closed the open chunks */
#define SL_EVENT_PREPARE 8
#define SL_EVENT_COMMIT 9 /* id = checkpoint: it and all before it */
/* id = checkpoint that was given up: its rows stay, and belong to the next one; UINT64_MAX: the
 * writer ends, everything that is open and not prepared is rolled back */
#define SL_EVENT_ABORT 10
/* state: one writer's earlier state; once for each, before any chunk. Its attached chunks have the
 * ids chunk .. chunk + chunk_count - 1 now, in the order in which they were attached */
#define SL_EVENT_RESTORE 11
/* database, label: an open transaction that the server lists; before RECOVER */
#define SL_EVENT_OPEN_LABEL 12
/* flags: all states were given, or there are none. Settle what earlier attempts left: commit what
 * the states hold, roll back what lingers; RECOVERED follows. Comes once, before the first chunk;
 * tables may be added later. With SL_RECOVER_COMMIT_ONLY it may come again, with other states */
#define SL_EVENT_RECOVER 13
/* database, table_name, label: a transaction that the checkpoint of another program holds as
 * prepared; committed at RECOVER as if a state had it. Before RECOVER */
#define SL_EVENT_RESTORE_LABEL 14

/* flag of RECOVER: OPEN_LABEL named all open transactions of the databases known so far */
#define SL_RECOVER_LISTED 1u
/* flag of RECOVER: no other writer of the job was given a state that this one was not; so what no
 * state here holds is nobody's. Holds without the flag when writer_count is 1 */
#define SL_RECOVER_COMPLETE 2u
/* flag of RECOVER: commit what the states hold and look for nothing else. When part of it cannot be
 * committed, nothing is touched. The writer gets no rows */
#define SL_RECOVER_COMMIT_ONLY 4u
/* flag of RECOVER: earlier writers handed over what they prepared (SL_PREPARE_HAND_OVER). So it may
 * be in no state here and yet in somebody's, also when writer_count is 1 */
#define SL_RECOVER_HANDED_OVER 8u

/* flag of PREPARE: somebody else brings what the state holds into the table (a writer that gets
 * SL_RECOVER_COMMIT_ONLY). It counts as loaded, and is no part of later states */
#define SL_PREPARE_HAND_OVER 1u

/* One event. Owner: the host; it and its text are borrowed until on_event returns. A plugin answers
 * a kind that it does not know with SL_OK and no action; the host sends none above the plugin's
 * abi_minor. */
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
  sl_str label;
  uint64_t chunk_count;
  uint32_t flags;
  uint32_t reserved;
} sl_event;

/* ---- Actions, semantics to host. The host copies the action before push returns. ---- */
#define SL_ACTION_CLOSE_CHUNK 1 /* table: a CHUNK_CLOSED follows, unless the chunk is empty */
/* request (new, dense), request_kind, label, chunk (the first), chunk_count, flags, attempt; table,
 * or SL_NO_TABLE with database and table_name (of a restored label). attempt > 0: the n-th
 * replacement of work that failed before: goes out after the host's back-off, or is answered by
 * RETRIES_EXHAUSTED */
#define SL_ACTION_REQUEST 2
/* request: again, same label and bytes, after the host's back-off. request_kind may be
 * SL_REQUEST_LABEL_STATE: ask instead of sending; the RESPONSE carries label_state */
#define SL_ACTION_RETRY 3
#define SL_ACTION_RELEASE_CHUNK 4 /* chunk: its memory may be reused */
/* label, rows and bytes (of all its chunks), filtered_rows and unselected_rows (of the server's
 * answer; 0 when it is not known): the label's rows are in the table */
#define SL_ACTION_LOADED 5
#define SL_ACTION_SET_TIMER 6  /* timer, delay_ms: replaces a running timer of that number */
#define SL_ACTION_FLUSH_DONE 7 /* id */
/* code (SL_ERR_*), flags, message, label; database and table_name where it is about one table: the
 * writer is broken */
#define SL_ACTION_FAIL 8
#define SL_ACTION_PREPARED 9     /* id = checkpoint, state */
#define SL_ACTION_COMMITTED 10   /* id = checkpoint */
#define SL_ACTION_ABORTED 11     /* id as in the event */
#define SL_ACTION_END_REQUEST 12 /* request: no RETRY will follow */
/* chunk: the host moves its bytes out of memory; they come back for a REQUEST */
#define SL_ACTION_SPILL_CHUNK 13
/* id = checkpoint, chunk: its bytes belong into the state of the PREPARED that follows */
#define SL_ACTION_ATTACH_CHUNK 14
#define SL_ACTION_RECOVERED 15 /* answers RECOVER: what earlier attempts left is settled */
#define SL_ACTION_LOG 16       /* code = SL_LOG_*, message */

#define SL_NO_TABLE UINT32_MAX

/* flag of REQUEST: it makes rows visible; while it has no verdict, their fate is unknown */
#define SL_REQUEST_DECIDES 1u

/* flag of FAIL: nobody can say whether the label's rows are in the table */
#define SL_FAIL_OUTCOME_UNKNOWN 1u
/* flag of FAIL: the host must replay from its last committed position */
#define SL_FAIL_REPLAY 2u

/* One action. Owner: the plugin; it and its text are borrowed until push returns. The host
 * leaves out a kind that it does not know, so a plugin pushes one only when host_minor has it or
 * when it can be left out. */
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
  sl_str database;
  sl_str table_name;
  uint64_t rows;
  uint64_t bytes;
  uint64_t filtered_rows;
  uint64_t unselected_rows;
  uint64_t attempt;
} sl_action;

/* Where on_event puts its actions. Owner: the host; borrowed until on_event returns. */
typedef struct sl_actions {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* Takes a copy of one action, in order; carried out after on_event returned. Cannot fail.
   * [instance] */
  void (*push)(void* context, const sl_action* action);
} sl_actions;

typedef struct sl_semantics_functions {
  uint32_t struct_size;
  uint32_t reserved;
  /* Makes a handle for one writer: *out, the plugin's own. SL_ERR_CONFIG, naming the option: these
   * properties, or this transport, do not fit. [any-thread] */
  int32_t (*create)(const sl_semantics_config* config, void** out, sl_error* error);
  /* Ends the handle. Nothing is sent any more. [instance] */
  void (*destroy)(void* self);
  /* Takes one event and pushes the actions that follow from it. The same events give the same
   * actions. An error breaks the writer, as SL_ACTION_FAIL does. [instance] */
  int32_t (*on_event)(void* self, const sl_event* event, const sl_actions* actions,
                      sl_error* error);
} sl_semantics_functions;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_SEMANTICS_H_ */
