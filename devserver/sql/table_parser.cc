#include "devserver/sql/table_parser.h"

#include <algorithm>
#include <map>

#include "devserver/sql/sql_error.h"
#include "devserver/sql/table_rules.h"

namespace starload::devserver {
namespace {

constexpr int kStringLength = 65533;
constexpr int kMaxVarcharLength = 1048576;
constexpr int kMaxNesting = 14;

Type simple_type(TypeKind kind, int length = 0) {
  Type type;
  type.kind = kind;
  type.length = length;
  return type;
}

// An optional "(n)" or "(p, s)".
std::vector<std::int64_t> type_arguments(TokenReader& reader) {
  std::vector<std::int64_t> arguments;
  if (!reader.accept_symbol("(")) return arguments;
  do {
    if (reader.accept_symbol("*")) {
      arguments.push_back(kMaxVarcharLength);
      continue;
    }
    arguments.push_back(reader.integer("INTEGER_VALUE"));
  } while (reader.accept_symbol(","));
  reader.expect_symbol(")");
  return arguments;
}

Type decimal_type(const std::string& name, const std::vector<std::int64_t>& arguments) {
  static const std::map<std::string, int> kLimits = {
      {"DECIMAL32", 9}, {"DECIMAL64", 18}, {"DECIMALV2", 27}, {"DECIMAL256", 76}};
  const auto limit_found = kLimits.find(name);
  const int limit = limit_found == kLimits.end() ? 38 : limit_found->second;
  const std::int64_t precision = arguments.empty() ? 10 : arguments[0];
  const std::int64_t scale = arguments.size() > 1 ? arguments[1] : 0;
  if (precision < 1 || precision > 76 || (precision > limit && name != "DECIMAL")) {
    throw_analysis_error("DECIMAL's precision should range from 1 to " + std::to_string(limit));
  }
  if (scale < 0 || scale > precision) {
    throw_analysis_error("DECIMAL's scale should be less than or equal to its precision");
  }
  Type type = simple_type(TypeKind::kDecimal);
  type.precision = static_cast<int>(precision);
  type.scale = static_cast<int>(scale);
  return type;
}

Type text_type(TypeKind kind, const std::vector<std::int64_t>& arguments, int without_length,
               int limit) {
  const std::int64_t length = arguments.empty() ? without_length : arguments[0];
  if (length < (without_length == 0 ? 0 : 1) || length > limit) {
    throw_analysis_error(std::string(kind == TypeKind::kChar ? "Char" : "Varchar") +
                         " size must be between 1 and " + std::to_string(limit) + ", but was " +
                         std::to_string(length));
  }
  return simple_type(kind, static_cast<int>(length));
}

class TypeParser final {
 public:
  explicit TypeParser(TokenReader& reader) : reader_(reader) {}

  Type parse(int depth) {
    if (depth > kMaxNesting)
      throw_analysis_error("Type exceeds the maximum nesting depth of " +
                           std::to_string(kMaxNesting));
    if (reader_.peek().kind != TokenKind::kWord) reader_.fail("a type");
    const std::string name = upper(reader_.next().text);
    if (name == "ARRAY") return nested(TypeKind::kArray, 1, depth);
    if (name == "MAP") return nested(TypeKind::kMap, 2, depth);
    if (name == "STRUCT") return structure(depth);
    return scalar(name);
  }

 private:
  Type nested(TypeKind kind, int children, int depth) {
    Type type = simple_type(kind);
    reader_.expect_symbol("<");
    for (int i = 0; i < children; ++i) {
      if (i > 0) reader_.expect_symbol(",");
      type.children.push_back(parse(depth + 1));
    }
    close_angle();
    return type;
  }

  Type structure(int depth) {
    Type type = simple_type(TypeKind::kStruct);
    reader_.expect_symbol("<");
    do {
      type.member_names.push_back(reader_.identifier("a member name"));
      reader_.accept_symbol(":");
      type.children.push_back(parse(depth + 1));
    } while (!pending_angle_ && reader_.accept_symbol(","));
    close_angle();
    return type;
  }

