// Tests of the transport, through the same ABI that starload uses.
#include <filesystem>
#include <starload/testkit/check.hpp>
#include <starload/testkit/transport.hpp>

using namespace starload::testkit;
namespace fs = std::filesystem;

int main() {
  Checks checks;
  const fs::path folder = fs::temp_directory_path() / "@NAME@-test";
  fs::remove_all(folder);
  Transport transport({{"transport.@NAME@.directory", folder}});
  const auto verdict = [&](const TestRequest& request) {
    return transport.execute(request).response.verdict;
  };
  const auto state = [&] {
    return transport.execute({.kind = SL_REQUEST_LABEL_STATE}).response.label_state;
  };

  checks.equal(verdict({.kind = SL_REQUEST_PROBE}), SL_VERDICT_OK, "the server is there");
  checks.equal(state(), SL_LABEL_UNKNOWN, "nothing is known of a label before its load");
  const TestAnswer loaded = transport.execute({.body = {"1,a\n", "2,b\n"}, .row_count = 2});
  checks.equal(loaded.response.verdict, SL_VERDICT_OK, "a load");
  checks.equal(loaded.response.loaded_rows, 2, "its rows are counted");
  checks.equal(fs::file_size(folder / "label-1"), 8u, "it is in its place");
  checks.equal(state(), SL_LABEL_VISIBLE, "and is known");
  const TestAnswer again = transport.execute({.body = {"1,a\n"}});
  checks.equal(again.response.flags, SL_RESPONSE_LABEL_EXISTS, "a label is loaded once");
  checks.equal(again.message, "the label exists", "which is said");
  checks.equal(transport.execute({.label = "../x"}).code, SL_ERR_CONFIG, "labels are checked");
  transport.cancel();
  checks.equal(verdict({.label = "late"}), SL_VERDICT_NO, "nothing is loaded once it is cancelled");

  fs::remove_all(folder);
  return checks.finish();
}
