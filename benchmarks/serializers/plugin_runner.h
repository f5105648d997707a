// A serializer plugin, loaded from its shared object like any stranger's. One thread.
#pragma once

#include <starload/abi/plugin.h>

#include <memory>
#include <string>
#include <vector>

namespace starload::bench {

class PluginRunner final {
 public:
  // The nested plugin, if any, writes ARRAY, MAP and ROW cells. Ends the program with a message
  // when a plugin cannot be loaded or created.
  PluginRunner(const std::string& name, const sl_schema* schema, const std::string& nested = "");
  ~PluginRunner();
  PluginRunner(const PluginRunner&) = delete;
  PluginRunner& operator=(const PluginRunner&) = delete;

  // Serializes the block into the buffer; the number of bytes.
  std::size_t run(const sl_row_block& block, std::vector<std::uint8_t>& buffer);

 private:
  struct Nested;  // the host's side of nested values

  void* library_ = nullptr;
  std::unique_ptr<Nested> nested_;
  sl_host host_{};
  const sl_serializer_functions* functions_ = nullptr;
  void* self_ = nullptr;
};

}  // namespace starload::bench
