#include "devserver/load/load_headers.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

HttpRequest request_with(Headers headers) {
  HttpRequest request;
  request.headers = std::move(headers);
  return request;
}

std::string admission_failure(Headers headers, std::uint64_t content_length = 0) {
  HttpRequest request = request_with(std::move(headers));
  request.content_length = content_length;
  const Result<LoadAdmission> admission = parse_load_admission(request);
  return admission ? "accepted" : admission.status().message();
}

std::string options_failure(Headers headers, LoadFormat format = LoadFormat::kCsv) {
  LoadAdmission admission;
  admission.format = format;
  const Result<LoadOptions> options =
      parse_load_options(request_with(std::move(headers)), admission);
  return options ? "accepted" : options.status().message();
}

TEST(LoadHeaders, HaveTheServersDefaults) {
  const Result<LoadAdmission> admission = parse_load_admission(HttpRequest());
  ASSERT_TRUE(admission.is_ok());
  EXPECT_EQ(admission->format, LoadFormat::kCsv);
  EXPECT_EQ(admission->timeout_seconds, 600);
  const Result<LoadOptions> options = parse_load_options(HttpRequest(), *admission);
  ASSERT_TRUE(options.is_ok());
  EXPECT_EQ(options->csv.column_separator, "\t");
  EXPECT_EQ(options->csv.row_delimiter, "\n");
  EXPECT_EQ(options->max_filter_ratio, 0);
  EXPECT_FALSE(options->strict_mode);
}

TEST(LoadHeaders, AreCaseInsensitive) {
  const Result<LoadAdmission> admission =
      parse_load_admission(request_with({{"FORMAT", "JSON"}, {"TimeOut", "5"}}));
  ASSERT_TRUE(admission.is_ok());
  EXPECT_EQ(admission->format, LoadFormat::kJson);
  EXPECT_EQ(admission->timeout_seconds, 5);
}

TEST(LoadHeaders, FormatNamesCompressedCsvToo) {
  EXPECT_EQ(admission_failure({{"format", "avro"}}), "unknown data format, format=avro");
  for (const auto& [name, codec] :
       {std::pair{"gzip", Compression::kGzip}, std::pair{"lz4", Compression::kLz4Frame},
        std::pair{"deflate", Compression::kDeflate}, std::pair{"zstd", Compression::kZstd}}) {
    const Result<LoadAdmission> admission = parse_load_admission(request_with({{"format", name}}));
    ASSERT_TRUE(admission.is_ok()) << name;
    EXPECT_EQ(admission->compression, codec) << name;
    EXPECT_EQ(admission->format, LoadFormat::kCsv) << name;
  }
}

TEST(LoadHeaders, CompressionHasTwoNamesAndOneMeaning) {
  EXPECT_EQ(admission_failure({{"compression", "gzip"}, {"Content-Encoding", "gzip"}}),
            "Only one of http header content-encoding and compression can be set");
  EXPECT_EQ(admission_failure({{"compression", "rar"}}), "Unsupported compression type: rar");
  EXPECT_EQ(admission_failure({{"Content-Encoding", "zstd"}}), "accepted");
}

TEST(LoadHeaders, TimeoutIsBetweenOneSecondAndThreeDays) {
  EXPECT_EQ(admission_failure({{"timeout", "abc"}}), "Invalid timeout format");
  EXPECT_EQ(admission_failure({{"timeout", "0"}}),
            "Invalid timeout: '0'. Expected values should be between 1 and 259200 seconds");
  EXPECT_EQ(admission_failure({{"timeout", "259201"}}),
            "Invalid timeout: '259201'. Expected values should be between 1 and 259200 seconds");
  EXPECT_EQ(admission_failure({{"timeout", "259200"}}), "accepted");
}

TEST(LoadHeaders, JsonBodiesEndAt100Megabytes) {
  EXPECT_EQ(admission_failure({{"format", "json"}}, 104857601),
            "The size of this batch exceed the max size [104857600]  of json type data  data [ "
            "104857601 ]. Set "
            "ignore_json_size to skip the check, although it may lead huge memory consuming.");
  EXPECT_EQ(admission_failure({{"format", "json"}}, 104857600), "accepted");
  EXPECT_EQ(admission_failure({{"format", "json"}, {"ignore_json_size", "true"}}, 104857601),
            "accepted");
  EXPECT_EQ(admission_failure({}, 104857601), "accepted");
}

TEST(LoadHeaders, BodiesEndAt102400Megabytes) {
  EXPECT_EQ(admission_failure({{"label", "l"}}, 107374182401),
            "body size 107374182401 exceed limit: 107374182400, label=l. You can increase the "
            "limit by setting "
            "streaming_load_max_mb in be.conf.");
}

