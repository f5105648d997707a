/* ABI 1.0 in numbers: every struct's size and every member's offset on 64-bit machines, and every
 * constant. These lines change with a major version only; a minor version appends. */
#ifndef STARLOAD_TESTS_ABI_LAYOUT_LITERALS_H_
#define STARLOAD_TESTS_ABI_LAYOUT_LITERALS_H_

#define ABI_LAYOUT(SIZE, MEMBER)                          \
  SIZE(sl_str, 16)                                        \
  MEMBER(sl_str, data, 0)                                 \
  MEMBER(sl_str, size, 8)                                 \
  SIZE(sl_error, 1024)                                    \
  MEMBER(sl_error, struct_size, 0)                        \
  MEMBER(sl_error, code, 4)                               \
  MEMBER(sl_error, flags, 8)                              \
  MEMBER(sl_error, message_size, 12)                      \
  MEMBER(sl_error, row_index, 16)                         \
  MEMBER(sl_error, message, 24)                           \
  SIZE(sl_sink, 48)                                       \
  MEMBER(sl_sink, struct_size, 0)                         \
  MEMBER(sl_sink, reserved, 4)                            \
  MEMBER(sl_sink, data, 8)                                \
  MEMBER(sl_sink, size, 16)                               \
  MEMBER(sl_sink, capacity, 24)                           \
  MEMBER(sl_sink, context, 32)                            \
  MEMBER(sl_sink, grow, 40)                               \
  SIZE(sl_host, 32)                                       \
  MEMBER(sl_host, struct_size, 0)                         \
  MEMBER(sl_host, reserved, 4)                            \
  MEMBER(sl_host, context, 8)                             \
  MEMBER(sl_host, log, 16)                                \
  MEMBER(sl_host, get_extension, 24)                      \
  SIZE(sl_option, 72)                                     \
  MEMBER(sl_option, struct_size, 0)                       \
  MEMBER(sl_option, type, 4)                              \
  MEMBER(sl_option, flags, 8)                             \
  MEMBER(sl_option, reserved, 12)                         \
  MEMBER(sl_option, key, 16)                              \
  MEMBER(sl_option, default_value, 24)                    \
  MEMBER(sl_option, choices, 32)                          \
  MEMBER(sl_option, unit, 40)                             \
  MEMBER(sl_option, min, 48)                              \
  MEMBER(sl_option, max, 56)                              \
  MEMBER(sl_option, help, 64)                             \
  SIZE(sl_property, 32)                                   \
  MEMBER(sl_property, key, 0)                             \
  MEMBER(sl_property, value, 16)                          \
  SIZE(sl_properties, 24)                                 \
  MEMBER(sl_properties, struct_size, 0)                   \
  MEMBER(sl_properties, reserved, 4)                      \
  MEMBER(sl_properties, items, 8)                         \
  MEMBER(sl_properties, count, 16)                        \
  SIZE(sl_type, 48)                                       \
  MEMBER(sl_type, struct_size, 0)                         \
  MEMBER(sl_type, kind, 4)                                \
  MEMBER(sl_type, precision, 8)                           \
  MEMBER(sl_type, scale, 12)                              \
  MEMBER(sl_type, length, 16)                             \
  MEMBER(sl_type, nullable, 24)                           \
  MEMBER(sl_type, reserved, 28)                           \
  MEMBER(sl_type, children, 32)                           \
  MEMBER(sl_type, child_count, 40)                        \
  SIZE(sl_field, 40)                                      \
  MEMBER(sl_field, name, 0)                               \
  MEMBER(sl_field, type, 16)                              \
  MEMBER(sl_field, target_type, 24)                       \
  SIZE(sl_schema, 32)                                     \
  MEMBER(sl_schema, struct_size, 0)                       \
  MEMBER(sl_schema, format_version, 4)                    \
  MEMBER(sl_schema, flags, 8)                             \
  MEMBER(sl_schema, reserved, 12)                         \
  MEMBER(sl_schema, fields, 16)                           \
  MEMBER(sl_schema, field_count, 24)                      \
  SIZE(sl_row_block, 48)                                  \
  MEMBER(sl_row_block, struct_size, 0)                    \
  MEMBER(sl_row_block, flags, 4)                          \
  MEMBER(sl_row_block, schema, 8)                         \
  MEMBER(sl_row_block, row_count, 16)                     \
  MEMBER(sl_row_block, offsets, 24)                       \
  MEMBER(sl_row_block, bytes, 32)                         \
  MEMBER(sl_row_block, byte_count, 40)                    \
  SIZE(sl_serializer_config, 32)                          \
  MEMBER(sl_serializer_config, struct_size, 0)            \
  MEMBER(sl_serializer_config, flags, 4)                  \
  MEMBER(sl_serializer_config, host, 8)                   \
  MEMBER(sl_serializer_config, properties, 16)            \
  MEMBER(sl_serializer_config, schema, 24)                \
  SIZE(sl_body_format, 72)                                \
  MEMBER(sl_body_format, struct_size, 0)                  \
  MEMBER(sl_body_format, reserved, 4)                     \
  MEMBER(sl_body_format, before, 8)                       \
  MEMBER(sl_body_format, between, 24)                     \
  MEMBER(sl_body_format, after, 40)                       \
  MEMBER(sl_body_format, headers, 56)                     \
  MEMBER(sl_body_format, header_count, 64)                \
  SIZE(sl_serializer_functions, 40)                       \
  MEMBER(sl_serializer_functions, struct_size, 0)         \
  MEMBER(sl_serializer_functions, reserved, 4)            \
  MEMBER(sl_serializer_functions, create, 8)              \
  MEMBER(sl_serializer_functions, destroy, 16)            \
  MEMBER(sl_serializer_functions, body_format, 24)        \
  MEMBER(sl_serializer_functions, serialize, 32)          \
  SIZE(sl_nested_value_functions, 32)                     \
  MEMBER(sl_nested_value_functions, struct_size, 0)       \
  MEMBER(sl_nested_value_functions, reserved, 4)          \
  MEMBER(sl_nested_value_functions, create, 8)            \
  MEMBER(sl_nested_value_functions, destroy, 16)          \
  MEMBER(sl_nested_value_functions, append, 24)           \
  SIZE(sl_nested_value, 24)                               \
  MEMBER(sl_nested_value, struct_size, 0)                 \
  MEMBER(sl_nested_value, reserved, 4)                    \
  MEMBER(sl_nested_value, functions, 8)                   \
  MEMBER(sl_nested_value, self, 16)                       \
  SIZE(sl_nested_value_host, 24)                          \
  MEMBER(sl_nested_value_host, struct_size, 0)            \
  MEMBER(sl_nested_value_host, reserved, 4)               \
  MEMBER(sl_nested_value_host, open, 8)                   \
  MEMBER(sl_nested_value_host, close, 16)                 \
  SIZE(sl_request, 104)                                   \
  MEMBER(sl_request, struct_size, 0)                      \
  MEMBER(sl_request, kind, 4)                             \
  MEMBER(sl_request, database, 8)                         \
  MEMBER(sl_request, table, 24)                           \
  MEMBER(sl_request, label, 40)                           \
  MEMBER(sl_request, headers, 56)                         \
  MEMBER(sl_request, header_count, 64)                    \
  MEMBER(sl_request, body, 72)                            \
  MEMBER(sl_request, body_count, 80)                      \
  MEMBER(sl_request, row_count, 88)                       \
  MEMBER(sl_request, timeout_ms, 96)                      \
  SIZE(sl_response, 96)                                   \
  MEMBER(sl_response, struct_size, 0)                     \
  MEMBER(sl_response, verdict, 4)                         \
  MEMBER(sl_response, retry, 8)                           \
  MEMBER(sl_response, label_state, 12)                    \
  MEMBER(sl_response, flags, 16)                          \
  MEMBER(sl_response, http_status, 20)                    \
  MEMBER(sl_response, transaction_id, 24)                 \
  MEMBER(sl_response, total_rows, 32)                     \
  MEMBER(sl_response, loaded_rows, 40)                    \
  MEMBER(sl_response, filtered_rows, 48)                  \
  MEMBER(sl_response, unselected_rows, 56)                \
  MEMBER(sl_response, load_bytes, 64)                     \
  MEMBER(sl_response, load_time_ms, 72)                   \
  MEMBER(sl_response, reject_context, 80)                 \
  MEMBER(sl_response, on_rejected_row, 88)                \
  SIZE(sl_transport_config, 48)                           \
  MEMBER(sl_transport_config, struct_size, 0)             \
  MEMBER(sl_transport_config, reserved, 4)                \
  MEMBER(sl_transport_config, host, 8)                    \
  MEMBER(sl_transport_config, properties, 16)             \
  MEMBER(sl_transport_config, known_hosts, 24)            \
  MEMBER(sl_transport_config, known_host_count, 32)       \
  MEMBER(sl_transport_config, known_hosts_complete, 40)   \
  MEMBER(sl_transport_config, reserved2, 44)              \
  SIZE(sl_transport_functions, 40)                        \
  MEMBER(sl_transport_functions, struct_size, 0)          \
  MEMBER(sl_transport_functions, capabilities, 4)         \
  MEMBER(sl_transport_functions, create, 8)               \
  MEMBER(sl_transport_functions, destroy, 16)             \
  MEMBER(sl_transport_functions, execute, 24)             \
  MEMBER(sl_transport_functions, cancel, 32)              \
  SIZE(sl_semantics_config, 64)                           \
  MEMBER(sl_semantics_config, struct_size, 0)             \
  MEMBER(sl_semantics_config, transport_capabilities, 4)  \
  MEMBER(sl_semantics_config, host, 8)                    \
  MEMBER(sl_semantics_config, properties, 16)             \
  MEMBER(sl_semantics_config, writer_index, 24)           \
  MEMBER(sl_semantics_config, writer_count, 28)           \
  MEMBER(sl_semantics_config, epoch, 32)                  \
  MEMBER(sl_semantics_config, memory_bytes, 40)           \
  MEMBER(sl_semantics_config, chunk_bytes, 48)            \
  MEMBER(sl_semantics_config, transaction_timeout_ms, 56) \
  SIZE(sl_event, 160)                                     \
  MEMBER(sl_event, struct_size, 0)                        \
  MEMBER(sl_event, kind, 4)                               \
  MEMBER(sl_event, table, 8)                              \
  MEMBER(sl_event, timer, 12)                             \
  MEMBER(sl_event, chunk, 16)                             \
  MEMBER(sl_event, request, 24)                           \
  MEMBER(sl_event, id, 32)                                \
  MEMBER(sl_event, rows, 40)                              \
  MEMBER(sl_event, bytes, 48)                             \
  MEMBER(sl_event, database, 56)                          \
  MEMBER(sl_event, table_name, 72)                        \
  MEMBER(sl_event, message, 88)                           \
  MEMBER(sl_event, state, 104)                            \
  MEMBER(sl_event, response, 120)                         \
  MEMBER(sl_event, label, 128)                            \
  MEMBER(sl_event, chunk_count, 144)                      \
  MEMBER(sl_event, flags, 152)                            \
  MEMBER(sl_event, reserved, 156)                         \
  SIZE(sl_action, 192)                                    \
  MEMBER(sl_action, struct_size, 0)                       \
  MEMBER(sl_action, kind, 4)                              \
  MEMBER(sl_action, table, 8)                             \
  MEMBER(sl_action, timer, 12)                            \
  MEMBER(sl_action, request, 16)                          \
  MEMBER(sl_action, request_kind, 24)                     \
  MEMBER(sl_action, code, 28)                             \
  MEMBER(sl_action, chunk, 32)                            \
  MEMBER(sl_action, chunk_count, 40)                      \
  MEMBER(sl_action, id, 48)                               \
  MEMBER(sl_action, delay_ms, 56)                         \
  MEMBER(sl_action, flags, 64)                            \
  MEMBER(sl_action, reserved, 68)                         \
  MEMBER(sl_action, label, 72)                            \
  MEMBER(sl_action, message, 88)                          \
  MEMBER(sl_action, state, 104)                           \
  MEMBER(sl_action, database, 120)                        \
  MEMBER(sl_action, table_name, 136)                      \
  MEMBER(sl_action, rows, 152)                            \
  MEMBER(sl_action, bytes, 160)                           \
  MEMBER(sl_action, filtered_rows, 168)                   \
  MEMBER(sl_action, unselected_rows, 176)                 \
  MEMBER(sl_action, attempt, 184)                         \
  SIZE(sl_actions, 24)                                    \
  MEMBER(sl_actions, struct_size, 0)                      \
  MEMBER(sl_actions, reserved, 4)                         \
  MEMBER(sl_actions, context, 8)                          \
  MEMBER(sl_actions, push, 16)                            \
  SIZE(sl_semantics_functions, 32)                        \
  MEMBER(sl_semantics_functions, struct_size, 0)          \
  MEMBER(sl_semantics_functions, reserved, 4)             \
  MEMBER(sl_semantics_functions, create, 8)               \
  MEMBER(sl_semantics_functions, destroy, 16)             \
  MEMBER(sl_semantics_functions, on_event, 24)            \
  SIZE(sl_plugin, 72)                                     \
  MEMBER(sl_plugin, struct_size, 0)                       \
  MEMBER(sl_plugin, abi_major, 4)                         \
  MEMBER(sl_plugin, abi_minor, 8)                         \
  MEMBER(sl_plugin, kind, 12)                             \
  MEMBER(sl_plugin, name, 16)                             \
  MEMBER(sl_plugin, version, 24)                          \
  MEMBER(sl_plugin, summary, 32)                          \
  MEMBER(sl_plugin, options, 40)                          \
  MEMBER(sl_plugin, option_count, 48)                     \
  MEMBER(sl_plugin, functions, 56)                        \
  MEMBER(sl_plugin, get_extension, 64)

