/* Schemas and rows as they cross the ABI. docs/row-format.md describes the bytes of a row in full.
 */
#ifndef STARLOAD_ABI_ROWS_H_
#define STARLOAD_ABI_ROWS_H_

#include <starload/abi/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the row layout that a schema's rows are written in. */
#define SL_ROW_FORMAT_VERSION 1u

/* Logical types. "slot" says what the 8-byte slot of a field holds. A plugin answers a type that it
 * does not know with SL_ERR_CONFIG from create. */
#define SL_TYPE_BOOLEAN 1
#define SL_TYPE_TINYINT 2
#define SL_TYPE_SMALLINT 3
#define SL_TYPE_INT 4
#define SL_TYPE_BIGINT 5
#define SL_TYPE_LARGEINT 6 /* 16 bytes, two's complement, little-endian, in the variable part */
#define SL_TYPE_FLOAT 7
#define SL_TYPE_DOUBLE 8
/* precision <= 18: unscaled int64 in the slot; else big-endian two's complement bytes */
#define SL_TYPE_DECIMAL 9
#define SL_TYPE_CHAR 10
#define SL_TYPE_VARCHAR 11 /* STRING is VARCHAR of the greatest length */
#define SL_TYPE_BINARY 12
#define SL_TYPE_VARBINARY 13 /* BYTES is VARBINARY of the greatest length */
#define SL_TYPE_DATE 14      /* int32, days since 1970-01-01 */
#define SL_TYPE_TIME 15      /* int32, milliseconds since midnight */
/* precision <= 3: int64 ms since epoch in the slot; else ms in the variable part and nanoseconds of
 * the millisecond in the slot */
#define SL_TYPE_TIMESTAMP 16
#define SL_TYPE_TIMESTAMP_LTZ 17 /* the same layout; an instant in UTC */
#define SL_TYPE_ARRAY 18         /* children[0] = element */
#define SL_TYPE_MAP 19           /* children[0] = key, children[1] = value */
#define SL_TYPE_ROW 20           /* children = fields */
#define SL_TYPE_NULL 21          /* every value is null */

struct sl_field;

/* A type. Owner: the schema that it belongs to; immutable, lives as long as the schema. */
typedef struct sl_type {
  uint32_t struct_size;
  int32_t kind;      /* SL_TYPE_* */
  int32_t precision; /* DECIMAL 1..38, TIME/TIMESTAMP 0..9; else 0 */
  int32_t scale;     /* DECIMAL; else 0 */
  int64_t length;    /* CHAR/VARCHAR characters, BINARY/VARBINARY bytes; 0 = not limited */
  uint32_t nullable; /* 1 or 0 */
  uint32_t reserved;
  const struct sl_field* children;
  size_t child_count;
} sl_type;

/* A column, or a member of a ROW; name is empty for array elements, map keys and map values. */
typedef struct sl_field {
  sl_str name;
  const sl_type* type;
  sl_str target_type; /* StarRocks' DATA_TYPE in lower case ("json", "varchar"), empty when not
                         known */
} sl_field;

/* the table is a PRIMARY KEY table: rows carry __op, taken from the row kind */
#define SL_SCHEMA_HAS_OP 1u

/* The columns of a table. Owner: the host; immutable, lives as long as the handle that was created
 * with it. Any thread may read it. */
typedef struct sl_schema {
  uint32_t struct_size;
  uint32_t format_version; /* SL_ROW_FORMAT_VERSION */
  uint32_t flags;          /* SL_SCHEMA_* */
  uint32_t reserved;
  const sl_field* fields;
  size_t field_count;
} sl_schema;

/* Row kinds, the first byte of a row; Flink's numbering. */
#define SL_ROW_INSERT 0
#define SL_ROW_UPDATE_BEFORE 1
#define SL_ROW_UPDATE_AFTER 2
#define SL_ROW_DELETE 3

#define SL_BLOCK_RAW 1u /* records are ready-made text (a CSV line, a JSON document), not rows */

/* Rows, many at a time. Row i lies at bytes + offsets[i] and ends at bytes + offsets[i + 1]; the
 * host has checked all offsets and lengths, also those inside rows, before a plugin sees the block.
 * It has not checked what values mean: text may be no UTF-8, a DATE may lie in any year. Owner: the
 * host; borrowed until the call returns. schema is the one that the handle was created with. */
typedef struct sl_row_block {
  uint32_t struct_size;
  uint32_t flags;
  const sl_schema* schema;
  size_t row_count;
  const uint32_t* offsets; /* row_count + 1 entries, rising */
  const uint8_t* bytes;
  size_t byte_count;
} sl_row_block;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_ROWS_H_ */
