"""What only the GraphQL API has on the main screen: drafts, approvals, failed posts, tags, limits, organizations."""

from __future__ import annotations

import webbrowser

import pytest

from buffertui.core.state import Side
from buffertui.domain.models import DRAFT, NEEDS_APPROVAL
from buffertui.sandbox.faults import Fault, Kind
from buffertui.sandbox.seed import seed_organizations
from buffertui.ui.widgets.line import Line
from buffertui.ui.widgets.sidebar import ProfileList
from buffertui.ui.widgets.update_list import UpdateList
from tests.support.screen import HUGE, LOW, Person, Stage, opened

pytest.importorskip("graphql")

NARROW = (40, 14)
LINKEDIN = ("1", "j", "j")
PINTEREST = ("1", "G", "k")
API = {"api": "graphql"}


def focus_of(person: Person) -> str:
    focused = person.app.focused
    if isinstance(focused, UpdateList):
        return focused.side
    return "profiles" if isinstance(focused, ProfileList) else str(focused)


def tabs(person: Person, pane: str = "pending") -> str:
    return person.main.query_one(f"#{pane} .title", Line).text.rstrip()


async def test_digits_bring_the_lists_and_their_titles_say_how_much_is_in_each() -> None:
    async with opened(**API) as person:
        assert tabs(person) == "PENDING  14  drafts 2  approval 0  failed 0"
        for key, says in (
            ("4", "pending 14  DRAFTS  2  approval 0  failed 0"), ("5", "pending 14  drafts 2  APPROVAL  0  failed 0"),
            ("6", "pending 14  drafts 2  approval 0  FAILED  0"), ("2", "PENDING  14  drafts 2  approval 0  failed 0"),
        ):
            await person.press(key)
            assert tabs(person) == says
            assert focus_of(person) == person.main.side


async def test_a_click_on_a_tab_brings_its_list() -> None:
    async with opened(**API) as person:
        await person.click("#pending .title", offset=(tabs(person).index("approval") + 2, 0))
        assert focus_of(person) == "approval"
        person.sees("Nothing waits for an approval.")
        await person.click("#pending .title", offset=(0, 0))
        assert focus_of(person) == "pending"


async def test_tab_goes_round_through_the_list_that_is_there() -> None:
    async with opened(**API) as person:
        await person.press("4")
        seen = []
        for key in ("tab", "tab", "tab", "shift+tab"):
            await person.press(key)
            seen.append(focus_of(person))
        assert seen == ["sent", "profiles", "drafts", "profiles"]


async def test_each_list_keeps_its_cursor() -> None:
    async with opened(**API) as person:
        await person.press("j", "j", "4", "j")
        waiting, draft = person.now.pending.updates[2], person.now.pane(Side.DRAFTS).updates[1]
        assert person.chosen == draft
        await person.press("2")
        assert person.chosen == waiting
        await person.press("4")
        assert person.chosen == draft


async def test_opening_the_lists_of_the_chosen_profile_costs_no_request() -> None:
    async with opened(**API) as person:
        before = len(person.stage.requests())
        await person.press("4", "5", "6", "2", "3", "tab", "4")
        assert len(person.stage.requests()) == before


async def test_another_profile_shows_its_own_drafts() -> None:
    async with opened(**API) as person:
        await person.press("4", "1", "j")
        await person.wait(1)
        person.sees("Save the date: the winter market", "◷ Wed 2 Dec, 10:00")
        await person.press("enter")
        assert focus_of(person) == "drafts"


async def test_of_all_profiles_the_lists_are_read_when_they_are_wanted() -> None:
    async with opened(**API) as person:
        await person.press("1", "g")
        await person.wait(1)
        await person.press("4")
        assert len(person.shown()) == 5
        await person.press("6")
        person.sees("Botanical endpapers", "✗ Pinterest asks to connect", "FAILED  1")


async def test_drafts_stand_by_the_day_on_which_they_were_written() -> None:
    async with opened(**API) as person:
        await person.press("4")
        person.sees("Written today · Mon 23 Nov", "Written yesterday · Sun 22 Nov")
        assert [update.status for update in person.shown()] == [DRAFT, DRAFT]


