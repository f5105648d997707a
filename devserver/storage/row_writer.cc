#include "devserver/storage/row_writer.h"

#include <strings.h>

#include <algorithm>
#include <vector>

#include "devserver/storage/default_value.h"
#include "devserver/storage/object_union.h"

namespace starload::devserver {
namespace {

bool is_bytes(const Type& type) {
  return type.kind == TypeKind::kVarbinary || is_object_type(type);
}

// Where a column of the INSERT comes from.
struct Source {
  int column = 0;     // index into Table::columns
  int position = -1;  // index into a batch row; -1 = default_value
  Cell default_value;
};

class BatchWriter final {
 public:
  BatchWriter(Database& database, const Table& table, const RowBatch& batch, std::int64_t* counter)
      : database_(database), table_(table), batch_(batch), counter_(counter) {}

  Status write() {
    if (batch_.rows.empty()) return {};
    STARLOAD_TRY(check_columns());
    STARLOAD_TRY(plan_sources());
    STARLOAD_TRY(prepare());
    for (std::size_t i = 0; i < batch_.rows.size(); ++i) STARLOAD_TRY(write_row(i));
    return {};
  }

 private:
  std::string table_label() const { return table_.database + "." + table_.name; }

  Status check_columns() const {
    for (const Column& column : table_.columns) {
      if (column.type.kind == TypeKind::kPercentile) {
        return Status::refused("the development server does not support writing " +
                               type_text(column.type) + " columns (column '" + column.name +
                               "' of " + table_label() + ")");
      }
    }
    for (const int index : batch_.columns) {
      if (index < 0 || static_cast<std::size_t>(index) >= table_.columns.size()) {
        return Status::fatal("a batch for " + table_label() + " names column index " +
                             std::to_string(index) + " of " +
                             std::to_string(table_.columns.size()));
      }
    }
    for (const int index : batch_.columns) {
      const Column& column = table_.columns[static_cast<std::size_t>(index)];
      if (!column.generated_sqlite.empty()) {
        return Status::refused("generated column: " + column.name + " can not be specified");
      }
    }
    if (!batch_.op.empty() && batch_.op.size() != batch_.rows.size()) {
      return Status::fatal("a batch for " + table_label() + " has " +
                           std::to_string(batch_.op.size()) + " operations for " +
                           std::to_string(batch_.rows.size()) + " rows");
    }
    return {};
  }

  Status plan_sources() {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const Column& column = table_.columns[i];
      if (!column.generated_sqlite.empty()) continue;  // SQLite fills it in
      Source source;
      source.column = static_cast<int>(i);
      const auto found = std::find(batch_.columns.begin(), batch_.columns.end(), source.column);
      if (found != batch_.columns.end()) {
        source.position = static_cast<int>(found - batch_.columns.begin());
      } else {
        Result<Cell> value = default_cell(column);
        // A partial update may leave out a NOT NULL column: existing rows keep it, new ones get the
        // zero of its type, as the server does.
        if (!value && !batch_.partial_update) return value.status();
        source.default_value = value ? value.take() : zero_cell(column.type);
      }
      sources_.push_back(std::move(source));
    }
    return {};
  }

  Status prepare() {
    Result<PreparedStatement> insert = database_.prepare(insert_sql());
    if (!insert) return insert.status().with_context("table " + table_label());
    insert_ = insert.take();
    if (table_.keys_type != KeysType::kPrimary) return {};
    Result<PreparedStatement> erase = database_.prepare(delete_sql());
    if (!erase) return erase.status().with_context("table " + table_label());
    delete_ = erase.take();
    return batch_.partial_update ? prepare_update() : Status::ok();
  }

  // A row that is there keeps the columns that the batch does not carry, so that its NOT NULL
  // columns need no value: an UPDATE comes first, and an INSERT only when there is no such row.
  Status prepare_update() {
    Result<PreparedStatement> exists =
        database_.prepare("SELECT 1 FROM " + sqlite_table_name(table_.database, table_.name) +
                          " WHERE " + key_test());
    if (!exists) return exists.status().with_context("table " + table_label());
    exists_ = exists.take();
    const std::string sql = update_sql();
    if (sql.empty()) return {};
    Result<PreparedStatement> update = database_.prepare(sql);
    if (!update) return update.status().with_context("table " + table_label());
    update_ = update.take();
    has_update_ = true;
    return {};
  }