  // ARRAY<ARRAY<INT>> ends in ">>", which the tokenizer reads as one symbol.
  void close_angle() {
    if (pending_angle_) {
      pending_angle_ = false;
    } else if (reader_.accept_symbol(">>")) {
      pending_angle_ = true;
    } else {
      reader_.expect_symbol(">");
    }
  }

  Type scalar(const std::string& name) {
    static const std::map<std::string, TypeKind> kPlain = {{"BOOLEAN", TypeKind::kBoolean},
                                                           {"BOOL", TypeKind::kBoolean},
                                                           {"TINYINT", TypeKind::kTinyint},
                                                           {"SMALLINT", TypeKind::kSmallint},
                                                           {"INT", TypeKind::kInt},
                                                           {"INTEGER", TypeKind::kInt},
                                                           {"BIGINT", TypeKind::kBigint},
                                                           {"SIGNED", TypeKind::kBigint},
                                                           {"LARGEINT", TypeKind::kLargeint},
                                                           {"FLOAT", TypeKind::kFloat},
                                                           {"DOUBLE", TypeKind::kDouble},
                                                           {"DATE", TypeKind::kDate},
                                                           {"DATETIME", TypeKind::kDatetime},
                                                           {"JSON", TypeKind::kJson},
                                                           {"BITMAP", TypeKind::kBitmap},
                                                           {"HLL", TypeKind::kHll},
                                                           {"PERCENTILE", TypeKind::kPercentile}};
    const std::size_t start = reader_.position();
    const std::vector<std::int64_t> arguments = type_arguments(reader_);
    const auto plain = kPlain.find(name);
    if (plain != kPlain.end())
      return simple_type(plain->second);  // display widths are taken and dropped
    if (name.starts_with("DECIMAL") || name == "NUMERIC") return decimal_type(name, arguments);
    if (name == "CHAR" || name == "CHARACTER") return text_type(TypeKind::kChar, arguments, 1, 255);
    if (name == "VARCHAR")
      return text_type(TypeKind::kVarchar, arguments, kStringLength, kMaxVarcharLength);
    if (name == "STRING" || name == "TEXT")
      return text_type(TypeKind::kVarchar, {}, kStringLength, kMaxVarcharLength);
    if (name == "BINARY" || name == "VARBINARY")
      return text_type(TypeKind::kVarbinary, arguments, 0, kMaxVarcharLength);
    reader_.rewind(start - 1);
    reader_.fail("a type");
  }

  TokenReader& reader_;
  bool pending_angle_ = false;
};

class TableBodyParser final {
 public:
  TableBodyParser(TokenReader& reader, Table* table) : reader_(reader), table_(table) {}

  void parse() {
    column_list();
    engine();
    const std::vector<std::string> keys = key_clause();
    if (reader_.accept("COMMENT")) table_->comment = reader_.string_literal("a string");
    partition_clause();
    distribution_clause();
    if (reader_.accept_words({"ORDER", "BY"})) table_->sort_key = name_list();
    if (reader_.accept("ROLLUP")) reader_.bracketed_source();
    if (reader_.accept("PROPERTIES")) properties();
    if (reader_.is_word("AS") || reader_.is_word("SELECT"))
      throw_not_supported("CREATE TABLE ... AS SELECT");
    reader_.expect_end();
    apply_table_rules(table_, keys);
  }

 private:
  void column_list() {
    reader_.expect_symbol("(");
    do {
      if (reader_.is_word("INDEX") &&
          (reader_.peek(1).kind != TokenKind::kWord || reader_.is_symbol("(", 2))) {
        index();
      } else {
        table_->columns.push_back(column());
      }
    } while (reader_.accept_symbol(","));
    reader_.expect_symbol(")");
  }

