#include "devserver/mysql/mysql_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

#include "devserver/mysql/connection.h"

namespace starload::devserver {
namespace {

constexpr int kPollMicros = 200'000;
constexpr int kBacklog = 64;

}  // namespace

class MysqlServer::Impl final {
 public:
  Impl(MysqlServerConfig config, Storage& storage, AccessControl& access)
      : config_(std::move(config)), storage_(storage), access_(access) {}

  void open() {
    const Poco::Net::SocketAddress address(config_.bind_address,
                                           static_cast<std::uint16_t>(config_.port));
    socket_.bind(address, true, false);  // at once after a restart, but never beside another server
    socket_.listen(kBacklog);
    config_.facts.mysql_port = socket_.address().port();
    acceptor_ = std::thread([this] { accept_loop(); });
  }

  int port() const { return config_.facts.mysql_port; }

  void stop() {
    const std::lock_guard lock(stop_mutex_);
    if (stopping_.exchange(true)) return;
    if (acceptor_.joinable()) acceptor_.join();
    // A statement that runs now ends with an error; its thread then sees that the server stops.
    storage_.interrupt();
    for (Client& client : clients_) client.thread.join();
    clients_.clear();
    socket_.close();
  }

 private:
  struct Client {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  void accept_loop() {
    while (!stopping_.load()) {
      try {
        if (socket_.poll(Poco::Timespan(0, kPollMicros), Poco::Net::Socket::SELECT_READ))
          serve(socket_.acceptConnection());
      } catch (const std::exception&) {
        // Out of descriptors, or the client was gone before it was taken: the next round tries
        // again.
        std::this_thread::sleep_for(std::chrono::microseconds(kPollMicros));
      }
      reap();
    }
  }

  void serve(Poco::Net::StreamSocket socket) {
    if (config_.admit && !config_.admit()) {
      socket.setLinger(true, 0);
      return;
    }
    const std::uint32_t id = ++last_id_;
    if (clients_.size() >= static_cast<std::size_t>(config_.max_connections)) {
      Connection(socket, config_, storage_, access_, id, stopping_).refuse_as_too_many();
      return;
    }
    Client& client = clients_.emplace_back();
    client.thread = std::thread([this, &client, id, socket] {
      Connection(socket, config_, storage_, access_, id, stopping_).serve();
      client.done.store(true);
    });
  }

  void reap() {
    for (auto client = clients_.begin(); client != clients_.end();) {
      if (!client->done.load()) {
        ++client;
        continue;
      }
      client->thread.join();
      client = clients_.erase(client);
    }
  }

  MysqlServerConfig config_;  // not changed once the acceptor runs
  Storage& storage_;
  AccessControl& access_;
  Poco::Net::ServerSocket socket_;
  std::atomic<bool> stopping_{false};
  std::mutex stop_mutex_;  // guards stop() against a second caller
  std::thread acceptor_;
  std::list<Client> clients_;  // the acceptor's; stop() takes it over once the acceptor is joined
  std::uint32_t last_id_ = 0;
};

Result<std::unique_ptr<MysqlServer>> MysqlServer::start(MysqlServerConfig config, Storage& storage,
                                                        AccessControl& access) {
  const std::string address = config.bind_address + ":" + std::to_string(config.port);
  try {
    auto impl = std::make_unique<Impl>(std::move(config), storage, access);
    impl->open();
    return std::unique_ptr<MysqlServer>(new MysqlServer(std::move(impl)));
  } catch (const Poco::Exception& error) {
    return Status::config("cannot listen on " + address +
                          " for the MySQL protocol: " + error.displayText());
  } catch (const std::exception& error) {
    return Status::config("cannot listen on " + address +
                          " for the MySQL protocol: " + error.what());
  }
}

MysqlServer::MysqlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

MysqlServer::~MysqlServer() { stop(); }

int MysqlServer::port() const { return impl_->port(); }

void MysqlServer::stop() { impl_->stop(); }

}  // namespace starload::devserver
