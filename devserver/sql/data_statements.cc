#include "devserver/sql/data_statements.h"

#include <algorithm>

#include "devserver/sql/partitions.h"
#include "devserver/sql/query_translator.h"
#include "devserver/storage/default_value.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kShownValueBytes = 64;

[[noreturn]] void throw_filtered(const std::string& reason) {
  throw SqlError{5610, "22000", "Insert has filtered data : " + reason};
}

Cell converted(const Column& column, const Cell& value) {
  std::optional<Cell> result = convert_cell(column.type, value);
  if (!result) {
    throw_filtered("Value '" + cell_text(value).substr(0, kShownValueBytes) +
                   "' is out of range. The type of '" + column.name + "' is " +
                   upper(type_text(column.type)));
  }
  if (std::holds_alternative<std::monostate>(*result)) {
    if (!column.nullable && !column.auto_increment)
      throw_filtered("NULL value in non-nullable column '" + column.name + "'");
    return std::monostate{};
  }
  const auto* text = std::get_if<std::string>(&*result);
  const bool limited = column.type.kind == TypeKind::kChar ||
                       column.type.kind == TypeKind::kVarchar ||
                       (column.type.kind == TypeKind::kVarbinary && column.type.length > 0);
  if (limited && text->size() > static_cast<std::size_t>(column.type.length)) {
    throw_filtered("String '" + text->substr(0, kShownValueBytes) + "'(length=" +
                   std::to_string(text->size()) + ") is too long. The max length of '" +
                   column.name + "' is " + std::to_string(column.type.length));
  }
  return std::move(*result);
}

// BITMAP and HLL take their own kind only, and go nowhere else.
void check_set(const Column& column, const Type& given) {
  const bool concerned = is_object_type(column.type) || is_object_type(given);
  if (!concerned || column.type.kind == given.kind) return;
  throw_analysis_error("Cannot cast '" + column.name + "' from " + upper(type_text(given)) +
                       " to " + upper(type_text(column.type)));
}

[[noreturn]] void throw_count_mismatch(std::size_t wanted, std::size_t given) {
  throw SqlError{5604, "42601",
                 "Getting analyzing error. Detail message: Inserted target column count: " +
                     std::to_string(wanted) +
                     " doesn't match select/value column count: " + std::to_string(given) + "."};
}

class Insert final {
 public:
  Insert(Session& session, TokenReader& reader) : session_(session), reader_(reader) {}

  SqlResult execute() {
    const bool overwrite = reader_.accept("OVERWRITE");
    reader_.accept("INTO");
    reader_.accept("TABLE");
    const auto [database, name] = session_.table_name(reader_);
    table_ = session_.require_table(database, name, Privilege::kInsert);
    partitions_ = Partitions::of(table_);
    options();
    column_list();
    if (reader_.accept("VALUES") || reader_.accept("VALUE")) {
      value_rows();
    } else {
      query_rows();
    }
    reader_.expect_end();
    Storage& storage = session_.storage();
    check(overwrite ? storage.replace_rows(table_, batch_) : storage.write_rows(table_, batch_));
    SqlResult result;
    result.affected_rows = static_cast<std::int64_t>(batch_.rows.size());
    result.info = "{'label':'insert_" + random_uuid() + "', 'status':'VISIBLE'}";
    return result;
  }

 private:
  void options() {
    if (reader_.is_word("PARTITION") || reader_.is_word("TEMPORARY"))
      throw_not_supported("INSERT into single partitions");
    if (reader_.accept_words({"WITH", "LABEL"})) reader_.next();
    if (reader_.accept("PROPERTIES")) reader_.bracketed_source();
  }

  bool column_list_follows() const {
    return reader_.is_symbol("(") && !reader_.is_word("SELECT", 1) && !reader_.is_word("WITH", 1);
  }

