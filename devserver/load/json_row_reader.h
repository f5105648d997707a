// RowReader over JSON: a stream of objects, or an array of them. Owned by one load; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "devserver/load/json_stream.h"
#include "devserver/load/row_builder.h"
#include "devserver/load/row_reader.h"

namespace starload::devserver {

class JsonRowReader final : public RowReader {
 public:
  JsonRowReader(const LoadOptions& options, LoadPlan plan, const Table& table, ErrorLog& log);

  Status feed(std::string_view bytes) override;
  Status end_body() override;
  Status finish() override;
  const RowCounts& counts() const override { return builder_.counts(); }
  RowBatch take_rows() override { return builder_.take(); }

 private:
  Status take_documents();
  Status add_document(std::string_view document);
  void add_root(const JsonValue& root, std::string_view document);
  void add_value(const JsonValue& value);
  void collect_by_key(const JsonValue& object);
  void collect_by_path(const JsonValue& object);
  int find_field(std::string_view key, std::size_t member);
  Status fail_load(std::string reason, std::string_view row);

  const LoadOptions options_;
  JsonStream stream_;
  RowBuilder builder_;
  std::unordered_map<std::string, int> field_by_key_;
  // The keys of the object before, in order: most objects repeat them.
  std::vector<std::pair<std::string, int>> expected_keys_;
  std::vector<JsonValue> values_;         // one a field
  std::vector<const JsonValue*> fields_;  // into values_; nullptr = missing
  std::string scratch_;
};

}  // namespace starload::devserver
