#include "devserver/transaction/staged_rows.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace starload::devserver {
namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

constexpr std::string_view kMagic = "SLSTAGE2";
constexpr std::string_view kOldMagic = "SLSTAGE1";
constexpr std::size_t kBufferBytes = 256UL << 10;
constexpr std::int64_t kMaxUnsyncedBytes = 8 << 20;
constexpr std::size_t kMaxBatchRows = 4096;
constexpr std::size_t kMaxBatchBytes = 1 << 20;
constexpr std::uint32_t kMaxColumns = 65536;

enum class CellKind : std::uint8_t { kNull, kInteger, kDouble, kText };

template <typename T>
void put(std::string& out, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
T take(std::string_view bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

void put_cell(std::string& out, const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    put(out, CellKind::kInteger);
    put(out, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    put(out, CellKind::kDouble);
    put(out, *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    put(out, CellKind::kText);
    put(out, static_cast<std::uint32_t>(text->size()));
    out += *text;
  } else {
    put(out, CellKind::kNull);
  }
}

std::string error_text() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe)

}  // namespace

std::string staged_text(const StagedExtent& extent) {
  return nlohmann::json{
      {"table_id", extent.table_id}, {"rows", extent.rows}, {"bytes", extent.bytes}}
      .dump();
}

Result<StagedExtent> parse_staged(std::string_view text) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  StagedExtent extent;
  for (const auto& [name, target] :
       {std::pair("table_id", &extent.table_id), std::pair("rows", &extent.rows),
        std::pair("bytes", &extent.bytes)}) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_number_integer()) {
      return Status::fatal(fmt::format("the record of staged rows '{}' has no {}", text, name));
    }
    *target = json[name].get<std::int64_t>();
  }
  return extent;
}

Result<std::unique_ptr<StagedWriter>> StagedWriter::create(std::filesystem::path path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Status::unavailable(
        fmt::format("cannot create the file {} for staged rows: {}", path.string(), error_text()));
  }
  return std::unique_ptr<StagedWriter>(new StagedWriter(std::move(path), descriptor));
}

StagedWriter::~StagedWriter() {
  ::close(descriptor_);
  if (!keep_) ::unlink(path_.c_str());
}

Status StagedWriter::failure(const char* doing) const {
  return Status::unavailable(
      fmt::format("cannot {} the staged rows {}: {}; free some space on its disk", doing,
                  path_.string(), error_text()));
}

void StagedWriter::write_header(const RowBatch& batch) {
  has_header_ = true;
  has_op_ = !batch.op.empty();
  buffer_ += kMagic;
  put(buffer_, static_cast<std::uint32_t>(batch.columns.size()));
  for (const int column : batch.columns) put(buffer_, static_cast<std::uint32_t>(column));
  put(buffer_, static_cast<std::uint8_t>(has_op_));
  put(buffer_, static_cast<std::uint8_t>(batch.partial_update));
  put(buffer_, static_cast<std::uint32_t>(batch.merge_condition.size()));
  buffer_ += batch.merge_condition;
}

Status StagedWriter::append(const RowBatch& batch) {
  if (batch.rows.empty()) return Status::ok();
  if (!has_header_) write_header(batch);
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    if (has_op_) put(buffer_, batch.op[i]);
    for (const Cell& cell : batch.rows[i]) put_cell(buffer_, cell);
    ++rows_;
    if (buffer_.size() >= kBufferBytes) STARLOAD_TRY(write_buffer());
  }
  return Status::ok();
}

Status StagedWriter::write_buffer() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t count = ::write(descriptor_, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failure("write");
    left.remove_prefix(static_cast<std::size_t>(count));
    written_ += count;
  }
  buffer_.clear();
  return written_ - synced_ > kMaxUnsyncedBytes ? sync() : Status::ok();
}

Status StagedWriter::sync() {
  if (synced_ == written_) return Status::ok();
  if (::fdatasync(descriptor_) != 0) return failure("save");
  synced_ = written_;
  return Status::ok();
}

Status StagedWriter::end_load() { return write_buffer(); }

Status StagedWriter::seal() {
  STARLOAD_TRY(write_buffer());
  STARLOAD_TRY(sync());
  const int directory = ::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return failure("save the directory of");
  const bool saved = ::fsync(directory) == 0;
  Status status = saved ? Status::ok() : failure("save the directory of");
  ::close(directory);
  return status;
}

Result<std::unique_ptr<StagedReader>> StagedReader::open(const std::filesystem::path& path,
                                                         const StagedExtent& extent) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) {
    return Status::fatal(
        fmt::format("cannot read the staged rows {}: {}", path.string(), error_text()));
  }
  std::unique_ptr<StagedReader> reader(new StagedReader(path, descriptor, extent));
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || facts.st_size != extent.bytes)
    return reader->damaged("the file has not the size that was prepared");
  return reader;
}

