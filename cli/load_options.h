// How the command's flags and the job's sink.properties.* bear on reading rows: which fields go
// where, what a row does, and what cannot be had together.
#pragma once

#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/input/column_mapping.h"
#include "framework/base/status.h"
#include "framework/properties/option_table.h"

namespace starload::cli {

// Flags that contradict each other; no properties are needed.
Status check_flags(const LoadArguments& arguments);

// Properties that the way the command sends rows has no place for (sink.properties.skip_header).
Status check_load_properties(const LoadArguments& arguments, const EffectiveProperties& properties);

// REQUIRES: not --raw.
Result<MappingOptions> mapping_options(const LoadArguments& arguments,
                                       const EffectiveProperties& properties);

// The planned rows and the properties against the table: partial and conditional updates, the
// targets of expressions. All problems are in one message.
Status check_table(const EffectiveProperties& properties, const TableInfo& table,
                   const RowPlan& plan, Console& console);

}  // namespace starload::cli
