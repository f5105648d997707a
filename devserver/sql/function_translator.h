// Translates one function call, the cursor standing at its '('. Used by QueryTranslator only.
#pragma once

#include <string>
#include <vector>

#include "devserver/sql/query_translator.h"

namespace starload::devserver {

class FunctionTranslator final {
 public:
  FunctionTranslator(QueryTranslator& parent, const Scope& scope)
      : parent_(parent), reader_(parent.reader_), context_(parent.context_), scope_(scope) {}

  Expression call(const std::string& name);
  // Names that are functions also without brackets: CURRENT_TIMESTAMP, CURRENT_DATE.
  static bool works_without_brackets(const std::string& name);
  Expression call_without_brackets(const std::string& name);

 private:
  bool session_function(const std::string& name, Expression* result);
  bool special_form(const std::string& name, Expression* result);
  static bool is_aggregate(const std::string& name);
  Expression aggregate_call(const std::string& name);
  Expression simple_aggregate(const std::string& name);
  Expression object_aggregate(const std::string& name);
  static void check_object_argument(const std::string& name, const std::vector<Expression>& values);
  bool conditional(const std::string& name, Expression* result);
  Expression plain(const std::string& name);

  Expression count();
  Expression group_concat();
  Expression extract();
  Expression trim();
  Expression substring(const std::string& name);
  Expression position();
  Expression date_add(const std::string& name);
  Expression unit_first(const std::string& sqlite_name, TypeKind type);
  Expression convert();
  Expression with_window(Expression call);

  std::vector<Expression> arguments();
  Expression argument() { return parent_.expression(scope_); }
  void check_count(const std::string& name, std::size_t count, std::size_t min,
                   std::size_t max) const;

  QueryTranslator& parent_;
  TokenReader& reader_;
  QueryContext& context_;
  const Scope& scope_;
};

}  // namespace starload::devserver
