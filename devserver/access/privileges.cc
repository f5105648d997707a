#include "devserver/access/privileges.h"

#include <array>

#include <fmt/format.h>

#include "devserver/http/http_message.h"

namespace starload::devserver {
namespace {

// In the order of Privilege.
constexpr std::array<std::string_view, 7> kNames = {"DELETE", "DROP",   "INSERT", "SELECT",
                                                    "ALTER",  "EXPORT", "UPDATE"};

}  // namespace

std::string_view privilege_name(Privilege privilege) {
  return kNames.at(static_cast<std::size_t>(privilege));
}

std::string privilege_names(PrivilegeSet privileges) {
  std::string text;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (!privileges.has(static_cast<Privilege>(i))) continue;
    text += text.empty() ? "" : ", ";
    text += kNames[i];
  }
  return text;
}

std::optional<PrivilegeSet> find_privilege(std::string_view name) {
  if (equals_ignoring_case(name, "ALL")) return PrivilegeSet::all();
  if (equals_ignoring_case(name, "SELECT_PRIV")) return Privilege::kSelect;
  if (equals_ignoring_case(name, "ALTER_PRIV")) return Privilege::kAlter;
  if (equals_ignoring_case(name, "DROP_PRIV")) return Privilege::kDrop;
  if (equals_ignoring_case(name, "LOAD_PRIV")) {
    PrivilegeSet load = Privilege::kInsert;
    load.add(Privilege::kUpdate);
    load.add(Privilege::kDelete);
    return load;
  }
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (equals_ignoring_case(name, kNames[i])) return static_cast<Privilege>(i);
  }
  return std::nullopt;
}

std::string grant_hint() {
  return "Please ask the admin to grant permission(s) or try activating existing roles using <set "
         "[default] role>. Current role(s): NONE. Inactivated role(s): NONE.";
}

std::string access_denied_text(std::string_view privilege, std::string_view object) {
  return fmt::format(
      "Access denied; you need (at least one of) the {} privilege(s) on {} for this operation. {}",
      privilege, object, grant_hint());
}

}  // namespace starload::devserver
