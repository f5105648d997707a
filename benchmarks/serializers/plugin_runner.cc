#include "benchmarks/serializers/plugin_runner.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace starload::bench {
namespace {

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "benchmark: %s\n", what.c_str());
  std::exit(1);
}

constexpr sl_properties kProperties = {sizeof(sl_properties), 0, nullptr, 0};

const sl_plugin* open_plugin(const std::string& name, void*& library) {
  const char* directory = std::getenv("STARLOAD_PLUGIN_PATH");
  const std::string path =
      std::string(directory != nullptr ? directory : STARLOAD_PLUGIN_DIR) + "/" + name + ".so";
  library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) give_up(dlerror());
  const auto query = reinterpret_cast<sl_plugin_query_fn>(dlsym(library, SL_PLUGIN_QUERY_SYMBOL));
  if (query == nullptr) give_up(path + " has no " SL_PLUGIN_QUERY_SYMBOL);
  return query(SL_ABI_MAJOR, SL_ABI_MINOR);
}

void no_log(void*, std::int32_t, sl_str) {}
std::int32_t refuse_growth(sl_sink*, std::size_t) { return SL_ERR_RETRYABLE; }

}  // namespace

struct PluginRunner::Nested {
  void* library = nullptr;
  const sl_nested_value_functions* functions = nullptr;
  const sl_host* host = nullptr;
  sl_nested_value_host offered{sizeof(sl_nested_value_host), 0, &Nested::open, &Nested::close};

  static const void* extension(void* context, const char* name) {
    if (context == nullptr || std::strcmp(name, SL_EXT_NESTED_VALUE_HOST) != 0) return nullptr;
    return &static_cast<Nested*>(context)->offered;
  }
  static std::int32_t open(void* context, const sl_type* type, sl_nested_value* out,
                           sl_error* error) {
    const auto* self = static_cast<Nested*>(context);
    out->functions = self->functions;
    return self->functions->create(self->host, &kProperties, type, &out->self, error);
  }
  static void close(void*, sl_nested_value* value) {
    if (value->self != nullptr) value->functions->destroy(value->self);
    value->self = nullptr;
  }
};

PluginRunner::PluginRunner(const std::string& name, const sl_schema* schema,
                           const std::string& nested) {
  functions_ = static_cast<const sl_serializer_functions*>(open_plugin(name, library_)->functions);
  if (!nested.empty()) {
    nested_ = std::make_unique<Nested>();
    const sl_plugin* plugin = open_plugin(nested, nested_->library);
    nested_->functions =
        static_cast<const sl_nested_value_functions*>(plugin->get_extension(SL_EXT_NESTED_VALUE));
    nested_->host = &host_;
  }
  host_ = {sizeof(sl_host), 0, nested_.get(), &no_log, &Nested::extension};
  const sl_serializer_config config = {sizeof(sl_serializer_config), SL_SERIALIZER_MAY_ENCLOSE,
                                       &host_, &kProperties, schema};
  sl_error error{};
  error.struct_size = sizeof(error);
  if (functions_->create(&config, &self_, &error) != SL_OK) {
    give_up(std::string(error.message, error.message_size));
  }
}

PluginRunner::~PluginRunner() {
  functions_->destroy(self_);
  dlclose(library_);
  if (nested_) dlclose(nested_->library);
}

std::size_t PluginRunner::run(const sl_row_block& block, std::vector<std::uint8_t>& buffer) {
  sl_sink sink = {sizeof(sl_sink), 0, buffer.data(), 0, buffer.size(), nullptr, &refuse_growth};
  std::uint64_t rows_in_body = 0;
  std::size_t done = 0;
  sl_error error;
  error.struct_size = sizeof(error);
  error.message_size = 0;
  const std::int32_t code =
      functions_->serialize(self_, &block, 0, &sink, &rows_in_body, &done, &error);
  if (code != SL_OK || done != block.row_count) {
    give_up("serialize stopped: " + std::string(error.message, error.message_size));
  }
  return sink.size;
}

}  // namespace starload::bench
