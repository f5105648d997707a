// What a user may do with a table, and how StarRocks words a refusal. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starload::devserver {

// The privileges on tables, in the order that SHOW GRANTS names them.
enum class Privilege : std::uint8_t {
  kDelete,
  kDrop,
  kInsert,
  kSelect,
  kAlter,
  kExport,
  kUpdate,
};

// One bit for each privilege.
class PrivilegeSet final {
 public:
  PrivilegeSet() = default;
  explicit PrivilegeSet(std::uint32_t bits) : bits_(bits & kAllBits) {}
  PrivilegeSet(Privilege privilege)
      : bits_(bit(privilege)) {}  // NOLINT(google-explicit-constructor)

  static PrivilegeSet all() { return PrivilegeSet(kAllBits); }
  bool has(Privilege privilege) const { return (bits_ & bit(privilege)) != 0; }
  bool is_empty() const { return bits_ == 0; }
  void add(PrivilegeSet other) { bits_ |= other.bits_; }
  void remove(PrivilegeSet other) { bits_ &= ~other.bits_; }
  std::uint32_t bits() const { return bits_; }

 private:
  static constexpr std::uint32_t kAllBits = 0x7F;
  static std::uint32_t bit(Privilege privilege) {
    return 1U << static_cast<std::uint32_t>(privilege);
  }
  std::uint32_t bits_ = 0;
};

std::string_view privilege_name(Privilege privilege);
// The names of a set, with ", " between them.
std::string privilege_names(PrivilegeSet privileges);
// The privilege of this name, without regard to case; the names of StarRocks before 3.0
// (SELECT_PRIV, LOAD_PRIV, ...) too.
std::optional<PrivilegeSet> find_privilege(std::string_view name);

// The end of a refusal: the server has no roles.
std::string grant_hint();
// "Access denied; you need (at least one of) the INSERT privilege(s) on TABLE t for this
// operation. ..." object: "TABLE t", "SYSTEM".
std::string access_denied_text(std::string_view privilege, std::string_view object);

}  // namespace starload::devserver
