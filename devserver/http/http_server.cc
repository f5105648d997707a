#include "devserver/http/http_server.h"

#include <exception>
#include <utility>

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>

#include "devserver/http/stop_flag.h"

namespace starload::devserver {
namespace {

constexpr int kMaxWaitingConnections = 256;
constexpr std::chrono::seconds kSendLimit{30};

// What the connections of one server share.
struct ServerContext {
  HttpServerConfig config;
  HttpHandler handler;
  StopFlag stop;
};

HttpResponse bad_request(const std::string& reason) {
  HttpResponse response;
  response.status = 400;
  response.content_type = "text/html";
  response.body = "Bad Request. <br/> " + reason;
  response.close = true;
  return response;
}

HttpResponse call_handler(const ServerContext& context, const HttpRequest& request,
                          HttpBody& body) {
  try {
    return context.handler(request, body);
  } catch (const std::exception& error) {
    HttpResponse response;
    response.status = 500;
    response.content_type = "text/html";
    response.body =
        R"({"status":"FAILED","code":"1","msg":"unexpected failure","message":"unexpected failure"})";
    response.close = true;
    return response;
  }
}

class Connection final : public Poco::Net::TCPServerConnection {
 public:
  Connection(const Poco::Net::StreamSocket& socket, std::shared_ptr<ServerContext> context)
      : TCPServerConnection(socket), context_(std::move(context)) {}

  void run() override {
    try {
      socket().setNoDelay(true);
      socket().setSendTimeout(Poco::Timespan(kSendLimit.count(), 0));
      serve();
    } catch (const Poco::Exception&) {
      // The client went away; there is nobody to tell.
    }
  }

 private:
  void serve() {
    HttpConnection connection(socket(), context_->stop);
    HttpRequest request;
    std::string reason;
    while (!context_->stop.is_set()) {
      switch (connection.read_head(context_->config.keep_alive_limit, request, reason)) {
        case HttpConnection::HeadOutcome::kClosed:
          return;
        case HttpConnection::HeadOutcome::kTooLarge:
          reason = "HTTP header is larger than 32768 bytes.";
          [[fallthrough]];
        case HttpConnection::HeadOutcome::kBadRequest:
          connection.reply(HttpRequest(), bad_request(reason));
          return;
        case HttpConnection::HeadOutcome::kRequest:
          break;
      }
      const HttpResponse response = call_handler(*context_, request, connection.body());
      if (!connection.reply(request, response)) return;
    }
  }

  std::shared_ptr<ServerContext> context_;
};

class ConnectionFactory final : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit ConnectionFactory(std::shared_ptr<ServerContext> context)
      : context_(std::move(context)) {}
  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
    return new Connection(socket, context_);
  }

 private:
  std::shared_ptr<ServerContext> context_;
};

// Asked on the accepting thread.
class Admission final : public Poco::Net::TCPServerConnectionFilter {
 public:
  explicit Admission(std::function<bool()> admit) : admit_(std::move(admit)) {}
  bool accept(const Poco::Net::StreamSocket& socket) override {
    if (admit_()) return true;
    Poco::Net::StreamSocket(socket).setLinger(true, 0);
    return false;
  }

 private:
  const std::function<bool()> admit_;
};

Poco::Net::TCPServerParams::Ptr server_params(int max_threads) {
  Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams();
  params->setMaxThreads(max_threads);
  params->setMaxQueued(kMaxWaitingConnections);
  return params;
}

}  // namespace

class HttpServer::Implementation final {
 public:
  Implementation(std::shared_ptr<ServerContext> context, const Poco::Net::ServerSocket& socket)
      : context_(std::move(context)),
        pool_(2, context_->config.max_threads + 1),
        server_(new ConnectionFactory(context_), pool_, socket,
                server_params(context_->config.max_threads)) {
    if (context_->config.admit) {
      server_.setConnectionFilter(new Admission(context_->config.admit));
    }
    server_.start();
  }
  ~Implementation() { stop(); }

  void stop() {
    if (context_->stop.is_set()) return;
    context_->stop.set();
    server_.stop();
    pool_.joinAll();
  }

  std::uint16_t port() const { return server_.port(); }

 private:
  std::shared_ptr<ServerContext> context_;
  Poco::ThreadPool pool_;
  Poco::Net::TCPServer server_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerConfig& config,
                                                      HttpHandler handler) {
  const std::string where =
      config.name + " port " + config.bind_address + ":" + std::to_string(config.port);
  try {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress(config.bind_address, config.port), true, false);
    socket.listen(kMaxWaitingConnections);
    auto context = std::make_shared<ServerContext>();
    context->config = config;
    context->handler = std::move(handler);
    return std::unique_ptr<HttpServer>(
        new HttpServer(std::make_unique<Implementation>(std::move(context), socket)));
  } catch (const Poco::Exception& error) {
    return Status::unavailable("cannot listen on the " + where + ": " + error.displayText() +
                               "; another program may use it, choose another port");
  }
}

HttpServer::HttpServer(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return implementation_->port(); }

void HttpServer::stop() { implementation_->stop(); }

}  // namespace starload::devserver
