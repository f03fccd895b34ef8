"""The shared budget: never more places in a window than it has, over all copies, killed ones and reboots."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buffertui.store.ledger import ASK_AGAIN, DEADLINE, SOON, SqliteLedger

MINUTE = ((3, 60.0),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "studio"


@pytest.fixture
def ledger(folder: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(folder)
    yield ledger
    ledger.close()


@pytest.fixture
def copy(ledger: SqliteLedger, folder: Path) -> Iterator[SqliteLedger]:
    """The ledger as another copy of the program has it."""
    copy = SqliteLedger(folder)
    yield copy
    copy.close()


def request(ledger: SqliteLedger, at: float, seconds: float = 0.5) -> None:
    """A whole request: a place, and its answer."""
    ticket, wait = ledger.enter(at, MINUTE)
    assert ticket
    assert wait == 0.0
    ledger.leave(ticket, at + seconds, counts=True)


def test_all_copies_share_the_places_of_a_window(ledger: SqliteLedger, copy: SqliteLedger) -> None:
    for at, one in ((100.0, ledger), (101.0, copy), (102.0, ledger)):
        request(one, at)
    for one in (ledger, copy):
        assert one.enter(103.0, MINUTE) == (0, pytest.approx(100.5 + 60 - 103))
        assert one.use(103.0, MINUTE) == ((3, pytest.approx(160.5)),)


def test_a_place_is_free_when_the_window_has_passed_the_answer(ledger: SqliteLedger) -> None:
    for at in (100.0, 110.0, 120.0):
        request(ledger, at, 5.0)
    assert ledger.enter(164.9, MINUTE)[0] == 0
    assert ledger.enter(165.1, MINUTE)[0]
    assert ledger.enter(165.1, MINUTE)[0] == 0


def test_what_never_left_gives_its_place_back(ledger: SqliteLedger, copy: SqliteLedger) -> None:
    tickets = [ledger.enter(100.0, MINUTE)[0] for _ in range(3)]
    assert copy.enter(100.1, MINUTE) == (0, ASK_AGAIN)
    ledger.leave(tickets[1], 100.2, counts=False)
    assert copy.enter(100.3, MINUTE)[0]
    assert copy.enter(100.3, MINUTE)[0] == 0


def test_a_place_whose_process_died_counts_until_its_deadline_and_the_window_have_passed(ledger: SqliteLedger) -> None:
    for _ in range(3):
        ledger.enter(100.0, MINUTE)
    assert ledger.enter(100.0 + DEADLINE + 59.9, MINUTE)[0] == 0
    assert ledger.enter(100.0 + DEADLINE + 60.1, MINUTE)[0]


def test_a_place_is_taken_in_all_windows_or_none(ledger: SqliteLedger) -> None:
    both = ((2, 10.0), (3, 100.0))
    for at in (0.0, 1.0):
        ledger.leave(ledger.enter(at, both)[0], at, counts=True)
    assert ledger.enter(2.0, both) == (0, pytest.approx(8.0))
    assert ledger.use(2.0, both) == ((2, pytest.approx(10.0)), (2, pytest.approx(100.0)))
    ledger.leave(ledger.enter(11.5, both)[0], 11.5, counts=True)
    assert ledger.enter(12.0, both) == (0, pytest.approx(88.0))
    assert ledger.use(12.0, both) == ((1, pytest.approx(21.5)), (3, pytest.approx(100.0)))


def test_less_may_be_asked_for_than_there_is(ledger: SqliteLedger) -> None:
    """A reserve: reads see a smaller window than writes."""
    request(ledger, 100.0)
    request(ledger, 101.0)
    assert ledger.enter(102.0, ((1, 60.0),)) == (0, pytest.approx(59.5))
    assert ledger.enter(102.0, ((0, 60.0),))[0] == 0
    request(ledger, 102.0)


def test_the_door_is_shut_for_every_copy_until_its_time(ledger: SqliteLedger, copy: SqliteLedger) -> None:
    request(ledger, 99.0)
    assert copy.shut_until(100.0) is None
    ledger.shut(130.0)
    ledger.shut(120.0)
    assert copy.shut_until(100.0) == 130.0
    assert copy.enter(100.0, MINUTE) == (0, pytest.approx(30.0))
    assert copy.shut_until(130.0) is None
    assert copy.enter(130.0, MINUTE)[0]


def test_what_was_before_a_reboot_counts_no_more(ledger: SqliteLedger, copy: SqliteLedger) -> None:
    for _ in range(3):
        request(ledger, 500_000.0)
    ledger.shut(500_600.0)
    assert copy.use(40.0, MINUTE) == ((0, 40.0),)
    assert copy.shut_until(40.0) is None
    request(copy, 40.0)
    assert ledger.use(41.0, MINUTE) == ((1, pytest.approx(100.5)),)
    assert ledger.shut_until(41.0) is None


def test_a_reading_of_the_clock_that_waited_is_no_reboot(ledger: SqliteLedger) -> None:
    for at in (100.0, 101.0, 100.9):
        request(ledger, at)
    assert ledger.enter(101.0, MINUTE)[0] == 0


def test_old_places_leave_no_row_behind(ledger: SqliteLedger, folder: Path) -> None:
    for number in range(50):
        request(ledger, 100.0 * number)
    ledger.close()
    with sqlite3.connect(folder / "pace.db") as file:
        assert file.execute("SELECT count(*) FROM places").fetchone()[0] <= 2
    file.close()


def test_tickets_that_mean_nothing_do_no_harm(ledger: SqliteLedger) -> None:
    ledger.leave(12345, 100.0, counts=True)
    ledger.leave(0, 100.0, counts=False)
    request(ledger, 100.0)
    ticket, _ = ledger.enter(100.0, MINUTE)
    ledger.leave(ticket, 101.0, counts=True)
    ledger.leave(ticket, 102.0, counts=False)
    assert ledger.use(103.0, MINUTE)[0][0] == 2


def test_two_processes_together_never_have_more_than_there_is(folder: Path) -> None:
    code = """
