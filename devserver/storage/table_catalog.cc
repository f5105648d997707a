#include "devserver/storage/table_catalog.h"

namespace starload::devserver {

bool TableCatalog::has_database(std::string_view database) const {
  const std::lock_guard lock(mutex_);
  return databases_.count(std::string(database)) > 0;
}

std::vector<std::string> TableCatalog::databases() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  names.reserve(databases_.size());
  for (const auto& [name, id] : databases_) names.push_back(name);
  return names;
}

std::int64_t TableCatalog::database_id(std::string_view database) const {
  const std::lock_guard lock(mutex_);
  const auto found = databases_.find(std::string(database));
  return found == databases_.end() ? 0 : found->second;
}

std::vector<std::string> TableCatalog::tables(std::string_view database) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [key, entry] : tables_) {
    if (key.first == database) names.push_back(key.second);
  }
  return names;
}

std::optional<Table> TableCatalog::find_table(std::string_view database,
                                              std::string_view table) const {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(Key(database, table));
  if (found == tables_.end()) return std::nullopt;
  return found->second.table;
}

void TableCatalog::add_database(const std::string& database, std::int64_t id) {
  const std::lock_guard lock(mutex_);
  databases_[database] = id;
  ++version_;
}

void TableCatalog::remove_database(const std::string& database) {
  const std::lock_guard lock(mutex_);
  databases_.erase(database);
  ++version_;
}

void TableCatalog::add_table(Table table, std::int64_t next_auto_increment) {
  const std::lock_guard lock(mutex_);
  const Key key(table.database, table.name);
  tables_[key] = Entry{std::move(table), next_auto_increment};
  ++version_;
}

void TableCatalog::remove_table(const Table& table) {
  const std::lock_guard lock(mutex_);
  tables_.erase(Key(table.database, table.name));
  ++version_;
}

std::optional<std::int64_t> TableCatalog::next_auto_increment(const Table& table) const {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(Key(table.database, table.name));
  if (found == tables_.end() || found->second.table.id != table.id) return std::nullopt;
  return found->second.next_auto_increment;
}

void TableCatalog::set_next_auto_increment(const Table& table, std::int64_t next) {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(Key(table.database, table.name));
  if (found != tables_.end()) found->second.next_auto_increment = next;
}

}  // namespace starload::devserver
