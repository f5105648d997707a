#include "devserver/storage/aggregate_functions.h"

#include <sqlite3.h>

#include <cstring>
#include <new>

#include "devserver/storage/decimal.h"
#include "devserver/storage/object_aggregates.h"

namespace starload::devserver {
namespace {

std::string_view text_of(sqlite3_value* value) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return data == nullptr
             ? std::string_view()
             : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

void set_text(sqlite3_context* context, const std::string& text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

int compare_callback(void*, int a_size, const void* a, int b_size, const void* b) {
  return compare_decimals({static_cast<const char*>(a), static_cast<std::size_t>(a_size)},
                          {static_cast<const char*>(b), static_cast<std::size_t>(b_size)});
}

// Integers add up as integers, doubles as doubles, text (LARGEINT, DECIMAL) exactly.
struct Total {
  std::int64_t rows = 0;
  std::int64_t integers = 0;
  double reals = 0;
  bool has_real = false;
  bool overflow = false;
  DecimalSum* decimals = nullptr;  // made with the first text value

  void move(sqlite3_value* value, int direction) {
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_NULL) return;
    rows += direction;
    if (type == SQLITE_INTEGER) {
      add_integer(sqlite3_value_int64(value), direction);
    } else if (type == SQLITE_FLOAT) {
      has_real = true;
      reals += direction * sqlite3_value_double(value);
    } else {
      add_text(text_of(value), direction);
    }
  }

  void add_integer(std::int64_t value, int direction) {
    const bool wrapped = direction > 0 ? __builtin_add_overflow(integers, value, &integers)
                                       : __builtin_sub_overflow(integers, value, &integers);
    overflow = overflow || wrapped;
  }

  void add_text(std::string_view text, int direction) {
    if (decimals == nullptr) decimals = new (std::nothrow) DecimalSum();
    if (decimals == nullptr) return;
    if (direction > 0) {
      decimals->add(text);
    } else {
      decimals->subtract(text);
    }
  }

  double as_double() const { return reals + static_cast<double>(integers); }
};

Total* total_of(sqlite3_context* context, int size) {
  return static_cast<Total*>(sqlite3_aggregate_context(context, size));
}

// SQLite zero-fills the state, which is a valid Total.
void sum_step(sqlite3_context* context, int, sqlite3_value** values) {
  if (Total* total = total_of(context, sizeof(Total))) total->move(values[0], 1);
}

void sum_inverse(sqlite3_context* context, int, sqlite3_value** values) {
  if (Total* total = total_of(context, sizeof(Total))) total->move(values[0], -1);
}

void sum_value(sqlite3_context* context) {
  const Total* total = total_of(context, 0);
  if (total == nullptr || total->rows == 0) {
    sqlite3_result_null(context);
  } else if (total->decimals != nullptr) {
    set_text(context, total->decimals->text());
  } else if (total->has_real) {
    sqlite3_result_double(context, total->as_double());
  } else {
    sqlite3_result_int64(context, total->integers);  // wraps like the server's BIGINT
  }
}

void avg_value(sqlite3_context* context) {
  const Total* total = total_of(context, 0);
  if (total == nullptr || total->rows == 0) {
    sqlite3_result_null(context);
  } else if (total->decimals != nullptr) {
    set_text(context, total->decimals->average_text(total->rows, 6));
  } else {
    sqlite3_result_double(context, total->as_double() / static_cast<double>(total->rows));
  }
}

void release(sqlite3_context* context) {
  Total* total = total_of(context, 0);
  if (total == nullptr) return;
  delete total->decimals;
  total->decimals = nullptr;
}

void sum_final(sqlite3_context* context) {
  sum_value(context);
  release(context);
}

void avg_final(sqlite3_context* context) {
  avg_value(context);
  release(context);
}

// Two values that are not NULL, added like sum() does.
void add_callback(sqlite3_context* context, int, sqlite3_value** values) {
  Total total;
  total.move(values[0], 1);
  total.move(values[1], 1);
  if (total.decimals != nullptr) {
    set_text(context, total.decimals->text());
    delete total.decimals;
  } else if (total.has_real) {
    sqlite3_result_double(context, total.as_double());
  } else {
    sqlite3_result_int64(context, total.integers);
  }
}

}  // namespace

Status register_aggregate_functions(Database& database) {
  sqlite3* handle = database.handle();
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  int code = sqlite3_create_collation(handle, "sl_decimal", SQLITE_UTF8, nullptr, compare_callback);
  code |= sqlite3_create_window_function(handle, "sum", 1, kFlags, nullptr, sum_step, sum_final,
                                         sum_value, sum_inverse, nullptr);
  code |= sqlite3_create_window_function(handle, "avg", 1, kFlags, nullptr, sum_step, avg_final,
                                         avg_value, sum_inverse, nullptr);
  code |=
      sqlite3_create_function(handle, "sl_add", 2, kFlags, nullptr, add_callback, nullptr, nullptr);
  if (code != SQLITE_OK) return database.last_error("registering functions");
  return register_object_aggregates(database);
}

}  // namespace starload::devserver
