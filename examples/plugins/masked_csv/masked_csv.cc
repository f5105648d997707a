// CSV in which columns are transformed or masked before they leave the machine:
//
//   sink.serializer=masked_csv
//   serializer.masked_csv.columns=card=last4;mail=email;note=null
#include <starload/sdk/serializer.hpp>

#include "transform.h"

namespace masked_csv {
namespace {

using namespace starload::sdk;

constexpr sl_option kOptions[] = {
    option({.type = SL_OPTION_LIST,
            .key = "serializer.masked_csv.columns",
            .default_value = "",
            .help = "COLUMN=TRANSFORM, separated by ';'; upper, lower, trim, mask (all stars), "
                    "last4 (all but four), email (a***@host), null"}),
    option({.key = "serializer.masked_csv.separator",
            .default_value = ",",
            .help = "one character between two values"})};

class MaskedCsv final : public RowSerializer {
 public:
  explicit MaskedCsv(const sl_serializer_config& config)
      : may_enclose_((config.flags & SL_SERIALIZER_MAY_ENCLOSE) != 0) {
    const Properties properties(config.properties);
    separator_ = properties.get("serializer.masked_csv.separator");
    if (separator_.size() != 1 || separator_ == "\"" || separator_ == "\\" || separator_ == "\n") {
      throw Error::config("option 'serializer.masked_csv.separator' = '" + separator_ +
                          "': it has to be one character, and none of \" \\ newline");
    }
    const Schema schema(config.schema);
    transforms_.assign(schema.size(), Transform::kNone);
    if (schema.size() == 0) return;  // ready-made records
    for (const auto& [column, transform] :
         parse_rules(properties.get_list("serializer.masked_csv.columns"))) {
      const auto index = schema.find(column);
      if (!index) throw Error::config("serializer.masked_csv.columns: no column '" + column + "'");
      transforms_[*index] = transform;
    }
    for (std::size_t i = 0; i < schema.size(); ++i) {
      if (layout::is_nested(schema.type(i).kind)) {
        throw Error::config("column '" + std::string(schema.name(i)) +
                            "': masked_csv writes no ARRAY, MAP or ROW");
      }
    }
  }

  Framing framing() const override { return {.before = "", .between = "\n", .after = "\n"}; }
  LoadHeaders headers() const override {
    LoadHeaders headers = {{"format", "csv"}, {"column_separator", separator_}};
    if (may_enclose_) headers.emplace_back("enclose", "\"");
    return headers;
  }

  void write_row(const Row& row, Sink& out) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out.append(separator_);
      write_field(row, i, out);
    }
  }

 private:
  void write_field(const Row& row, std::size_t i, Sink& out) {
    const Field field = row[i];
    const Transform transform = transforms_[i];
    if (field.is_null() || transform == Transform::kNull) return out.append("\\N");
    const bool is_text = layout::is_text_or_bytes(field.type().kind);
    if (transform == Transform::kNone && !is_text) return out.append_text(field);
    char digits[format::kMaxScalarText];
    const std::string_view text =
        is_text ? field.as_string()
                : std::string_view(
                      digits, static_cast<std::size_t>(format::scalar(field, digits) - digits));
    if (transform == Transform::kNone) return write_text(row, i, text, out);
    write_text(row, i, apply(transform, text), out);
  }

  // A value that holds what CSV is made of is enclosed; where that cannot be, it is an error of the
  // row, and never a shifted column.
  void write_text(const Row& row, std::size_t i, std::string_view text, Sink& out) const {
    if (text == "\\N") refuse(row, i, "holds the text that stands for NULL");
    const bool plain = text.find_first_of("\"\r\n") == std::string_view::npos &&
                       text.find(separator_) == std::string_view::npos;
    if (plain) return out.append(text);
    if (!may_enclose_) refuse(row, i, "holds a separator, a quote or a newline");
    out.append('"');
    for (const char c : text) {
      if (c == '"') out.append('"');
      out.append(c);
    }
    out.append('"');
  }

  [[noreturn]] static void refuse(const Row& row, std::size_t i, const char* why) {
    throw Error::data(static_cast<std::int64_t>(row.index()),
                      "column '" + std::string(row.name(i)) + "' " + why);
  }

  const bool may_enclose_;
  std::string separator_;
  std::vector<Transform> transforms_;
};

}  // namespace
}  // namespace masked_csv

STARLOAD_EXPORT_SERIALIZER_WITH_OPTIONS("masked_csv", "1.0.0",
                                        "CSV with a transform or a mask for each column",
                                        masked_csv::kOptions, masked_csv::MaskedCsv)