  void column_list() {
    if (!column_list_follows()) {
      for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        if (table_.columns[i].generated_expression.empty())
          batch_.columns.push_back(static_cast<int>(i));
      }
      return;
    }
    reader_.expect_symbol("(");
    do {
      const std::string name = reader_.identifier("a column name");
      const int index = table_.find_column(name);
      if (index < 0)
        throw SqlError{5509, "42S22",
                       "Getting analyzing error. Detail message: Unknown column '" + name +
                           "' in '" + table_.name + "'."};
      if (std::find(batch_.columns.begin(), batch_.columns.end(), index) != batch_.columns.end()) {
        throw SqlError{
            1110, "42000",
            "Getting analyzing error. Detail message: Column '" + name + "' specified twice."};
      }
      batch_.columns.push_back(index);
    } while (reader_.accept_symbol(","));
    reader_.expect_symbol(")");
    check_missing_columns();
  }

  void check_missing_columns() const {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const Column& column = table_.columns[i];
      const bool given = std::find(batch_.columns.begin(), batch_.columns.end(),
                                   static_cast<int>(i)) != batch_.columns.end();
      if (given || column.nullable || column.default_value || column.auto_increment) continue;
      if (!column.generated_expression.empty()) continue;
      if (column.key && table_.keys_type == KeysType::kPrimary) {
        throw SqlError{6014, "42000",
                       "Getting analyzing error. Detail message: missing key columns:" +
                           column.name + " for primary key table."};
      }
      throw SqlError{5002, "HY000",
                     "Getting analyzing error. Detail message: '" + column.name +
                         "' must be explicitly mentioned in column permutation."};
    }
  }

  const Column& target(std::size_t position) const {
    return table_.columns[static_cast<std::size_t>(batch_.columns[position])];
  }

  void value_rows() {
    do {
      reader_.expect_symbol("(");
      value_row();
      reader_.expect_symbol(")");
    } while (reader_.accept_symbol(","));
  }

  // Literals go straight in; what has to be calculated is asked of SQLite, once a row.
  void value_row() {
    std::vector<Cell> row;
    std::vector<std::size_t> calculated;
    std::string sql;
    do {
      if (row.size() >= batch_.columns.size())
        throw_count_mismatch(batch_.columns.size(), row.size() + 1);
      if (reader_.is_word("DEFAULT")) {
        reader_.next();
        Result<Cell> value = default_cell(target(row.size()));
        check(value.status());
        row.push_back(value.take());
        continue;
      }
      const Expression value = QueryTranslator(reader_, session_).expression(Scope());
      check_object(row.size(), value.type, value.is_literal && value.value.index() == 0);
      if (!value.is_literal) {
        calculated.push_back(row.size());
        sql += (sql.empty() ? "SELECT " : ", ") + value.sql;
      }
      row.push_back(value.value);
    } while (reader_.accept_symbol(","));
    if (row.size() != batch_.columns.size())
      throw_count_mismatch(batch_.columns.size(), row.size());
    if (!calculated.empty()) {
      const QueryResult values = session_.run(sql);
      for (std::size_t i = 0; i < calculated.size(); ++i) row[calculated[i]] = values.rows[0][i];
    }
    add(std::move(row));
  }

  void query_rows() {
    const TranslatedQuery query = QueryTranslator(reader_, session_).query();
    if (query.columns.size() != batch_.columns.size())
      throw_count_mismatch(batch_.columns.size(), query.columns.size());
    for (std::size_t i = 0; i < query.columns.size(); ++i)
      check_object(i, query.columns[i].type, false);
    QueryResult source = session_.run(query.sql);
    for (std::vector<Cell>& row : source.rows) add(std::move(row));
  }

  void check_object(std::size_t position, const Type& given, bool is_null) const {
    if (position < batch_.columns.size() && !is_null) check_set(target(position), given);
  }

  void add(std::vector<Cell> row) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = converted(target(i), row[i]);
    check_partition(row);
    batch_.rows.push_back(std::move(row));
  }

  void check_partition(const std::vector<Cell>& row) const {
    if (!partitions_.is_selective()) return;
    std::vector<Cell> values;
    for (const int index : partitions_.columns()) {
      const auto found = std::find(batch_.columns.begin(), batch_.columns.end(), index);
      const bool given = found != batch_.columns.end();
      Result<Cell> value = default_cell(table_.columns[static_cast<std::size_t>(index)]);
      values.push_back(given ? row[static_cast<std::size_t>(found - batch_.columns.begin())]
                             : (value ? value.take() : Cell()));
    }
    if (!partitions_.takes(values))
      throw_filtered("The row is out of partition ranges. Please add a new partition.");
  }

  Session& session_;
  TokenReader& reader_;
  Table table_;
  Partitions partitions_;
  RowBatch batch_;
};

// [AS] alias behind the table of UPDATE and DELETE.
std::string alias_of(TokenReader& reader, const std::string& table) {
  if (reader.accept("AS") || reader.at_identifier()) return reader.identifier("an alias");
  return table;
}

