// The text that a query prints for a value. Pure functions.
#pragma once

#include <string>

#include "devserver/storage/table.h"

namespace starload::devserver {

// Of a value that is not NULL; shortest round-trip digits for numbers.
std::string cell_text(const Cell& value);
std::string double_text(double value);
std::string float_text(float value);

}  // namespace starload::devserver
