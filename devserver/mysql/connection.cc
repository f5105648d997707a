#include "devserver/mysql/connection.h"

#include <Poco/Exception.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

#include "devserver/mysql/native_password.h"
#include "devserver/sql/tokenizer.h"

namespace starload::devserver {
namespace {

constexpr const char* kNativePassword = "mysql_native_password";
constexpr int kHandshakeSeconds = 10;
constexpr int kIdleSeconds = 28800;  // wait_timeout
constexpr int kSendSeconds = 60;
constexpr int kPollMicros = 200'000;
constexpr std::size_t kSendBytes = 1U << 20U;

const SqlError kBadHandshake{1043, "08S01", "Bad handshake"};
const SqlError kPacketTooLarge{1153, "08S01",
                               "Got a packet bigger than 'max_allowed_packet' bytes (64 MB)"};

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, const MysqlServerConfig& config,
                       Storage& storage, AccessControl& access, std::uint32_t id,
                       const std::atomic<bool>& stopping)
    : socket_(socket),
      config_(config),
      access_(access),
      id_(id),
      stopping_(stopping),
      engine_(storage, access, config.facts, id) {}

void Connection::serve() {
  try {
    socket_.setNoDelay(true);
    socket_.setSendTimeout(Poco::Timespan(kSendSeconds, 0));
    if (!authenticate()) return;
    while (const std::optional<Packet> packet = receive(kIdleSeconds)) {
      writer_.set_sequence(static_cast<std::uint8_t>(packet->sequence + 1));
      if (!handle(*packet)) return;
      send();
    }
    if (assembler_.broken()) {
      writer_.error(kPacketTooLarge);
      send();
    }
  } catch (const std::exception&) {
    // The client went away: nobody is left to tell.
  }
}

void Connection::refuse_as_too_many() {
  try {
    socket_.setSendTimeout(Poco::Timespan(1, 0));
    writer_.error(SqlError{1040, "08004", "Too many connections"});
    send();
  } catch (const std::exception&) {
    // As above.
  }
}

bool Connection::authenticate() {
  const std::string scramble = make_scramble();
  writer_.set_sequence(0);
  writer_.handshake(config_.facts.mysql_version, id_, scramble);
  send();
  const std::optional<Packet> packet = receive(kHandshakeSeconds);
  if (!packet) return false;
  writer_.set_sequence(static_cast<std::uint8_t>(packet->sequence + 1));
  const std::optional<HandshakeResponse> response = read_handshake_response(packet->payload);
  if (!response) {
    writer_.error(kBadHandshake);
    send();
    return false;
  }
  multi_statements_ = (response->capabilities & kClientMultiStatements) != 0;
  bool accepted = check_password(*response, scramble);
  if (accepted && !response->database.empty()) {
    const SqlAnswer used = engine_.use_database(response->database);
    if (const auto* error = std::get_if<SqlError>(&used)) {
      writer_.error(*error);
      accepted = false;
    }
  }
  if (accepted) writer_.ok(0, kStatusAutocommit, "");
  send();
  return accepted;
}

// Leaves the error in the writer when the answer is wrong.
bool Connection::check_password(const HandshakeResponse& response, const std::string& scramble) {
  std::string answer = response.auth_response;
  const bool other_plugin =
      !response.auth_plugin.empty() && response.auth_plugin != kNativePassword;
  if (other_plugin && (response.capabilities & kClientPluginAuth) != 0) {
    writer_.auth_switch(kNativePassword, scramble);
    send();
    const std::optional<Packet> packet = receive(kHandshakeSeconds);
    if (!packet) return false;
    writer_.set_sequence(static_cast<std::uint8_t>(packet->sequence + 1));
    answer = packet->payload;
    if (answer == std::string(1, '\0')) answer.clear();
  }
  const std::optional<UserIdentity> user =
      access_.log_in(response.user, answer, scramble, socket_.peerAddress().host().toString());
  if (user) {
    user_ = *user;
    engine_.set_user(user_);
    return true;
  }
  writer_.error(SqlError{1045, "28000",
                         "Access denied for user '" + response.user +
                             "' (using password: " + (answer.empty() ? "NO" : "YES") + ")"});
  return false;
}

// Whoever is dropped while he is connected is a stranger from then on.
bool Connection::check_user() {
  if (access_.has_user(user_)) return true;
  writer_.error(SqlError{1045, "28000",
                         "Access denied for user '" + user_.name +
                             "': it was dropped since it connected; log in as another user"});
  send();
  return false;
}

bool Connection::handle(const Packet& packet) {
  if (!check_user()) return false;
  if (packet.payload.empty()) {
    writer_.error(kBadHandshake);
    send();
    return false;
  }
  const std::string_view argument = std::string_view(packet.payload).substr(1);
  switch (static_cast<CommandCode>(packet.payload[0])) {
    case CommandCode::kQuit:
      return false;
    case CommandCode::kQuery:
      query(argument, multi_statements_);
      break;
    case CommandCode::kInitDb:
      answer(engine_.use_database(std::string(argument)), kStatusAutocommit);
      break;
    case CommandCode::kFieldList:
      writer_.end_of_rows(kStatusAutocommit);
      break;
    case CommandCode::kSetOption:  // 0 = several statements in a text, 1 = one
      if (argument.size() == 2) multi_statements_ = argument[0] == 0;
      writer_.end_of_rows(kStatusAutocommit);
      break;
    case CommandCode::kStatistics:
      writer_.packet("Uptime: 1  Threads: 1  Questions: 1  Slow queries: 0");
      break;
    case CommandCode::kPing:
    case CommandCode::kDebug:
    case CommandCode::kResetConnection:
      writer_.ok(0, kStatusAutocommit, "");
      break;
    case CommandCode::kStatementPrepare:
      writer_.error(SqlError{
          1295, "HY000", "This command is not supported in the prepared statement protocol yet"});
      break;
    case CommandCode::kStatementClose:
      break;  // has no answer
    default:
      writer_.error(SqlError{1047, "08S01", "Unknown command"});
  }
  return true;
}

void Connection::query(std::string_view sql, bool multiple) {
  std::vector<std::string> statements;
  try {
    statements = split_statements(sql);
  } catch (const SqlError& error) {
    return writer_.error(error);
  }
  if (statements.empty()) return writer_.ok(0, kStatusAutocommit, "");
  if (statements.size() > 1 && !multiple) {
    return writer_.error(SqlError{1064, "42000",
                                  "Getting syntax error. Detail message: several statements in one "
                                  "text; the client has to ask "
                                  "for CLIENT_MULTI_STATEMENTS."});
  }
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const bool more = i + 1 < statements.size();
    const SqlAnswer result = engine_.execute(statements[i]);
    answer(result, static_cast<std::uint16_t>(kStatusAutocommit | (more ? kStatusMoreResults : 0)));
    if (std::holds_alternative<SqlError>(result)) return;
  }
}

