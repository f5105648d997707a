// Keys, defaults and ranges are those of the StarRocks connector for Flink 1.2.8, with useful later
// ones; options that only this engine has say "native" in their help.
#include "framework/engine/engine_options.h"

#include <starload/sdk/option.hpp>

namespace starload {
namespace {

using sdk::option;

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kGiB = 1 << 30;
constexpr std::int64_t kIntMax = 2147483647;

constexpr sl_option kOptions[] = {
    option({.type = SL_OPTION_ENUM,
            .key = "connector",
            .choices = "starrocks",
            .help = "Flink's connector identifier; accepted so that a job's properties can be used "
                    "as they are"}),
    option({.key = "jdbc-url", .help = "where FEs take queries: jdbc:mysql://fe1:9030,fe2:9030"}),
    option({.key = "database-name", .flags = SL_OPTION_REQUIRED, .help = "the table's database"}),
    option({.key = "table-name", .flags = SL_OPTION_REQUIRED, .help = "the table to load into"}),
    option({.key = "username",
            .flags = SL_OPTION_REQUIRED,
            .help = "a user with INSERT on the table"}),
    option({.type = SL_OPTION_SECRET,
            .key = "password",
            .default_value = "",
            .help = "the user's password"}),
    option({.type = SL_OPTION_ENUM,
            .key = "sink.version",
            .default_value = "AUTO",
            .choices = "V1 | V2 | AUTO",
            .help = "the load interface: V1 = stream load, V2 = transaction stream load, AUTO = V2 "
                    "where the server has it (StarRocks 2.4 and later)"}),
    option({.type = SL_OPTION_ENUM,
            .key = "sink.semantic",
            .default_value = "at-least-once",
            .choices = "at-least-once | exactly-once",
            .help = "what holds when something fails"}),
    option({.key = "sink.serializer",
            .help = "native: a serializer plugin's name; overrides sink.properties.format"}),
    option({.key = "sink.transport",
            .help = "native: a transport plugin's name; overrides sink.version"}),
    option({.key = "sink.semantics-plugin",
            .help = "native: a semantics plugin's name, which takes the place of the built-in one "
                    "for sink.semantic"}),
    option({.key = "sink.nested-serializer",
            .default_value = "map_row_json",
            .help = "native: the plugin that writes ARRAY, MAP and ROW values for csv and json"}),
    option({.key = "sink.ssl.ca-file",
            .help = "PEM file of the authorities to trust, for jdbc-url with useSSL, too"}),
    option({.key = "sink.plugin-path",
            .help = "native: directories with plugins, separated by ':', searched first"}),
    option({.type = SL_OPTION_BOOL,
            .key = "sink.third-party-plugins",
            .default_value = "true",
            .help = "native: false: only the plugins of the installation are looked for, whatever "
                    "sink.plugin-path and the environment say"}),
    option({.key = "sink.spill-directory",
            .help =
                "native: where exactly-once over stream load keeps closed loads until their "
                "checkpoint is complete, compressed, in a private file without a name; default: "
                "the directory for temporary files"}),
    option({.type = SL_OPTION_BYTES,
            .key = "sink.buffer-flush.max-bytes",
            .default_value = "94371840",
            .unit = "bytes",
            .min = 64 * kMiB,
            .max = 10 * kGiB,
            .help = "the writer's whole memory budget; a stream load is closed at about half of it "
                    "while the other half fills"}),
    option({.type = SL_OPTION_INT,
            .key = "sink.buffer-flush.max-rows",
            .default_value = "500000",
            .unit = "rows",
            .min = 64000,
            .max = 5000000,
            .help = "a load is closed when it has so many rows"}),
    option({.type = SL_OPTION_BYTES,
            .key = "sink.chunk-limit",
            .default_value = "3221225472",
            .unit = "bytes",
            .min = 1 * kMiB,
            .max = 10 * kGiB,
            .help = "the largest body of one load request"}),
    option({.type = SL_OPTION_DURATION_MS,
            .key = "sink.buffer-flush.enqueue-timeout-ms",
            .default_value = "600000",
            .unit = "ms",
            .min = 300000,
            .max = kIntMax,
            .help = "how long a write waits for memory before it fails"}),
    option({.type = SL_OPTION_INT,
            .key = "sink.io.thread-count",
            .default_value = "2",
            .min = 1,
            .max = 64,
            .help = "threads that send; a table's loads go one after the other"}),
    option({.type = SL_OPTION_INT,
            .key = "sink.max-retries",
            .default_value = "3",
            .min = 0,
            .max = 1000,
            .help = "how often a load that failed for a passing reason is sent again"}),
    option({.type = SL_OPTION_DURATION_MS,
            .key = "sink.retry.interval-ms",
            .default_value = "10000",
            .unit = "ms",
            .min = 1,
            .max = kIntMax,
            .help = "the longest pause between two tries; pauses double from 200 ms"}),
    option(
        {.type = SL_OPTION_DURATION_MS,
         .key = "sink.label-state.timeout-ms",
         .default_value = "300000",
         .unit = "ms",
         .min = 1000,
         .max = kIntMax,
         .help =
             "native: how long an unclear outcome is looked into by asking for the label's state"}),
    option({.type = SL_OPTION_ENUM,
            .key = "sink.delivery-guarantee",
            .choices = "at-least-once | exactly-once",
            .help = "another name of sink.semantic, which wins when both are given"}),
    // Accepted because jobs have them. Without effect here: the engine needs no such knob, or Flink
    // acts on it.
    option({.type = SL_OPTION_DURATION_MS,
            .key = "sink.scan-frequency.ms",
            .default_value = "50",
            .unit = "ms",
            .min = 50,
            .max = kIntMax,
            .help = "accepted, without effect: the engine does not poll"}),
    option({.type = SL_OPTION_INT,
            .key = "sink.metric.histogram-window-size",
            .default_value = "100",
            .help = "accepted; used by the Flink adapter"}),
    option({.type = SL_OPTION_INT,
            .key = "sink.parallelism",
            .help = "accepted; used by the Flink adapter"}),
    option({.type = SL_OPTION_BOOL,
            .key = "sink.ignore.update-before",
            .default_value = "true",
            .help = "accepted; acts on streams of changes, which files are not"}),
    option({.type = SL_OPTION_BOOL,
            .key = "sink.at-least-once.use-transaction-stream-load",
            .default_value = "true",
            .help = "false: at-least-once takes stream load (V1) instead of transactions"}),
    option({.type = SL_OPTION_BOOL,
            .key = "sink.use.new-sink-api",
            .default_value = "false",
            .help = "accepted; used by the Flink adapter"}),
    option({.type = SL_OPTION_BOOL,
            .key = "sink.sanitize-error-log",
            .default_value = "false",
            .help = "accepted, without effect: messages never hold row data"}),
};

}  // namespace

std::span<const sl_option> engine_options() { return kOptions; }

}  // namespace starload
