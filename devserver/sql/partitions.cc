#include "devserver/sql/partitions.h"

#include <algorithm>

#include "devserver/sql/partition_values.h"
#include "devserver/sql/sql_error.h"
#include "devserver/sql/token_reader.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxPartitions = 10000;

bool is_true(const Table& table, const char* property) {
  const auto found = table.properties.find(property);
  return found != table.properties.end() && same_word(found->second, "true");
}

int compare_rows(const std::vector<Type>& types, const std::vector<Cell>& a,
                 const std::vector<Cell>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const int order = compare_cells(types[i], a[i], b[i]);
    if (order != 0) return order;
  }
  return 0;
}

}  // namespace

// Reads the clause. Throws SqlError where it cannot.
class PartitionParser final {
 public:
  PartitionParser(const Table& table, Partitions& result)
      : table_(table), result_(result), reader_(table.partition_clause) {}

  void parse() {
    if (reader_.accept("RANGE")) {
      columns();
      result_.kind_ = Partitions::Kind::kRange;
      // Partitions that come and go with the day cannot be told from the clause.
      if (is_true(table_, "dynamic_partition.enable")) result_.kind_ = Partitions::Kind::kUnknown;
      items();
    } else if (reader_.accept("LIST")) {
      columns();
      result_.kind_ = Partitions::Kind::kList;
      items();
    } else if (reader_.is_word("date_trunc")) {
      by_time();
    } else if (reader_.is_symbol("(")) {
      columns();
      result_.kind_ = Partitions::Kind::kByValue;
    } else {
      reader_.fail("RANGE, LIST or an expression");
    }
    reader_.expect_end();
  }

 private:
  void columns() {
    reader_.expect_symbol("(");
    do column(reader_.identifier("a column name"));
    while (reader_.accept_symbol(","));
    reader_.expect_symbol(")");
  }

  void column(const std::string& name) {
    const int index = table_.find_column(name);
    if (index < 0) reader_.fail("a column name");
    result_.columns_.push_back(index);
    result_.types_.push_back(table_.columns[static_cast<std::size_t>(index)].type);
  }

  void by_time() {
    reader_.next();
    reader_.expect_symbol("(");
    result_.unit_ = lower(reader_.string_literal("a unit"));
    reader_.expect_symbol(",");
    column(reader_.identifier("a column name"));
    reader_.expect_symbol(")");
    result_.kind_ = Partitions::Kind::kByTime;
  }

  void items() {
    reader_.expect_symbol("(");
    while (!reader_.is_symbol(")")) {
      if (reader_.accept("START")) {
        batch();
      } else {
        item();
      }
      if (!reader_.accept_symbol(",")) break;
    }
    reader_.expect_symbol(")");
  }

  void item() {
    reader_.expect("PARTITION");
    reader_.accept_words({"IF", "NOT", "EXISTS"});
    const std::string name = reader_.identifier("a partition name");
    reader_.expect("VALUES");
    if (reader_.accept("IN")) return list(name);
    Partitions::Range range{name, {}, {}};
    if (reader_.accept_words({"LESS", "THAN"})) {
      if (!result_.ranges_.empty()) {
        range.low = result_.ranges_.back().high;
        range.low_is_open = result_.ranges_.back().high_is_open;
      }
      if (!reader_.accept("MAXVALUE")) range.high = row(&range.high_is_open);
    } else {
      reader_.expect_symbol("[");
      range.low = row(&range.low_is_open);
      reader_.expect_symbol(",");
      range.high = row(&range.high_is_open);
      reader_.expect_symbol(")");
    }
    result_.ranges_.push_back(std::move(range));
    if (reader_.is_symbol("(")) reader_.bracketed_source();  // properties of the partition
  }

  // ("a", "b"), values of one column, or (("a", 1), ("b", 2)) of several.
  void list(const std::string& name) {
    Partitions::List list{name, {}};
    if (reader_.is_symbol("(", 1)) {
      reader_.expect_symbol("(");
      do list.values.push_back(row());
      while (reader_.accept_symbol(","));
      reader_.expect_symbol(")");
    } else {
      reader_.expect_symbol("(");
      do list.values.push_back({literal(0)});
      while (reader_.accept_symbol(","));
      reader_.expect_symbol(")");
    }
    result_.lists_.push_back(std::move(list));
  }

  // A bound; what follows MAXVALUE does not matter, so that the row ends there. has_max: whether
  // there was one.
  std::vector<Cell> row(bool* has_max = nullptr) {
    std::vector<Cell> values;
    bool is_open = true;
    reader_.expect_symbol("(");
    do {
      const bool is_max = reader_.accept("MAXVALUE");
      is_open = is_open && !is_max;
      if (is_max && has_max != nullptr) *has_max = true;
      const std::size_t position = values.size();
      if (is_max) continue;
      const Cell value = literal(std::min(position, result_.types_.size() - 1));
      if (is_open) values.push_back(value);
    } while (reader_.accept_symbol(","));
    reader_.expect_symbol(")");
    return values;
  }