void Connection::answer(const SqlAnswer& answer, std::uint16_t status) {
  if (const auto* error = std::get_if<SqlError>(&answer)) return writer_.error(*error);
  const SqlResult& result = std::get<SqlResult>(answer);
  if (result.has_rows) return send_rows(result, status);
  writer_.ok(result.affected_rows, status, result.info);
}

void Connection::send_rows(const SqlResult& result, std::uint16_t status) {
  writer_.column_count(result.columns.size());
  for (const ColumnInfo& column : result.columns) writer_.column(column);
  writer_.end_of_rows(status);
  for (const std::vector<Cell>& row : result.rows) {
    writer_.row(result.columns, row);
    if (writer_.output().size() > kSendBytes) send();
  }
  writer_.end_of_rows(status);
}

std::optional<Packet> Connection::receive(int timeout_seconds) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(timeout_seconds);
  std::array<char, 65536> bytes{};
  for (;;) {
    if (std::optional<Packet> packet = assembler_.take()) return packet;
    if (assembler_.broken() || stopping_.load() || Clock::now() > deadline) return std::nullopt;
    if (!socket_.poll(Poco::Timespan(0, kPollMicros), Poco::Net::Socket::SELECT_READ)) continue;
    const int count = socket_.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
    if (count <= 0) return std::nullopt;
    assembler_.append({bytes.data(), static_cast<std::size_t>(count)});
  }
}

void Connection::send() {
  std::string& output = writer_.output();
  std::size_t sent = 0;
  while (sent < output.size()) {
    const int chunk = static_cast<int>(std::min(output.size() - sent, kSendBytes));
    const int count = socket_.sendBytes(output.data() + sent, chunk, MSG_NOSIGNAL);
    if (count <= 0) throw Poco::TimeoutException("the client does not read");
    sent += static_cast<std::size_t>(count);
  }
  output.clear();
}

}  // namespace starload::devserver
