"""Takes a picture of a page in headless Chromium, spoken to by the DevTools protocol over pipes.

    picture.py URL FILE.png WIDTH HEIGHT light|dark [EXPRESSION UNTIL]...

Each EXPRESSION of JavaScript is run first, and its UNTIL awaited: one that becomes true.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome"]
PATIENCE_SECONDS = 30


class Page:
    def __init__(self, profile: str):
        program = next((path for name in NAMES if (path := shutil.which(name))), None)
        if program is None:
            sys.exit("There is no Chromium on the PATH.")
        read_commands, self.commands = os.pipe()
        self.answers, write_answers = os.pipe()
        # Chromium takes descriptor 3 for commands and 4 for answers.
        redirect = f"exec 3<&{read_commands} 4>&{write_answers}; exec \"$@\""
        self.process = subprocess.Popen(
            ["bash", "-c", redirect, "bash", program, "--headless", "--no-sandbox", "--disable-gpu",
             "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            pass_fds=(read_commands, write_answers),
            stderr=subprocess.DEVNULL,
        )
        os.close(read_commands)
        os.close(write_answers)
        self.unread = b""
        self.last = 0
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]

    def call(self, method: str, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.answer()
            if answer.get("id") == self.last:
                if "error" in answer:
                    sys.exit(f"{method} gives {answer['error']}")
                return answer["result"]

    def answer(self):
        while b"\0" not in self.unread:
            part = os.read(self.answers, 1 << 16)
            if not part:
                sys.exit("Chromium has ended.")
            self.unread += part
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def evaluate(self, expression: str):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            sys.exit(f"{expression} gives {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, expression: str):
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.evaluate(expression):
            if time.monotonic() > end:
                sys.exit(f"{expression} does not become true.")
            time.sleep(0.1)

    def picture(self, url: str, file: Path, width: int, height: int, scheme: str, steps):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )
        scheme_feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[scheme_feature])
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")
        for step, expected in zip(steps[::2], steps[1::2]):
            self.evaluate(step)
            self.wait(expected)
        data = self.call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))


def main(url, file, width, height, scheme, *steps):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        page = Page(profile)
        try:
            page.picture(url, Path(file), int(width), int(height), scheme, steps)
        finally:
            page.process.kill()
            page.process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
