// A task writer against a development server, without a JVM.
#include "plugins/adapters/flink/jni/task_writer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "framework/rows/row_block.h"
#include "framework/rows/row_writer.h"
#include "plugins/adapters/flink/jni/wire.h"
#include "tests/devserver/server_fixture.h"

namespace starload::flink {
namespace {

using namespace std::chrono_literals;

// Takes connections and never answers.
class MutePort final {
 public:
  MutePort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 50), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~MutePort() { ::close(socket_); }
  MutePort(const MutePort&) = delete;
  MutePort& operator=(const MutePort&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

class TaskWriterTest : public devserver::ServerFixture {
 protected:
  void SetUp() override {
    start();
    set("jdbc-url", "jdbc:mysql://127.0.0.1:" + std::to_string(mysql()));
    set("load-url", "127.0.0.1:" + std::to_string(fe()));
    set("username", "root");
    config_.all_states_known = true;
    auto plugins = PreloadedPlugins::load(BUILTIN_PLUGINS);
    ASSERT_TRUE(plugins) << plugins.status().message();
    plugins_ = plugins.take();
  }
  void TearDown() override {
    writer_.reset();
    ServerFixture::TearDown();
  }

  void set(const std::string& key, const std::string& value) {
    config_.properties.set(key, value, "test");
  }
  void exactly_once() {
    set("sink.semantic", "exactly-once");
    set("sink.version", "V2");
    set("sink.label-prefix", "job");
  }

  // ---- Commands
  MaybeFailure run(TaskWriter& writer, Command command, std::uint64_t number = 0,
                   const std::string& argument = "") {
    const std::uint64_t ticket = writer.start(command, number, argument);
    TaskWriter::Awaited awaited;
    for (int slices = 0; slices < 600 && !awaited.done; ++slices)
      awaited = writer.await(ticket, 50ms);
    EXPECT_TRUE(awaited.done) << "within 30 s";
    if (!awaited.failure) result_ = writer.take_result(ticket);
    return awaited.failure;
  }
  MaybeFailure run(Command command, std::uint64_t number = 0, const std::string& argument = "") {
    return run(*writer_, command, number, argument);
  }
  void expect_ok(const MaybeFailure& failure) {
    EXPECT_FALSE(failure) << failure->status.message();
  }
  MaybeFailure try_open() {
    writer_ = std::make_unique<TaskWriter>(config_, plugins_, orphans_);
    return run(Command::kOpen);
  }
  void open() { expect_ok(try_open()); }

  static std::string declared(const std::string& table, bool raw, const std::string& format = "") {
    WireWriter out;
    out.text("db").text(table).boolean(!raw);
    if (!raw) {
      out.number(2).text("id");
      out.number(SL_TYPE_INT).number(0).number(0).number(0).number(0).boolean(false);
      out.number(0).texts({}).text("name");
      out.number(SL_TYPE_VARCHAR).number(0).number(0).number(0).number(5).boolean(true);
      out.number(0).texts({});
    }
    out.boolean(false).number(format.empty() ? 0 : 1);
    if (!format.empty()) out.text("sink.properties.format").text(format);
    return out.take();
  }
  std::uint32_t add(const std::string& encoded) {
    expect_ok(run(Command::kAddTable, 0, encoded));
    WireReader in(result_);
    return static_cast<std::uint32_t>(in.number());
  }

  // ---- Rows
  MaybeFailure write_rows(std::uint32_t table, int first, int count) {
    const auto schema = *Schema::make(
        {{"id", {.kind = SL_TYPE_INT}, "int"}, {"name", {.kind = SL_TYPE_VARCHAR}, "varchar"}},
        false);
    RowBlock block(schema);
    RowWriter rows(block);
    for (int id = first; id < first + count; ++id) {
      rows.begin_row();
      rows.set_int(0, id);
      rows.set_bytes(1, "name");
      rows.end_row();
    }
    return write_block(table, block);
  }
  MaybeFailure write_record(std::uint32_t table, const std::string& record) {
    RowBlock block(nullptr);
    block.append_line(record);
    return write_block(table, block);
  }
  MaybeFailure write_block(std::uint32_t table, const RowBlock& block) {
    const sl_row_block abi = block.abi();
    const TaskWriter::Taken taken = writer_->take_memory(table, abi.byte_count, 10s);
    if (taken.failure) return taken.failure;
    EXPECT_NE(taken.memory, nullptr);
    std::memcpy(taken.memory->bytes(), abi.bytes, abi.byte_count);
    std::memcpy(taken.memory->ends(), abi.offsets + 1, abi.row_count * sizeof(std::uint32_t));
    return writer_->write(taken.memory, abi.row_count, abi.byte_count);
  }
  std::string count(const std::string& table = "events") {
    return query("SELECT COUNT(*), COUNT(DISTINCT id) FROM db." + table);
  }

  static std::string states(const std::vector<std::string>& states,
                            const std::vector<RestoredLabel>& foreign = {}) {
    WireWriter out;
    out.texts(states).number(static_cast<std::int32_t>(foreign.size()));
    for (const RestoredLabel& label : foreign)
      out.text(label.database).text(label.table).text(label.label);
    return out.take();
  }

  HostConfig config_;
  std::shared_ptr<const PreloadedPlugins> plugins_;
  std::shared_ptr<RowMemoryOrphans> orphans_ = std::make_shared<RowMemoryOrphans>();
  std::unique_ptr<TaskWriter> writer_;
  std::string result_;
};

// ---- What goes well

TEST_F(TaskWriterTest, LoadsRowsAndRecordsOfSeveralTables) {
  open();
  const std::uint32_t rows = add(declared("events", false));
  const std::uint32_t records = add(declared("users", true));
  expect_ok(write_rows(rows, 0, 1000));
  expect_ok(write_record(records, "1\tname\t2.5"));
  expect_ok(run(Command::kFlush));
  EXPECT_EQ(count(), "1000\t1000\n");
  EXPECT_EQ(query("SELECT * FROM db.users"), "1\tname\t2.5\n");
  const auto counters = writer_->counters();
  EXPECT_EQ(counters[0], 1001) << "written";
  EXPECT_EQ(counters[3], 1001) << "flushed";
  EXPECT_FALSE(writer_->failure());
}

TEST_F(TaskWriterTest, ATableMayHaveAFormatOfItsOwn) {
  open();
  const std::uint32_t table = add(declared("events", true, "json"));
  expect_ok(write_record(table, R"({"id":1,"name":"a","score":2})"));
  expect_ok(run(Command::kFlush));
  EXPECT_EQ(query("SELECT id, name FROM db.events"), "1\ta\n");
}

TEST_F(TaskWriterTest, RestoresWhatIsPrepared) {
  exactly_once();
  open();
  std::uint32_t table = add(declared("events", false));
  expect_ok(run(Command::kRestore, 0, states({})));
  expect_ok(write_rows(table, 0, 10));
  expect_ok(run(Command::kPrepare, 1));
  const std::string state = result_;
  EXPECT_EQ(count(), "0\t0\n");
  open();  // another writer; the first one ends
  add(declared("events", false));
  expect_ok(run(Command::kRestore, 0, states({state, state})));
  EXPECT_EQ(count(), "10\t10\n");
  EXPECT_EQ(writer_->counters()[3], 10);
}

TEST_F(TaskWriterTest, CommitsWhatAnotherProgramPrepared) {
  exactly_once();
  open();
  const std::uint32_t table = add(declared("events", false));
  expect_ok(write_rows(table, 0, 10));
  expect_ok(run(Command::kPrepare, 1));
  const std::string open_label = query("SHOW PROC '/transactions/db/running'");
  const std::size_t start = open_label.find("job-");
  ASSERT_NE(start, std::string::npos) << open_label;
  const std::string label = open_label.substr(start, open_label.find('\t', start) - start);
  set("sink.label-prefix", "new");
  open();
  add(declared("events", false));
  expect_ok(run(Command::kRestore, 0, states({}, {{"db", "events", label}})));
  EXPECT_EQ(count(), "10\t10\n");
}

TEST_F(TaskWriterTest, ACommitterCommitsAgainAndAgain) {
  exactly_once();
  config_.hands_over = true;
  open();
  const std::uint32_t table = add(declared("events", false));
  expect_ok(run(Command::kRestore, 0, states({})));
  HostConfig committing = config_;
  committing.hands_over = false;
  committing.committer = true;
  TaskWriter committer(committing, plugins_, orphans_);
  expect_ok(run(committer, Command::kOpen));
  for (int checkpoint = 1; checkpoint <= 5; ++checkpoint) {
    expect_ok(write_rows(table, checkpoint * 10, 10));
    expect_ok(run(Command::kPrepare, static_cast<std::uint64_t>(checkpoint)));
    const std::string state = result_;
    expect_ok(run(committer, Command::kCommitStates, 0, states({state})));
    expect_ok(run(committer, Command::kCommitStates, 0, states({state})));
    const std::string rows = std::to_string(checkpoint * 10);
    EXPECT_EQ(count(), rows + "\t" + rows + "\n");
  }
}

TEST_F(TaskWriterTest, MemoryComesBackWhenRowsAreInTheTable) {
  open();
  const std::uint32_t table = add(declared("events", false));
  for (int block = 0; block < 100; ++block) expect_ok(write_rows(table, block * 1000, 1000));
  expect_ok(run(Command::kFlush));
  EXPECT_LE(writer_->counters()[9], 6 << 20) << "what rows may take while they wait is kept";
  EXPECT_EQ(count(), "100000\t100000\n");
}

TEST_F(TaskWriterTest, FieldsThatAreNoColumnsGoWhereTheColumnsPropertySaysCompressedToo) {
  query(
      "CREATE TABLE db.uv (id INT, names HLL HLL_UNION) AGGREGATE KEY(id) "
      "DISTRIBUTED BY HASH(id)");
  set("sink.properties.columns", "id,name,names=hll_hash(name)");
  set("sink.properties.compression", "zstd");
  open();
  expect_ok(write_rows(add(declared("uv", false)), 0, 100));
  expect_ok(run(Command::kFlush));
  EXPECT_EQ(count("uv"), "100\t100\n");
  EXPECT_EQ(query("SELECT hll_union_agg(names) FROM db.uv"), "1\n");
}

// ---- What fails

TEST_F(TaskWriterTest, ATableThatDoesNotFitIsRefusedWithEveryMismatch) {
  query(
      "CREATE TABLE db.other (id DATE, nmae VARCHAR(5), must INT NOT NULL) DUPLICATE KEY(id) "
      "DISTRIBUTED BY HASH(id)");
  open();
  const MaybeFailure refused = run(Command::kAddTable, 0, declared("other", false));
  ASSERT_TRUE(refused);
  const std::string& said = refused->status.message();
  EXPECT_NE(said.find("the rows do not fit table db.other"), std::string::npos) << said;
  EXPECT_NE(said.find("'id': is INT in the rows and DATE in the table"), std::string::npos) << said;
  EXPECT_NE(said.find("does not have column name; did you mean 'nmae'?"), std::string::npos)
      << said;
  EXPECT_NE(said.find("'must': is INT NOT NULL without a default"), std::string::npos) << said;
  EXPECT_FALSE(writer_->failure());
}

TEST_F(TaskWriterTest, ATableThatIsRefusedBreaksNoWriter) {
  open();
  const MaybeFailure unknown = run(Command::kAddTable, 0, declared("evnts", false));
  ASSERT_TRUE(unknown);
  EXPECT_NE(unknown->status.message().find("'events'"), std::string::npos)
      << unknown->status.message();
  EXPECT_TRUE(run(Command::kAddTable, 0, declared("users", false))) << "no primary key";
  EXPECT_FALSE(writer_->failure());
  expect_ok(write_rows(add(declared("events", false)), 0, 1));
}

TEST_F(TaskWriterTest, AWrongPasswordIsRefusedForGood) {
  set("password", "wrong");
  const MaybeFailure failure = try_open();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->status.code(), ErrorCode::kRefused);
  EXPECT_FALSE(failure->retryable());
  EXPECT_EQ(failure->status.message().find("wrong\""), std::string::npos);
}

TEST_F(TaskWriterTest, AllHostsThatDoNotAnswerAreNamed) {
  set("jdbc-url", "jdbc:mysql://127.0.0.1:1,127.0.0.2:2");
  const MaybeFailure failure = try_open();
  ASSERT_TRUE(failure);
  EXPECT_TRUE(failure->retryable());
  EXPECT_NE(failure->status.message().find("127.0.0.1:1"), std::string::npos);
  EXPECT_NE(failure->status.message().find("127.0.0.2:2"), std::string::npos);
}

TEST_F(TaskWriterTest, AnAddressWithoutDatabaseIsAsked) {
  config_.properties = {};
  const MaybeFailure failure = try_open();
  ASSERT_TRUE(failure);
  EXPECT_NE(failure->status.message().find("load-url"), std::string::npos);
  EXPECT_EQ(failure->status.message().find("table-name"), std::string::npos);
}

TEST_F(TaskWriterTest, ALoadThatIsRefusedInTheBackgroundBreaksTheWriter) {
  set("sink.version", "V1");
  open();
  const std::uint32_t table = add(declared("events", true));
  expect_ok(write_record(table, "no number\ta\t1"));
  const MaybeFailure failure = run(Command::kFlush);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->table, "db.events");
  EXPECT_NE(failure->label, "");
  EXPECT_FALSE(failure->rejected_rows.empty());
  EXPECT_NE(failure->status.message().find("first rejected rows"), std::string::npos)
      << failure->status.message();
  const MaybeFailure later = write_record(table, "1\ta\t1");
  ASSERT_TRUE(later);
  EXPECT_EQ(later->label, failure->label) << "one failure, told again";
  EXPECT_EQ(writer_->failure()->label, failure->label);
  expect_ok(run(Command::kRollback));
}

TEST_F(TaskWriterTest, BytesThatAreNoRowsBreakTheWriterAndNotTheProcess) {
  open();
  const std::uint32_t table = add(declared("events", false));
  RowMemory* const memory = writer_->take_memory(table, 1, 1s).memory;
  ASSERT_NE(memory, nullptr);
  std::memset(memory->bytes(), 0xee, 32);
  memory->ends()[0] = 32;
  expect_ok(writer_->write(memory, 1, 32));
  const MaybeFailure failure = run(Command::kFlush);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->table, "db.events");
  EXPECT_NE(failure->status.message().find("row-format"), std::string::npos);
  open();
  RowMemory* const liar = writer_->take_memory(add(declared("events", false)), 1, 1s).memory;
  expect_ok(writer_->write(liar, 1u << 30, 1u << 30));
  EXPECT_TRUE(run(Command::kFlush));
}

