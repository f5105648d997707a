#include "cli/fe_probe.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPBasicCredentials.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <memory>
#include <nlohmann/json.hpp>

namespace starload::cli {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{64} * 1024;

Poco::Timespan span(std::chrono::milliseconds time) {
  return {static_cast<Poco::Timespan::TimeDiff>(time.count()) * 1000};
}

std::unique_ptr<Poco::Net::HTTPClientSession> open_session(const Poco::URI& uri,
                                                           const FeProbe& probe) {
  std::unique_ptr<Poco::Net::HTTPClientSession> session;
  if (uri.getScheme() == "https") {
    Poco::Net::Context::Params params;
    params.caLocation = probe.ca_file;
    params.loadDefaultCAs = probe.ca_file.empty();
    params.verificationMode =
        probe.verify ? Poco::Net::Context::VERIFY_STRICT : Poco::Net::Context::VERIFY_NONE;
    Poco::Net::Context::Ptr context(
        new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params));
    session =
        std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
  } else {
    session = std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
  }
  session->setTimeout(span(probe.timeout), span(probe.timeout), span(probe.timeout));
  return session;
}

// The server's own words out of an answer that is no redirect.
std::string reason_of(std::istream& body) {
  std::string text(kMaxAnswerBytes, '\0');
  body.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(body.gcount()));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  for (const char* key : {"Message", "msg", "message"}) {
    if (json.is_object() && json.contains(key) && json[key].is_string())
      return json[key].get<std::string>();
  }
  return "an answer that is not understood";
}

std::string escape(const std::string& name) {
  std::string encoded;
  Poco::URI::encode(name, "/?#%", encoded);
  return encoded;
}

Result<std::string> read_redirect(Poco::Net::HTTPClientSession& session, const FeProbe& probe) {
  Poco::Net::HTTPResponse response;
  std::istream& body = session.receiveResponse(response);
  const int status = response.getStatus();
  if (status == Poco::Net::HTTPResponse::HTTP_TEMPORARY_REDIRECT) {
    const Poco::URI location(response.get("Location", ""));
    if (location.getHost().empty()) {
      return Status::unavailable("FE " + probe.frontend +
                                 " redirects to an address that is not understood");
    }
    return location.getHost() + ":" + std::to_string(location.getPort());
  }
  const std::string reason =
      "FE " + probe.frontend + " answers " + std::to_string(status) + ": " + reason_of(body);
  if (status == Poco::Net::HTTPResponse::HTTP_UNAUTHORIZED) return Status::refused(reason);
  return Status::unavailable(reason);
}

}  // namespace

Result<std::string> probe_frontend(const FeProbe& probe) {
  try {
    const bool has_scheme = probe.frontend.find("://") != std::string::npos;
    const Poco::URI uri(has_scheme ? probe.frontend : "http://" + probe.frontend);
    const auto session = open_session(uri, probe);
    Poco::Net::HTTPRequest request(
        Poco::Net::HTTPRequest::HTTP_PUT,
        "/api/" + escape(probe.database) + "/" + escape(probe.table) + "/_stream_load",
        Poco::Net::HTTPMessage::HTTP_1_1);
    Poco::Net::HTTPBasicCredentials(probe.username, probe.password).authenticate(request);
    request.setExpectContinue(true);
    request.setContentLength(0);
    session->sendRequest(request).flush();
    return read_redirect(*session, probe);
  } catch (const Poco::Exception& error) {
    return Status::unavailable("FE " + probe.frontend + " does not answer: " + error.displayText());
  }
}

Status probe_address(const std::string& address, std::chrono::milliseconds timeout) {
  try {
    Poco::Net::StreamSocket socket;
    socket.connect(Poco::Net::SocketAddress(address), span(timeout));
    socket.close();
    return Status::ok();
  } catch (const Poco::Exception& error) {
    return Status::unavailable(address + " cannot be reached: " + error.displayText());
  }
}

}  // namespace starload::cli
