#include "framework/plugin_host/host_services.h"

#include <cstring>
#include <map>
#include <mutex>

#include "framework/plugin_host/plugin_properties.h"

namespace starload {

sl_error make_plugin_error() {
  sl_error error{};
  error.struct_size = sizeof error;
  error.row_index = SL_NO_ROW;
  return error;
}

Status plugin_status(const Library& library, std::int32_t code, const sl_error& error) {
  if (code == SL_OK) return Status::ok();
  const std::size_t size = std::min<std::size_t>(error.message_size, sizeof error.message);
  std::string message = "plugin " + library.name() + ": ";
  message +=
      size == 0 ? "failed with code " + std::to_string(code) : std::string(error.message, size);
  switch (code) {
    case SL_ERR_CONFIG:
      return Status::config(message);
    case SL_ERR_DATA:
      return Status::data(message);
    case SL_ERR_RETRYABLE:
      return Status::unavailable(message);
    case SL_ERR_CANCELLED:
      return Status::cancelled(message);
    default:
      return Status::fatal(message);
  }
}

struct HostServices::Impl {
  LogSink log;
  PluginHost& plugins;
  const EffectiveProperties& properties;
  sl_host host{};
  sl_nested_value_host nested{};
  std::mutex mutex;                                             // guards open_nested
  std::map<void*, std::shared_ptr<const Library>> open_nested;  // keeps a handle's library loaded

  Impl(LogSink sink, PluginHost& plugin_host, const EffectiveProperties& effective)
      : log(std::move(sink)), plugins(plugin_host), properties(effective) {
    host = {sizeof(sl_host), 0, this, &write_log, &get_extension};
    nested = {sizeof(sl_nested_value_host), 0, &open, &close};
  }

  static void write_log(void* context, int32_t level, sl_str message) {
    const auto* self = static_cast<Impl*>(context);
    const auto known =
        static_cast<LogLevel>(level < SL_LOG_DEBUG || level > SL_LOG_ERROR ? SL_LOG_INFO : level);
    log_to(self->log, known, std::string_view(message.data, message.size));
  }

  static const void* get_extension(void* context, const char* id) {
    if (std::strcmp(id, SL_EXT_NESTED_VALUE_HOST) != 0) return nullptr;
    return &static_cast<Impl*>(context)->nested;
  }

  static int32_t fail(sl_error* error, const Status& status) {
    const std::size_t size = status.message().copy(error->message, sizeof error->message);
    error->message_size = static_cast<std::uint32_t>(size);
    error->code = SL_ERR_CONFIG;
    error->row_index = SL_NO_ROW;
    return SL_ERR_CONFIG;
  }

  static int32_t open(void* context, const sl_type* type, sl_nested_value* out, sl_error* error) {
    auto* self = static_cast<Impl*>(context);
    *out = {sizeof(sl_nested_value), 0, nullptr, nullptr};
    const std::string name = self->properties.get("sink.nested-serializer");
    Result<std::shared_ptr<const Library>> library = self->plugins.find(SL_KIND_SERIALIZER, name);
    if (!library) return fail(error, library.status().with_context("nested columns"));
    const sl_plugin& plugin = (*library)->plugin();
    const void* table =
        plugin.get_extension == nullptr ? nullptr : plugin.get_extension(SL_EXT_NESTED_VALUE);
    if (table == nullptr) {
      return fail(error, Status::config("sink.nested-serializer = '" + name +
                                        "': that plugin cannot write nested "
                                        "values (it lacks the extension " SL_EXT_NESTED_VALUE ")"));
    }
    const PluginProperties own(plugin, self->properties);
    const auto* functions = static_cast<const sl_nested_value_functions*>(table);
    const int32_t code = functions->create(&self->host, own.abi(), type, &out->self, error);
    if (code != SL_OK) return code;
    out->functions = functions;
    const std::lock_guard lock(self->mutex);
    self->open_nested.emplace(out->self, library.take());
    return SL_OK;
  }

  static void close(void* context, sl_nested_value* value) {
    auto* self = static_cast<Impl*>(context);
    if (value->self == nullptr) return;
    value->functions->destroy(value->self);
    const std::lock_guard lock(self->mutex);
    self->open_nested.erase(value->self);
    value->self = nullptr;
  }
};

HostServices::HostServices(LogSink log, PluginHost& plugins, const EffectiveProperties& properties)
    : impl_(std::make_unique<Impl>(std::move(log), plugins, properties)) {}

HostServices::~HostServices() = default;

const sl_host* HostServices::abi() const { return &impl_->host; }

}  // namespace starload
