"""Taking turns: so many at once, first come first served, and nobody's place is lost."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from kavosh.search.turns import Turns


class InterruptedInTestError(Exception):
    """Raised by a signal while a thread waits."""


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise InterruptedInTestError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def wait_until(true: threading.Event) -> None:
    assert true.wait(10)


def test_no_more_than_the_places_are_in() -> None:
    turns, lock = Turns(2, patience=60), threading.Lock()
    inside = most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with turns:
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.0002)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (inside, most) == (0, 2)


def test_who_came_first_goes_first() -> None:
    turns, order = Turns(1, patience=60), list[int]()

    def come(number: int, asked: threading.Event) -> None:
        asked.set()
        with turns:
            order.append(number)

    with turns:
        threads = []
        for number in range(8):
            asked = threading.Event()
            threads.append(threading.Thread(target=come, args=(number, asked)))
            threads[-1].start()
            wait_until(asked)
            while turns.waiting <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))


def test_who_is_in_may_ask_again() -> None:
    turns, left, came = Turns(1, patience=60), threading.Event(), threading.Event()

    def ask_twice() -> None:
        with turns:
            with turns, turns:
                pass
            other.start()
            while not turns.waiting:  # its place is still its own
                time.sleep(0.001)
            assert not came.is_set()
            left.set()

    def come() -> None:
        with turns:
            came.set()

    other = threading.Thread(target=come, daemon=True)
    asker = threading.Thread(target=ask_twice, daemon=True)
    asker.start()
    asker.join(10)
    assert left.is_set()
    other.join(10)
    assert came.is_set()


def test_who_is_in_for_long_holds_up_nobody() -> None:
    turns, order = Turns(1, patience=0.02), list[int]()
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with turns:
            inside.set()
            assert leave.wait(10)

    def come(number: int) -> None:
        with turns:
            order.append(number)

    holder = threading.Thread(target=hold)
    holder.start()
    wait_until(inside)
    threads = [threading.Thread(target=come, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(order) == list(range(5))  # while the first was still in
    leave.set()
    holder.join(10)
    with turns:  # it had lost its place, and its leaving made no second one
        late = threading.Thread(target=come, args=(9,))
        late.start()
        while not turns.waiting:
            time.sleep(0.001)
    late.join(10)
    assert order[-1] == 9


def test_an_error_inside_gives_the_place_back() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), turns:
            raise ValueError("broken")
    with turns:
        pass


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs an alarm signal")
def test_who_is_interrupted_while_waiting_leaves_the_queue() -> None:
    turns, done = Turns(1, patience=60), threading.Event()
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with turns:
            inside.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    wait_until(inside)
    with pytest.raises(InterruptedInTestError), interrupted_after(0.05), turns:
        raise AssertionError("let in while another was")
    assert turns.waiting == 0
    leave.set()
    holder.join(10)
    with turns:  # the place was not handed to who left
        done.set()
    assert done.is_set()
