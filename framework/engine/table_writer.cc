#include "framework/engine/table_writer.h"

#include <algorithm>

#include "framework/plugin_host/checked_calls.h"
#include "framework/plugin_host/plugin_properties.h"
#include "framework/rows/row_block.h"

namespace starload {
namespace {

constexpr sl_schema kNoSchema = {sizeof(sl_schema), SL_ROW_FORMAT_VERSION, 0, 0, nullptr, 0};

std::string to_string(sl_str text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

}  // namespace

Result<std::unique_ptr<TableWriter>> TableWriter::open(TableSpec spec,
                                                       std::shared_ptr<const Library> serializer,
                                                       const HostServices& host,
                                                       const EffectiveProperties& properties,
                                                       bool may_enclose) {
  std::unique_ptr<TableWriter> writer(new TableWriter);
  const sl_schema* schema = spec.schema ? spec.schema->abi() : &kNoSchema;
  if (spec.schema) spec.has_op = (schema->flags & SL_SCHEMA_HAS_OP) != 0;
  const PluginProperties own(serializer->plugin(), properties);
  sl_serializer_config config{};
  config.struct_size = sizeof config;
  config.flags = may_enclose && spec.schema ? SL_SERIALIZER_MAY_ENCLOSE : 0;
  config.host = host.abi();
  config.properties = own.abi();
  config.schema = schema;
  Result<SerializerInstance> instance = SerializerInstance::create(std::move(serializer), config);
  if (!instance) return instance.status().with_context("table " + spec.database + "." + spec.table);
  writer->serializer_ = instance.take();

  sl_body_format format{};
  format.struct_size = sizeof format;
  sl_error error = make_plugin_error();
  const SerializerInstance& made = writer->serializer_;
  const std::int32_t code = checked_body_format(made, format, error);
  if (code != SL_OK) return plugin_status(made.library(), code, error);
  writer->before_ = to_string(format.before);
  writer->between_ = to_string(format.between);
  writer->after_ = to_string(format.after);
  Result<LoadHeaders> headers = build_load_headers(format, properties, spec.columns, spec.has_op);
  if (!headers) return headers.status();
  writer->target_ =
      std::make_shared<const LoadTarget>(LoadTarget{spec.database, spec.table, headers.take()});
  writer->spec_ = std::move(spec);
  return writer;
}

TableWriter::Progress TableWriter::stopped(std::size_t next_row) const {
  return {chunk_->starved() ? Stop::kNoMemory : Stop::kChunkFull, next_row, {}};
}

TableWriter::Progress TableWriter::append(const sl_row_block& block, std::size_t first_row,
                                          std::uint64_t max_rows) {
  const std::uint64_t room = max_rows - std::min(max_rows, chunk_->rows());
  if (room == 0) return {Stop::kChunkFull, first_row, {}};
  if (chunk_->size() == 0 && !chunk_->append(before_)) return stopped(first_row);
  sl_row_block part = block;
  part.row_count = std::min<std::size_t>(block.row_count, first_row + room);
  Progress progress = (block.flags & SL_BLOCK_RAW) != 0 ? append_raw(part, first_row)
                                                        : append_rows(part, first_row);
  if (progress.stop == Stop::kEndOfBlock && part.row_count < block.row_count)
    progress.stop = Stop::kChunkFull;
  return progress;
}

TableWriter::Progress TableWriter::append_rows(const sl_row_block& block, std::size_t first_row) {
  std::size_t done = 0;
  sl_error error = make_plugin_error();
  const std::int32_t code =
      checked_serialize(serializer_, block, first_row, chunk_->sink(), chunk_->rows(), done, error);
  const std::size_t next_row = first_row + done;
  if (code == SL_ERR_DATA)
    return {Stop::kBadRow, next_row, plugin_status(serializer_.library(), code, error)};
  if (code != SL_OK)
    return {Stop::kFailed, next_row, plugin_status(serializer_.library(), code, error)};
  if (next_row >= block.row_count) return {Stop::kEndOfBlock, next_row, {}};
  return stopped(next_row);
}

TableWriter::Progress TableWriter::append_raw(const sl_row_block& block, std::size_t first_row) {
  const bool holds_lines = (block.flags & kBlockOfLines) != 0;
  const std::size_t gap = holds_lines ? 1 : 0;
  const auto* bytes = reinterpret_cast<const char*>(block.bytes);
  std::size_t row = first_row;
  if (holds_lines && between_ == "\n") row = append_lines(block, row);
  for (; row < block.row_count; ++row) {
    const std::size_t size = block.offsets[row + 1] - block.offsets[row] - gap;
    if (!append_record({bytes + block.offsets[row], size})) return stopped(row);
    ++chunk_->rows();
  }
  return {Stop::kEndOfBlock, block.row_count, {}};
}

// Many records at once, as long as they fit: halves of what is left. The next row.
std::size_t TableWriter::append_lines(const sl_row_block& block, std::size_t first_row) {
  const auto* bytes = reinterpret_cast<const char*>(block.bytes);
  std::size_t count = block.row_count - first_row;
  while (count > 1) {
    const std::uint32_t start = block.offsets[first_row];
    const std::size_t size = block.offsets[first_row + count] - start - 1;
    if (!append_record({bytes + start, size})) {
      count /= 2;
      continue;
    }
    chunk_->rows() += count;
    first_row += count;
    count = std::min(count, block.row_count - first_row);
  }
  return first_row;
}

bool TableWriter::append_record(std::string_view record) {
  const std::size_t start = chunk_->size();
  const bool fits = (chunk_->rows() == 0 || chunk_->append(between_)) && chunk_->append(record);
  if (!fits) chunk_->sink().size = start;
  return fits;
}

// Newlines separate the rows of a load: the last line's own is written when another line follows.
LineRoom TableWriter::room_for_lines(std::size_t bytes, std::uint64_t max_rows) {
  if (between_ != "\n" || chunk_->rows() >= max_rows) return {};
  if (chunk_->size() == 0 && !chunk_->append(before_)) return {};
  sl_sink& sink = chunk_->sink();
  const std::size_t wanted = gap() + bytes;
  if (wanted > sink.capacity - sink.size && sink.grow(&sink, wanted) != SL_OK) return {};
  return {{reinterpret_cast<char*>(sink.data + sink.size + gap()), bytes},
          max_rows - chunk_->rows()};
}

void TableWriter::add_lines(const FilledLines& filled) {
  if (filled.rows == 0) return;
  sl_sink& sink = chunk_->sink();
  if (gap() > 0) sink.data[sink.size] = '\n';
  sink.size += gap() + filled.bytes - 1;
  chunk_->rows() += filled.rows;
}

std::unique_ptr<Chunk> TableWriter::close_chunk() {
  chunk_->finish(after_);
  chunk_->shrink();
  refused_rows = 0;
  return std::move(chunk_);
}

}  // namespace starload