StagedReader::~StagedReader() { ::close(descriptor_); }

Status StagedReader::damaged(const char* why) const {
  return Status::fatal(fmt::format("the staged rows {} are damaged: {}", path_.string(), why));
}

Result<std::string_view> StagedReader::need(std::size_t size) {
  if (buffer_.size() - position_ < size) {
    buffer_.erase(0, position_);
    position_ = 0;
    while (buffer_.size() < size) {
      const std::size_t before = buffer_.size();
      if (static_cast<std::int64_t>(size) > extent_.bytes) return damaged("a length is too large");
      buffer_.resize(std::max(size, before + kBufferBytes));
      const ssize_t count = ::read(descriptor_, buffer_.data() + before, buffer_.size() - before);
      buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return damaged("the file ends too early");
    }
  }
  return std::string_view(buffer_).substr(position_, size);
}

Status StagedReader::read_header() {
  Result<std::string_view> bytes = need(kMagic.size() + sizeof(std::uint32_t));
  if (!bytes) return bytes.status();
  const std::string_view magic = bytes->substr(0, kMagic.size());
  const bool is_old = magic == kOldMagic;
  if (magic != kMagic && !is_old) return damaged("it does not begin as it must");
  const auto count = take<std::uint32_t>(bytes->substr(kMagic.size()));
  if (count > kMaxColumns) return damaged("it has too many columns");
  position_ += bytes->size();
  bytes = need(count * sizeof(std::uint32_t) + 1);
  if (!bytes) return bytes.status();
  for (std::size_t i = 0; i < count; ++i) {
    columns_.push_back(
        static_cast<int>(take<std::uint32_t>(bytes->substr(i * sizeof(std::uint32_t)))));
  }
  has_op_ = bytes->back() != 0;
  position_ += bytes->size();
  has_header_ = true;
  return is_old ? Status::ok() : read_update_rules();
}

Status StagedReader::read_update_rules() {
  Result<std::string_view> bytes = need(1 + sizeof(std::uint32_t));
  if (!bytes) return bytes.status();
  partial_update_ = bytes->front() != 0;
  const auto size = take<std::uint32_t>(bytes->substr(1));
  position_ += bytes->size();
  bytes = need(size);
  if (!bytes) return bytes.status();
  merge_condition_ = *bytes;
  position_ += size;
  return Status::ok();
}

Status StagedReader::read_cell(Cell& cell) {
  Result<std::string_view> bytes = need(1);
  if (!bytes) return bytes.status();
  const auto kind = take<CellKind>(*bytes);
  ++position_;
  if (kind == CellKind::kNull) {
    cell = std::monostate();
    return Status::ok();
  }
  std::size_t size = sizeof(std::int64_t);
  if (kind == CellKind::kText) {
    bytes = need(sizeof(std::uint32_t));
    if (!bytes) return bytes.status();
    size = take<std::uint32_t>(*bytes);
    position_ += sizeof(std::uint32_t);
  }
  bytes = need(size);
  if (!bytes) return bytes.status();
  position_ += size;
  batch_bytes_ += size;
  if (kind == CellKind::kInteger) {
    cell = take<std::int64_t>(*bytes);
  } else if (kind == CellKind::kDouble) {
    cell = take<double>(*bytes);
  } else if (kind == CellKind::kText) {
    cell = std::string(*bytes);
  } else {
    return damaged("a value has an unknown kind");
  }
  return Status::ok();
}

Status StagedReader::read_row(RowBatch& batch) {
  if (has_op_) {
    const Result<std::string_view> op = need(1);
    if (!op) return op.status();
    batch.op.push_back(take<std::uint8_t>(*op));
    ++position_;
  }
  std::vector<Cell>& row = batch.rows.emplace_back(columns_.size());
  for (Cell& cell : row) STARLOAD_TRY(read_cell(cell));
  ++rows_;
  return Status::ok();
}

Result<bool> StagedReader::next(RowBatch& batch) {
  batch = RowBatch();
  if (rows_ == extent_.rows) return false;
  if (!has_header_) STARLOAD_TRY(read_header());
  batch.columns = columns_;
  batch.partial_update = partial_update_;
  batch.merge_condition = merge_condition_;
  batch_bytes_ = 0;
  while (rows_ < extent_.rows && batch.rows.size() < kMaxBatchRows &&
         batch_bytes_ < kMaxBatchBytes) {
    STARLOAD_TRY(read_row(batch));
  }
  return true;
}

}  // namespace starload::devserver