  // Indexes only speed the server up: taken and dropped.
  void index() {
    reader_.expect("INDEX");
    reader_.identifier("an index name");
    reader_.bracketed_source();
    if (reader_.accept("USING")) reader_.next();
    if (reader_.is_symbol("(")) reader_.bracketed_source();
    if (reader_.accept("COMMENT")) reader_.string_literal("a string");
  }

  Column column() {
    Column result;
    result.name = reader_.identifier("a column name");
    check_name(result.name);
    result.type = parse_type(reader_);
    if (reader_.accept_words({"CHARSET"})) reader_.next();
    if (reader_.accept("KEY")) result.key = true;
    result.aggregation = aggregation();
    nullability(&result);
    default_clause(&result);
    nullability(&result);
    if (reader_.accept("COMMENT")) result.comment = reader_.string_literal("a string");
    return result;
  }

  static void check_name(const std::string& name) {
    if (name.empty() || name.size() > 1024 || name.find('\0') != std::string::npos) {
      throw SqlError{1166, "42000", "Incorrect column name '" + name + "'"};
    }
  }

  Aggregation aggregation() {
    static const std::map<std::string, Aggregation> kNames = {
        {"SUM", Aggregation::kSum},
        {"MAX", Aggregation::kMax},
        {"MIN", Aggregation::kMin},
        {"REPLACE", Aggregation::kReplace},
        {"REPLACE_IF_NOT_NULL", Aggregation::kReplaceIfNotNull},
        {"HLL_UNION", Aggregation::kHllUnion},
        {"BITMAP_UNION", Aggregation::kBitmapUnion},
        {"PERCENTILE_UNION", Aggregation::kPercentileUnion}};
    if (reader_.peek().kind != TokenKind::kWord) return Aggregation::kNone;
    const auto found = kNames.find(upper(reader_.peek().text));
    if (found == kNames.end()) return Aggregation::kNone;
    reader_.next();
    return found->second;
  }

  void nullability(Column* result) {
    if (reader_.accept_words({"NOT", "NULL"})) {
      result->nullable = false;
    } else if (reader_.accept("NULL")) {
      result->nullable = true;
    }
  }

  void default_clause(Column* result) {
    if (reader_.accept("AUTO_INCREMENT")) {
      result->auto_increment = true;
    } else if (reader_.accept("AS")) {
      result->generated_expression = generated_expression();
    } else if (reader_.accept("DEFAULT")) {
      default_value(result);
    }
  }

  // Kept as written; it may name columns that come later.
  std::string generated_expression() {
    const std::size_t start = reader_.position();
    while (!reader_.at_end() && !reader_.is_symbol(",") && !reader_.is_symbol(")") &&
           !reader_.is_word("COMMENT")) {
      if (reader_.is_symbol("(")) {
        reader_.bracketed_source();
      } else {
        reader_.next();
      }
    }
    std::string source = reader_.source_since(start);
    if (source.empty()) reader_.fail("an expression");
    return source;
  }

  void default_value(Column* result) {
    if (reader_.accept("NULL")) {
      if (!result->nullable)
        throw_analysis_error("Can't set null default value to non nullable column: " +
                             result->name);
    } else if (reader_.is_symbol("(")) {
      result->default_value = reader_.bracketed_source();
      result->default_is_expression = true;
    } else if (reader_.accept("CURRENT_TIMESTAMP")) {
      if (reader_.is_symbol("(")) reader_.bracketed_source();
      result->default_value = "CURRENT_TIMESTAMP";
      result->default_is_expression = true;
    } else if (reader_.peek().kind == TokenKind::kNumber ||
               reader_.peek().kind == TokenKind::kString) {
      result->default_value = reader_.next().text;
    } else if (reader_.is_symbol("-") && reader_.peek(1).kind == TokenKind::kNumber) {
      reader_.next();
      result->default_value = "-" + reader_.next().text;
    } else if (reader_.accept("TRUE") || reader_.accept("FALSE")) {
      throw_analysis_error("Default value of column '" + result->name +
                           "' has to be a string, such as \"1\"");
    } else {
      reader_.fail("a default value");
    }
  }

