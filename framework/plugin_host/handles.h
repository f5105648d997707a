// Handles of plugin instances as C++ owners: each keeps its library loaded and destroys its
// instance exactly once. Threads as the ABI says: Serializer and Semantics one thread at a time,
// Transport any thread.
#pragma once

#include <starload/abi/plugin.h>

#include <memory>
#include <string>

#include "framework/base/status.h"
#include "framework/plugin_host/host_services.h"
#include "framework/plugin_host/library.h"
#include "framework/plugin_host/plugin_barrier.h"

namespace starload {

// An instance of a plugin and the function table of its kind.
template <typename Functions>
class PluginInstance final {
 public:
  PluginInstance() = default;
  PluginInstance(PluginInstance&& other) noexcept { swap(other); }
  PluginInstance& operator=(PluginInstance&& other) noexcept {
    swap(other);
    return *this;
  }
  ~PluginInstance() {
    if (self_ == nullptr) return;
    sl_error ignored = make_plugin_error();  // destroy cannot fail: nobody is left to tell
    plugin_barrier("destroy", ignored, [this] {
      functions_.destroy(self_);
      return SL_OK;
    });
  }

  template <typename Config>
  static Result<PluginInstance> create(std::shared_ptr<const Library> library,
                                       const Config& config) {
    PluginInstance instance;
    instance.functions_ = read_struct<Functions>(library->plugin().functions);
    sl_error error = make_plugin_error();
    const std::int32_t code = plugin_barrier("create", error, [&] {
      const std::int32_t made = instance.functions_.create(&config, &instance.self_, &error);
      if (made == SL_OK && instance.self_ == nullptr)
        return plugin_defect(error, "its create returned no handle, and no error");
      return made;
    });
    if (code != SL_OK) {
      instance.self_ = nullptr;
      return plugin_status(*library, code, error);
    }
    instance.library_ = std::move(library);
    return instance;
  }

  const Functions& functions() const { return functions_; }
  void* self() const { return self_; }
  const Library& library() const { return *library_; }

 private:
  void swap(PluginInstance& other) noexcept {
    std::swap(library_, other.library_);
    std::swap(functions_, other.functions_);
    std::swap(self_, other.self_);
  }

  std::shared_ptr<const Library> library_;
  Functions functions_{};
  void* self_ = nullptr;
};

using SerializerInstance = PluginInstance<sl_serializer_functions>;
using TransportInstance = PluginInstance<sl_transport_functions>;
using SemanticsInstance = PluginInstance<sl_semantics_functions>;

}  // namespace starload
