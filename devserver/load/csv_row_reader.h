// RowReader over CSV. Owned by one load; one thread.
#pragma once

#include <string>

#include "devserver/load/csv_scanner.h"
#include "devserver/load/row_builder.h"
#include "devserver/load/row_reader.h"

namespace starload::devserver {

class CsvRowReader final : public RowReader {
 public:
  CsvRowReader(const LoadOptions& options, LoadPlan plan, const Table& table, ErrorLog& log);

  Status feed(std::string_view bytes) override;
  Status end_body() override { return Status::ok(); }
  Status finish() override;
  const RowCounts& counts() const override { return builder_.counts(); }
  RowBatch take_rows() override { return builder_.take(); }

 private:
  void take_records();

  CsvFormat format_;
  CsvScanner scanner_;
  RowBuilder builder_;
  CsvRecord record_;
};

}  // namespace starload::devserver
