"""The search page in a real browser, served by a real server over a real index."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from waitress.server import create_server

from kavosh.search import Engine
from kavosh.web.app import create_app

pytestmark = pytest.mark.browser

PHONE = 390  # CSS pixels
DAMAGED = "همكاري های شهر ها"  # "cooperations of cities": an Arabic yeh and kaf, torn half-spaces
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(samples_index: Path) -> Iterator[str]:
    """The address of a running server."""
    with Engine.open(samples_index) as engine:
        server = create_server(create_app(engine), host="127.0.0.1", port=0)
        thread = threading.Thread(target=server.run)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.trigger.pull_trigger(server.close)  # closed by its own loop, which then ends
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip(f"no Chromium is installed (looked for {', '.join(names)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, url: str, *, scripts: bool = True, width: int = 1280) -> Iterator[Page]:
    """A fresh page at an address; fails at the end if the console showed an error."""
    context: BrowserContext = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 900}, locale="fa-IR"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    yield page
    context.close()
    assert not errors


def test_a_damaged_query_finds_and_marks(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        assert page.evaluate("document.dir") == "rtl"
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type(DAMAGED)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        expect(page.locator("#q")).to_have_value(DAMAGED)
        marks = page.locator("mark").all_inner_texts()
        assert "همکاری" in marks and "شهر" in marks  # "cooperation", "city"
        expect(page.get_by_role("status")).to_contain_text("مطلب")  # "articles"
        counts = page.get_by_role("group", name="شهر").locator(".count").all_inner_texts()  # "city"
        assert counts and all(set(count) <= set("۰۱۲۳۴۵۶۷۸۹") for count in counts)
        assert page.evaluate("document.fonts.check('1rem Vazirmatn', 'ش')")


def test_a_filter_without_javascript(browser: Browser, server: str) -> None:
    with visit(browser, f"{server}/search?q=مترو", scripts=False) as page:  # "metro"
        page.get_by_role("checkbox", name="مسکو").check()  # "Moscow"
        page.get_by_role("button", name="اعمال فیلترها").click()  # "apply filters"
        page.wait_for_url("**city=moscow*")
        expect(page.get_by_role("checkbox", name="مسکو")).to_be_checked()
        expect(page.locator(".chip")).to_have_count(1)
        page.locator(".chip").click()
        expect(page.locator(".chip")).to_have_count(0)
        expect(page.get_by_role("searchbox")).to_have_value("مترو")


def test_a_filter_and_an_order_with_javascript(browser: Browser, server: str) -> None:
    with visit(browser, f"{server}/search?q=metro&lang=en") as page:
        expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
        page.get_by_role("checkbox", name="Moscow").click()
        page.wait_for_url("**city=moscow*")
        expect(page.locator(".chip")).to_have_count(1)
        assert "sort=" not in page.url
        page.get_by_label("Order").select_option("oldest")
        page.wait_for_url("**sort=oldest*")
        page.locator("#q").fill("summit")
        page.locator("#q").press("Enter")
        page.wait_for_url("**q=summit*")
        assert "city=moscow" in page.url and "sort=oldest" in page.url and "lang=en" in page.url
        page.go_back()
        expect(page.locator("#q")).to_have_value("metro")
        page.get_by_role("link", name="فارسی").click()  # "Persian"
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert "city=moscow" in page.url


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", ["/", "/search", "/search?q=%22city+council%22&city=moscow", "/document/fa-038"])
def test_nothing_overflows_a_phone(browser: Browser, server: str, path: str, language: str) -> None:
    url = f"{server}{path}{'&' if '?' in path else '?'}lang={language}"
    with visit(browser, url, width=390) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_filters_open_on_a_phone_without_javascript(browser: Browser, server: str) -> None:
    with visit(browser, f"{server}/search", width=390, scripts=False) as page:
        expect(page.locator("#filters")).to_be_hidden()
        page.get_by_role("link", name="فیلترها", exact=True).click()  # "filters"
        expect(page.locator("#filters")).to_be_visible()
        page.get_by_role("link", name="بستن فیلترها").click()  # "close filters"
        expect(page.locator("#filters")).to_be_hidden()


def test_the_keyboard_reaches_the_content_first(browser: Browser, server: str) -> None:
    with visit(browser, f"{server}/search?lang=en") as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")


def test_suggestions_by_keyboard(browser: Browser, server: str) -> None:
    with visit(browser, server + "/?lang=fa") as page:
        box, options = page.locator("#q"), page.get_by_role("option")
        box.press_sequentially("تهر")  # begins "Tehran"
        expect(options.first).to_have_text("تهرانشهر")  # and its kind: "city"
        expect(box).to_have_attribute("aria-expanded", "true")
        box.press("ArrowDown")
        expect(box).to_have_value("تهران")
        expect(options.first).to_have_attribute("aria-selected", "true")
        assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
        box.press("ArrowUp")
        expect(box).to_have_value("تهر")
        box.press("ArrowDown")
        box.press("Escape")
        expect(box).to_have_value("تهر")
        expect(options).to_have_count(0)
        box.press("ArrowDown")  # opens it again
        expect(options.first).to_be_visible()
        box.press("ArrowDown")
        box.press("Enter")
        page.wait_for_url("**/search?q=*")
        expect(page.locator("#q")).to_have_value("تهران")


def test_suggestions_by_pointer_on_a_phone(browser: Browser, server: str) -> None:
    with visit(browser, server + "/?lang=en", width=PHONE) as page:
        page.locator("#q").press_sequentially("mosc")
        option = page.get_by_role("option", name="Moscow")
        expect(option.first).to_be_visible()
        place = page.locator("#suggestions").bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= PHONE
        option.first.click()
        page.wait_for_url("**/search?q=Moscow*")


def test_search_within_results_without_javascript(browser: Browser, server: str) -> None:
    with visit(browser, server + "/search?q=مترو&lang=fa", scripts=False) as page:
        page.locator(".refine summary").click()
        page.locator("#within").fill("مسکو")
        page.locator("#within").press("Enter")
        page.wait_for_url("**within=*")
        chip = page.locator(".chips .chip")
        expect(chip).to_contain_text("مترو")
        chip.click()
        assert "within" not in page.url
