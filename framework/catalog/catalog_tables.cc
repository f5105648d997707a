// The catalog's questions about tables and nodes.
#include <algorithm>
#include <charconv>

#include "framework/base/text.h"
#include "framework/catalog/catalog.h"
#include "framework/catalog/mysql_session.h"
#include "framework/catalog/names.h"

namespace starload {
namespace {

template <typename Number>
std::optional<Number> number(const std::string& text) {
  Number value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return std::nullopt;
  return value;
}

ColumnInfo column_of(const QueryResult& rows, std::size_t row) {
  ColumnInfo column;
  column.name = rows.text(row, "COLUMN_NAME");
  column.ordinal = number<std::int32_t>(rows.text(row, "ORDINAL_POSITION")).value_or(0);
  column.data_type = to_lower(rows.text(row, "DATA_TYPE"));
  // Inside < > the names of a STRUCT's members keep their case: they are keys of JSON.
  const std::string declared = rows.text(row, "COLUMN_TYPE");
  column.column_type = declared.find('<') == std::string::npos ? to_lower(declared) : declared;
  column.size = number<std::int64_t>(rows.text(row, "CHARACTER_MAXIMUM_LENGTH"));
  if (!column.size) column.size = number<std::int64_t>(rows.text(row, "NUMERIC_PRECISION"));
  column.digits = number<std::int32_t>(rows.text(row, "NUMERIC_SCALE"));
  column.nullable = !equals_ignoring_case(rows.text(row, "IS_NULLABLE"), "NO");
  column.is_key = !rows.text(row, "COLUMN_KEY").empty();
  column.has_default =
      !rows.is_null(row, "COLUMN_DEFAULT") ||
      to_lower(rows.text(row, "EXTRA")).find("auto_increment") != std::string::npos;
  column.is_generated = !rows.text(row, "GENERATION_EXPRESSION").empty();
  derive_type(column);
  return column;
}

KeysModel model_of(std::string_view text) {
  if (text == "DUP_KEYS") return KeysModel::kDuplicate;
  if (text == "AGG_KEYS") return KeysModel::kAggregate;
  if (text == "UNIQUE_KEYS") return KeysModel::kUnique;
  if (text == "PRIMARY_KEYS") return KeysModel::kPrimary;
  return KeysModel::kUnknown;
}

// Without tables_config (an old server, or no right to read it) the key columns still tell.
KeysModel model_of_keys(const QueryResult& columns) {
  for (std::size_t row = 0; row < columns.rows.size(); ++row) {
    const std::string key = columns.text(row, "COLUMN_KEY");
    if (key == "PRI") return KeysModel::kPrimary;
    if (key == "UNI") return KeysModel::kUnique;
    if (key == "AGG") return KeysModel::kAggregate;
    if (key == "DUP") return KeysModel::kDuplicate;
  }
  return KeysModel::kUnknown;
}

void add_nodes(const QueryResult& rows, std::vector<NodeAddress>& nodes) {
  for (std::size_t row = 0; row < rows.rows.size(); ++row) {
    NodeAddress node;
    node.host = rows.text(row, "IP");
    if (node.host.empty()) node.host = rows.text(row, "Host");
    node.http_port = number<std::uint16_t>(rows.text(row, "HttpPort")).value_or(0);
    node.alive = !equals_ignoring_case(rows.text(row, "Alive"), "false");
    if (!node.host.empty()) nodes.push_back(std::move(node));
  }
}

}  // namespace

Status Catalog::require_database(std::string_view database) {
  Result<std::vector<std::string>> names = databases();
  if (!names) return names.status();
  if (std::find(names->begin(), names->end(), database) != names->end()) return Status::ok();
  return Status::refused("unknown database '" + printable(database, 80) + "' at " + server_ +
                         " (or user '" + printable(options_.username, 80) +
                         "' has no right to see it)" + suggestion(database, *names));
}

Result<std::optional<TableInfo>> Catalog::find_table(std::string_view database,
                                                     std::string_view table) {
  // Every column of the view: which of them exist depends on the server's version.
  Result<QueryResult> columns =
      query("SELECT * FROM information_schema.columns WHERE TABLE_SCHEMA = " + literal(database) +
            " AND TABLE_NAME = " + literal(table));
  if (!columns) return columns.status();
  if (columns->rows.empty()) {
    STARLOAD_TRY(require_database(database));
    return std::optional<TableInfo>();
  }
  TableInfo info;
  info.database = database;
  info.table = table;
  Result<TableInfo> described = describe(std::move(info), *columns);
  if (!described) return described.status();
  return std::optional<TableInfo>(described.take());
}

Result<TableInfo> Catalog::table_info(std::string_view database, std::string_view table) {
  Result<std::optional<TableInfo>> found = find_table(database, table);
  if (!found) return found.status();
  if (found->has_value()) return std::move(**found);
  std::string hint;
  if (Result<std::vector<std::string>> names = tables(database); names) {
    hint = suggestion(table, *names);
  }
  return Status::refused("unknown table '" + printable(database, 80) + "." + printable(table, 80) +
                         "' at " + server_ + " (or user '" + printable(options_.username, 80) +
                         "' has no right to see it)" + hint);
}

Result<TableInfo> Catalog::describe(TableInfo info, const QueryResult& columns) {
  info.server = server_;
  for (std::size_t row = 0; row < columns.rows.size(); ++row) {
    info.columns.push_back(column_of(columns, row));
    if (info.columns.back().name.empty() || info.columns.back().data_type.empty()) {
      return Status::unavailable("information_schema.columns at " + server_ +
                                 " has no COLUMN_NAME or DATA_TYPE for " + info.database + "." +
                                 info.table);
    }
  }
  std::stable_sort(info.columns.begin(), info.columns.end(),
                   [](const ColumnInfo& a, const ColumnInfo& b) { return a.ordinal < b.ordinal; });
  info.model = model_of_keys(columns);
  STARLOAD_TRY(read_model(info));
  mark_auto_increment(info);
  return info;
}

Status Catalog::read_model(TableInfo& info) {
  Result<QueryResult> config =
      query("SELECT TABLE_MODEL FROM information_schema.tables_config WHERE TABLE_SCHEMA = " +
            literal(info.database) + " AND TABLE_NAME = " + literal(info.table));
  if (!config) {
    // A server without that view refuses the query; a lost server is an error.
    return config.status().code() == ErrorCode::kRefused ? Status::ok() : config.status();
  }
  if (!config->rows.empty()) {
    const KeysModel model = model_of(config->text(0, "TABLE_MODEL"));
    if (model != KeysModel::kUnknown) info.model = model;
  }
  return Status::ok();
}

// information_schema does not show AUTO_INCREMENT; only such a BIGINT NOT NULL column makes the
// look worth it.
void Catalog::mark_auto_increment(TableInfo& info) {
  const bool possible =
      std::any_of(info.columns.begin(), info.columns.end(), [](const ColumnInfo& column) {
        return column.type == "bigint" && !column.nullable && !column.has_default;
      });
  if (!possible) return;
  Result<QueryResult> created = query("SHOW CREATE TABLE " + quote_identifier(info.database) + "." +
                                      quote_identifier(info.table));
  if (!created || created->rows.empty() || created->rows[0].size() < 2) return;
  const std::string& ddl = created->rows[0][1].value_or("");
  for (ColumnInfo& column : info.columns) {
    if (column.type != "bigint" || column.nullable) continue;
    const std::size_t start = ddl.find(quote_identifier(column.name) + " ");
    if (start == std::string::npos) continue;
    const std::string line = to_lower(ddl.substr(start, ddl.find('\n', start) - start));
    if (line.find("auto_increment") != std::string::npos) column.has_default = true;
  }
}

Result<NodeList> Catalog::nodes() {
  NodeList list;
  Result<QueryResult> backends = query("SHOW BACKENDS");
  if (!backends) {
    if (backends.status().code() != ErrorCode::kRefused) return backends.status();
    list.permitted = false;
    list.refusal = backends.status().message();
    return list;
  }
  add_nodes(*backends, list.nodes);
  // Servers without compute nodes refuse the statement: then the backends are all there is.
  Result<QueryResult> computes = query("SHOW COMPUTE NODES");
  if (computes) {
    add_nodes(*computes, list.nodes);
  } else if (computes.status().code() != ErrorCode::kRefused) {
    return computes.status();
  }
  // A follower sends some requests on to the leader, which need not stand in load-url.
  if (Result<QueryResult> frontends = query("SHOW FRONTENDS"))
    add_nodes(*frontends, list.frontends);
  return list;
}

// Some versions of the server know a database there by its number only.
Result<std::string> Catalog::transactions_path(std::string_view database) {
  Result<QueryResult> list = query("SHOW PROC '/transactions'");
  if (!list && list.status().code() != ErrorCode::kRefused) return list.status();
  std::string name(database);
  for (std::size_t row = 0; list && row < list->rows.size(); ++row) {
    if (list->text(row, "DbName") != database) continue;
    const std::string id = list->text(row, "DbId");
    if (number<std::uint64_t>(id)) name = id;
  }
  return "/transactions/" + name + "/running";
}

Result<std::optional<std::vector<std::string>>> Catalog::running_labels(std::string_view database) {
  using Labels = std::optional<std::vector<std::string>>;
  if (database.empty() || database.find('/') != std::string_view::npos) return Labels();
  Result<std::string> path = transactions_path(database);
  if (!path) return path.status();
  Result<QueryResult> running = query("SHOW PROC " + literal(*path));
  if (!running) {
    if (running.status().code() == ErrorCode::kRefused) return Labels();
    return running.status();
  }
  if (!running->column_index("Label")) return Labels();
  std::vector<std::string> labels;
  for (std::size_t row = 0; row < running->rows.size(); ++row) {
    // What is committed and not visible yet is listed, too; it is beyond rolling back.
    const std::string state = running->text(row, "TransactionStatus");
    if (!equals_ignoring_case(state, "COMMITTED")) labels.push_back(running->text(row, "Label"));
  }
  return Labels(std::move(labels));
}

}  // namespace starload
