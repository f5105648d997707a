// The databases and tables of a Storage, in memory, so that look-ups never wait for a running
// commit. Thread-safe: one mutex guards all of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "devserver/storage/table.h"

namespace starload::devserver {

class TableCatalog final {
 public:
  bool has_database(std::string_view database) const;
  std::vector<std::string> databases() const;
  // 0 = no such database.
  std::int64_t database_id(std::string_view database) const;
  std::vector<std::string> tables(std::string_view database) const;
  std::optional<Table> find_table(std::string_view database, std::string_view table) const;
  // Grows with every change of databases and tables.
  std::int64_t version() const { return version_.load(); }

  void add_database(const std::string& database, std::int64_t id);
  void remove_database(const std::string& database);
  void add_table(Table table, std::int64_t next_auto_increment);
  void remove_table(const Table& table);

  // The counter of the table's AUTO_INCREMENT column; nullopt: this table is gone, though another
  // may have its name.
  std::optional<std::int64_t> next_auto_increment(const Table& table) const;
  void set_next_auto_increment(const Table& table, std::int64_t next);

 private:
  struct Entry {
    Table table;
    std::int64_t next_auto_increment = 1;
  };
  using Key = std::pair<std::string, std::string>;  // database, table

  mutable std::mutex mutex_;                       // guards databases_, tables_
  std::map<std::string, std::int64_t> databases_;  // name -> id
  std::map<Key, Entry> tables_;
  std::atomic<std::int64_t> version_{1};
};

}  // namespace starload::devserver
