"""Renders a page of notebooks-exported/: prose, commands as they are run, and what they print.

    render.py SOURCE DIRECTORY PAGE

SOURCE has blocks with an empty line between them:
    # TITLE and ## HEADING
    $ COMMAND           run by bash in DIRECTORY, shown with its output
    ![WORDS](FILE.png)  a picture of DIRECTORY, put into the page
all others are paragraphs, in which `CODE` and [WORDS](LINK) are known.
"""

import base64
import html
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "src/main/resources/dev/larder/report/page.css"
MORE_STYLE = """
pre { margin: 0 0 1rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .4rem;
  background: var(--raised); font: .8rem/1.45 ui-monospace, Menlo, Consolas, monospace;
  overflow-x: auto; }
pre b { font-weight: 600; }
code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
img { max-width: 100%; border: 1px solid var(--line); border-radius: .4rem; }
@media print { pre { white-space: pre-wrap; } }
"""


def inline(text: str) -> str:
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"\[([^]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', text)


def run(command: str, directory: Path) -> str:
    finished = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        sys.exit(f"{command}\n{finished.stdout}\nexit code {finished.returncode}")
    return finished.stdout.rstrip()


def block(text: str, directory: Path) -> str:
    picture = re.fullmatch(r"!\[([^]]*)\]\(([^)]+)\)", text)
    if picture:
        data = base64.b64encode((directory / picture[2]).read_bytes()).decode()
        words = html.escape(picture[1])
        return f'<p><img src="data:image/png;base64,{data}" alt="{words}"/></p>'
    if text.startswith("$ "):
        command = text[2:]
        output = html.escape(run(command, directory), quote=False)
        shown = html.escape(command, quote=False)
        return f'<pre tabindex="0"><b>$ {shown}</b>\n{output}</pre>'
    if text.startswith("## "):
        return f"<h2>{inline(text[3:])}</h2>"
    return f"<p>{inline(' '.join(text.split()))}</p>"


def page(source: str, directory: Path) -> str:
    first, *others = [text.strip("\n") for text in re.split(r"\n\n+", source) if text.strip()]
    title = html.escape(first.removeprefix("# "), quote=False)
    blocks = "\n".join(block(text, directory) for text in others)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>{title}</title>
<style>{STYLE.read_text()}{MORE_STYLE}</style>
</head>
<body>
<header><h1>{title}</h1></header>
<main>
{blocks}
</main>
</body>
</html>
"""


if __name__ == "__main__":
    source, directory, target = map(Path, sys.argv[1:])
    target.write_text(page(source.read_text(), directory))