Scope scope_of(Session& session, const std::string& database, const std::string& table,
               const std::string& alias) {
  Scope scope;
  scope.relations.push_back(
      QueryTranslator::relation_of(session.source_of(database, table), alias));
  if (alias != table) scope.relations.back().database.clear();
  return scope;
}

class Update final {
 public:
  Update(Session& session, TokenReader& reader) : session_(session), reader_(reader) {}

  SqlResult execute() {
    const auto [database, name] = session_.table_name(reader_);
    table_ = session_.require_table(database, name, Privilege::kUpdate);
    if (table_.keys_type != KeysType::kPrimary)
      throw_analysis_error("only support updating primary key table");
    const std::string alias = alias_of(reader_, name);
    const Scope scope = scope_of(session_, database, name, alias);
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.columns[i].key)
        add_column(i, quote_identifier(alias) + "." + quote_identifier(table_.columns[i].name));
    }
    reader_.expect("SET");
    assignments(scope);
    if (reader_.is_word("FROM")) throw_not_supported("UPDATE ... FROM");
    if (!reader_.accept("WHERE"))
      throw_analysis_error("must specify where clause to prevent full table update");
    const std::string condition = QueryTranslator(reader_, session_).expression(scope).sql;
    reader_.expect_end();
    return apply("SELECT " + values_ + " FROM " + sqlite_table_name(database, name) + " AS " +
                 quote_identifier(alias) + " WHERE " + condition);
  }

 private:
  void add_column(std::size_t index, const std::string& value) {
    batch_.columns.push_back(static_cast<int>(index));
    values_ += (values_.empty() ? "" : ", ") + value;
  }

  void assignments(const Scope& scope) {
    do {
      std::string name = reader_.identifier("a column name");
      while (reader_.accept_symbol(".")) name = reader_.identifier("a column name");
      const int index = table_.find_column(name);
      if (index < 0)
        throw_analysis_error("table '" + table_.name + "' do not existing column '" + name + "'");
      if (table_.columns[static_cast<std::size_t>(index)].key)
        throw_analysis_error("primary key column cannot be updated: " + name);
      reader_.expect_symbol("=");
      const Expression value = QueryTranslator(reader_, session_).expression(scope);
      const bool is_null = value.is_literal && std::holds_alternative<std::monostate>(value.value);
      if (!is_null) check_set(table_.columns[static_cast<std::size_t>(index)], value.type);
      add_column(static_cast<std::size_t>(index), value.sql);
    } while (reader_.accept_symbol(","));
  }

  SqlResult apply(const std::string& select) {
    QueryResult source = session_.run(select);
    for (std::vector<Cell>& row : source.rows) {
      for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = converted(table_.columns[static_cast<std::size_t>(batch_.columns[i])], row[i]);
    }
    batch_.rows = std::move(source.rows);
    batch_.partial_update = true;
    check(session_.storage().write_rows(table_, batch_));
    SqlResult result;
    result.affected_rows = static_cast<std::int64_t>(batch_.rows.size());
    return result;
  }

  Session& session_;
  TokenReader& reader_;
  Table table_;
  RowBatch batch_;
  std::string values_;
};

}  // namespace

SqlResult execute_insert(Session& session, TokenReader& reader) {
  return Insert(session, reader).execute();
}

SqlResult execute_update(Session& session, TokenReader& reader) {
  return Update(session, reader).execute();
}

SqlResult execute_delete(Session& session, TokenReader& reader) {
  reader.expect("FROM");
  const auto [database, name] = session.table_name(reader);
  session.require_table(database, name, Privilege::kDelete);
  if (reader.is_word("PARTITION")) throw_not_supported("DELETE from single partitions");
  if (reader.is_word("USING")) throw_not_supported("DELETE ... USING");
  const std::string alias = alias_of(reader, name);
  const Scope scope = scope_of(session, database, name, alias);
  if (!reader.accept("WHERE"))
    throw_analysis_error("must specify where clause to prevent full table delete");
  const std::string condition = QueryTranslator(reader, session).expression(scope).sql;
  reader.expect_end();
  SqlResult result;
  result.affected_rows = session
                             .run("DELETE FROM " + sqlite_table_name(database, name) + " AS " +
                                  quote_identifier(alias) + " WHERE " + condition)
                             .affected_rows;
  return result;
}

}  // namespace starload::devserver
