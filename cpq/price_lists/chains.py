"""Lists that ask other lists. Pure: who stands above whom, and whether a chain leads back."""

from collections.abc import Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def path_back(edges: Edges, child: str, parent: str) -> list[str]:
    """Return the chain that would lead from ``child`` by its new parent back to it, or nothing."""
    if child == parent:
        return [child, child]
    trail: dict[str, str] = {parent: child}
    waiting = [parent]
    while waiting:
        here = waiting.pop()
        for above in edges.get(here, ()):
            if above == child:
                return _walked(trail, child, here)
            if above not in trail:
                trail[above] = here
                waiting.append(above)
    return []


def above(edges: Edges, start: Sequence[str]) -> list[str]:
    """Return every list that these lead to, themselves first, each once."""
    seen = dict.fromkeys(start)
    waiting = list(start)
    while waiting:
        for parent in edges.get(waiting.pop(0), ()):
            if parent not in seen:
                seen[parent] = None
                waiting.append(parent)
    return list(seen)


def _walked(trail: Mapping[str, str], child: str, last: str) -> list[str]:
    path = [child, last]
    while path[-1] != child:
        path.append(trail[path[-1]])
    return path[::-1]
