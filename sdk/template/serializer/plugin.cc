#include <starload/sdk/serializer.hpp>

using namespace starload::sdk;

constexpr sl_option kOptions[] = {option({.key = "serializer.@NAME@.separator",
                                          .default_value = "|",
                                          .help = "what stands between two values"})};

class Serializer final : public RowSerializer {
 public:
  explicit Serializer(const Properties& properties)
      : separator_(properties.get("serializer.@NAME@.separator")) {}

  Framing framing() const override { return {.before = "", .between = "\n", .after = "\n"}; }
  LoadHeaders headers() const override {
    return {{"format", "csv"}, {"column_separator", separator_}};
  }
  void write_row(const Row& row, Sink& out) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out.append(separator_);
      row[i].is_null() ? out.append("\\N") : out.append_text(row[i]);
    }
  }

 private:
  const std::string separator_;
};
STARLOAD_EXPORT_SERIALIZER_WITH_OPTIONS("@NAME@", "1.0.0", "rows as text", kOptions, Serializer)
