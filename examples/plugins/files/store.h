// Loads as files in a folder, each label once:
//
//   DIR/.open/LABEL/        parts of a transaction that goes on; LABEL~ of a load without one
//   DIR/.prepared/LABEL/    all its parts are on disk
//   DIR/DATABASE.TABLE/LABEL/part-00001.csv ...   in the table: one rename brought all parts here
//
// A crash at any moment leaves a label in one of these places, and where it is says what has to
// happen. A reader looks into DATABASE.TABLE only. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace files {

enum class Place { kNowhere, kOpen, kPrepared, kDone };

struct Target {
  std::string database;
  std::string table;
  std::string label;
};

// Something that the file system did not do; what() says what, where and why.
class StoreError final : public std::exception {
 public:
  explicit StoreError(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

class Store final {
 public:
  Store(std::filesystem::path directory, std::uint64_t rotate_bytes)
      : directory_(std::move(directory)), rotate_bytes_(rotate_bytes) {}

  // Makes the folders; fails when they cannot be written to.
  void prove_writable() const;
  Place find(const Target& target) const;
  void open(const Target& target) const;
  // Appends to the last part, or begins one when that is full or cannot be continued (JSON). All of
  // it is written, or nothing.
  void append(const Target& target, const std::vector<std::string_view>& pieces,
              std::string_view format) const;
  // A load that is no part of a transaction: nowhere -> done. What a crash left of it is not
  // continued.
  void write_whole(const Target& target, const std::vector<std::string_view>& pieces,
                   std::string_view format) const;
  void prepare(const Target& target) const;  // open -> prepared, on disk
  void commit(const Target& target) const;   // prepared -> done
  void remove(const Target& target) const;   // open or prepared -> nowhere

 private:
  std::filesystem::path path(const Target& target, Place place) const;

  const std::filesystem::path directory_;
  const std::uint64_t rotate_bytes_;
};

}  // namespace files
