"""What an operator does with the stack, step by step, and what must be true after each."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.compose.api import SearchApi
from tests.e2e.compose.report import Report, require
from tests.e2e.compose.rules import ONE_SHOT, OURS, breaches
from tests.e2e.compose.shell import eventually, run
from tests.e2e.compose.stack import SERVICES, Stack

UP_S = 300.0
FLOW_S = 240.0
BACK_S = 120.0

NAME, WORDS = "Oriel Tamsin", "The lighthouse will be lit again before the first frost"
PAGE = f"""<!doctype html><html lang="en"><head><title>Lighthouse keeper promises light before winter</title>
<link rel="canonical" href="https://harbour-post.example/lighthouse">
<meta property="article:published_time" content="2026-11-20T08:00:00Z"></head><body><article>
<h1>Lighthouse keeper promises light before winter</h1>
<p>SKERRY POINT - The old lighthouse at Skerry Point, dark since the storms of last March, is to shine again this
autumn after the harbour council agreed on Thursday to pay for a new lamp and for the repair of its spiral stair.</p>
<p>"{WORDS}," said {NAME}, the keeper of the lighthouse, who has lived on the point for nineteen years.</p>
<p>The council voted seven to two for the repair, which will cost less than the sum that the harbour spends each year
on buoys. Fishermen had asked for the light in a letter that more than two hundred people of the town had signed.</p>
</article></body></html>
"""


@dataclass(frozen=True)
class Scenario:
    """One run over *stack*, where the newsroom has *stories* stories."""

    stack: Stack
    report: Report
    scratch: Path
    stories: int

    @property
    def api(self) -> SearchApi:
        """The stack's search API."""
        return SearchApi(self.stack.search_url)

    def play(self) -> None:
        """
        Go through all steps.

        Raises:
            CheckError: one of them did not come out as it must.
        """
        with self.report.step("the compose file is valid and keeps its rules"):
            self._check_file()
        with self.report.step("docker compose build"):
            self.stack.compose("build", timeout_s=1800)
            self._note_sizes()
        with self.report.step("docker compose up --wait: everything healthy"):
            self._up()
        with self.report.step("the newsroom's stories and quotes are found by the search API"):
            self._check_quotes()
        with self.report.step("every service runs as nobody, on a root that it cannot write to"):
            self._check_confinement()
        with self.report.step("the parser is killed (SIGKILL), comes back, and the pipeline goes on"):
            self._kill_parser()
        with self.report.step("the bootstrap runs again and changes nothing"):
            self._bootstrap_again()
        with self.report.step("docker compose stop: every service ends by itself, with exit code 0"):
            self._stop()
        with self.report.step("docker compose down and up: the data is still there"):
            self._down_and_up()
        with self.report.step("docker compose down --volumes: nothing is left"):
            self.stack.compose("down", "--volumes", timeout_s=UP_S)
            require(not self.stack.remains(), f"Still there: {', '.join(self.stack.remains())}")

    def _up(self) -> None:
        self.stack.compose("up", "--detach", "--wait", "--wait-timeout", str(int(UP_S)), timeout_s=UP_S + 60)
        self.stack.require_healthy()
        nameless = self.stack.nameless_volumes()
        require(not nameless, f"Volumes that nobody named, so `down` leaves them: {', '.join(nameless)}")

    def _check_file(self) -> None:
        found = breaches(self.stack.config())
        require(not found, "\n".join(["docker-compose.yml breaks its rules:", *found]))
        # What an operator has who copies the example, and one who has no .env at all.
        for env in (".env.example", "/dev/null"):
            run(["docker", "compose", "--env-file", env, "config", "--quiet"], cwd=self.stack.root)

    def _note_sizes(self) -> None:
        images = {one["image"] for one in self.stack.config()["services"].values()}
        for image in sorted(image for image in images if image.startswith(OURS)):
            size = int(run(["docker", "image", "inspect", "--format", "{{.Size}}", image]))
            self.report.note(f"{image}: {size / 1e6:.0f} MB with its base")

    def _check_quotes(self) -> None:
        def complete() -> bool:
            found = self.api.articles()
            require(found >= self.stories, f"{found} of {self.stories} stories")
            return True

        eventually(complete, within_s=FLOW_S, what="all stories are found")
        quotes = self.api.quotes()
        spoken = [quote for quote in quotes if quote.get("speaker")]
        require(spoken, f"None of {len(quotes)} quotes has a speaker.")
        # A quote that came out of the pipeline is found by its own words and by its speaker.
        one = max(spoken, key=lambda quote: len(quote["text"]))
        words = " ".join(re.findall(r"\w+(?:['’.,-]\w+)*", one["text"])[:8])
        for asked in ({"q": words}, {"speaker": one["speaker"]}):
            texts = [quote["text"] for quote in self.api.quotes(**asked)]
            require(one["text"] in texts, f"{asked} does not find {one['text']!r}.")
        self.report.note(
            f"{self.api.articles()} articles; of the first {len(quotes)} quotes {len(spoken)} have a speaker"
        )
        self.report.note(f"for instance {one['speaker']}: {one['text'][:80]!r}")

    def _check_confinement(self) -> None:
        for service, container in self.stack.containers().items():
            if not container["Config"]["Image"].startswith(OURS) or service == ONE_SHOT:
                continue
            say = (
                "import os, pathlib; "
                "caps = [l.split()[1] for l in open('/proc/self/status') if l.startswith('CapEff')][0]; "
                "print(os.getuid(), int(caps, 16), int(os.access('/opt/venv', os.W_OK)))"
            )
            said = run(["docker", "exec", container["Id"], "python", "-c", say]).split()
            require(said[0] != "0", f"{service} runs as root.")
            require(said[1] == "0", f"{service} has capabilities: {said[1]}.")
            require(said[2] == "0", f"{service} may write to /opt/venv.")

    def _kill_parser(self) -> None:
        self.stack.crash("parser")
        page = self.scratch / "lighthouse.html"
        page.write_text(PAGE)
        # While the parser is down or coming up: a page for it, by the command that operators use.
        self.stack.compose(
            *("run", "--rm", "--no-deps", "--volume", f"{page}:/import/{page.name}:ro", "fetcher"),
            *("import", f"/import/{page.name}"),
        )

        def found() -> bool:
            return any(WORDS in quote["text"] for quote in self.api.quotes(q=WORDS))

        eventually(found, within_s=BACK_S, what="what was imported during the crash is found")
        self.stack.await_health("parser", within_s=BACK_S)
        speakers = [quote.get("speaker") for quote in self.api.quotes(q=WORDS) if WORDS in quote["text"]]
        require(speakers == [NAME], f"The imported quote has the speakers {speakers}, not {NAME}, once.")

    def _bootstrap_again(self) -> None:
        before = self.api.articles()
        said = self.stack.compose("run", "--rm", "--no-deps", ONE_SHOT)
        require("created" not in said, f"The second bootstrap created something:\n{said}")
        self.report.note(said.strip().replace("\n", "; "))
        require(self.api.articles() == before, "The second bootstrap changed the number of articles.")

    def _stop(self) -> None:
        self.stack.compose("stop", timeout_s=UP_S)
        codes = {name: one["State"]["ExitCode"] for name, one in self.stack.containers().items()}
        bad = {name: code for name, code in codes.items() if name in SERVICES and code}
        require(not bad, f"Exit codes after SIGTERM: {bad}")

    def _down_and_up(self) -> None:
        self.stack.compose("start", "opensearch", "search")
        self.stack.await_health("search", within_s=UP_S)
        before = eventually(self.api.articles, within_s=60, what="the articles are found again")
        self.stack.compose("down", timeout_s=UP_S)
        self._up()
        after = eventually(self.api.articles, within_s=60, what="the articles are found again")
        require(after >= before, f"{after} articles after `down` and `up`, {before} before.")