#define ABI_NUMBERS(NUMBER)               \
  NUMBER(SL_ABI_MAJOR, 1)                 \
  NUMBER(SL_OK, 0)                        \
  NUMBER(SL_ERR_CONFIG, 1)                \
  NUMBER(SL_ERR_DATA, 2)                  \
  NUMBER(SL_ERR_RETRYABLE, 3)             \
  NUMBER(SL_ERR_FATAL, 4)                 \
  NUMBER(SL_ERR_CANCELLED, 5)             \
  NUMBER(SL_NO_ROW, -1)                   \
  NUMBER(SL_LOG_DEBUG, 1)                 \
  NUMBER(SL_LOG_INFO, 2)                  \
  NUMBER(SL_LOG_WARN, 3)                  \
  NUMBER(SL_LOG_ERROR, 4)                 \
  NUMBER(SL_OPTION_STRING, 1)             \
  NUMBER(SL_OPTION_BOOL, 2)               \
  NUMBER(SL_OPTION_INT, 3)                \
  NUMBER(SL_OPTION_BYTES, 4)              \
  NUMBER(SL_OPTION_DURATION_MS, 5)        \
  NUMBER(SL_OPTION_ENUM, 6)               \
  NUMBER(SL_OPTION_SECRET, 7)             \
  NUMBER(SL_OPTION_LIST, 8)               \
  NUMBER(SL_OPTION_REQUIRED, 1)           \
  NUMBER(SL_OPTION_CLAMP, 2)              \
  NUMBER(SL_ROW_FORMAT_VERSION, 1)        \
  NUMBER(SL_TYPE_BOOLEAN, 1)              \
  NUMBER(SL_TYPE_TINYINT, 2)              \
  NUMBER(SL_TYPE_SMALLINT, 3)             \
  NUMBER(SL_TYPE_INT, 4)                  \
  NUMBER(SL_TYPE_BIGINT, 5)               \
  NUMBER(SL_TYPE_LARGEINT, 6)             \
  NUMBER(SL_TYPE_FLOAT, 7)                \
  NUMBER(SL_TYPE_DOUBLE, 8)               \
  NUMBER(SL_TYPE_DECIMAL, 9)              \
  NUMBER(SL_TYPE_CHAR, 10)                \
  NUMBER(SL_TYPE_VARCHAR, 11)             \
  NUMBER(SL_TYPE_BINARY, 12)              \
  NUMBER(SL_TYPE_VARBINARY, 13)           \
  NUMBER(SL_TYPE_DATE, 14)                \
  NUMBER(SL_TYPE_TIME, 15)                \
  NUMBER(SL_TYPE_TIMESTAMP, 16)           \
  NUMBER(SL_TYPE_TIMESTAMP_LTZ, 17)       \
  NUMBER(SL_TYPE_ARRAY, 18)               \
  NUMBER(SL_TYPE_MAP, 19)                 \
  NUMBER(SL_TYPE_ROW, 20)                 \
  NUMBER(SL_TYPE_NULL, 21)                \
  NUMBER(SL_SCHEMA_HAS_OP, 1)             \
  NUMBER(SL_ROW_INSERT, 0)                \
  NUMBER(SL_ROW_UPDATE_BEFORE, 1)         \
  NUMBER(SL_ROW_UPDATE_AFTER, 2)          \
  NUMBER(SL_ROW_DELETE, 3)                \
  NUMBER(SL_BLOCK_RAW, 1)                 \
  NUMBER(SL_SERIALIZER_MAY_ENCLOSE, 1)    \
  NUMBER(SL_REQUEST_LOAD, 1)              \
  NUMBER(SL_REQUEST_LABEL_STATE, 2)       \
  NUMBER(SL_REQUEST_BEGIN, 3)             \
  NUMBER(SL_REQUEST_PREPARE, 4)           \
  NUMBER(SL_REQUEST_COMMIT, 5)            \
  NUMBER(SL_REQUEST_ROLLBACK, 6)          \
  NUMBER(SL_REQUEST_PROBE, 7)             \
  NUMBER(SL_VERDICT_OK, 1)                \
  NUMBER(SL_VERDICT_NO, 2)                \
  NUMBER(SL_VERDICT_UNKNOWN, 3)           \
  NUMBER(SL_RETRY_NEVER, 0)               \
  NUMBER(SL_RETRY_SOON, 1)                \
  NUMBER(SL_RETRY_LATER, 2)               \
  NUMBER(SL_LABEL_NOT_ASKED, 0)           \
  NUMBER(SL_LABEL_UNKNOWN, 1)             \
  NUMBER(SL_LABEL_PREPARE, 2)             \
  NUMBER(SL_LABEL_PREPARED, 3)            \
  NUMBER(SL_LABEL_COMMITTED, 4)           \
  NUMBER(SL_LABEL_VISIBLE, 5)             \
  NUMBER(SL_LABEL_ABORTED, 6)             \
  NUMBER(SL_RESPONSE_LABEL_EXISTS, 1)     \
  NUMBER(SL_RESPONSE_PUBLISH_TIMEOUT, 2)  \
  NUMBER(SL_RESPONSE_NOTHING_SENT, 4)     \
  NUMBER(SL_RESPONSE_TRANSACTION_LOST, 8) \
  NUMBER(SL_TRANSPORT_TRANSACTIONS, 1)    \
  NUMBER(SL_TRANSPORT_ENCLOSE, 2)         \
  NUMBER(SL_EVENT_TABLE_ADDED, 1)         \
  NUMBER(SL_EVENT_CHUNK_STARTED, 2)       \
  NUMBER(SL_EVENT_CHUNK_CLOSED, 3)        \
  NUMBER(SL_EVENT_RESPONSE, 4)            \
  NUMBER(SL_EVENT_RETRIES_EXHAUSTED, 5)   \
  NUMBER(SL_EVENT_TIMER, 6)               \
  NUMBER(SL_EVENT_FLUSH, 7)               \
  NUMBER(SL_EVENT_PREPARE, 8)             \
  NUMBER(SL_EVENT_COMMIT, 9)              \
  NUMBER(SL_EVENT_ABORT, 10)              \
  NUMBER(SL_EVENT_RESTORE, 11)            \
  NUMBER(SL_EVENT_OPEN_LABEL, 12)         \
  NUMBER(SL_EVENT_RECOVER, 13)            \
  NUMBER(SL_EVENT_RESTORE_LABEL, 14)      \
  NUMBER(SL_RECOVER_LISTED, 1)            \
  NUMBER(SL_RECOVER_COMPLETE, 2)          \
  NUMBER(SL_RECOVER_COMMIT_ONLY, 4)       \
  NUMBER(SL_RECOVER_HANDED_OVER, 8)       \
  NUMBER(SL_PREPARE_HAND_OVER, 1)         \
  NUMBER(SL_ACTION_CLOSE_CHUNK, 1)        \
  NUMBER(SL_ACTION_REQUEST, 2)            \
  NUMBER(SL_ACTION_RETRY, 3)              \
  NUMBER(SL_ACTION_RELEASE_CHUNK, 4)      \
  NUMBER(SL_ACTION_LOADED, 5)             \
  NUMBER(SL_ACTION_SET_TIMER, 6)          \
  NUMBER(SL_ACTION_FLUSH_DONE, 7)         \
  NUMBER(SL_ACTION_FAIL, 8)               \
  NUMBER(SL_ACTION_PREPARED, 9)           \
  NUMBER(SL_ACTION_COMMITTED, 10)         \
  NUMBER(SL_ACTION_ABORTED, 11)           \
  NUMBER(SL_ACTION_END_REQUEST, 12)       \
  NUMBER(SL_ACTION_SPILL_CHUNK, 13)       \
  NUMBER(SL_ACTION_ATTACH_CHUNK, 14)      \
  NUMBER(SL_ACTION_RECOVERED, 15)         \
  NUMBER(SL_ACTION_LOG, 16)               \
  NUMBER(SL_NO_TABLE, 4294967295)         \
  NUMBER(SL_REQUEST_DECIDES, 1)           \
  NUMBER(SL_FAIL_OUTCOME_UNKNOWN, 1)      \
  NUMBER(SL_FAIL_REPLAY, 2)               \
  NUMBER(SL_KIND_SERIALIZER, 1)           \
  NUMBER(SL_KIND_TRANSPORT, 2)            \
  NUMBER(SL_KIND_SEMANTICS, 3)

#endif /* STARLOAD_TESTS_ABI_LAYOUT_LITERALS_H_ */
