#include "sdk/plugin_check/serializer_driver.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>

#include "framework/plugin_host/checked_calls.h"

namespace starload::plugin_check {
namespace {

// The guard page of the sink in use, for the signal handler; each thread has its own.
thread_local std::uintptr_t guard_page = 0;

void on_fault(int signal, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const auto page = static_cast<std::uintptr_t>(::getpagesize());
  if (guard_page != 0 && address >= guard_page && address - guard_page < page)
    fail_now("it writes behind the sink's capacity");
  ::signal(signal, SIG_DFL);  // anything else crashes as it would have done
}

void watch_faults() {
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGSEGV, &action, nullptr);
}

// Stands in for the nested-value serializer of a real host.
constexpr char kNestedText[] = "{\"nested\":true}";

std::int32_t append_nested(void* /*self*/, const std::uint8_t* /*bytes*/, std::size_t /*size*/,
                           sl_sink* sink, sl_error* error) {
  const std::size_t size = sizeof kNestedText - 1;
  if (sink->capacity - sink->size < size && sink->grow(sink, size) != SL_OK)
    return sdk::fill_error(error, SL_ERR_RETRYABLE, "the sink is full");
  std::memcpy(sink->data + sink->size, kNestedText, size);
  sink->size += size;
  return SL_OK;
}
constexpr sl_nested_value_functions kNestedFunctions = {sizeof(sl_nested_value_functions), 0,
                                                        nullptr, nullptr, &append_nested};
std::int32_t open_nested(void* /*context*/, const sl_type* /*type*/, sl_nested_value* out,
                         sl_error* /*error*/) {
  static char handle;
  *out = {sizeof(sl_nested_value), 0, &kNestedFunctions, &handle};
  return SL_OK;
}
void close_nested(void* /*context*/, sl_nested_value* value) { value->self = nullptr; }

std::runtime_error failure(std::int32_t code, const sl_error& error) {
  const std::size_t size = std::min<std::size_t>(error.message_size, sizeof error.message);
  return std::runtime_error(size == 0
                                ? "failed with code " + std::to_string(code) + " and no message"
                                : std::string(error.message, size));
}

}  // namespace

GuardedSink::GuardedSink(std::size_t limit) : limit_(limit) {
  watch_faults();
  sink_ = {sizeof(sl_sink), 0, nullptr, 0, 0, this, &grow};
}
GuardedSink::~GuardedSink() { release(); }

void GuardedSink::release() {
  guard_page = 0;
  if (pages_ != nullptr) ::munmap(pages_, page_bytes_);
  pages_ = nullptr;
}

std::string GuardedSink::text() const {
  return sink_.size == 0 ? std::string()
                         : std::string(reinterpret_cast<const char*>(sink_.data), sink_.size);
}

std::int32_t GuardedSink::grow(sl_sink* sink, std::size_t extra) {
  auto* self = static_cast<GuardedSink*>(sink->context);
  if (extra > self->limit_ || sink->size > self->limit_ - extra) {
    self->refused_ = true;
    return SL_ERR_RETRYABLE;
  }
  const auto page = static_cast<std::size_t>(::getpagesize());
  // Doubling keeps long outputs quick; small ones get the very byte count.
  const std::size_t doubled = sink->size > page ? sink->size * 2 : 0;
  const std::size_t capacity = std::min(self->limit_, std::max(sink->size + extra, doubled));
  const std::size_t body = (capacity + page - 1) / page * page;
  void* made =
      ::mmap(nullptr, body + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (made == MAP_FAILED) return SL_ERR_RETRYABLE;
  auto* pages = static_cast<std::uint8_t*>(made);
  ::mprotect(pages + body, page, PROT_NONE);
  std::uint8_t* data = pages + (body - capacity);
  if (sink->size > 0) std::memcpy(data, sink->data, sink->size);
  self->release();
  self->pages_ = pages;
  self->page_bytes_ = body + page;
  guard_page = reinterpret_cast<std::uintptr_t>(pages + body);
  sink->data = data;
  sink->capacity = capacity;
  return SL_OK;
}

SerializerDriver::SerializerDriver(const Subject& subject, std::shared_ptr<const Library> library,
                                   const sl_schema* schema) {
  nested_ = {sizeof(sl_nested_value_host), 0, &open_nested, &close_nested};
  host_.offer(SL_EXT_NESTED_VALUE_HOST, &nested_);
  const PluginProperties own(library->plugin(), subject.properties(library->plugin()));
  const sl_serializer_config config = {sizeof(sl_serializer_config), SL_SERIALIZER_MAY_ENCLOSE,
                                       host_.abi(), own.abi(), schema};
  Result<SerializerInstance> made = SerializerInstance::create(std::move(library), config);
  if (!made && made.status().code() == ErrorCode::kConfig) throw Refused(made.status().message());
  check(made.status());
  instance_ = made.take();
}

sl_body_format SerializerDriver::body_format() {
  sl_body_format format{};
  format.struct_size = sizeof format;
  sl_error error = make_plugin_error();
  const std::int32_t code = checked_body_format(instance_, format, error);
  if (code != SL_OK) throw failure(code, error);
  return format;
}

void SerializerDriver::serialize(const sl_row_block& block, std::size_t& row, GuardedSink& sink,
                                 std::uint64_t& in_body, Written& written) {
  std::size_t done = 0;
  sl_error error = make_plugin_error();
  const std::int32_t code =
      checked_serialize(instance_, block, row, sink.abi(), in_body, done, error);
  row += done;
  written.rows += done;
  if (code == SL_OK && row < block.row_count && !sink.refused()) {
    throw std::runtime_error("its serialize stops before row " + std::to_string(row) +
                             " although the sink would grow");
  }
  if (code == SL_OK) return;
  if (code != SL_ERR_DATA) throw failure(code, error);
  if (error.row_index != static_cast<std::int64_t>(row)) {
    throw std::runtime_error("SL_ERR_DATA names row " + std::to_string(error.row_index) +
                             "; the first row that is not in the sink is " + std::to_string(row));
  }
  if (error.message_size == 0) throw std::runtime_error("SL_ERR_DATA comes without a message");
  written.bad_rows.push_back(row++);
  written.bad_row_message = std::string(error.message, error.message_size);
}

Written SerializerDriver::write(const sl_row_block& block) {
  Written written;
  GuardedSink sink(std::numeric_limits<std::size_t>::max() / 2);
  std::uint64_t in_body = 0;
  for (std::size_t row = 0; row < block.row_count;) serialize(block, row, sink, in_body, written);
  written.text = sink.text();
  return written;
}

void SerializerDriver::write_plain(const sl_row_block& block, testkit::FakeSink& sink) {
  sink.clear();
  std::uint64_t in_body = 0;
  std::size_t done = 0;
  sl_error error = make_plugin_error();
  const std::int32_t code =
      checked_serialize(instance_, block, 0, *sink.abi(), in_body, done, error);
  if (code != SL_OK) throw failure(code, error);
}

Written SerializerDriver::write_into(const sl_row_block& block, std::size_t first_row,
                                     std::size_t limit) {
  Written written;
  GuardedSink sink(limit);
  std::uint64_t in_body = 0;
  for (std::size_t row = first_row; row < block.row_count && !sink.refused();)
    serialize(block, row, sink, in_body, written);
  written.text = sink.text();
  return written;
}

}  // namespace starload::plugin_check