TEST(LoadHeaders, LabelIsLettersDigitsDashAndUnderscore) {
  EXPECT_TRUE(is_valid_label("a-B_9"));
  EXPECT_TRUE(is_valid_label(std::string(128, 'x')));
  EXPECT_FALSE(is_valid_label(std::string(129, 'x')));
  EXPECT_FALSE(is_valid_label(""));
  EXPECT_FALSE(is_valid_label("a b"));
  EXPECT_FALSE(is_valid_label("a.b"));
}

TEST(LoadHeaders, RefusesBadBooleans) {
  EXPECT_EQ(options_failure({{"strict_mode", "yes"}}),
            "Invalid strict mode format. Must be bool type");
  EXPECT_EQ(options_failure({{"strict_mode", "TRUE"}}), "accepted");
  EXPECT_EQ(options_failure({{"partial_update", "1"}}),
            "Invalid partial update flag format. Must be bool type");
  EXPECT_EQ(options_failure({{"trim_space", "x"}}), "Invalid trim space format. Must be bool type");
}

TEST(LoadHeaders, RefusesBadNumbers) {
  EXPECT_EQ(options_failure({{"skip_header", "-1"}}),
            "skip_header must be equal or greater than 0");
  EXPECT_EQ(options_failure({{"skip_header", "x"}}), "Invalid csv load skip_header format");
  EXPECT_EQ(options_failure({{"load_mem_limit", "-1"}}),
            "load_mem_limit must be equal or greater than 0");
  EXPECT_EQ(options_failure({{"load_mem_limit", "x"}}), "Invalid load mem limit format");
  EXPECT_EQ(options_failure({{"exec_mem_limit", "0"}}), "exec_mem_limit must be greater than 0");
  EXPECT_EQ(options_failure({{"load_dop", "x"}}), "Invalid load_dop format");
  EXPECT_EQ(options_failure({{"log_rejected_record_num", "-2"}}),
            "log_rejected_record_num must be equal or greater than -1");
}

TEST(LoadHeaders, GarbageAsFilterRatioIsZero) {
  const Result<LoadOptions> options =
      parse_load_options(request_with({{"max_filter_ratio", "many"}}), {});
  ASSERT_TRUE(options.is_ok());
  EXPECT_EQ(options->max_filter_ratio, 0);
}

TEST(LoadHeaders, EncloseAndEscapeAreTheFirstByte) {
  const Result<LoadOptions> options =
      parse_load_options(request_with({{"enclose", "'x"}, {"escape", "\\\\"}}), {});
  ASSERT_TRUE(options.is_ok());
  EXPECT_EQ(options->csv.enclose, '\'');
  EXPECT_EQ(options->csv.escape, '\\');
}

TEST(LoadHeaders, StripOuterArrayIsTrueOrNothing) {
  LoadAdmission json;
  json.format = LoadFormat::kJson;
  EXPECT_FALSE(
      parse_load_options(request_with({{"strip_outer_array", "1"}}), json)->strip_outer_array);
  EXPECT_TRUE(
      parse_load_options(request_with({{"strip_outer_array", "True"}}), json)->strip_outer_array);
}

TEST(LoadHeaders, PartitionsExcludeEachOther) {
  EXPECT_EQ(options_failure({{"partitions", "p1"}, {"temporary_partitions", "p2"}}),
            "Can not specify both partitions and temporary partitions");
}

TEST(LoadHeaders, EnvelopeNeedsJson) {
  EXPECT_EQ(options_failure({{"envelope", "maxwell"}}), "Unknown envelope type: maxwell");
  EXPECT_EQ(options_failure({{"envelope", "debezium"}}),
            "envelope can only be specified when format is json");
  EXPECT_EQ(options_failure({{"envelope", "debezium"}, {"json_root", "$.a"}}, LoadFormat::kJson),
            "json_root cannot be specified when envelope is set");
}

TEST(LoadHeaders, WhatIsNotSupportedIsRefusedByName) {
  EXPECT_EQ(options_failure({{"envelope", "debezium"}}, LoadFormat::kJson),
            "the development server does not support the header 'envelope', which StarRocks has "
            "since 4.1; give the operation as __op");
}

TEST(LoadHeaders, PartitionsAreAListOfNames) {
  const auto names = [](const char* list) {
    HttpRequest request;
    request.headers.emplace_back("partitions", list);
    return parse_load_options(request, {}).take().partitions;
  };
  EXPECT_EQ(names("p1, `p2` ,,p3"), (std::vector<std::string>{"p1", "p2", "p3"}));
  EXPECT_TRUE(names(" , ").empty());
}

TEST(LoadHeaders, TimezoneIsAnOffsetOrAName) {
  EXPECT_EQ(options_failure({{"timezone", "+08:00"}}), "accepted");
  EXPECT_EQ(options_failure({{"timezone", "+99:00"}}), "Unknown or incorrect time zone: '+99:00'");
  EXPECT_EQ(options_failure({{"timezone", "no zone"}}),
            "Unknown or incorrect time zone: 'no zone'");
}

}  // namespace
}  // namespace starload::devserver
