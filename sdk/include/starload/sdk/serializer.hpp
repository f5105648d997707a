// Base class of serializers and the macros that make a plugin of one. See abi/serializer.h for the
// contract, which the code below keeps for every RowSerializer: whole rows only, stop at a full
// sink, one bad row is an error of its own.
#pragma once

#include <starload/abi/plugin.h>

#include <memory>
#include <starload/sdk/host.hpp>
#include <starload/sdk/option.hpp>
#include <starload/sdk/properties.hpp>
#include <starload/sdk/row.hpp>
#include <starload/sdk/schema.hpp>
#include <starload/sdk/sink.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace starload::sdk {

// body = before row (between row)* after
struct Framing {
  std::string before;
  std::string between;
  std::string after;
};

using LoadHeaders = std::vector<std::pair<std::string, std::string>>;

// The rows of one serialize call: which comes next, and where the last whole row ends in the sink.
// One thread, as long as the call.
class RowRun final {
 public:
  RowRun(const sl_row_block& block, std::size_t first_row, bool body_has_rows,
         std::string_view between, const sl_sink& sink)
      : block_(block),
        sink_(sink),
        between_(between),
        row_(first_row),
        body_has_rows_(body_has_rows),
        whole_(sink.size) {}

  const sl_row_block& block() const { return block_; }
  bool is_raw() const { return (block_.flags & SL_BLOCK_RAW) != 0; }
  bool at_end() const { return row_ == block_.row_count; }
  std::size_t index() const { return row_; }    // of the next row
  std::size_t whole() const { return whole_; }  // size of the sink behind the last whole row
  // What goes in front of the next row.
  std::string_view between() const { return body_has_rows_ ? between_ : std::string_view(); }
  Row row() const { return {block_, row_}; }
  // The bytes of the next row: a row in the row format, or a record of a raw block.
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(block_.bytes) + block_.offsets[row_],
            block_.offsets[row_ + 1] - block_.offsets[row_]};
  }
  // The next row is in the sink, as a whole.
  void advance() {
    ++row_;
    body_has_rows_ = true;
    whole_ = sink_.size;
  }

 private:
  const sl_row_block& block_;
  const sl_sink& sink_;
  std::string_view between_;
  std::size_t row_;
  bool body_has_rows_;
  std::size_t whole_;
};

// Constructed as T(const sl_serializer_config&), T(const Properties&, const Schema&), T(const
// Properties&) or T(), the first of them that there is. One thread at a time.
class RowSerializer {
 public:
  virtual ~RowSerializer() = default;
  virtual Framing framing() const = 0;                // asked once
  virtual LoadHeaders headers() const { return {}; }  // asked once; {"format", "csv"}
  // Appends one row. Throws Error::data(row.index(), ...) for a row that cannot be written.
  virtual void write_row(const Row& row, Sink& out) = 0;
  // Appends one ready-made record of a raw block.
  virtual void write_raw(std::string_view record, std::size_t /*index*/, Sink& out) {
    out.append(record);
  }
  // Appends rows until the block ends or the sink is full. This one calls write_row or write_raw
  // for each; a serializer that counts its instructions may bring its own.
  virtual void write_rows(RowRun& run, Sink& out) {
    for (; !run.at_end(); run.advance()) {
      out.append(run.between());
      if (run.is_raw()) {
        write_raw(run.bytes(), run.index(), out);
      } else {
        write_row(run.row(), out);
      }
      if (out.full()) return;
    }
  }
};

// What create() hands out: a serializer with its framing and headers, kept as long as the handle.
class SerializerHandle final {
 public:
  explicit SerializerHandle(std::unique_ptr<RowSerializer> serializer)
      : serializer_(std::move(serializer)),
        framing_(serializer_->framing()),
        header_texts_(serializer_->headers()) {
    for (const auto& [name, value] : header_texts_) headers_.push_back({str(name), str(value)});
  }

  void body_format(sl_body_format* out) const {
    out->before = str(framing_.before);
    out->between = str(framing_.between);
    out->after = str(framing_.after);
    out->headers = headers_.data();
    out->header_count = headers_.size();
  }

