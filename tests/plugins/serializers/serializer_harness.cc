#include "tests/plugins/serializers/serializer_harness.h"

#include <dlfcn.h>

#include <stdexcept>

namespace starload::test {

struct HostFunctions {
  static void log(void*, std::int32_t, sl_str) {}
  static const void* get_extension(void* context, const char* id) {
    auto& self = *static_cast<Serializer*>(context);
    const bool asked = std::string_view(id) == SL_EXT_NESTED_VALUE_HOST;
    return asked && self.nested_library_ != nullptr ? &self.nested_host_ : nullptr;
  }
  static std::int32_t open(void* context, const sl_type* type, sl_nested_value* out,
                           sl_error* error) {
    auto& self = *static_cast<Serializer*>(context);
    out->functions = static_cast<const sl_nested_value_functions*>(
        self.nested_library_->plugin().get_extension(SL_EXT_NESTED_VALUE));
    return out->functions->create(&self.host_, &self.abi_properties_, type, &out->self, error);
  }
  static void close(void*, sl_nested_value* value) { value->functions->destroy(value->self); }
};

Library::Library(const std::string& plugin) {
  const std::string path = STARLOAD_PLUGIN_DIR "/" + plugin + ".so";
  handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) throw std::runtime_error(dlerror());
  const auto query = reinterpret_cast<sl_plugin_query_fn>(dlsym(handle_, SL_PLUGIN_QUERY_SYMBOL));
  plugin_ = query(SL_ABI_MAJOR, SL_ABI_MINOR);
}

Library::~Library() { dlclose(handle_); }

FixedSink::FixedSink(std::size_t capacity) : bytes(capacity) {
  sink.struct_size = sizeof(sl_sink);
  sink.data = bytes.data();
  sink.capacity = bytes.size();
  sink.grow = [](sl_sink*, std::size_t) -> std::int32_t { return SL_ERR_RETRYABLE; };
}

std::string FixedSink::text() const {
  return {reinterpret_cast<const char*>(bytes.data()), sink.size};
}

Serializer::Serializer(const std::string& plugin, const sl_schema* schema,
                       SerializerOptions options)
    : library_(plugin), texts_(std::move(options.properties)) {
  if (options.nested_host) nested_library_ = std::make_unique<Library>("map_row_json");
  host_ = {sizeof(sl_host), 0, this, &HostFunctions::log, &HostFunctions::get_extension};
  nested_host_ = {sizeof(sl_nested_value_host), 0, &HostFunctions::open, &HostFunctions::close};
  for (const auto& [key, value] : texts_) {
    properties_.push_back({{key.data(), key.size()}, {value.data(), value.size()}});
  }
  abi_properties_ = {sizeof(sl_properties), 0, properties_.data(), properties_.size()};
  const sl_serializer_config config = {sizeof(sl_serializer_config),
                                       options.may_enclose ? SL_SERIALIZER_MAY_ENCLOSE : 0, &host_,
                                       &abi_properties_, schema};
  error_.struct_size = sizeof(error_);
  create_code_ = library_.functions().create(&config, &self_, &error_);
}

Serializer::~Serializer() {
  if (self_ != nullptr) library_.functions().destroy(self_);
}

sl_body_format Serializer::format() {
  sl_body_format format{};
  format.struct_size = sizeof(format);
  library_.functions().body_format(self_, &format, &error_);
  return format;
}

PropertyMap Serializer::headers() {
  const sl_body_format body = format();
  PropertyMap headers;
  for (std::size_t i = 0; i < body.header_count; ++i) {
    const sl_property& header = body.headers[i];
    headers[{header.key.data, header.key.size}] = {header.value.data, header.value.size};
  }
  return headers;
}

std::string Serializer::before() {
  const sl_str text = format().before;
  return {text.data, text.size};
}
std::string Serializer::between() {
  const sl_str text = format().between;
  return {text.data, text.size};
}
std::string Serializer::after() {
  const sl_str text = format().after;
  return {text.data, text.size};
}

std::int32_t Serializer::serialize(const sl_row_block& block, std::size_t first_row, sl_sink& sink,
                                   std::uint64_t& rows_in_body, std::size_t& rows_done) {
  return library_.functions().serialize(self_, &block, first_row, &sink, &rows_in_body, &rows_done,
                                        &error_);
}

std::string Serializer::body(const RowBlock& block) {
  if (create_code_ != SL_OK) return std::to_string(create_code_) + ": " + message();
  FixedSink out(1 << 20);
  std::uint64_t rows_in_body = 0;
  std::size_t rows_done = 0;
  const std::int32_t code = serialize(block.abi(), 0, out.sink, rows_in_body, rows_done);
  if (code != SL_OK) {
    return std::to_string(code) + ": " + message() + " (row " + std::to_string(error_.row_index) +
           ")";
  }
  return before() + out.text() + after();
}

RowBlock one_row(const std::shared_ptr<const Schema>& schema, const Fill& fill, std::uint8_t kind) {
  RowBlock block(schema);
  RowWriter writer(block);
  writer.begin_row(kind);
  fill(writer);
  writer.end_row();
  return block;
}

std::string one_value(const std::string& plugin, DataType type, const Fill& fill,
                      const std::string& target_type, SerializerOptions options) {
  const auto schema =
      Schema::make({{.name = "v", .type = std::move(type), .target_type = target_type}}, false)
          .take();
  Serializer serializer(plugin, schema->abi(), std::move(options));
  return serializer.body(one_row(schema, fill));
}

}  // namespace starload::test