  Cell literal(std::size_t column) {
    if (reader_.accept("NULL")) return std::monostate{};
    const bool negative = reader_.accept_symbol("-");
    const Token token = reader_.next();
    if (token.kind != TokenKind::kString && token.kind != TokenKind::kNumber)
      reader_.fail("a value");
    const std::optional<Cell> value =
        convert_cell(result_.types_.at(column), (negative ? "-" : "") + token.text);
    if (!value) reader_.fail("a value of the column's type");
    return *value;
  }

  // START ("a") END ("b") EVERY (INTERVAL n unit | n)
  void batch() {
    Partitions::Range range{"", row(), {}};
    reader_.expect("END");
    const std::vector<Cell> end = row();
    reader_.expect("EVERY");
    reader_.expect_symbol("(");
    const bool interval = reader_.accept("INTERVAL");
    const std::int64_t count = reader_.integer("INTEGER_VALUE");
    const std::string unit = interval ? lower(reader_.next().text) : "";
    reader_.expect_symbol(")");
    const Type& type = result_.types_.at(0);
    while (range.low.size() == 1 && end.size() == 1 &&
           compare_cells(type, range.low[0], end[0]) < 0) {
      const std::optional<Cell> next = step_forward(type, range.low[0], count, unit);
      if (!next || result_.ranges_.size() > kMaxPartitions) reader_.fail("a step");
      range.name = partition_name(range.low[0], unit);
      range.high = {compare_cells(type, *next, end[0]) > 0 ? end[0] : *next};
      result_.ranges_.push_back(range);
      range.low = range.high;
    }
  }

  const Table& table_;
  Partitions& result_;
  TokenReader reader_;
};

Partitions Partitions::of(const Table& table) {
  Partitions result;
  result.table_name_ = table.name;
  if (table.partition_clause.empty()) return result;
  try {
    PartitionParser(table, result).parse();
  } catch (const SqlError&) {
    result.kind_ = Kind::kUnknown;
  }
  result.selective_ = result.kind_ == Kind::kRange || result.kind_ == Kind::kList;
  return result;
}

bool Partitions::knows(const std::string& name) const {
  const auto is_named = [&name](const auto& item) { return same_word(item.name, name); };
  switch (kind_) {
    case Kind::kWhole:
      return same_word(name, table_name_);
    case Kind::kRange:
      return std::any_of(ranges_.begin(), ranges_.end(), is_named);
    case Kind::kList:
      return std::any_of(lists_.begin(), lists_.end(), is_named);
    case Kind::kByTime:
    case Kind::kByValue:
      return name.size() > 1 && (name.front() == 'p' || name.front() == 'P');
    case Kind::kUnknown:
      return false;
  }
  return false;
}

Status Partitions::select(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!knows(name))
      return Status::refused("unknown partition " + name + " in table " + table_name_);
  }
  selected_ = names;
  selective_ = kind_ != Kind::kWhole;
  return Status::ok();
}

std::string Partitions::automatic_name(const std::vector<Cell>& values) const {
  if (kind_ == Kind::kByTime) return partition_name(values[0], unit_);
  std::string name = "p";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) name += '_';
    const bool is_null = std::holds_alternative<std::monostate>(values[i]);
    for (const char c : is_null ? std::string("NULL") : cell_text(values[i])) {
      const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                         (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
      if (plain) name += c;
    }
  }
  return name;
}

// Of a partition by range or list; nullptr = the row is in none.
const std::string* Partitions::name_of(const std::vector<Cell>& values) const {
  for (const Range& range : ranges_) {
    const int least = range.low_is_open ? 1 : 0;
    const int end = range.high_is_open ? 1 : 0;
    const bool after = range.low.empty() || compare_rows(types_, values, range.low) >= least;
    const bool before = range.high.empty() || compare_rows(types_, values, range.high) < end;
    if (after && before) return &range.name;
  }
  for (const List& list : lists_) {
    for (const std::vector<Cell>& wanted : list.values) {
      if (wanted.size() == values.size() && compare_rows(types_, values, wanted) == 0)
        return &list.name;
    }
  }
  return nullptr;
}

bool Partitions::takes(const std::vector<Cell>& values) const {
  if (!selective_) return true;
  const bool is_automatic = kind_ == Kind::kByTime || kind_ == Kind::kByValue;
  const std::string automatic = is_automatic ? automatic_name(values) : std::string();
  const std::string* name = is_automatic ? &automatic : name_of(values);
  if (name == nullptr) return false;
  return !selected_ || std::any_of(selected_->begin(), selected_->end(),
                                   [name](const auto& other) { return same_word(other, *name); });
}

}  // namespace starload::devserver
