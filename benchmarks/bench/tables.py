"""The tables of the report, as Markdown."""
from bench import wording
from bench.summary import FIGURES

_OURS = "starload"
# Where both were measured, the rate says it better.
_COMPARED = ("rows/s", "bytes/s", "cpu", "peak", "seconds")


def table(headings, rows):
    lines = [f"| {' | '.join(headings)} |", "|" + "---|" * len(headings)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def machine(facts):
    return table(["the machine", ""], [[name, value] for name, value in facts.items()])


def verdicts(judged):
    rows = [[one.budget["suite"], wording.what_is_judged(one.budget), wording.measured(one), wording.limit(one.budget),
             one.budget["source"], wording.met(one)] for one in judged]
    return table(["suite", "what", "measured", "budget", "from", ""], rows)


def figures(summary, suite):
    """A row for each case, subject and coordinate; columns that the suite measured."""
    keys = summary.keys(suite)
    named = [name for name in FIGURES if any(summary.spread(key, name) for key in keys)]
    if "rows/s" in named or "bytes/s" in named:
        named = [name for name in named if name != "seconds" or _only_seconds(summary, keys)]
    with_x = any(key[3] is not None for key in keys)
    rows = []
    for case in summary.cases(suite):
        for key in sorted(summary.keys(suite, case), key=lambda key: (key[3] is not None, key[3])):
            runs = max(found.count for found in (summary.spread(key, name) for name in FIGURES) if found)
            rows.append([case, *([wording.coordinate(key[3])] if with_x else []), wording.subject(key[2]),
                         *(wording.spread(name, summary.spread(key, name)) for name in named), str(runs)])
    return table(["case", *(["at"] if with_x else []), "subject", *(wording.HEADINGS[name] for name in named), "runs"], rows)


def _only_seconds(summary, keys):
    """Some case has no rate, so that its seconds must be shown."""
    return any(not summary.spread(key, "rows/s") and not summary.spread(key, "bytes/s") and summary.spread(key, "seconds") for key in keys)


def ratio_rows(summary, suite):
    """(case, x, beside, {figure: (spread without the base, spread as measured or None)}) for each peer of ours."""
    for case in summary.cases(suite):
        if _OURS not in summary.subjects(suite, case):
            continue
        for x in summary.points(suite, case, _OURS):
            key = (suite, case, _OURS, x)
            for peer in summary.subjects(suite, case):
                beside = (suite, case, peer, x)
                if peer in (_OURS, "blackhole") or beside not in summary.keys(suite, case):
                    continue
                found = {name: (summary.ratio(key, beside, name), summary.ratio(key, beside, name, with_base=False) if summary.base(key) else None)
                         for name in _COMPARED}
                yield case, x, peer, {name: pair for name, pair in found.items() if pair[0]}


def ratios(summary, suite):
    """Starload to each of its peers; "" where it has none."""
    found = list(ratio_rows(summary, suite))
    if not found:
        return ""
    named = [name for name in _COMPARED if any(name in pairs for *_, pairs in found)]
    if "rows/s" in named:
        named = [name for name in named if name not in ("seconds", "bytes/s")]
    with_x = any(x is not None for _, x, _, _ in found)
    rows = [[case, *([wording.coordinate(x)] if with_x else []), wording.subject(peer), *(_ratio(pairs.get(name)) for name in named)]
            for case, x, peer, pairs in found]
    return table(["case", *(["at"] if with_x else []), "Starload beside", *(wording.HEADINGS[name] for name in named)], rows)


def _ratio(pair):
    if pair is None:
        return ""
    net, measured = pair
    return wording.ratio(net) + (f" ({wording.number(measured.middle)} with the base)" if measured else "")


def bases(summary, suite):
    """Sentences on what is taken off."""
    named = {}
    for key in summary.keys(suite):
        if summary.base(key):
            named.setdefault("/".join(summary.base(key)), []).append(key[1])
    return [f"The cost of `{base}` is taken off both sides of the ratios of {', '.join(dict.fromkeys(cases))}." for base, cases in named.items()]