async def test_the_filter_works_in_every_list() -> None:
    async with opened(**API) as person:
        await person.press("4", "slash")
        await person.type("Plakat")
        person.sees("DRAFTS  1 of 2")
        await person.press("enter")
        assert focus_of(person) == "drafts"
        assert [update.text[:9] for update in person.shown()] == ["Wir suche"]
        await person.press("6")
        person.sees("Nothing has failed.")
        await person.press("escape", "4")
        assert len(person.shown()) == 2


async def test_p_gives_a_draft_a_place_in_the_queue() -> None:
    async with opened(**API) as person:
        await person.press("4")
        draft = person.chosen
        person.sees("p queue it")
        await person.press("p")
        await person.wait(2)
        assert draft.id in [update.id for update in person.now.pending.updates]
        person.sees("pending 15", "DRAFTS  1")


async def test_v_puts_a_waiting_post_back_among_the_drafts() -> None:
    async with opened(**API) as person:
        update = person.chosen
        await person.press("v")
        await person.wait(10)
        await person.press("4")
        assert update.id in [one.id for one in person.shown()]
        await person.press("v")
        person.told("a draft already")


async def test_capital_a_takes_back_what_waits_for_approval_and_asks_again() -> None:
    async with opened(**API) as person:
        await person.press(*LINKEDIN, "5")
        await person.wait(1)
        post = person.chosen
        assert post.status == NEEDS_APPROVAL
        await person.press("A")
        await person.wait(2)
        person.sees("drafts 1", "APPROVAL  0", "Nothing waits for an approval.")
        await person.press("4", "A")
        await person.wait(2)
        record = person.stage.world.update(post.id)
        assert record is not None
        assert record.status == NEEDS_APPROVAL


async def test_capital_t_moves_to_the_end() -> None:
    async with opened(**API) as person:
        update = person.chosen
        await person.press("T")
        await person.wait(5)
        assert [u.id for u in person.shown() if not u.fixed or u.id == update.id][-1] == update.id


async def test_what_waits_for_approval_is_not_published_from_here() -> None:
    async with opened(**API) as person:
        await person.press(*LINKEDIN, "5")
        await person.wait(1)
        await person.press("s")
        person.told("Somebody has to approve this post first")
        assert not person.now.outbox


async def test_a_failed_post_says_why_whole_in_the_detail_and_o_opens_the_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    links: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda url: links.append(url) or True)
    async with opened(**API) as person:
        await person.press(*PINTEREST, "6")
        await person.wait(1)
        person.sees("✗ Pinterest asks to connect this")
        await person.press("enter")
        person.sees("Pinterest asks to connect this profile again before it takes new pins.",
                    "https://help.example.org/reconnect", "p queue it", "the network refused it")
        await person.press("o")
        await person.ends("browser")
        assert links == ["https://help.example.org/reconnect"]


async def test_refresh_also_asks_for_the_list_that_is_shown() -> None:
    async with opened(**API) as person:
        await person.press("4")
        before = len(person.stage.requests())
        world, draft = person.stage.world, person.chosen
        record = world.update(draft.id)
        assert record is not None
        record.text = "Changed in the browser"
        await person.press("r")
        person.sees("Changed in the browser")
        assert len(person.stage.requests()) == before + 1


async def test_whatever_is_read_the_list_that_is_shown_is_among_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Side] = []

    async def view(side: Side, *, again: bool = False) -> None:
        asked.append(side)

    async with opened(**API) as person:
        monkeypatch.setattr(person.stage.session, "view", view)
        await person.press("4", "r")
        assert asked == [Side.DRAFTS, Side.DRAFTS]
        await person.press("6", "1", "j")
        await person.wait(1)
        assert asked[2:] == [Side.FAILED, Side.FAILED]
        await person.press("2", "r", "1", "k")
        await person.wait(1)
        assert len(asked) == 4


