"""What the tests let worker processes do; here and not in a test module, as workers import it by name."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from quotewire_shared.errors import InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched
from tests.factories import article_parsed


@dataclass(frozen=True)
class Obedient:
    """Does what the page's text says, and notes each page in a folder, so that a test sees the order."""

    folder: Path

    def warm_up(self) -> None:
        (self.folder / f"worker-{os.getpid()}").touch()

    def __call__(self, page: ArticleFetched) -> bytes | PermanentError:  # noqa: C901 - one case an order
        order, _, rest = (page.text or "").partition(" ")
        with (self.folder / "order").open("a") as notes:
            notes.write(f"{page.text}\n")
        match order:
            case "hang":
                time.sleep(3600)
            case "spin":
                while True:
                    pass
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "die-once":
                flag = self.folder / "died"
                if not flag.exists():
                    flag.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
            case "wait":
                while not (self.folder / rest).exists():
                    time.sleep(0.01)
            case "gorge":
                return b"x" * 8 * 1024**3
            case "refuse":
                return PermanentError("not this one", code="no_text")
            case "bug":
                return InternalError.of(ValueError("oops"))
        return article_parsed(page.url, text=page.text).model_dump_json().encode()


@dataclass(frozen=True)
class NeverStarts:
    """A worker whose models are missing."""

    def warm_up(self) -> None:
        os._exit(3)

    def __call__(self, page: ArticleFetched) -> bytes | PermanentError:
        raise AssertionError
