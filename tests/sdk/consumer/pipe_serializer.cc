#include <starload/sdk/serializer.hpp>

using namespace starload::sdk;

class PipeSerializer final : public RowSerializer {
 public:
  Framing framing() const override { return {.before = "", .between = "\n", .after = "\n"}; }
  LoadHeaders headers() const override { return {{"format", "csv"}, {"column_separator", "|"}}; }

  void write_row(const Row& row, Sink& out) override {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out.append('|');
      if (row[i].is_null()) {
        out.append("\\N");
      } else {
        out.append_text(row[i]);
      }
    }
  }
};

STARLOAD_EXPORT_SERIALIZER("pipe", "1.0.0", PipeSerializer)
