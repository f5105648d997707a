// Values that bound partitions: comparing them, stepping from one to the next, naming what starts
// there. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "devserver/storage/table.h"

namespace starload::devserver {

// NULL comes before everything.
int compare_cells(const Type& type, const Cell& a, const Cell& b);

// `value` plus `count` units (hour, day, week, month, year; "" = a number); nullopt = it has none.
std::optional<Cell> step_forward(const Type& type, const Cell& value, std::int64_t count,
                                 const std::string& unit);

// p20240131, p202401, p2024, p2024013112; p17 for a number.
std::string partition_name(const Cell& value, const std::string& unit);

}  // namespace starload::devserver
