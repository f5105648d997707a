// One source, a defect by macro: SOUND has none. None of them changes what comes out, and only the
// leak is seen without a sanitizer, which tells its place.
#include <starload/sdk/serializer.hpp>

using namespace starload::sdk;

#ifdef RACY
int rows_written = 0;  // of all handles, in all threads
#endif

class Defective final : public RowSerializer {
 public:
  Defective() {
#ifdef LEAKY
    kept_ = new char[4];
#endif
  }
  Framing framing() const override { return {.before = "", .between = "\n", .after = "\n"}; }
  LoadHeaders headers() const override { return {{"format", "csv"}, {"column_separator", "|"}}; }

  void write_row(const Row& row, Sink& out) override {
#ifdef OVERRUN
    const std::vector<char> column(row.size());
    const char* const data = column.data();
    asm volatile("" ::"r"(data[row.size()]));  // one behind
#endif
#ifdef RACY
    ++rows_written;
#endif
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) out.append('|');
      row[i].is_null() ? out.append("\\N") : out.append_text(row[i]);
    }
  }

 private:
#ifdef LEAKY
  char* kept_;
#endif
};

STARLOAD_EXPORT_SERIALIZER(NAME, "1.0.0", Defective)
