"""Pages that do more than call macros, and links out of the folder of pages: no builder compiles or follows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.pages import Site, text
from helpers.sites import build, copy_world

from macros.authoring.page_checks import check_pages
from macros.loading.loader import load

# Each reads a secret of the machine on which it is built.
READS = (
    '{{ cycler.__init__.__globals__.os.environ["SECRET"] }}',
    '{% set a = cycler.__init__.__globals__.os.environ["SECRET"] %}{{ a }}',
    '{{ fact.__globals__["os"].environ["SECRET"] or joiner.__init__.__globals__.os.environ["SECRET"] }}',
    '{{ link("car", cycler.__init__.__globals__.os.environ["SECRET"]) }}',
    '{{ ""|attr("__class__") }}{{ lipsum.__globals__.os.environ["SECRET"] }}',
)
PAGE = "docs/licence.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_world(tmp_path)


def checked(project: Path) -> list[str]:
    facts = load(project / "data").facts
    assert facts
    return [str(problem) for problem in check_pages(facts, project / "docs")]


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_no_page_reads_the_machine(project: Path, builder: str) -> None:
    plain = (project / PAGE).read_text(encoding="utf-8")
    for number, call in enumerate(READS):
        (project / f"docs/reads-{number}.md").write_text(
            f"---\ndescription: Page {number}.\n---\n# Title {call}\n\nText {call}.\n", encoding="utf-8"
        )
    (project / PAGE).write_text(plain.replace("\n---\n", "\ntitle: '{{ config }}'\n---\n", 1), encoding="utf-8")
    made = build(project, "--strict", builder=builder, SECRET="sesame")
    assert made.returncode == 1
    assert "sesame" not in made.stdout + made.stderr
    shown = "".join(path.read_text(encoding="utf-8") for path in (project / "site").rglob("*.html"))
    assert "sesame" not in shown
    problems = [problem for problem in checked(project) if "the navigation leaves out" not in problem]
    assert {problem.partition(":")[0] for problem in problems} == {PAGE, *(f"docs/reads-{n}.md" for n in range(5))}
    if builder == "mkdocs":
        assert all(problem in made.stderr for problem in problems if not problem.startswith(PAGE))
        assert "Traceback" not in made.stderr
    else:
        assert any(problem in made.stderr for problem in problems)


def test_a_refusal_shows_in_its_place(project: Path) -> None:
    page = "# Notes\n\nBefore {{ cycler.__init__ }} and {{ link('car') }} after <img src=x onerror=alert(1)> the end.\n"
    (project / PAGE).write_text(f"---\nrender_macros: false\nstructured_data: </script>\n---\n{page}", encoding="utf-8")
    made = build(project)
    assert made.returncode == 0, made.stderr
    assert "docs/licence.md:7:11: an attribute (.) is refused" in made.stderr
    built = Site(project / "site").pages["licence/"]
    *settings, sentence = list(built.content.iter("p"))[1:]
    assert [text(problem).split('"')[1] for problem in settings] == ["render_macros", "structured_data"]
    before, _, rest = text(sentence).partition(" an attribute (.) is refused")
    assert (before, text(next(sentence.iter("a")))) == ("Before", "The Car")
    assert rest.endswith("after <img>: onerror runs code; leave it out the end.")
    assert not list(built.content.iter("img"))


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
@pytest.mark.parametrize("name", ["secret.txt", "secret", "secret.md"])
def test_a_link_out_of_the_folder_is_not_followed(project: Path, tmp_path: Path, builder: str, name: str) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "secret.txt").write_text("sesame", encoding="utf-8")
    (project / "docs" / name).symlink_to(outside if name == "secret" else outside / "secret.txt")
    message = f"docs/{name}:1:1: this link leads out of docs/; put the file itself in its place"
    assert message in checked(project)
    made = build(project, builder=builder)
    assert made.returncode == 1
    assert message in made.stderr
    if builder == "mkdocs":
        assert "Traceback" not in made.stderr
        assert not (project / "site").exists(), "nothing was built"


def test_what_may_not_lie_in_the_folder_of_pages(project: Path, tmp_path: Path) -> None:
    docs = project / "docs"
    for name, message in {
        "run.js": "a browser would run this, and no script runs but docs/assets/site.js",
        "page.HTM": "a browser would run this, and no script runs but docs/assets/site.js",
        "_redirects": "a server could take this for its settings; give it another name",
        "notes.markdown": "the name of a page ends in .md",
        "round": "this link leads out of docs/; put the file itself in its place",
        "runs.svg": "this drawing runs code or loads something; a drawing only draws",
        "loads.svg": "this drawing runs code or loads something; a drawing only draws",
    }.items():
        path = docs / name
        if name == "round":
            path.symlink_to(path)
        else:
            inside = {"runs.svg": "<svg><script/></svg>", "loads.svg": "<svg><a href='java&#115;cript:x'/></svg>"}
            path.write_text(inside.get(name, "x"), encoding="utf-8")
        assert checked(project) == [f"docs/{name}:1:1: {message}"]
        path.unlink()
    (docs / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', encoding="utf-8"
    )
    (docs / "again.md").symlink_to(docs / "licence.md")
    (message,) = checked(project)
    assert "the navigation leaves out again.md" in message, "that it is a link is no mistake"


def test_the_settings_give_the_engine_nothing_more_to_do(project: Path) -> None:
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    options = "module_name: macros", "include_yaml: [data/world.yml]", "on_undefined: keep"
    plugins = "plugins:\n  - macros:\n" + "".join(f"      {option}\n" for option in options)
    settings.write_text(f"{text}{plugins}extra:\n  fact: x\n", encoding="utf-8")
    line = text.count("\n") + 4
    refused = "the macros have module_name: macros and on_undefined: strict, and no other"
    assert checked(project) == [
        f"mkdocs.yml:{line}:7: the option include_yaml is refused: {refused}",
        f"mkdocs.yml:{line + 1}:7: the option on_undefined is refused: {refused}",
        f'mkdocs.yml:{line + 3}:3: "fact" hides the macro of that name; rename it',
    ]
    settings.write_text("plugins: [\n", encoding="utf-8")
    assert any(problem.startswith("mkdocs.yml:2:1: this is not valid YAML") for problem in checked(project))
