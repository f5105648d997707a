// Stands in for libPocoUtil in the Flink connector's jar. libPocoNetSSL asks it for the settings of
// its process-wide default TLS context, which Starload never uses (every engine has a context of
// its own); the real one would bring libPocoXML, libPocoJSON and an expat that needs glibc 2.36.
//
// Defines what libPocoNetSSL wants when it is loaded. Whoever does call it gets an exception.
#include <Poco/Exception.h>
#include <Poco/Util/AbstractConfiguration.h>
#include <Poco/Util/Application.h>
#include <Poco/Util/OptionException.h>

#include <string>
#include <typeinfo>

namespace Poco::Util {

POCO_IMPLEMENT_EXCEPTION(OptionException, DataException, "Option exception")
POCO_IMPLEMENT_EXCEPTION(UnknownOptionException, OptionException, "Unknown option specified")
POCO_IMPLEMENT_EXCEPTION(EmptyOptionException, OptionException, "Empty option specified")

// There is no application: Application::instance() throws.
Application* Application::_pInstance = nullptr;

namespace {
[[noreturn]] void refuse(const std::string& key) {
  throw NotImplementedException("this copy of Poco has no configuration files; asked for " + key);
}
}  // namespace

bool AbstractConfiguration::hasProperty(const std::string& key) const { refuse(key); }
int AbstractConfiguration::getInt(const std::string& key) const { refuse(key); }
int AbstractConfiguration::getInt(const std::string& key, int) const { refuse(key); }
bool AbstractConfiguration::getBool(const std::string& key, bool) const { refuse(key); }
std::string AbstractConfiguration::getString(const std::string& key) const { refuse(key); }
std::string AbstractConfiguration::getString(const std::string& key, const std::string&) const {
  refuse(key);
}

}  // namespace Poco::Util
