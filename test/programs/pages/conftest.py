"""A real browser that sees what a page does, and pages of both programs about hostile data."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoAlertPresentException

PROGRAMS = Path(__file__).resolve().parents[3] / "lib" / "programs"
# What runs in spite of everything says so. Scripts of the browser's driver are not held by a page's policy.
WITNESS = "window.marks = []; window.ran = where => { window.marks.push(String(where)); };"
LIVE = (
    "[onerror], [onload], [onmouseover], iframe, object, embed, base, meta[http-equiv=refresh], "
    "a[href^='javascript:'], img[src='x'], link[href*='127.0.0.1']")


@dataclass
class Seen:
    """What a page did."""

    ran: list[str]
    dialogs: list[str]
    requests: list[str]
    live: list[str]
    errors: list[str]
    text: str


def installed() -> None:
    """Chromium is Debian's; as root it is installed, else only what is missing is said."""
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.exit("the tests of pages need Chromium and its driver: apt-get install chromium chromium-driver", returncode=1)
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "--yes", "chromium", "chromium-driver"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    installed()
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    # Every name leads nowhere, should a page ask for one.
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
                     "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    options.set_capability("unhandledPromptBehavior", "ignore")
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WITNESS})
    yield driver
    driver.quit()


@pytest.fixture
def look(browser):
    """Opens a page, and whatever can be opened in it."""
    def open_page(page: Path, policy: bool = True, wanted: str = "", click: str = "") -> Seen:
        browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": not policy})
        browser.get("about:blank")
        browser.get_log("performance"), browser.get_log("browser")
        browser.get(page.as_uri())
        dialogs = closed_dialogs(browser)
        until(lambda: wanted in body(browser), browser)
        # In one go: what is opened redraws what stands around it.
        browser.execute_script("if (arguments[0]) document.querySelectorAll(arguments[0]).forEach(tag => tag.click())", click)
        time.sleep(1)
        dialogs += closed_dialogs(browser)
        return Seen(
            ran=browser.execute_script("return window.marks"),
            dialogs=dialogs,
            requests=requests(browser, page),
            live=browser.execute_script(f"return [...document.querySelectorAll({json.dumps(LIVE)})].map(tag => tag.outerHTML.slice(0, 200))"),
            errors=[entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"],
            text=body(browser),
        )

    return open_page


def body(browser) -> str:
    return browser.execute_script("return document.documentElement.textContent")


def until(true, browser, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"the page does not show it: {body(browser)[-500:]}"
        time.sleep(0.2)


def closed_dialogs(browser) -> list[str]:
    found: list[str] = []
    while True:
        try:
            alert = browser.switch_to.alert
            found.append(alert.text)
            alert.accept()
        except NoAlertPresentException:
            return found


def requests(browser, page: Path) -> list[str]:
    """Everything that was asked for beside the page itself and what stands in it."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if url != page.as_uri() and not url.startswith(("data:", "blob:", "about:"))]


def run(program: str, environment: dict[str, str]) -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment}
    ended = subprocess.run([sys.executable, PROGRAMS / program / f"{program}.py"], env=env, capture_output=True, text=True)
    assert ended.returncode in (0, 2), ended.stdout + ended.stderr


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