  std::int32_t serialize(const sl_row_block& block, std::size_t first_row, sl_sink* sink,
                         std::uint64_t* rows_in_body, std::size_t* rows_done, sl_error* error) {
    Sink out(sink);
    RowRun run(block, first_row, *rows_in_body > 0, framing_.between, *sink);
    const std::int32_t code = barrier(error, [&] {
      serializer_->write_rows(run, out);
      return SL_OK;
    });
    sink->size = run.whole();
    *rows_done = run.index() - first_row;
    *rows_in_body += *rows_done;
    if (code == SL_ERR_DATA && error != nullptr) {
      error->row_index = static_cast<std::int64_t>(run.index());
    }
    return code;
  }

 private:
  std::unique_ptr<RowSerializer> serializer_;
  Framing framing_;
  LoadHeaders header_texts_;
  std::vector<sl_property> headers_;
};

template <typename T>
struct SerializerEntry {
  static std::unique_ptr<RowSerializer> make(const sl_serializer_config& config) {
    if constexpr (std::is_constructible_v<T, const sl_serializer_config&>) {
      return std::make_unique<T>(config);
    } else if constexpr (std::is_constructible_v<T, const Properties&, const Schema&>) {
      return std::make_unique<T>(Properties(config.properties), Schema(config.schema));
    } else if constexpr (std::is_constructible_v<T, const Properties&>) {
      return std::make_unique<T>(Properties(config.properties));
    } else {
      return std::make_unique<T>();
    }
  }
  static std::int32_t create(const sl_serializer_config* config, void** out, sl_error* error) {
    *out = nullptr;
    return barrier(error, [&] {
      *out = new SerializerHandle(make(*config));
      return SL_OK;
    });
  }
  static void destroy(void* self) { delete static_cast<SerializerHandle*>(self); }
  static std::int32_t body_format(void* self, sl_body_format* out, sl_error* /*error*/) {
    static_cast<const SerializerHandle*>(self)->body_format(out);
    return SL_OK;
  }
  static std::int32_t serialize(void* self, const sl_row_block* block, std::size_t first_row,
                                sl_sink* sink, std::uint64_t* rows_in_body, std::size_t* rows_done,
                                sl_error* error) {
    return static_cast<SerializerHandle*>(self)->serialize(*block, first_row, sink, rows_in_body,
                                                           rows_done, error);
  }

  static constexpr sl_serializer_functions kFunctions = {
      sizeof(sl_serializer_functions), 0, &create, &destroy, &body_format, &serialize};
};

}  // namespace starload::sdk

#define STARLOAD_SERIALIZER_QUERY(NAME, VERSION, SUMMARY, OPTIONS, COUNT, EXTENSION, TYPE)    \
  SL_PLUGIN_IDENTITY("serializer", NAME, VERSION);                                            \
  extern "C" __attribute__((visibility("default"))) const sl_plugin* sl_plugin_query(         \
      std::uint32_t, std::uint32_t) {                                                         \
    static constexpr sl_plugin plugin = {sizeof(sl_plugin),                                   \
                                         SL_ABI_MAJOR,                                        \
                                         SL_ABI_MINOR,                                        \
                                         SL_KIND_SERIALIZER,                                  \
                                         NAME,                                                \
                                         VERSION,                                             \
                                         SUMMARY,                                             \
                                         OPTIONS,                                             \
                                         COUNT,                                               \
                                         &::starload::sdk::SerializerEntry<TYPE>::kFunctions, \
                                         EXTENSION};                                          \
    return &plugin;                                                                           \
  }

// A serializer without options. NAME and VERSION: literals.
#define STARLOAD_EXPORT_SERIALIZER(NAME, VERSION, TYPE) \
  STARLOAD_SERIALIZER_QUERY(NAME, VERSION, "", nullptr, 0, nullptr, TYPE)

// A serializer with a one-line summary and an array of sl_option.
#define STARLOAD_EXPORT_SERIALIZER_WITH_OPTIONS(NAME, VERSION, SUMMARY, OPTIONS, TYPE) \
  STARLOAD_SERIALIZER_QUERY(NAME, VERSION, SUMMARY, OPTIONS,                           \
                            sizeof(OPTIONS) / sizeof((OPTIONS)[0]), nullptr, TYPE)