import sys
from pathlib import Path
from buffertui.store.ledger import SqliteLedger
ledger = SqliteLedger(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
taken = 0
for number in range(400):
    ticket, _ = ledger.enter(100.0 + number / 1000, ((60, 60.0),))
    if ticket:
        taken += 1
        ledger.leave(ticket, 100.0 + number / 1000, counts=True)
print(taken)
"""
    crowd = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], text=True, stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for one in crowd:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in crowd:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    taken = [int(one.communicate()[0]) for one in crowd]
    assert sum(taken) == 60


def test_over_many_windows_no_window_ever_holds_more(ledger: SqliteLedger, copy: SqliteLedger) -> None:
    chance = random.Random(7)
    limits = ((5, 10.0), (12, 60.0))
    open_now: list[tuple[SqliteLedger, int, float]] = []
    spans: list[tuple[float, float]] = []
    now = 0.0
    for _ in range(600):
        now += chance.random()
        one = chance.choice((ledger, copy))
        ticket, wait = one.enter(now, limits)
        assert bool(ticket) == (wait == 0.0)
        if ticket:
            open_now.append((one, ticket, now))
        if open_now and chance.random() < 0.6:
            owner, left, began = open_now.pop(chance.randrange(len(open_now)))
            counts = chance.random() < 0.8
            owner.leave(left, now, counts=counts)
            if counts:
                spans.append((began, now))
    assert len(spans) > 40
    for most, seconds in limits:
        for _, end in spans:
            # Wherever between its leaving and its answer the server counted each of them.
            assert sum(1 for began, other in spans if end - seconds < other <= end) <= most
            assert sum(1 for began, other in spans if end - seconds < began <= end) <= most


def test_while_another_copy_is_counting_the_answer_is_to_ask_again_soon(ledger: SqliteLedger, folder: Path) -> None:
    request(ledger, 100.0)
    ticket, _ = ledger.enter(100.0, MINUTE)
    with contextlib.closing(sqlite3.connect(folder / "pace.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ledger.enter(101.0, MINUTE) == (0, SOON)
        ledger.leave(ticket, 101.0, counts=False)
        ledger.shut(140.0)
        assert ledger.use(101.0, MINUTE)[0][0] == 2
    assert ledger.shut_until(102.0) == 140.0
    assert ledger.use(102.0, MINUTE)[0][0] == 1


def garbage(file: Path) -> None:
    file.write_bytes(b"garbage " * 2000)


def newer(file: Path) -> None:
    with sqlite3.connect(file) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()


@pytest.mark.parametrize("spoil", [garbage, newer, Path.unlink, lambda file: os.truncate(file, 5000)])
def test_a_spoilt_file_is_begun_anew(folder: Path, spoil: Callable[[Path], None]) -> None:
    first = SqliteLedger(folder)
    request(first, 100.0)
    first.close()
    spoil(folder / "pace.db")
    for _ in range(2):
        ledger = SqliteLedger(folder)
        request(ledger, 101.0)
        ledger.close()
    ledger = SqliteLedger(folder)
    assert ledger.use(102.0, MINUTE)[0][0] == 2
    ledger.close()


@pytest.mark.parametrize("spoil", [garbage, Path.unlink])
def test_a_file_spoilt_while_it_is_in_use_stops_nobody(
    ledger: SqliteLedger, copy: SqliteLedger, folder: Path, spoil: Callable[[Path], None]
) -> None:
    request(ledger, 100.0)
    for file in folder.glob("pace.db-*"):
        file.unlink()
    spoil(folder / "pace.db")
    request(ledger, 101.0)
    request(copy, 101.0)
    assert ledger.use(102.0, MINUTE)[0][0] == copy.use(102.0, MINUTE)[0][0]


def test_a_later_version_that_is_started_meanwhile_keeps_its_file(ledger: SqliteLedger, folder: Path) -> None:
    request(ledger, 100.0)
    newer(folder / "pace.db")
    request(ledger, 101.0)
    with contextlib.closing(sqlite3.connect(folder / "pace.db")) as file:
        assert file.execute("SELECT count(*) FROM places").fetchone() == (1,)


def test_where_no_file_can_be_made_this_copy_still_keeps_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ledger = SqliteLedger(tmp_path / "file" / "studio")
    for at in (100.0, 101.0, 102.0):
        request(ledger, at)
    assert ledger.enter(103.0, MINUTE) == (0, pytest.approx(57.5))
    ledger.shut(200.0)
    assert ledger.shut_until(103.0) == 200.0
    ledger.close()


def test_tickets_of_a_file_that_was_lost_settle_nothing_here(ledger: SqliteLedger) -> None:
    ticket, _ = ledger.enter(100.0, MINUTE)
    ledger.close()
    other, _ = ledger.enter(100.0, MINUTE)
    assert other != ticket
    ledger.leave(ticket, 100.0, counts=False)
    assert ledger.use(100.0, MINUTE)[0][0] == 1
    ledger.close()


def test_the_file_is_private(ledger: SqliteLedger, folder: Path) -> None:
    request(ledger, 100.0)
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_any_thread_may_count(ledger: SqliteLedger) -> None:
    tickets: list[int] = []

    def work() -> None:
        for _ in range(20):
            tickets.append(ledger.enter(100.0, ((30, 60.0),))[0])

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [ticket for ticket in tickets if ticket]
    assert len(taken) == len(set(taken)) == 30
