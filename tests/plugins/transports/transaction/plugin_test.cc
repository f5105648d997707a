// The shared object of the transaction transport: what it declares.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <starload/abi/plugin.h>

#include <string>
#include <vector>

namespace starload::test {
namespace {

class Library final {
 public:
  explicit Library(const char* path) : handle_(::dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) return;
    const auto query =
        reinterpret_cast<sl_plugin_query_fn>(::dlsym(handle_, SL_PLUGIN_QUERY_SYMBOL));
    if (query != nullptr) plugin_ = query(SL_ABI_MAJOR, SL_ABI_MINOR);
  }
  ~Library() {
    if (handle_ != nullptr) ::dlclose(handle_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  const sl_plugin* plugin() const { return plugin_; }

 private:
  void* handle_;
  const sl_plugin* plugin_ = nullptr;
};

TEST(TransactionPlugin, DescribesATransportWithTransactionsAndWithoutEnclose) {
  const Library library(STARLOAD_TRANSACTION_PLUGIN);
  ASSERT_NE(library.plugin(), nullptr);
  EXPECT_EQ(library.plugin()->abi_major, SL_ABI_MAJOR);
  EXPECT_EQ(library.plugin()->kind, SL_KIND_TRANSPORT);
  EXPECT_STREQ(library.plugin()->name, "transaction");
  const auto* functions = static_cast<const sl_transport_functions*>(library.plugin()->functions);
  EXPECT_EQ(functions->capabilities, SL_TRANSPORT_TRANSACTIONS);
}

TEST(TransactionPlugin, HasTheOptionsOfStreamLoad) {
  const Library transaction(STARLOAD_TRANSACTION_PLUGIN);
  const Library stream_load(STARLOAD_STREAM_LOAD_PLUGIN);
  ASSERT_NE(transaction.plugin(), nullptr);
  ASSERT_NE(stream_load.plugin(), nullptr);
  const auto keys = [](const sl_plugin& plugin) {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < plugin.option_count; ++i) list.push_back(plugin.options[i].key);
    return list;
  };
  EXPECT_EQ(keys(*transaction.plugin()).size(), 14u);
  EXPECT_EQ(keys(*transaction.plugin()), keys(*stream_load.plugin()));
}

}  // namespace
}  // namespace starload::test