  // Empty: the batch carries nothing but keys.
  std::string update_sql() const {
    std::string assignments;
    for (const Source& source : sources_) {
      if (column(source).key || source.position < 0) continue;
      assignments +=
          (assignments.empty() ? "" : ", ") + quote_identifier(column(source).name) + " = ?";
    }
    if (assignments.empty()) return {};
    std::string sql = "UPDATE " + sqlite_table_name(table_.database, table_.name) + " SET " +
                      assignments + " WHERE " + key_test();
    if (!batch_.merge_condition.empty()) {
      const std::string name = quote_identifier(batch_.merge_condition);
      sql += " AND (" + name + " IS NULL OR " + name + " <= ?)";
    }
    return sql;
  }

  std::string insert_sql() const {
    std::string names;
    std::string marks;
    for (const Source& source : sources_) {
      names += (names.empty() ? "" : ", ") + quote_identifier(column(source).name);
      marks += marks.empty() ? "?" : ", ?";
    }
    return "INSERT INTO " + sqlite_table_name(table_.database, table_.name) + " (" + names +
           ") VALUES (" + marks + ")" + conflict_clause();
  }

  std::string conflict_clause() const {
    if (table_.keys_type == KeysType::kDuplicate) return "";
    std::string updates;
    for (const Source& source : sources_) {
      if (column(source).key || (batch_.partial_update && source.position < 0)) continue;
      const std::string name = quote_identifier(column(source).name);
      updates += (updates.empty() ? "" : ", ") + name + " = " + merged(column(source), name);
    }
    if (updates.empty()) return " ON CONFLICT DO NOTHING";
    std::string clause = " ON CONFLICT DO UPDATE SET " + updates;
    if (!batch_.merge_condition.empty()) {
      const std::string name = quote_identifier(batch_.merge_condition);
      clause += " WHERE " + name + " IS NULL OR " + name + " <= excluded." + name;
    }
    return clause;
  }

  std::string merged(const Column& column, const std::string& name) const {
    std::string fresh = "excluded." + name;
    if (table_.keys_type != KeysType::kAggregate) return fresh;
    const std::string when_null =
        "CASE WHEN " + name + " IS NULL THEN " + fresh + " WHEN " + fresh + " IS NULL THEN " + name;
    const std::string when_empty = " WHEN length(" + fresh + ") = 0 THEN " + name;
    switch (column.aggregation) {
      case Aggregation::kSum:
        return when_null + " ELSE sl_add(" + name + ", " + fresh + ") END";
      case Aggregation::kMax:
        return when_null + " WHEN " + fresh + " > " + name + " THEN " + fresh + " ELSE " + name +
               " END";
      case Aggregation::kMin:
        return when_null + " WHEN " + fresh + " < " + name + " THEN " + fresh + " ELSE " + name +
               " END";
      case Aggregation::kReplaceIfNotNull:
        return "ifnull(" + fresh + ", " + name + ")";
      case Aggregation::kBitmapUnion:
        return when_null + when_empty + " ELSE bitmap_or(" + name + ", " + fresh + ") END";
      case Aggregation::kHllUnion:
        return when_null + when_empty + " ELSE sl_hll_merge(" + name + ", " + fresh + ") END";
      default:
        return fresh;
    }
  }

  std::string key_test() const {
    std::string condition;
    for (const Source& source : sources_) {
      if (!column(source).key) continue;
      condition +=
          (condition.empty() ? "" : " AND ") + quote_identifier(column(source).name) + " = ?";
    }
    return condition;
  }

  std::string delete_sql() const {
    return "DELETE FROM " + sqlite_table_name(table_.database, table_.name) + " WHERE " +
           key_test();
  }

