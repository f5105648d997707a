#include "plugins/serializers/common/row_encoder.h"

namespace starload::serializers {
namespace {

constexpr std::size_t kFirstScratch = 4096;
constexpr std::size_t kKeptScratch = 1 << 20;

}  // namespace

char* RowContext::more(char* out, std::size_t size) {
  sink.commit(out);
  char* at = sink.reserve(size + slack);
  limit = sink.limit();
  return at;
}

void Column::set_prefix(std::string text) {
  prefix = std::move(text);
  prefix_size = prefix.size();
  if (prefix_size <= kShortPrefix) std::memcpy(short_prefix, prefix.data(), prefix_size);
}

Column make_column(const sl_schema& schema, std::size_t index) {
  const sl_field& field = schema.fields[index];
  const std::size_t bit = index + layout::kRowHeaderBits;
  Column column;
  column.slot_offset = static_cast<std::uint32_t>(layout::row_null_bytes(schema.field_count) +
                                                  index * layout::kWord);
  column.null_byte = static_cast<std::uint32_t>(bit >> 3);
  column.null_mask = 1u << (bit & 7);
  column.scale = static_cast<std::uint32_t>(field.type->scale);
  column.type = field.type;
  column.name = sdk::view(field.name);
  return column;
}

void throw_bad_value(const Column& column, std::string_view why) {
  throw sdk::Error::data(SL_NO_ROW, "column '" + column.name + "': " + std::string(why));
}

void throw_deletion() {
  throw sdk::Error::data(SL_NO_ROW,
                         "the row is a deletion and the table has no primary key; only PRIMARY "
                         "KEY tables take deletions");
}

ScratchSink::ScratchSink() {
  sink_.struct_size = sizeof(sl_sink);
  sink_.context = this;
  sink_.grow = &ScratchSink::grow;
}

sl_sink* ScratchSink::clear() {
  if (bytes_.size() > kKeptScratch) {
    bytes_ = {};
    sink_.data = nullptr;
    sink_.capacity = 0;
  }
  sink_.size = 0;
  return &sink_;
}

std::string_view ScratchSink::text() const {
  return {reinterpret_cast<const char*>(bytes_.data()), sink_.size};
}

std::int32_t ScratchSink::grow(sl_sink* sink, std::size_t extra) {
  auto& self = *static_cast<ScratchSink*>(sink->context);
  try {
    self.bytes_.resize(std::max({sink->size + extra, 2 * self.bytes_.size(), kFirstScratch}));
  } catch (const std::exception&) {
    return SL_ERR_RETRYABLE;
  }
  sink->data = self.bytes_.data();
  sink->capacity = self.bytes_.size();
  return SL_OK;
}

inline bool RowEncoder::write_generously(RowContext& context, const sdk::RowRun& run) {
  const std::string_view row = run.bytes();
  const std::string_view between = run.between();
  context.row = reinterpret_cast<const std::uint8_t*>(row.data());
  context.slack = row_bound_ + row.size();
  char* out = context.ensure(context.sink.end(), between.size());
  if (out == nullptr) return false;
  out = encode(context, sdk::copy_text(between, out));
  if (out == nullptr) return false;
  context.sink.commit(out);
  return true;
}

void RowEncoder::write_rows(sdk::RowRun& run, sdk::Sink& out) {
  if (run.is_raw()) return sdk::RowSerializer::write_rows(run, out);
  sdk::Sink generous(out.abi());
  RowContext context{.sink = generous,
                     .block_end = run.block().bytes + run.block().byte_count,
                     .limit = generous.limit()};
  for (; !run.at_end(); run.advance()) {
    if (write_generously(context, run)) continue;
    out.truncate(run.whole());
    out.append(run.between());
    write_row(run.row(), out);
    if (out.full()) return;
    generous = sdk::Sink(out.abi());
    context.limit = generous.limit();
  }
}

void RowEncoder::write_row(const sdk::Row& row, sdk::Sink& out) {
  sdk::Sink scratch(scratch_.clear());
  RowContext context{.sink = scratch,
                     .block_end = row.block_end(),
                     .row = row.bytes(),
                     .slack = row_bound_ + row.byte_size()};
  char* at = context.ensure(scratch.end(), 0);
  if (at != nullptr) at = encode(context, at);
  if (at == nullptr) throw sdk::Error::fatal("no memory for a row's text");
  scratch.commit(at);
  out.append(scratch_.text());
}

}  // namespace starload::serializers
