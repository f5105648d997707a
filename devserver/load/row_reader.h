// Reads the bytes of a load into rows of a table: scanning, conversion, filtering. Owned by one
// load; one thread.
//
// Pure but for the error log that it is given. Bodies of several requests may be fed one after the
// other.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "devserver/load/error_log.h"
#include "devserver/load/load_headers.h"
#include "devserver/load/load_plan.h"
#include "devserver/storage/storage.h"
#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

struct RowCounts {
  std::int64_t loaded = 0;
  std::int64_t filtered = 0;
  std::int64_t unselected = 0;
  std::int64_t total() const { return loaded + filtered + unselected; }
};

class RowReader {
 public:
  // Borrows table and log until destruction.
  static std::unique_ptr<RowReader> create(const LoadOptions& options, LoadFormat format,
                                           LoadPlan plan, const Table& table, ErrorLog& log);
  virtual ~RowReader() = default;

  // A failure ends the load: the document cannot be read on.
  virtual Status feed(std::string_view bytes) = 0;
  // One of several bodies ends. CSV bodies are one text: a record may go on in the next body. Each
  // JSON body is a text of its own.
  virtual Status end_body() = 0;
  virtual Status finish() = 0;
  virtual const RowCounts& counts() const = 0;
  // The rows that passed since the last call.
  virtual RowBatch take_rows() = 0;
};

}  // namespace starload::devserver
