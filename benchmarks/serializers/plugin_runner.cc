#include "benchmarks/serializers/plugin_runner.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

namespace starload::bench {
namespace {

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "serializer_bench: %s\n", what.c_str());
  std::exit(1);
}

const void* no_extension(void*, const char*) { return nullptr; }
void no_log(void*, std::int32_t, sl_str) {}
std::int32_t refuse_growth(sl_sink*, std::size_t) { return SL_ERR_RETRYABLE; }

constexpr sl_host kHost = {sizeof(sl_host), 0, nullptr, &no_log, &no_extension};
constexpr sl_properties kProperties = {sizeof(sl_properties), 0, nullptr, 0};

}  // namespace

PluginRunner::PluginRunner(const std::string& name, const sl_schema* schema) {
  const std::string path = STARLOAD_PLUGIN_DIR "/" + name + ".so";
  library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr) give_up(dlerror());
  const auto query = reinterpret_cast<sl_plugin_query_fn>(dlsym(library_, SL_PLUGIN_QUERY_SYMBOL));
  if (query == nullptr) give_up(path + " has no " SL_PLUGIN_QUERY_SYMBOL);
  functions_ =
      static_cast<const sl_serializer_functions*>(query(SL_ABI_MAJOR, SL_ABI_MINOR)->functions);
  const sl_serializer_config config = {sizeof(sl_serializer_config), SL_SERIALIZER_MAY_ENCLOSE,
                                       &kHost, &kProperties, schema};
  sl_error error{};
  error.struct_size = sizeof(error);
  if (functions_->create(&config, &self_, &error) != SL_OK) {
    give_up(std::string(error.message, error.message_size));
  }
}

PluginRunner::~PluginRunner() {
  functions_->destroy(self_);
  dlclose(library_);
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
