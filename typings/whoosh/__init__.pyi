# Whoosh has no types, and what checkers infer from its code is wrong (modules that classes of the same name
# replace at import). To us it is Any; the typed surface is kavosh.index.backend.
from typing import Any

def __getattr__(name: str) -> Any: ...