async def test_tags_stand_beside_the_text_and_go_first_where_it_is_narrow() -> None:
    async with opened(**API) as person:
        person.sees("#launch", "#Halden Bakery")
        await person.press("enter")
        person.sees("Tags", "#launch")
        await person.press("escape")
        await person.resize(60, 24)
        person.sees("▣ photo")
        person.sees_not("#launch")
        person.fits()


async def test_at_forty_columns_a_failed_post_still_calls() -> None:
    async with opened(NARROW, **API) as person:
        await person.press("1", "g")
        await person.wait(1)
        assert tabs(person) == "PENDING  44  6:1"
        await person.press("4")
        person.sees("DRAFTS  5")
        person.fits()


async def test_where_one_list_has_room_what_was_sent_is_a_tab_too() -> None:
    async with opened(LOW, **API) as person:
        assert tabs(person).startswith("PENDING  14  drafts 2  approval 0  failed 0  sent ")
        await person.press("3")
        assert tabs(person, "sent").startswith("pending 14  drafts 2  approval 0  failed 0  SENT  ")
        await person.press("5")
        person.sees("Nothing waits for an approval.")
        person.sees_not("Behind the scenes")


async def test_with_room_the_title_names_the_profile() -> None:
    async with opened(HUGE, **API) as person:
        assert tabs(person) == "PENDING  14 · @northwind   drafts 2   approval 0   failed 0"


@pytest.mark.parametrize("key", ["4", "5", "6", "p", "v", "A", "O"])
async def test_on_v1_each_of_these_says_why_not(key: str) -> None:
    async with opened() as person:
        await person.press(key)
        person.told("Buffer's API v1")
        assert focus_of(person) == "pending"
        person.sees("PENDING  14 · @northwind")


async def test_a_list_that_could_not_be_read_says_so_and_r_reads_it() -> None:
    async with opened(**API) as person:
        person.stage.faults.add(Fault(Kind.GRAPHQL_ERRORS, times=1))
        await person.press("5", *LINKEDIN)
        await person.wait(1)
        person.sees("APPROVAL", "r tries again.")
        await person.press("r")
        await person.wait(1)
        person.sees("APPROVAL  1", "four-day week")


async def test_capital_o_shows_another_organization_and_its_locked_channel_says_what_to_do() -> None:
    async with opened(world=seed_organizations, **API) as person:
        await person.press("4", "O")
        person.sees("● Northwind Studio   7 channels", "Fishmarket Union   4 channels")
        await person.press("j", "enter")
        person.sees("Fishmarket Union   0 ⊘", "⊘ locked")
        assert "Fishmarket Union" in person.lines()[0]
        await person.press("2")
        person.sees("This profile is locked:", "Unlock it on Buffer's page.")


async def test_the_present_organization_is_not_opened_again() -> None:
    async with opened(world=seed_organizations, **API) as person:
        session = person.stage.session
        await person.press("O", "enter")
        assert person.stage.session is session


async def test_one_organization_is_nothing_to_choose_from() -> None:
    async with opened(**API) as person:
        await person.press("O")
        person.told("only one organization")
        assert "Northwind Studio  " not in person.lines()[0].split("graphql")[0].rstrip()


async def test_the_session_that_opens_without_these_lists_shows_what_waits() -> None:
    async with opened(accounts=("demo", "old"), **API) as person:
        await person.press("4")
        person.stage.api = "v1"
        person.main.connection.open("old")
        await person.settle()
        assert (person.main.left, focus_of(person)) == (Side.PENDING, "pending")
        person.sees("PENDING  14 · @northwind")


@pytest.mark.parametrize(
    ("most", "says"), [(5, "1 of 5 left today"), (4, "limit reached"), (50, "PROFILES  7                  P")]
)
async def test_little_that_may_still_be_posted_today_is_said_over_the_profiles(most: int, says: str) -> None:
    def limited(stage: Stage) -> None:
        stage.world.profiles()[0].daily_limit = most

    async with opened(prepare=limited, **API) as person:
        await person.press("r")
        limit = person.now.limits[person.now.chosen]
        assert (limit.limit, limit.sent + limit.scheduled) == (most, 4)
        person.sees(says)
