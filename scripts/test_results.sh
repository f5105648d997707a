# Counts what passed and what failed, for scripts/test. Sourced after lib.sh, not run.
# shellcheck shell=bash

_passed=0 _failed=0 _skipped=0
_failures=()

# count_check NAME EXIT_CODE: one check that is not made of tests.
count_check() {
  if [[ $2 -eq 0 ]]; then
    _passed=$((_passed + 1))
    say "passed: $1"
  else
    _failed=$((_failed + 1))
    _failures+=("$1")
    say "FAILED: $1"
  fi
  return "$2"
}

# count_junit NAME JUNIT_FILE EXIT_CODE: the tests of one ctest run.
count_junit() {
  local name=$1 report=$2 code=$3 passed failed skipped names
  if [[ ! -s $report ]]; then
    count_check "$name left no report" 1
    return 1
  fi
  { read -r passed failed skipped && mapfile -t names; } < <(_read_junit "$report")
  _passed=$((_passed + passed)) _failed=$((_failed + failed)) _skipped=$((_skipped + skipped))
  _failures+=("${names[@]}")
  say "$name: $passed passed, $failed failed, $skipped skipped"
  if [[ $code -ne 0 && $failed -eq 0 ]]; then count_check "$name ended with exit code $code" 1 || true; fi
  [[ $code -eq 0 && $failed -eq 0 ]]
}

_read_junit() {
  python3 - "$1" <<'PYTHON'
import sys, xml.etree.ElementTree as tree
cases = list(tree.parse(sys.argv[1]).getroot().iter("testcase"))
failed = [c.get("name") for c in cases if c.get("status") == "fail" or c.find("failure") is not None]
skipped = [c for c in cases if c.get("status") in ("notrun", "disabled") and c.get("name") not in failed]
print(len(cases) - len(failed) - len(skipped), len(failed), len(skipped))
for name in failed:
    print(name)
PYTHON
}

# count_surefire NAME JAVA_DIR EXIT_CODE: the tests of all Maven modules.
count_surefire() {
  local name=$1 java=$2 code=$3 passed failed skipped names
  { read -r passed failed skipped && mapfile -t names; } < <(_read_surefire "$java")
  _passed=$((_passed + passed)) _failed=$((_failed + failed)) _skipped=$((_skipped + skipped))
  _failures+=("${names[@]}")
  say "$name: $passed passed, $failed failed, $skipped skipped"
  if [[ $code -ne 0 ]]; then
    count_check "$name ended with exit code $code" 1 || true
  elif [[ $passed -eq 0 && $failed -eq 0 ]]; then
    count_check "$name left no report" 1 || true
  fi
  [[ $code -eq 0 && $failed -eq 0 && $passed -gt 0 ]]
}

_read_surefire() {
  python3 - "$1" <<'PYTHON'
import glob, sys, xml.etree.ElementTree as tree
reports = glob.glob(sys.argv[1] + "/*/target/surefire-reports/TEST-*.xml")
cases = [case for report in reports for case in tree.parse(report).getroot().iter("testcase")]
failed = [f'{c.get("classname")}.{c.get("name")}' for c in cases if c.find("failure") is not None or c.find("error") is not None]
skipped = [c for c in cases if c.find("skipped") is not None]
print(len(cases) - len(failed) - len(skipped), len(failed), len(skipped))
for name in failed:
    print(name)
PYTHON
}

# count_script NAME LOG EXIT_CODE: a script whose last line may be "N passed, M failed"; else it is one check.
count_script() {
  local name=$1 log=$2 code=$3 last
  last=$(grep -v '^[[:space:]]*$' "$log" | tail -n 1 || true)
  if [[ $last =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    _passed=$((_passed + BASH_REMATCH[1])) _failed=$((_failed + BASH_REMATCH[2]))
    if [[ ${BASH_REMATCH[2]} -gt 0 ]]; then
      _failures+=("$name: ${BASH_REMATCH[2]} checks")
    elif [[ $code -ne 0 ]]; then
      count_check "$name ended with exit code $code" 1 || true
    fi
    return "$code"
  fi
  count_check "$name" "$code"
}

# finish_results: seconds a stage, what failed, and the closing line; ends the script.
finish_results() {
  print_stages
  if [[ ${#_failures[@]} -gt 0 ]]; then
    printf '\nFailed:\n'
    printf '  %s\n' "${_failures[@]}"
  fi
  [[ $_skipped -eq 0 ]] || printf '\n%d skipped\n' "$_skipped"
  printf '\n'
  on_exit printf '%d passed, %d failed\n' "$_passed" "$_failed"
  [[ $_failed -eq 0 && $_passed -gt 0 ]] || exit 1
  exit 0
}
