#include "devserver/load/load_rules.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace starload::devserver {

Result<UserIdentity> log_in(const HttpRequest& request, const AccessControl& access) {
  const std::optional<Credentials> given =
      parse_basic_auth(request.header_or_empty("Authorization"));
  if (!given) return Status::refused("no valid Basic authorization");
  if (std::optional<UserIdentity> user = access.log_in(*given, request.client_host))
    return std::move(*user);
  return Status::refused(fmt::format("Access denied for user '{}' (using password: {})",
                                     given->user, given->password.empty() ? "NO" : "YES"));
}

Status check_insert(const AccessControl& access, const UserIdentity& user,
                    std::string_view database, std::string_view table) {
  if (access.may_load(user, database, table)) return Status::ok();
  return Status::refused(
      "Access denied; you need (at least one of) the INSERT privilege(s) for this operation");
}

Status check_filter_ratio(const RowCounts& counts, double max_filter_ratio) {
  const auto selected = static_cast<double>(counts.total() - counts.unselected);
  if (static_cast<double>(counts.filtered) <= max_filter_ratio * selected) return Status::ok();
  return Status::refused("too many filtered rows");
}

std::string empty_load_text(bool since_4_0) {
  if (since_4_0) {
    return "No rows were imported from upstream. Possible causes: 1) all rows were filtered by "
           "load conditions, 2) all rows failed data quality/validation checks, or 3) upstream has "
           "no data. If you are sure there may be no data to be loaded, you can use `ADMIN SET "
           "FRONTEND CONFIG ('empty_load_as_error' = 'false')` to ensure such load jobs can "
           "succeed";
  }
  return "No partitions have data available for loading. If you are sure there may be no data to "
         "be loaded, you can use `ADMIN SET FRONTEND CONFIG ('empty_load_as_error' = 'false')` to "
         "ensure such load jobs can succeed";
}

std::string error_log_url(const ErrorLog& log, std::string_view be_address) {
  const std::string file = log.file_name();
  if (file.empty()) return {};
  return fmt::format("http://{}/api/_load_error_log?file={}", be_address, file);
}

std::string rejected_record_path(const ErrorLog& log, std::string_view be_address) {
  const std::string path = log.rejected_path();
  if (path.empty()) return {};
  return fmt::format("{}:{}", be_address.substr(0, be_address.rfind(':')), path);
}

int major_version(std::string_view version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

}  // namespace starload::devserver