TEST_F(TaskWriterTest, NothingIsDoneBeforeItIsOpen) {
  writer_ = std::make_unique<TaskWriter>(config_, plugins_, orphans_);
  EXPECT_TRUE(writer_->take_memory(0, 1, 1ms).failure);
  EXPECT_TRUE(run(Command::kFlush));
  EXPECT_TRUE(run(static_cast<Command>(99)));
}

// ---- Interrupts and the end

TEST_F(TaskWriterTest, AnInterruptEndsAFlushThatNobodyAnswers) {
  const MutePort mute;
  set("load-url", mute.address());
  open();
  const std::uint32_t table = add(declared("events", false));
  expect_ok(write_rows(table, 0, 10));
  const std::uint64_t ticket = writer_->start(Command::kFlush, 0, "");
  EXPECT_FALSE(writer_->await(ticket, 200ms).done);
  writer_->interrupt();
  const TaskWriter::Awaited awaited = writer_->await(ticket, 1s);
  ASSERT_TRUE(awaited.done);
  EXPECT_EQ(awaited.failure->status.code(), ErrorCode::kCancelled);
  EXPECT_FALSE(writer_->failure()) << "an interrupt is no failure";
  const auto start = std::chrono::steady_clock::now();
  writer_->close();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_F(TaskWriterTest, AWriterThatWaitsForMemoryCanBeInterrupted) {
  const MutePort mute;
  set("load-url", mute.address());
  set("sink.buffer-flush.max-bytes", "67108864");
  open();
  const std::uint32_t table = add(declared("events", true));
  const std::string record(200'000, 'x');
  TaskWriter::Taken taken;
  int blocks = 0;
  for (; blocks < 1000; ++blocks) {
    taken = writer_->take_memory(table, record.size(), 500ms);
    if (taken.memory == nullptr) break;
    std::memcpy(taken.memory->bytes(), record.data(), record.size());
    taken.memory->ends()[0] = static_cast<std::uint32_t>(record.size());
    expect_ok(writer_->write(taken.memory, 1, record.size()));
  }
  EXPECT_LT(blocks, 400) << "64 MiB hold no more";
  EXPECT_FALSE(taken.failure);
  EXPECT_LE(writer_->counters()[9], 64 << 20) << "buffered";
  EXPECT_GE(writer_->counters()[11], 400) << "milliseconds blocked";
  writer_->interrupt();
  EXPECT_EQ(writer_->take_memory(table, 1, 1s).failure->status.code(), ErrorCode::kCancelled);
}

TEST_F(TaskWriterTest, RollsBackAfterAnInterrupt) {
  exactly_once();
  open();
  const std::uint32_t table = add(declared("events", false));
  expect_ok(run(Command::kRestore, 0, states({})));
  expect_ok(write_rows(table, 0, 10));
  expect_ok(run(Command::kPrepare, 1));
  expect_ok(write_rows(table, 10, 10));
  writer_->interrupt();
  EXPECT_TRUE(run(Command::kFlush)) << "only a rollback makes sense now";
  expect_ok(run(Command::kRollback));
  const std::string open_now = query("SHOW PROC '/transactions/db/running'");
  EXPECT_EQ(std::count(open_now.begin(), open_now.end(), '\n'), 1) << open_now;
  EXPECT_NE(open_now.find("-1\t"), std::string::npos) << "what is prepared stays";
}

TEST_F(TaskWriterTest, EndsWhileItConnects) {
  const MutePort mute;
  set("jdbc-url", "jdbc:mysql://" + mute.address() + "?connectTimeout=2000");
  writer_ = std::make_unique<TaskWriter>(config_, plugins_, orphans_);
  const std::uint64_t ticket = writer_->start(Command::kOpen, 0, "");
  EXPECT_FALSE(writer_->await(ticket, 100ms).done);
  const auto start = std::chrono::steady_clock::now();
  writer_->close();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 4s);
}

TEST_F(TaskWriterTest, MayBeAbortedByAnotherThreadAtAnyTime) {
  for (int round = 0; round < 20; ++round) {
    open();
    const std::uint32_t table = add(declared("events", false));
    std::thread other([this, round] {
      std::this_thread::sleep_for(std::chrono::milliseconds(round));
      writer_->counters();
      writer_->failure();
      writer_->abort();
    });
    for (int block = 0; block < 20; ++block) {
      if (write_rows(table, block * 100, 100)) break;
    }
    other.join();
    const MaybeFailure failure = writer_->failure();
    EXPECT_FALSE(failure) << failure->status.message();
    EXPECT_EQ(writer_->take_memory(table, 1, 1s).failure->status.code(), ErrorCode::kCancelled);
  }
}

// ---- Warnings

EffectiveProperties effective(const std::string& key, const std::string& value) {
  EffectiveProperties properties;
  if (!key.empty()) properties.map().set(key, value, "test");
  return properties;
}

TEST(CheckpointWarnings, NameTheTimeoutAndTheInterval) {
  const auto warnings =
      checkpoint_warnings(effective("sink.properties.prepared_timeout", "60"), true, 60'000);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("prepared_timeout = 60 s"), std::string::npos);
  EXPECT_NE(warnings[0].find("60000 ms"), std::string::npos);
}

TEST(CheckpointWarnings, KnowTheServersDefaults) {
  EXPECT_TRUE(checkpoint_warnings(effective("", ""), true, 599'000).empty());
  EXPECT_EQ(checkpoint_warnings(effective("", ""), true, 600'000).size(), 1u);
  EXPECT_EQ(checkpoint_warnings(effective("", ""), true, 86'400'000).size(), 2u);
}

TEST(CheckpointWarnings, AreForTransactions) {
  EXPECT_TRUE(checkpoint_warnings(effective("", ""), false, 86'400'000).empty());
}

TEST(CheckpointWarnings, SayThatCheckpointsAreOff) {
  for (const bool transactions : {true, false})
    EXPECT_EQ(checkpoint_warnings(effective("", ""), transactions, -1).size(), 1u);
}

}  // namespace
}  // namespace starload::flink
