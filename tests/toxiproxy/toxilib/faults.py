"""What the network does in a case, and what the loader must show for it to have happened at all."""
import dataclasses

# A checkpoint's rows: one load of about LOAD_BYTES, or several in the large cases.
LOAD_BYTES = 45_000

# How a fault shows.
SLOWS = "slows"  # checkpoints go on, each takes at least so long
STOPS = "stops"  # none completes while the fault lasts
DISTURBS = "disturbs"  # it changes at random; connections are cut, outcomes are asked for, loaders start again
PASSES = "passes"  # checkpoints go on


@dataclasses.dataclass(frozen=True)
class Toxic:
    proxy: str  # "fe" or "be"
    stream: str  # upstream: what the loader sends; downstream: what it is answered
    kind: str
    attributes: dict

    def name(self):
        return f"{self.kind}-{self.stream}"


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    effect: str
    toxics: tuple = ()
    down: tuple = ()  # proxies that are switched off
    at_least_ms: int = 0  # SLOWS: a checkpoint takes so long
    vary: object = None  # DISTURBS: chance -> toxics of the next moment
    reconnects: str = ""  # STOPS: the proxy at which the loader must try anew by itself while the fault lasts
    large: bool = False  # several loads a transaction
    goes_on_in: tuple = ()  # STOPS: transports that get through all the same, slowly

    def effect_in(self, transport):
        return SLOWS if transport in self.goes_on_in else self.effect


def everywhere(kind, **attributes):
    return tuple(Toxic(proxy, stream, kind, attributes) for proxy in ("fe", "be") for stream in ("upstream", "downstream"))


def one(proxy, stream, kind, **attributes):
    return (Toxic(proxy, stream, kind, attributes),)


def cut_request(chance):
    """Somewhere in the head, in the body, or in one of the next requests of the connection."""
    return one("be", "upstream", "limit_data", bytes=chance.choice([chance.randint(1, 900), chance.randint(900, LOAD_BYTES),
                                                                    chance.randint(LOAD_BYTES, 3 * LOAD_BYTES)]))


def cut_answer(chance):
    return one("be", "downstream", "limit_data", bytes=chance.randint(1, 2500))


def cut_at_frontend(chance):
    return one("fe", chance.choice(["upstream", "downstream"]), "limit_data", bytes=chance.randint(1, 800))


def reset_backend(chance):
    return one("be", chance.choice(["upstream", "downstream"]), "reset_peer", timeout=chance.randint(0, 60))


def reset_frontend(chance):
    return one("fe", chance.choice(["upstream", "downstream"]), "reset_peer", timeout=chance.randint(0, 30))


FAULTS = (
    Fault("latency", SLOWS, everywhere("latency", latency=40, jitter=20), at_least_ms=80),
    Fault("bandwidth of requests", SLOWS, one("be", "upstream", "bandwidth", rate=200), at_least_ms=150),
    Fault("bandwidth of answers", SLOWS, one("be", "downstream", "bandwidth", rate=2), at_least_ms=100),
    Fault("sliced requests", SLOWS, one("be", "upstream", "slicer", average_size=200, size_variation=100, delay=500),
          at_least_ms=100),
    Fault("answers byte by byte", SLOWS, one("be", "downstream", "slicer", average_size=1, size_variation=0, delay=500),
          at_least_ms=150),
    Fault("slow close", PASSES, everywhere("slow_close", delay=400)),
    Fault("BE takes no data", STOPS, one("be", "upstream", "timeout", timeout=0), reconnects="be"),
    # A stream load is sent without 100 Continue in the end, and the frontend knows what became of it.
    Fault("BE does not answer", STOPS, one("be", "downstream", "timeout", timeout=0), reconnects="be",
          goes_on_in=("V1",), at_least_ms=400),
    Fault("FE does not answer", STOPS, one("fe", "downstream", "timeout", timeout=0), reconnects="fe"),
    Fault("BE closes after a while", STOPS, one("be", "downstream", "timeout", timeout=150), reconnects="be"),
    Fault("BE resets", STOPS, one("be", "upstream", "reset_peer", timeout=0), reconnects="be"),
    Fault("FE resets", STOPS, one("fe", "downstream", "reset_peer", timeout=0), reconnects="fe"),
    Fault("BE resets now and then", DISTURBS, vary=reset_backend),
    Fault("FE resets now and then", DISTURBS, vary=reset_frontend),
    Fault("body cut in the middle", STOPS, one("be", "upstream", "limit_data", bytes=LOAD_BYTES // 2), reconnects="be"),
    Fault("requests cut anywhere", DISTURBS, vary=cut_request),
    Fault("answers cut anywhere", DISTURBS, vary=cut_answer),
    Fault("FE cut anywhere", DISTURBS, vary=cut_at_frontend),
    Fault("FE down", STOPS, down=("fe",)),
    Fault("BE down", STOPS, down=("be",)),
    Fault("both down", STOPS, down=("fe", "be")),
    Fault("second load cut", STOPS, one("be", "upstream", "limit_data", bytes=1_500_000), reconnects="be", large=True),
)
