"""How many rounds fit into the time, and what the plan looks like."""

# Rounds that every suite gets before a quick one gets more.
_FAIR_ROUNDS = 3


def rounds_that_fit(round_seconds, wanted, seconds):
    """Rounds for each suite, the first one, which has run already, included.

    round_seconds: what a round of each suite takes; seconds: what is left for the rounds to come.
    """
    rounds = dict.fromkeys(round_seconds, 1)
    cheapest_first = sorted(round_seconds, key=lambda suite: (round_seconds[suite], suite))

    def add_one(suite):
        nonlocal seconds
        if rounds[suite] < wanted and round_seconds[suite] <= seconds:
            rounds[suite] += 1
            seconds -= round_seconds[suite]
            return True
        return False

    for _ in range(min(wanted, _FAIR_ROUNDS) - 1):
        for suite in cheapest_first:
            add_one(suite)
    for suite in cheapest_first:
        while add_one(suite):
            pass
    return rounds


def expected_round_seconds(steps, known):
    """What a round of these steps takes, and how many of them nothing is known about."""
    times = [known.get(step) for step in steps]
    return sum(time for time in times if time is not None), sum(time is None for time in times)


def whole_round_seconds(known_seconds, unknown, steps):
    """The same, where a step that nothing is known about takes as long as the others do; infinite when nothing is known at all."""
    known = steps - unknown
    return known_seconds / known * steps if known else float("inf")


def in_words(seconds):
    """A time as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
