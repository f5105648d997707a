// A job: the property map put together from file, --set and flags (in rising order of weight), and
// the password.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/command_line.h"
#include "framework/properties/property_map.h"

namespace starload::cli {

// Reads the config file, applies assignments and flags. The error names file and line, or the flag.
Result<PropertyMap> read_job(const JobArguments& arguments);

// The first line of a file or descriptor. The error never shows what was read.
Result<std::string> read_password_file(const std::string& path);

// Where plugins are searched for this job.
std::vector<std::filesystem::path> plugin_directories(const PropertyMap& properties);

}  // namespace starload::cli
