// The options of the HTTP transports: the same keys for all, declared once. settings.h reads them.
#pragma once

#include <starload/sdk/option.hpp>

namespace starload::http {

inline constexpr sl_option kTransportOptions[] = {
    sdk::option({.type = SL_OPTION_LIST,
                 .key = "load-url",
                 .flags = SL_OPTION_REQUIRED,
                 .help = "HTTP addresses of the frontends: host:port, http://host:port or "
                         "https://host:port. Used in turn; "
                         "one that cannot be reached is passed over."}),
    sdk::option({.type = SL_OPTION_STRING,
                 .key = "username",
                 .flags = SL_OPTION_REQUIRED,
                 .help = "User that loads; needs the INSERT privilege on the table."}),
    sdk::option({.type = SL_OPTION_SECRET,
                 .key = "password",
                 .default_value = "",
                 .help = "The user's password."}),
    sdk::option({.type = SL_OPTION_INT,
                 .key = "sink.connect.timeout-ms",
                 .default_value = "1000",
                 .unit = "ms",
                 .min = 100,
                 .max = 60000,
                 .flags = SL_OPTION_CLAMP,
                 .help = "How long one connection attempt may take, TLS included."}),
    sdk::option(
        {.type = SL_OPTION_INT,
         .key = "sink.wait-for-continue.timeout-ms",
         .default_value = "10000",
         .unit = "ms",
         .min = 3000,
         .max = 600000,
         .flags = SL_OPTION_CLAMP,
         .help = "How long to wait for the server's 100 Continue before the data is sent anyway."}),
    sdk::option({.type = SL_OPTION_ENUM,
                 .key = "sink.properties.compression",
                 .choices = "lz4_frame | zstd | gzip",
                 .help = "Sends the rows compressed: less network, more processor time. JSON takes "
                         "StarRocks 3.2.7 or later."}),
    sdk::option({.type = SL_OPTION_INT,
                 .key = "sink.socket.timeout-ms",
                 .default_value = "60000",
                 .unit = "ms",
                 .min = -1,
                 .max = 86400000,
                 .flags = SL_OPTION_CLAMP,
                 .help =
                     "How long a connection may stand still, sending or waiting for the answer. 0 "
                     "or -1: no such limit; "
                     "the total time of a load (sink.properties.timeout) holds anyway."}),
    sdk::option(
        {.type = SL_OPTION_LIST,
         .key = "sink.backend-address-map",
         .help = "Rewrites the addresses that frontends redirect to and that error logs lie on: "
                 "from=to;from2=to2, each host or host:port."}),
    sdk::option({.type = SL_OPTION_LIST,
                 .key = "sink.allowed-backends",
                 .help =
                     "Hosts (host or host:port) that may receive the password beside load-url and "
                     "the nodes that SHOW "
                     "BACKENDS and SHOW COMPUTE NODES name."}),
    sdk::option({.type = SL_OPTION_STRING,
                 .key = "sink.ssl.ca-file",
                 .help = "PEM file of the authorities to trust for https; without it and "
                         "sink.ssl.ca-dir the system's."}),
    sdk::option(
        {.type = SL_OPTION_STRING,
         .key = "sink.ssl.ca-dir",
         .help = "Directory of trusted authorities, with the hashed names of openssl rehash."}),
    sdk::option(
        {.type = SL_OPTION_STRING,
         .key = "sink.ssl.cert-file",
         .help = "PEM file of the client's own certificate, when the server asks for one."}),
    sdk::option(
        {.type = SL_OPTION_STRING,
         .key = "sink.ssl.key-file",
         .help =
             "PEM file of the key to sink.ssl.cert-file, not encrypted; default: the same file."}),
    sdk::option({.type = SL_OPTION_BOOL,
                 .key = "sink.ssl.verify",
                 .default_value = "true",
                 .help = "false: the servers' certificates are not checked. For tests only; warned "
                         "about at each start."}),
};

}  // namespace starload::http
