// The password stops being right in the middle of a load: an account is locked by too many tries,
// so there must not be many.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "framework/engine/engine.h"
#include "framework/rows/row_block.h"
#include "framework/rows/row_writer.h"
#include "tests/devserver/http/raw_client.h"
#include "tests/devserver/server_fixture.h"

namespace starload {
namespace {

using std::chrono::seconds;

struct AuthCase {
  const char* version;
  const char* semantics;
  std::vector<const char*> steps;  // that are refused from the second checkpoint on
};

void PrintTo(const AuthCase& c, std::ostream* out) {
  *out << c.version << ", " << c.semantics << ", from " << c.steps.front();
}

class AuthLost : public devserver::ServerFixture, public testing::WithParamInterface<AuthCase> {
 protected:
  void SetUp() override {
    start();
    EngineConfig config;
    const auto set = [&](const char* key, const std::string& value) {
      config.properties.set(key, value, "test");
    };
    set("load-url", "127.0.0.1:" + std::to_string(fe()));
    set("database-name", "db");
    set("table-name", "events");
    set("username", "root");
    set("password", "");
    set("sink.version", GetParam().version);
    set("sink.semantic", GetParam().semantics);
    set("sink.max-retries", "1000");
    set("sink.retry.interval-ms", "1");
    config.plugin_directories = {BUILTIN_PLUGINS};
    auto engine = Engine::open(config);
    ASSERT_TRUE(engine) << engine.status().message();
    engine_ = engine.take();
    schema_ = *Schema::make(
        {{"id", {.kind = SL_TYPE_INT}, "int"}, {"name", {.kind = SL_TYPE_VARCHAR}, "varchar"}},
        false);
    const auto table = engine_->add_table({"db", "events", schema_, {"id", "name"}});
    ASSERT_TRUE(table) << table.status().message();
    table_ = *table;
  }

  Status checkpoint(std::uint64_t id) {
    RowBlock block(schema_);
    RowWriter writer(block);
    writer.begin_row();
    writer.set_int(0, static_cast<std::int64_t>(id));
    writer.set_bytes(1, "row");
    writer.end_row();
    STARLOAD_TRY(engine_->write(table_, block.abi()));
    STARLOAD_TRY(engine_->prepare(id, seconds(30)).status());
    return engine_->commit(id, seconds(30));
  }

  void take_the_password_away() {
    for (const char* step : GetParam().steps) {
      devserver::request(fe(), "POST", "/admin/faults", {}, std::string(step) + "@fe#*:status=401");
    }
  }

  int refused() {
    const std::string text = devserver::request(fe(), "GET", "/admin/faults").body;
    const nlohmann::json reply = nlohmann::json::parse(text);
    int count = 0;
    for (const auto& fault : reply.at("faults")) count += fault.at("fired").get<int>();
    return count;
  }

  std::shared_ptr<const Schema> schema_;
  std::unique_ptr<Engine> engine_;
  std::uint32_t table_ = 0;
};

TEST_P(AuthLost, EndsTheLoadAfterAFewTriesAndSaysWhatToDo) {
  const Status before = checkpoint(1);
  ASSERT_TRUE(before) << before.message();
  take_the_password_away();
  const Status status = checkpoint(2);
  ASSERT_FALSE(status);
  EXPECT_NE(status.message().find("HTTP 401"), std::string::npos) << status.message();
  EXPECT_NE(status.message().find("check username, password"), std::string::npos)
      << status.message();
  EXPECT_FALSE(engine_->must_replay());  // that would only meet the same answer
  engine_->abort();
  EXPECT_GE(refused(), 1);
  EXPECT_LE(refused(), 3);  // the step, a question, a rollback
  EXPECT_EQ(query("SELECT id FROM db.events"), "1\n");
}

const std::vector<const char*> kFromBegin = {"begin",  "load",     "prepare",
                                             "commit", "rollback", "label_state"};
const std::vector<const char*> kFromLoad = {"load", "prepare", "commit", "rollback", "label_state"};
const std::vector<const char*> kFromPrepare = {"prepare", "commit", "rollback", "label_state"};
const std::vector<const char*> kFromCommit = {"commit", "rollback", "label_state"};

INSTANTIATE_TEST_SUITE_P(
    EveryStep, AuthLost,
    testing::Values(
        AuthCase{"V1", "at-least-once", {"stream_load", "label_state"}},
        AuthCase{"V1", "exactly-once", {"stream_load", "label_state"}},
        AuthCase{"V2", "at-least-once", kFromBegin}, AuthCase{"V2", "at-least-once", kFromLoad},
        AuthCase{"V2", "at-least-once", kFromPrepare}, AuthCase{"V2", "at-least-once", kFromCommit},
        AuthCase{"V2", "exactly-once", kFromBegin}, AuthCase{"V2", "exactly-once", kFromLoad},
        AuthCase{"V2", "exactly-once", kFromPrepare}, AuthCase{"V2", "exactly-once", kFromCommit}));

}  // namespace
}  // namespace starload
