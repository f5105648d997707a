#include "devserver/sql/table_rules.h"

#include <algorithm>
#include <set>

#include "devserver/sql/sql_error.h"
#include "devserver/sql/table_text.h"
#include "devserver/sql/token_reader.h"
#include "devserver/storage/default_value.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kDefaultKeyColumns = 3;
constexpr int kDefaultKeyBytes = 36;

bool can_be_key(const Type& type) {
  switch (type.kind) {
    case TypeKind::kFloat:
    case TypeKind::kDouble:
    case TypeKind::kJson:
    case TypeKind::kBitmap:
    case TypeKind::kHll:
    case TypeKind::kPercentile:
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kStruct:
      return false;
    default:
      return true;
  }
}

int key_bytes(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kTinyint:
      return 1;
    case TypeKind::kSmallint:
      return 2;
    case TypeKind::kInt:
    case TypeKind::kDate:
      return 4;
    case TypeKind::kBigint:
    case TypeKind::kDatetime:
      return 8;
    case TypeKind::kChar:
      return type.length;
    default:
      return 16;
  }
}

bool has_length(const Type& type) {
  return type.kind == TypeKind::kVarchar || type.kind == TypeKind::kVarbinary;
}

void check_column_names(const Table& table) {
  if (table.columns.empty()) throw SqlError{1113, "42000", "A table must have at least 1 column"};
  std::set<std::string> names;
  for (const Column& column : table.columns) {
    if (!names.insert(lower(column.name)).second) {
      throw SqlError{1060, "42S21", "Duplicate column name '" + column.name + "'"};
    }
    if (lower(column.name) == "__op" || lower(column.name) == "__row") {
      throw_analysis_error("Column name [" + column.name +
                           "] is a system reserved name. Please choose a different one");
    }
  }
}

// Without a key clause the leading columns are the DUPLICATE keys, as many as the short key index
// holds.
void choose_duplicate_keys(Table* table) {
  std::size_t count = 0;
  int bytes = 0;
  for (Column& column : table->columns) {
    bytes += key_bytes(column.type);
    const bool first = count == 0;
    if (!can_be_key(column.type) || count >= kDefaultKeyColumns) break;
    if (!first && !has_length(column.type) && bytes > kDefaultKeyBytes) break;
    column.key = true;
    ++count;
    if (has_length(column.type)) break;
  }
}

void mark_keys_from_columns(Table* table) {
  for (const Column& column : table->columns) {
    if (column.aggregation != Aggregation::kNone) table->keys_type = KeysType::kAggregate;
  }
  const bool marked = std::any_of(table->columns.begin(), table->columns.end(),
                                  [](const Column& c) { return c.key; });
  if (marked) return;
  if (table->keys_type == KeysType::kAggregate) {
    for (Column& column : table->columns) column.key = column.aggregation == Aggregation::kNone;
  } else {
    choose_duplicate_keys(table);
  }
}

void mark_keys_from_clause(Table* table, const std::vector<std::string>& clause) {
  for (Column& column : table->columns) column.key = false;
  for (std::size_t i = 0; i < clause.size(); ++i) {
    const int found = table->find_column(clause[i]);
    if (found < 0) throw_analysis_error("Key column(" + clause[i] + ") doesn't exist");
    if (static_cast<std::size_t>(found) != i) {
      throw_analysis_error(
          "Key columns should be a ordered prefix of the schema. KeyColumns[" + std::to_string(i) +
          "] (starts from zero) is " + clause[i] + ", but corresponding column is " +
          (i < table->columns.size() ? table->columns[i].name : std::string("missing")) +
          " in the previous columns declaration");
    }
    table->columns[i].key = true;
  }
}

void check_keys_lead(const Table& table) {
  bool value_seen = false;
  for (const Column& column : table.columns) {
    if (column.key && value_seen)
      throw SqlError{5003, "HY000", "Key column must before value column"};
    value_seen = value_seen || !column.key;
  }
}

void check_key_column(const Table& table, Column* column) {
  if (!can_be_key(column->type)) {
    throw_analysis_error("Invalid data type of key column '" + column->name + "': '" +
                         upper(type_text(column->type)) + "'");
  }
  if (column->aggregation != Aggregation::kNone) {
    throw_analysis_error("Cannot specify aggregate function for key column " + column->name);
  }
  if (table.keys_type == KeysType::kPrimary) column->nullable = false;
}

void check_value_column(const Table& table, Column* column) {
  const std::string subject = " for non-key column[" + column->name + "]";
  if (table.keys_type == KeysType::kAggregate) {
    if (column->aggregation == Aggregation::kNone) {
      throw_analysis_error("AGG_KEYS table should specify aggregate type" + subject);
    }
  } else if (column->aggregation != Aggregation::kNone) {
    throw_analysis_error(std::string(table_model(table.keys_type)) +
                         " table should not specify aggregate type" + subject);
  }
}

void check_default(Column* column) {
  if (column->auto_increment) {
    if (column->type.kind != TypeKind::kBigint)
      throw_analysis_error("The AUTO_INCREMENT column must be BIGINT");
    if (column->default_value)
      throw_analysis_error("Can't set default value for AUTO_INCREMENT column " + column->name);
    column->nullable = false;
  }
  if (!column->default_value) return;
  const Result<Cell> value = default_cell(*column);
  if (!value) throw_analysis_error(value.status().message());
}

void check_distribution(const Table& table) {
  for (const std::string& name : table.distribution_columns) {
    const int found = table.find_column(name);
    if (found < 0) throw_analysis_error("Distribution column(" + name + ") doesn't exist");
    const Column& column = table.columns[static_cast<std::size_t>(found)];
    if (table.keys_type != KeysType::kDuplicate && !column.key) {
      throw_analysis_error("Distribution column[" + column.name + "] is not key column");
    }
    if (!can_be_key(column.type)) {
      throw_analysis_error(upper(type_text(column.type)) +
                           " column can not be distribution column");
    }
  }
}

}  // namespace

void apply_table_rules(Table* table, const std::vector<std::string>& key_clause) {
  check_column_names(*table);
  if (key_clause.empty()) {
    mark_keys_from_columns(table);
  } else {
    mark_keys_from_clause(table, key_clause);
  }
  if (table->key_columns().empty()) {
    const Column& first = table->columns.front();
    throw_analysis_error("Data type of first column cannot be " + upper(type_text(first.type)));
  }
  check_keys_lead(*table);
  for (Column& column : table->columns) {
    if (column.key) {
      check_key_column(*table, &column);
    } else {
      check_value_column(*table, &column);
    }
    check_default(&column);
  }
  if (table->keys_type != KeysType::kDuplicate && table->random_distribution &&
      table->distribution_columns.empty() && table->keys_type != KeysType::kAggregate) {
    table->random_distribution = false;  // UNIQUE and PRIMARY tables hash by their keys
    table->distribution_columns = table->key_columns();
  }
  check_distribution(*table);
  for (const std::string& name : table->sort_key) {
    if (table->find_column(name) < 0)
      throw_analysis_error("Unknown column '" + name + "' does not exist");
  }
}

}  // namespace starload::devserver
