#include "devserver/storage/object_union.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "devserver/storage/bitmap.h"
#include "devserver/storage/hyper_log_log.h"

namespace starload::devserver {
namespace {

const Column& column_at(const Table& table, const RowBatch& batch, std::size_t position) {
  return table.columns[static_cast<std::size_t>(batch.columns[position])];
}

bool is_united(const Column& column) {
  return column.aggregation == Aggregation::kBitmapUnion ||
         column.aggregation == Aggregation::kHllUnion;
}

// The row's key as bytes: equal for the rows that the table holds as one. False = some part of the
// key is NULL or a floating number, which may be NaN: those are one row with no other.
bool read_key(const Table& table, const RowBatch& batch, const std::vector<Cell>& row,
              std::string& key) {
  key.clear();
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!column_at(table, batch, i).key) continue;
    if (const auto* number = std::get_if<std::int64_t>(&row[i])) {
      key += 'i' + std::to_string(*number);
    } else if (const auto* text = std::get_if<std::string>(&row[i])) {
      key += 't' + std::to_string(text->size()) + ':' + *text;
    } else {
      return false;
    }
  }
  return true;
}

template <typename Set>
void unite_column(const Table& table, RowBatch& batch, std::size_t position) {
  struct Union {
    std::size_t row;
    Set set;
  };
  std::unordered_map<std::string, Union> unions;
  std::string key;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    std::vector<Cell>& row = batch.rows[i];
    auto* const bytes = std::get_if<std::string>(&row[position]);
    if (bytes == nullptr || !read_key(table, batch, row, key)) continue;
    std::optional<Set> set = Set::parse(*bytes);
    if (!set) continue;
    const auto [known, is_first] = unions.try_emplace(key, Union{i, Set()});
    known->second.set.unite(*set);
    if (!is_first) bytes->clear();
  }
  for (const auto& [unused, united] : unions)
    batch.rows[united.row][position] = united.set.serialized();
}

}  // namespace

bool has_united_columns(const Table& table, const RowBatch& batch) {
  if (table.keys_type != KeysType::kAggregate || batch.rows.size() < 2) return false;
  const auto in_batch = [&batch](std::size_t index) {
    return std::find(batch.columns.begin(), batch.columns.end(), static_cast<int>(index)) !=
           batch.columns.end();
  };
  bool found = false;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].key && !in_batch(i)) return false;
    found = found || (is_united(table.columns[i]) && in_batch(i));
  }
  return found;
}

void unite_objects(const Table& table, RowBatch& batch) {
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    const Column& column = column_at(table, batch, i);
    if (column.aggregation == Aggregation::kBitmapUnion) unite_column<Bitmap>(table, batch, i);
    if (column.aggregation == Aggregation::kHllUnion) unite_column<HyperLogLog>(table, batch, i);
  }
}

}  // namespace starload::devserver