  Status write_row(std::size_t index) {
    const std::vector<Cell>& row = batch_.rows[index];
    if (row.size() != batch_.columns.size()) {
      return Status::fatal("row " + std::to_string(index) + " of a batch for " + table_label() +
                           " has " + std::to_string(row.size()) + " values for " +
                           std::to_string(batch_.columns.size()) + " columns");
    }
    const bool erase = !batch_.op.empty() && batch_.op[index] == 1;
    if (erase && table_.keys_type == KeysType::kPrimary) return erase_row(row);
    if (!batch_.partial_update) return insert_row(row);
    const Result<bool> is_there = update_row(row);
    if (!is_there) return is_there.status();
    return *is_there ? Status::ok() : insert_row(row);
  }

  // True = the row was there, changed or kept by the merge condition.
  Result<bool> update_row(const std::vector<Cell>& row) {
    if (has_update_) {
      int position = 1;
      for (const Source& source : sources_) {
        if (column(source).key || source.position < 0) continue;
        STARLOAD_TRY(check_null(column(source), value_of(source, row)));
        bind(update_, position++, source, row);
      }
      bind_key(update_, position, row);
      if (const Source* condition = merge_source()) bind(update_, position, *condition, row);
      STARLOAD_TRY(finish(update_));
      if (database_.changes() > 0) return true;
    }
    int position = 1;
    bind_key(exists_, position, row);
    const Result<bool> found = exists_.step();
    exists_.reset();
    return found;
  }

  const Source* merge_source() const {
    if (batch_.merge_condition.empty()) return nullptr;
    const int wanted = table_.find_column(batch_.merge_condition);
    const auto found = std::find_if(sources_.begin(), sources_.end(),
                                    [wanted](const Source& s) { return s.column == wanted; });
    return found == sources_.end() ? nullptr : &*found;
  }

  void bind(PreparedStatement& statement, int position, const Source& source,
            const std::vector<Cell>& row) const {
    statement.bind(position, value_of(source, row), is_bytes(column(source).type));
  }

  void bind_key(PreparedStatement& statement, int& position, const std::vector<Cell>& row) const {
    for (const Source& source : sources_) {
      if (column(source).key) bind(statement, position++, source, row);
    }
  }

  static Status check_null(const Column& target, const Cell& value) {
    if (target.nullable || !std::holds_alternative<std::monostate>(value)) return {};
    return Status::data("NULL value in non-nullable column '" + target.name + "'");
  }

  Status insert_row(const std::vector<Cell>& row) {
    Cell generated;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const Cell* value = &value_of(sources_[i], row);
      const Column& target = column(sources_[i]);
      if (target.auto_increment && std::holds_alternative<std::monostate>(*value)) {
        generated = (*counter_)++;
        value = &generated;
      }
      STARLOAD_TRY(check_null(target, *value));
      insert_.bind(static_cast<int>(i) + 1, *value, is_bytes(target.type));
    }
    return finish(insert_);
  }

  Status erase_row(const std::vector<Cell>& row) {
    int position = 1;
    bind_key(delete_, position, row);
    return finish(delete_);
  }

  Status finish(PreparedStatement& statement) const {
    const Result<bool> done = statement.step();
    statement.reset();
    return done ? Status::ok() : done.status().with_context("table " + table_label());
  }

  const Column& column(const Source& source) const {
    return table_.columns[static_cast<std::size_t>(source.column)];
  }
  static const Cell& value_of(const Source& source, const std::vector<Cell>& row) {
    return source.position < 0 ? source.default_value
                               : row[static_cast<std::size_t>(source.position)];
  }

  Database& database_;
  const Table& table_;
  const RowBatch& batch_;
  std::int64_t* counter_;
  std::vector<Source> sources_;
  PreparedStatement insert_;
  PreparedStatement delete_;
  PreparedStatement update_;  // of a partial update, when has_update_
  PreparedStatement exists_;
  bool has_update_ = false;
};

}  // namespace

Status write_batch(Database& database, const Table& table, const RowBatch& batch,
                   std::int64_t* next_auto_increment) {
  if (!has_united_columns(table, batch))
    return BatchWriter(database, table, batch, next_auto_increment).write();
  RowBatch united = batch;
  unite_objects(table, united);
  return BatchWriter(database, table, united, next_auto_increment).write();
}

}  // namespace starload::devserver
