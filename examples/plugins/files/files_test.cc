#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <starload/testkit/check.hpp>
#include <starload/testkit/transport.hpp>

using namespace starload::testkit;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    char name[] = "/tmp/starload-files-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  std::string text(const std::string& file) const {
    std::ifstream in(path / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool has(const std::string& file) const { return fs::exists(path / file); }
};

TestRequest step(std::int32_t kind, const std::string& label) {
  return {.kind = kind, .label = label};
}
TestRequest load(const std::string& label, const std::string& body) {
  return {.kind = SL_REQUEST_LOAD, .label = label, .body = {body}, .row_count = 1};
}

void test_transaction(Checks& checks) {
  Folder folder;
  Transport files(
      {{"transport.files.directory", folder.path}, {"transport.files.rotate-bytes", "5"}});
  const auto verdict = [&](const TestRequest& request) {
    return files.execute(request).response.verdict;
  };
  checks.equal(verdict(step(SL_REQUEST_PROBE, "")), SL_VERDICT_OK, "probe");
  checks.equal(verdict(step(SL_REQUEST_BEGIN, "a")), SL_VERDICT_OK, "begin");
  checks.equal(verdict(load("a", "1,2\n")), SL_VERDICT_OK, "first load");
  checks.equal(verdict(load("a", "3,4\n")), SL_VERDICT_OK, "second load");
  checks.equal(verdict(load("a", "5,6\n")), SL_VERDICT_OK, "third load");
  checks.is_true(!folder.has("db.t/a"), "nothing is in the table before the commit");
  checks.equal(verdict(step(SL_REQUEST_COMMIT, "a")), SL_VERDICT_NO, "commit before prepare");
  checks.equal(verdict(step(SL_REQUEST_PREPARE, "a")), SL_VERDICT_OK, "prepare");
  checks.equal(files.execute(step(SL_REQUEST_LABEL_STATE, "a")).response.label_state,
               SL_LABEL_PREPARED, "state");
  checks.equal(verdict(step(SL_REQUEST_COMMIT, "a")), SL_VERDICT_OK, "commit");
  checks.equal(verdict(step(SL_REQUEST_COMMIT, "a")), SL_VERDICT_OK, "commit again");
  checks.equal(folder.text("db.t/a/part-00001.csv"), "1,2\n3,4\n", "a part is continued");
  checks.equal(folder.text("db.t/a/part-00002.csv"), "5,6\n", "and rotated when it is full");
  const TestAnswer again = files.execute(step(SL_REQUEST_BEGIN, "a"));
  checks.equal(again.response.flags, SL_RESPONSE_LABEL_EXISTS, "a label is used once");
  checks.equal(again.response.label_state, SL_LABEL_VISIBLE, "and its state is told");
  checks.equal(verdict(step(SL_REQUEST_ROLLBACK, "a")), SL_VERDICT_NO, "too late to roll back");
}

void test_rollback(Checks& checks) {
  Folder folder;
  Transport files({{"transport.files.directory", folder.path}});
  files.execute(step(SL_REQUEST_BEGIN, "b"));
  files.execute(load("b", "1\n"));
  checks.equal(files.execute(step(SL_REQUEST_ROLLBACK, "b")).response.verdict, SL_VERDICT_OK,
               "rollback");
  checks.equal(files.execute(step(SL_REQUEST_PREPARE, "b")).response.flags,
               SL_RESPONSE_TRANSACTION_LOST, "it is gone");
  checks.is_true(!folder.has(".open/b"), "and so are its files");
}

void test_whole_load(Checks& checks) {
  Folder folder;
  Transport files({{"transport.files.directory", folder.path}});
  fs::create_directories(folder.path / ".open" / "c~");  // a crash left that
  std::ofstream(folder.path / ".open" / "c~" / "part-00001.csv") << "half a ro";
  checks.equal(files.execute(load("c", "1\n")).response.verdict, SL_VERDICT_OK, "a load");
  checks.equal(folder.text("db.t/c/part-00001.csv"), "1\n", "is in the table");
  checks.equal(files.execute(load("c", "1\n")).response.flags, SL_RESPONSE_LABEL_EXISTS, "once");
  checks.equal(files.execute(load("../../etc", "1\n")).code, SL_ERR_CONFIG, "names are checked");
  files.cancel();
  checks.equal(files.execute(load("d", "1\n")).response.flags, SL_RESPONSE_NOTHING_SENT,
               "cancelled");
}

}  // namespace

int main() {
  Checks checks;
  test_transaction(checks);
  test_rollback(checks);
  test_whole_load(checks);
  return checks.finish();
}
