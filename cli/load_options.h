// How the command's flags and the job's sink.properties.* bear on reading rows: which fields go
// where, what a row does, and what cannot be had together.
#pragma once

#include "cli/command_line.h"
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

// Properties that ask something of the table (sink.properties.merge_condition). plan: null for raw.
Status check_table_properties(const EffectiveProperties& properties, const TableInfo& table,
                              const RowPlan* plan, const MappingOptions& options);

}  // namespace starload::cli
