#include "devserver/storage/object_aggregates.h"

#include <sqlite3.h>

#include <exception>
#include <optional>

#include "devserver/storage/bitmap.h"
#include "devserver/storage/hyper_log_log.h"

namespace starload::devserver {
namespace {

std::string_view bytes_of(sqlite3_value* value) {
  const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
  return data == nullptr
             ? std::string_view()
             : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

std::string_view text_of(sqlite3_value* value) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return data == nullptr
             ? std::string_view()
             : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

void set_bytes(sqlite3_context* context, const std::string& bytes) {
  sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

// What an aggregate collects: `Set` and how a value goes into it. Each policy has
//   static void take(State&, sqlite3_value*)   one value that is not NULL
//   static void give(sqlite3_context*, const State*)   nullptr = there was no row
struct UnionOfBitmaps {
  using State = Bitmap;
  static void take(State& state, sqlite3_value* value) {
    if (const std::optional<Bitmap> bitmap = Bitmap::parse(bytes_of(value))) state.unite(*bitmap);
  }
  static void give(sqlite3_context* context, const State* state) {
    if (state == nullptr) return sqlite3_result_null(context);
    set_bytes(context, state->serialized());
  }
};

struct CountOfBitmaps : UnionOfBitmaps {
  static void give(sqlite3_context* context, const State* state) {
    sqlite3_result_int64(context,
                         state == nullptr ? 0 : static_cast<std::int64_t>(state->values().size()));
  }
};

struct BitmapOfNumbers : UnionOfBitmaps {
  static void take(State& state, sqlite3_value* value) {
    if (const std::optional<std::uint64_t> number = parse_unsigned(text_of(value)))
      state.add(*number);
  }
};

struct CountOfNumbers : CountOfBitmaps {
  static void take(State& state, sqlite3_value* value) { BitmapOfNumbers::take(state, value); }
};

struct Intersection {
  using State = std::optional<Bitmap>;
  static void take(State& state, sqlite3_value* value) {
    const std::optional<Bitmap> bitmap = Bitmap::parse(bytes_of(value));
    if (!bitmap) return;
    state = state ? state->intersected(*bitmap) : *bitmap;
  }
  static void give(sqlite3_context* context, const State* state) {
    if (state == nullptr || !*state) return sqlite3_result_null(context);
    set_bytes(context, (*state)->serialized());
  }
};

struct UnionOfHlls {
  using State = HyperLogLog;
  static void take(State& state, sqlite3_value* value) {
    if (const std::optional<HyperLogLog> hll = HyperLogLog::parse(bytes_of(value)))
      state.unite(*hll);
  }
  static void give(sqlite3_context* context, const State* state) {
    if (state == nullptr) return sqlite3_result_null(context);
    set_bytes(context, state->serialized());
  }
};

struct CountOfHlls : UnionOfHlls {
  static void give(sqlite3_context* context, const State* state) {
    sqlite3_result_int64(context, state == nullptr ? 0 : state->estimate());
  }
};

struct CountOfValues : CountOfHlls {
  static void take(State& state, sqlite3_value* value) { state.add_hash(hash64(text_of(value))); }
};

// SQLite zero-fills the context: a pointer to the state, made with the first value. No exception
// may pass through SQLite.
template <typename Policy>
typename Policy::State** state_of(sqlite3_context* context, bool make) {
  return static_cast<typename Policy::State**>(
      sqlite3_aggregate_context(context, make ? static_cast<int>(sizeof(void*)) : 0));
}

template <typename Policy>
void step(sqlite3_context* context, int, sqlite3_value** values) {
  typename Policy::State** state = state_of<Policy>(context, true);
  if (state == nullptr) return sqlite3_result_error_nomem(context);
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
  try {
    if (*state == nullptr) *state = new typename Policy::State();
    Policy::take(**state, values[0]);
  } catch (const std::exception& error) {
    sqlite3_result_error(context, error.what(), -1);
  }
}

template <typename Policy>
void finish(sqlite3_context* context) {
  typename Policy::State** state = state_of<Policy>(context, false);
  try {
    Policy::give(context, state == nullptr ? nullptr : *state);
  } catch (const std::exception& error) {
    sqlite3_result_error(context, error.what(), -1);
  }
  if (state != nullptr) delete *state;
}

template <typename Policy>
Status add(Database& database, const char* name) {
  const int code =
      sqlite3_create_function_v2(database.handle(), name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                 nullptr, nullptr, step<Policy>, finish<Policy>, nullptr);
  return code == SQLITE_OK ? Status::ok() : database.last_error(std::string("registering ") + name);
}

}  // namespace

Status register_object_aggregates(Database& database) {
  STARLOAD_TRY(add<UnionOfBitmaps>(database, "bitmap_union"));
  STARLOAD_TRY(add<CountOfBitmaps>(database, "bitmap_union_count"));
  STARLOAD_TRY(add<BitmapOfNumbers>(database, "bitmap_agg"));
  STARLOAD_TRY(add<CountOfNumbers>(database, "bitmap_union_int"));
  STARLOAD_TRY(add<Intersection>(database, "bitmap_intersect"));
  STARLOAD_TRY(add<UnionOfHlls>(database, "hll_union"));
  STARLOAD_TRY(add<CountOfHlls>(database, "hll_union_agg"));
  return add<CountOfValues>(database, "approx_count_distinct");
}

}  // namespace starload::devserver