  void engine() {
    if (!reader_.accept("ENGINE")) return;
    reader_.expect_symbol("=");
    const std::string name = reader_.identifier("an engine");
    if (!same_word(name, "OLAP")) throw_not_supported("ENGINE=" + name + "; only OLAP");
  }

  std::vector<std::string> key_clause() {
    static const std::map<std::string, KeysType> kNames = {{"DUPLICATE", KeysType::kDuplicate},
                                                           {"AGGREGATE", KeysType::kAggregate},
                                                           {"UNIQUE", KeysType::kUnique},
                                                           {"PRIMARY", KeysType::kPrimary}};
    const auto found = kNames.find(upper(reader_.peek().text));
    if (found == kNames.end() || !reader_.is_word("KEY", 1)) return {};
    reader_.next();
    reader_.next();
    table_->keys_type = found->second;
    return name_list();
  }

  std::vector<std::string> name_list() {
    std::vector<std::string> names;
    reader_.expect_symbol("(");
    do {
      names.push_back(reader_.identifier("a column name"));
      if (!reader_.accept("ASC") && reader_.accept("DESC"))
        throw_not_supported("descending sort keys");
    } while (reader_.accept_symbol(","));
    reader_.expect_symbol(")");
    return names;
  }

  // Kept as written, for SHOW CREATE TABLE; sql/partitions reads it where rows are loaded.
  void partition_clause() {
    if (!reader_.accept_words({"PARTITION", "BY"})) return;
    const std::size_t start = reader_.position();
    while (!reader_.at_end() && !reader_.is_symbol(";") && !reader_.is_word("DISTRIBUTED") &&
           !reader_.is_word("ORDER") && !reader_.is_word("ROLLUP") &&
           !reader_.is_word("PROPERTIES")) {
      if (reader_.is_symbol("(")) {
        reader_.bracketed_source();
      } else {
        if (reader_.is_symbol(")")) reader_.fail("DISTRIBUTED");
        reader_.next();
      }
    }
    table_->partition_clause = reader_.source_since(start);
    if (table_->partition_clause.empty()) reader_.fail("a partition clause");
  }

  void distribution_clause() {
    if (!reader_.accept_words({"DISTRIBUTED", "BY"})) return;
    if (reader_.accept("RANDOM")) {
      table_->random_distribution = true;
      if (table_->keys_type == KeysType::kUnique || table_->keys_type == KeysType::kPrimary) {
        throw_analysis_error((table_->keys_type == KeysType::kUnique
                                  ? std::string("UNIQUE_KEYS")
                                  : std::string("PRIMARY_KEYS")) +
                             " doesn't support random distribution");
      }
    } else {
      reader_.expect("HASH");
      table_->random_distribution = false;
      table_->distribution_columns = name_list();
    }
    if (!reader_.accept("BUCKETS")) return;
    if (reader_.accept("AUTO")) return;
    const std::int64_t buckets = reader_.integer("INTEGER_VALUE");
    if (buckets < 1 || buckets > 1024)
      throw_analysis_error("Number of hash distribution should be greater than zero");
    table_->buckets = static_cast<int>(buckets);
  }

  void properties() {
    reader_.expect_symbol("(");
    do {
      const std::string key = reader_.string_literal("a string");
      reader_.expect_symbol("=");
      table_->properties[key] = reader_.string_literal("a string");
    } while (reader_.accept_symbol(","));
    reader_.expect_symbol(")");
  }

  TokenReader& reader_;
  Table* table_;
};

}  // namespace

Type parse_type(TokenReader& reader) { return TypeParser(reader).parse(0); }

void parse_table_body(TokenReader& reader, Table* table) { TableBodyParser(reader, table).parse(); }

}  // namespace starload::devserver
