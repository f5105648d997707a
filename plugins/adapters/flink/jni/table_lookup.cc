#include "plugins/adapters/flink/jni/table_lookup.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/engine/table_check.h"
#include "plugins/adapters/flink/jni/wire.h"

namespace starload::flink {
namespace {

constexpr std::size_t kMaxDepth = 64;

DataType read_type(WireReader& in, std::size_t depth) {
  DataType type;
  type.kind = in.number();
  type.precision = in.number();
  type.scale = in.number();
  type.length = in.long_number();
  type.nullable = in.boolean();
  // What is nested deeper than a schema may be is refused there.
  const std::size_t children = depth <= kMaxDepth ? in.count() : 0;
  for (std::size_t i = 0; i < children && in.ok(); ++i)
    type.children.push_back(read_type(in, depth + 1));
  type.child_names = in.texts();
  return type;
}

std::string in_parentheses(const std::vector<std::string>& names) {
  return "(" + join(names, ", ") + ")";
}

std::vector<std::string> lower_sorted(std::vector<std::string> names) {
  for (std::string& name : names) name = to_lower(name);
  std::sort(names.begin(), names.end());
  return names;
}

// "" when the job's key is the table's.
std::string primary_key_problem(const DeclaredTable& declared, const TableInfo& info) {
  if (info.model != KeysModel::kPrimary) return "";
  std::vector<std::string> keys;
  for (const ColumnInfo& column : info.columns) {
    if (column.is_key) keys.push_back(column.name);
  }
  const std::string table = "the table has PRIMARY KEY " + in_parentheses(keys);
  if (!declared.primary_key) {
    return table + ", and the Flink table declares none; declare PRIMARY KEY " +
           in_parentheses(keys) + " NOT ENFORCED";
  }
  if (lower_sorted(*declared.primary_key) == lower_sorted(keys)) return "";
  return table + ", and the Flink table declares PRIMARY KEY " +
         in_parentheses(*declared.primary_key) + "; they have to be the same columns";
}

}  // namespace

Result<DeclaredTable> read_declared_table(std::string_view encoded) {
  WireReader in(encoded);
  DeclaredTable declared;
  declared.database = in.text();
  declared.table = in.text();
  if (in.boolean()) {
    std::vector<ColumnSpec>& columns = declared.columns.emplace();
    for (std::size_t left = in.count(); left > 0 && in.ok(); --left) {
      std::string name(in.text());
      columns.push_back({std::move(name), read_type(in, 1), ""});
    }
  }
  if (in.boolean()) declared.primary_key = in.texts();
  in.properties(declared.properties, "table " + declared.name());
  if (!in.ok()) return Status::fatal("the table's description from Java is cut off");
  return declared;
}

Result<CheckedTable> check_table(DeclaredTable declared, const TableInfo& info,
                                 const PropertyMap& job) {
  CheckedTable checked;
  TableSpec& spec = checked.spec;
  spec.database = declared.database;
  spec.table = declared.table;
  spec.properties = declared.properties;
  if (!declared.columns) return checked;
  Result<LoadMapping> mapping = read_load_mapping(job, declared.properties);
  if (!mapping) return mapping.status().with_context("table " + declared.name());
  TableCheck check(info, *mapping);
  if (std::string problem = primary_key_problem(declared, info); !problem.empty())
    check.add_problem(std::move(problem));
  check.check_rows(*declared.columns);
  STARLOAD_TRY(check.status());
  checked.warnings = check.warnings();
  for (ColumnSpec& column : *declared.columns) {
    spec.columns.push_back(column.name);
    if (const ColumnInfo* found = info.find_column(column.name)) column.target_type = found->type;
  }
  Result<std::shared_ptr<const Schema>> schema =
      Schema::make(std::move(*declared.columns), info.model == KeysModel::kPrimary);
  if (!schema) return schema.status().with_context("table " + declared.name());
  spec.schema = schema.take();
  return checked;
}

std::string encode_table(const TableInfo& info) {
  std::vector<std::string> names;
  std::vector<std::string> types;
  for (const ColumnInfo& column : info.columns) {
    names.push_back(column.name);
    types.push_back(column.type);
  }
  WireWriter out;
  out.boolean(info.model == KeysModel::kPrimary).texts(names).texts(types);
  return out.take();
}

}  // namespace starload::flink
