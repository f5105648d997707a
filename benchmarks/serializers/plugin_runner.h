// A serializer plugin, loaded from its shared object like any stranger's. One thread.
#pragma once

#include <starload/abi/plugin.h>

#include <string>
#include <vector>

namespace starload::bench {

class PluginRunner final {
 public:
  // Ends the program with a message when the plugin cannot be loaded or created.
  PluginRunner(const std::string& name, const sl_schema* schema);
  ~PluginRunner();
  PluginRunner(const PluginRunner&) = delete;
  PluginRunner& operator=(const PluginRunner&) = delete;

  // Serializes the block into the buffer; the number of bytes.
  std::size_t run(const sl_row_block& block, std::vector<std::uint8_t>& buffer);

 private:
  void* library_ = nullptr;
  const sl_serializer_functions* functions_ = nullptr;
  void* self_ = nullptr;
};

}  // namespace starload::bench
