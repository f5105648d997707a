// Which flags and properties of a load go together.
#include "cli/load_options.h"

#include <gtest/gtest.h>

#include <functional>

namespace starload::cli {
namespace {

EffectiveProperties properties_of(const std::vector<std::string>& assignments) {
  EffectiveProperties properties;
  for (const std::string& assignment : assignments) {
    EXPECT_TRUE(properties.map().add_assignment("sink.properties." + assignment, "--set"));
  }
  return properties;
}

LoadArguments arguments_with(const std::function<void(LoadArguments&)>& change) {
  LoadArguments arguments;
  change(arguments);
  return arguments;
}

std::string flags_error(const std::function<void(LoadArguments&)>& change) {
  const Status status = check_flags(arguments_with(change));
  return status ? "no error" : status.message();
}

std::string properties_error(const std::vector<std::string>& assignments, bool raw = false) {
  LoadArguments arguments;
  arguments.raw = raw;
  const Status status = check_load_properties(arguments, properties_of(assignments));
  return status ? "no error" : status.message();
}

TEST(LoadOptions, OperationsNeedRowsThatAreLookedInto) {
  EXPECT_NE(flags_error([](LoadArguments& load) {
              load.raw = true;
              load.op_column = "op";
            }).find("--op-column looks into the rows, and --raw sends the lines as they are"),
            std::string::npos);
  EXPECT_NE(flags_error([](LoadArguments& load) {
              load.raw = true;
              load.input_format = "debezium-json";
            }).find("leave --raw out"),
            std::string::npos);
}

TEST(LoadOptions, OperationsNeedATableWithAKey) {
  EXPECT_NE(flags_error([](LoadArguments& load) {
              load.create_table = true;
              load.delete_where = "a = 1";
            }).find("--create-table makes a table without a PRIMARY KEY, and --delete-where"),
            std::string::npos);
  EXPECT_NE(flags_error([](LoadArguments& load) {
              load.create_table = true;
              load.input_format = "debezium";
            }).find("--input-format debezium-json needs one"),
            std::string::npos);
}

TEST(LoadOptions, ChangeEventsSayThemselvesWhatTheyDo) {
  EXPECT_NE(flags_error([](LoadArguments& load) {
              load.input_format = "debezium-json";
              load.op_column = "op";
            }).find("leave --op-column out"),
            std::string::npos);
  EXPECT_EQ(flags_error([](LoadArguments& load) { load.input_format = "debezium-json"; }),
            "no error");
}

TEST(LoadOptions, SkipHeaderIsNotForTheServer) {
  EXPECT_NE(properties_error({"skip_header=1"}).find("give --header instead"), std::string::npos);
  EXPECT_NE(properties_error({"skip_header=1"}, true).find("give --header instead"),
            std::string::npos);
  EXPECT_EQ(properties_error({"skip_header=0"}), "no error");
}

TEST(LoadOptions, PathsIntoABodyNeedRaw) {
  EXPECT_NE(properties_error({"jsonpaths=[\"$.a\"]"}).find("with --raw"), std::string::npos);
  EXPECT_NE(properties_error({"json_root=$.a"}).find("with --raw"), std::string::npos);
  EXPECT_EQ(properties_error({"json_root=$.a"}, true), "no error");
}

TEST(LoadOptions, ModesThatTheServerWouldIgnoreAreRefused) {
  EXPECT_EQ(properties_error({"partial_update_mode=column"}), "no error");
  EXPECT_NE(properties_error({"partial_update_mode=Row"}).find("it is row, column or auto"),
            std::string::npos);
}

TEST(LoadOptions, BecomeWhatRowsAreMappedBy) {
  const LoadArguments arguments = arguments_with([](LoadArguments& load) {
    load.op_column = "op";
    load.delete_where = "gone = 1";
  });
  const Result<MappingOptions> options =
      mapping_options(arguments, properties_of({"partial_update=TRUE", "columns=a,b=f(a)"}));
  ASSERT_TRUE(options) << options.status().message();
  EXPECT_TRUE(options->partial_update);
  EXPECT_EQ(options->op_column, "op");
  EXPECT_EQ(options->delete_where->fields(), (std::vector<std::string>{"gone"}));
  EXPECT_EQ(options->columns->fields, (std::vector<std::string>{"a"}));
  EXPECT_FALSE(options->has_operations);
  EXPECT_FALSE(mapping_options(arguments, properties_of({"columns=a,,b"})));
}

}  // namespace
}  // namespace starload::cli
