// https with a throwaway authority.
#include <gtest/gtest.h>

#include "tests/plugins/transports/support/certificates.h"
#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

class Tls : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(certificates().problem, ""); }

  static TestConfig setup(const ScriptedServer& server) {
    TestConfig made = setup_for("https://" + server.authority());
    made.properties["sink.ssl.ca-file"] = certificates().ca_file;
    return made;
  }
  static ScriptedServer::Tls good() {
    return {certificates().good_cert, certificates().good_key, ""};
  }
};

void expect_refused(const Outcome& outcome, const std::string& part) {
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO) << outcome.message;
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_NE(outcome.message.find(part), std::string::npos) << outcome.message;
}

TEST_F(Tls, LoadsOverAVerifiedConnectionAndKeepsIt) {
  ScriptedServer server({backend(std::string(kSuccess))}, good());
  Harness transport(setup(server));
  Load load;
  load.body = {std::string(20u << 20, 'x'), "end\n"};
  for (int i = 0; i < 3; ++i) {
    const Outcome outcome = transport.execute(load);
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
  }
  EXPECT_EQ(server.accepted(), 1u);
  EXPECT_TRUE(transport.log().empty());
}

TEST_F(Tls, TheHostNameMayBeUsedToo) {
  ScriptedServer server({backend(std::string(kSuccess))}, good());
  TestConfig made = setup(server);
  made.properties["load-url"] = "https://localhost:" + std::to_string(server.port());
  const Outcome outcome = Harness(std::move(made)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
}

TEST_F(Tls, ACertificateOfAnotherHostIsRefused) {
  ScriptedServer server({backend(std::string(kSuccess))},
                        {certificates().other_cert, certificates().other_key, ""});
  expect_refused(Harness(setup(server)).execute({}), "not valid for '127.0.0.1'");
}

TEST_F(Tls, ASelfSignedCertificateIsRefused) {
  ScriptedServer server({backend(std::string(kSuccess))},
                        {certificates().self_cert, certificates().self_key, ""});
  expect_refused(Harness(setup(server)).execute({}), "not signed by a trusted authority");
}

TEST_F(Tls, WithoutVerificationItIsTakenWithAWarningAtTheStart) {
  ScriptedServer server({backend(std::string(kSuccess))},
                        {certificates().self_cert, certificates().self_key, ""});
  TestConfig made = setup(server);
  made.properties["sink.ssl.verify"] = "false";
  Harness transport(std::move(made));
  EXPECT_TRUE(transport.log_has("WARN stream_load: sink.ssl.verify=false"));
  const Outcome outcome = transport.execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
}

TEST_F(Tls, APlainServerIsRefused) {
  ScriptedServer server({[](Peer& peer) { peer.write("HTTP/1.1 400 Bad Request\r\n\r\n"); }});
  expect_refused(Harness(setup(server)).execute({}), "TLS");
}

TEST_F(Tls, ARedirectFromHttpsToHttpIsRefused) {
  ScriptedServer plain({backend(std::string(kSuccess))});
  ScriptedServer server({frontend("http://" + plain.authority() + "/api/db/t/_stream_load")},
                        good());
  TestConfig made = setup(server);
  made.known_hosts = {plain.authority()};
  const Outcome outcome = Harness(std::move(made)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_NE(outcome.message.find("from https to http://"), std::string::npos) << outcome.message;
  EXPECT_EQ(plain.accepted(), 0u);
}

TEST_F(Tls, ARedirectFromHttpsToHttpsIsFollowed) {
  ScriptedServer be({backend(std::string(kSuccess))}, good());
  ScriptedServer fe({frontend("https://" + be.authority() + "/api/db/t/_stream_load")}, good());
  TestConfig made = setup(fe);
  made.known_hosts = {be.authority()};
  const Outcome outcome = Harness(std::move(made)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
}

TEST_F(Tls, AClientCertificateIsShown) {
  ScriptedServer server(
      {backend(std::string(kSuccess))},
      {certificates().good_cert, certificates().good_key, certificates().ca_file});
  TestConfig made = setup(server);
  made.properties["sink.ssl.cert-file"] = certificates().client_cert;
  made.properties["sink.ssl.key-file"] = certificates().client_key;
  const Outcome outcome = Harness(std::move(made)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
  EXPECT_NE(Harness(setup(server)).execute({}).response.verdict, SL_VERDICT_OK);
}

TEST_F(Tls, FilesThatDoNotFitAreNamedAtTheStart) {
  const auto error_with = [](const std::string& key, const std::string& value) {
    TestConfig made = setup_for("https://127.0.0.1:1");
    made.properties[key] = value;
    return Harness(std::move(made)).create_error();
  };
  const std::string key_file = certificates().good_key;
  EXPECT_NE(error_with("sink.ssl.ca-file", key_file).find("sink.ssl.ca-file='" + key_file + "'"),
            std::string::npos);
  EXPECT_NE(error_with("sink.ssl.cert-file", key_file).find("sink.ssl.cert-file"),
            std::string::npos);
  EXPECT_NE(error_with("sink.ssl.key-file", key_file).find("sink.ssl.cert-file"),
            std::string::npos);
}

}  // namespace
}  // namespace starload::test
