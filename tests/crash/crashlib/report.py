"""The matrix of what was tried, and the counts."""
import collections

from crashlib import plan as plans


class Report:
    def __init__(self):
        self.results = []

    def add(self, result):
        self.results.append(result)

    def fault_count(self):
        return sum(len(result.fired) for result in self.results)

    def failed(self):
        return [result for result in self.results if not result.is_passed()]

    def empty_cells(self, wanted):
        fired = {cell for result in self.results if result.plan.loader == "host" for cell in result.fired}
        return [cell for cell in wanted if cell not in fired]

    def _by_cell(self, loader):
        counts = collections.defaultdict(lambda: [0, 0, 0])  # faults, lost, doubled
        for result in self.results:
            if result.plan.loader != loader:
                continue
            for cell in result.fired:
                counts[cell][0] += 1
            for cell in set(result.fired):
                counts[cell][1] += result.lost
                counts[cell][2] += result.doubled
        return counts

    def print_matrix(self):
        for loader in ("host", "command"):
            counts = self._by_cell(loader)
            for transport in plans.TRANSPORTS:
                for semantics in plans.SEMANTICS:
                    cells = [cell for cell in counts if (cell.transport, cell.semantics) == (transport, semantics)]
                    if cells:
                        what = "" if loader == "host" else ", starload load --state"
                        wrong = "lost" if semantics == "at-least-once" else "lost/doubled"
                        print(f"\n{transport} {semantics}{what}: faults that happened ({wrong})")
                        self._print_table(transport, semantics, cells, counts)

    @staticmethod
    def _print_table(transport, semantics, cells, counts):
        steps = [step for step in [*plans.STEPS[transport], "any moment", "checkpoint"] if any(cell.step == step for cell in cells)]
        faults = list(dict.fromkeys(cell.fault for cell in plans.all_cells() if cell in counts and cell in cells))
        width = max(len(fault) for fault in faults)
        print(" " * width + "  " + "  ".join(f"{step:>11}" for step in steps))
        for fault in faults:
            texts = []
            for step in steps:
                faults_here, lost, doubled = counts.get(plans.Cell(transport, semantics, step, fault), (0, 0, 0))
                wrong = f"({lost})" if semantics == "at-least-once" else f"({lost}/{doubled})"
                texts.append(f"{faults_here} {wrong}" if faults_here else "-")
            print(f"{fault:<{width}}  " + "  ".join(f"{text:>11}" for text in texts))

    def print_totals(self, seconds):
        lost = sum(result.lost for result in self.results)
        doubled = {semantics: sum(result.doubled for result in self.results if result.plan.semantics == semantics)
                   for semantics in plans.SEMANTICS}
        starts = sum(result.starts for result in self.results)
        print(f"\n{self.fault_count()} faults in {len(self.results)} drills, {starts} starts of the loader, {seconds:.0f} s: "
              f"{lost} rows lost; doubled: {doubled['exactly-once']} with exactly-once, "
              f"{doubled['at-least-once']} with at-least-once (allowed)")
