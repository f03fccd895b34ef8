"""What single networks want, told to Buffer and read from it: only what was put in, whole where it must be whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from buffertui.api.graphql import connect
from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Edit, NextSlot
from buffertui.domain.errors import Offline
from buffertui.domain.models import Media, Update
from buffertui.domain.secret import Secret
from tests.support.graphql_wire import BASE, NOON, Graph, channel, client_to, given, made, post, rows

PHOTO = Media(photo="https://example.org/day.png", alt_text="A gate with balloons")
VIDEO = Media(video="https://example.org/v.mp4")
LINK = Media(link="https://example.org/t")
IMAGE = {"image": {"url": "https://example.org/day.png", "metadata": {"altText": "A gate with balloons"}}}
EVERYTHING = {
    "instagram.type": "story", "facebook.type": "reel", "google.type": "offer", "youtube.title": "Y",
    "pinterest.board:other": "9", "tiktok.title": "T", "comment": "First", "thread.2": "Two", "mastodon.warning": "W",
    "threads.topic": "riso", "brand.new": "x",
}


async def created(service: str, fields: dict[str, str], media: Media = PHOTO, text: str = "One") -> dict[str, Any]:
    """What leaves for a post on a channel of that network."""
    channels = given(channels=[channel("p1", service)], counted=rows())
    server = Graph(Channels=channels, CreatePost=given(createPost=made()))
    await client_to(server).create(Create(("p1",), text, media, fields=fields))
    sent: dict[str, Any] = server.inputs("CreatePost")[0]
    return sent


@pytest.mark.parametrize(
    ("service", "fields", "media", "metadata"),
    [
        ("instagram", {"instagram.type": "story", "instagram.feed": "no", "comment": "#garden"}, PHOTO,
         {"instagram": {"type": "story", "shouldShareToFeed": False, "firstComment": "#garden"}}),
        ("instagram", {}, VIDEO, {"instagram": {"type": "reel", "shouldShareToFeed": True}}),
        ("instagram", {"instagram.type": "nothing"}, PHOTO, {"instagram": {"type": "post", "shouldShareToFeed": True}}),
        ("facebook", {"comment": "Look"}, PHOTO, {"facebook": {"type": "post", "firstComment": "Look"}}),
        ("facebook", {"facebook.type": "story"}, PHOTO, {"facebook": {"type": "story"}}),
        ("facebook", {"comment": "Look"}, LINK,
         {"facebook": {"type": "post", "firstComment": "Look", "linkAttachment": {"url": "https://example.org/t"}}}),
        ("linkedin", {"comment": "Look"}, PHOTO, {"linkedin": {"firstComment": "Look"}}),
        ("youtube", {"youtube.title": "T", "youtube.category": "22", "youtube.privacy": "unlisted",
                     "youtube.kids": "no"}, VIDEO,
         {"youtube": {"title": "T", "categoryId": "22", "privacy": "unlisted", "madeForKids": False}}),
        ("youtube", {"youtube.title": "T"}, VIDEO, {"youtube": {"title": "T"}}),
        ("pinterest", {"pinterest.board:p1": "81", "pinterest.board:p2": "82", "pinterest.title": "T",
                       "pinterest.link": "https://example.org/"}, PHOTO,
         {"pinterest": {"boardServiceId": "81", "title": "T", "url": "https://example.org/"}}),
        ("tiktok", {"tiktok.title": "T"}, VIDEO, {"tiktok": {"title": "T"}}),
        ("mastodon", {"mastodon.warning": "Soup"}, PHOTO, {"mastodon": {"spoilerText": "Soup"}}),
        ("threads", {"threads.topic": "riso"}, PHOTO, {"threads": {"topic": "riso"}}),
        ("googlebusiness", {"google.button": "call"}, PHOTO,
         {"google": {"type": "whats_new", "detailsWhatsNew": {"button": "call"}}}),
        ("googlebusiness", {"google.link": "https://example.org/"}, PHOTO,
         {"google": {"type": "whats_new", "detailsWhatsNew": {"button": "learn_more", "link": "https://example.org/"}}}),
        ("googlebusiness",
         {"google.type": "offer", "google.title": "Half price", "google.start": "2026-12-03",
          "google.end": "2026-12-10", "google.code": "RISO", "google.terms": "Once",
          "google.link": "https://example.org/", "google.button": "shop"}, PHOTO,
         {"google": {"type": "offer", "detailsOffer": {
             "title": "Half price", "startDate": "2026-12-03T00:00:00Z", "endDate": "2026-12-10T00:00:00Z",
             "code": "RISO", "terms": "Once", "link": "https://example.org/"}}}),
        ("googlebusiness",
         {"google.type": "event", "google.title": "Open day", "google.start": "2026-12-03T12:00+01:00",
          "google.end": "2026-12-03T18:00+01:00", "google.button": "signup", "google.link": "https://example.org/"},
         PHOTO,
         {"google": {"type": "event", "detailsEvent": {
             "title": "Open day", "startDate": "2026-12-03T11:00:00Z", "endDate": "2026-12-03T17:00:00Z",
             "isFullDayEvent": False, "button": "signup", "link": "https://example.org/"}}}),
        ("googlebusiness", {"google.type": "event", "google.start": "2026-12-03"}, PHOTO,
         {"google": {"type": "event", "detailsEvent": {
             "startDate": "2026-12-03T00:00:00Z", "isFullDayEvent": True, "button": "none"}}}),
        ("twitter", {}, PHOTO, None),
        ("linkedin", {"thread.2": "Two", "mastodon.warning": "x"}, PHOTO, None),
        ("substack", EVERYTHING, PHOTO, None),
        ("startPage", EVERYTHING, PHOTO, None),
    ],
)
async def test_each_network_is_told_its_own_fields(
    service: str, fields: dict[str, str], media: Media, metadata: dict[str, Any] | None
) -> None:
    assert (await created(service, fields, media)).get("metadata") == metadata


@pytest.mark.parametrize("service", ["instagram", "facebook", "twitter", "youtube", "pinterest", "googlebusiness"])
async def test_fields_of_other_networks_change_nothing(service: str) -> None:
    strange = {k: v for k, v in EVERYTHING.items() if not k.startswith((service, "google")) and k != "comment"}
    strange.pop("thread.2")
    assert await created(service, strange) == await created(service, {})


@pytest.mark.parametrize("service", ["twitter", "bluesky", "mastodon", "threads"])
async def test_a_thread_goes_out_whole_with_the_picture_on_its_first_post(service: str) -> None:
    sent = await created(service, {"thread.2": "Two\x07", "thread.3": "Three", "thread.9": "lost"})
    assert (sent["text"], sent["assets"]) == ("One", [IMAGE])
    assert sent["metadata"][service]["thread"] == [
        {"text": "One", "assets": [IMAGE]}, {"text": "Two"}, {"text": "Three"}
    ]


READ = [
    ("instagram", {"type": "reel", "shouldShareToFeed": False, "firstComment": "#x"},
     {"instagram.type": "reel", "instagram.feed": "no", "comment": "#x"}),
    ("facebook", {"type": "post", "firstComment": None}, {"facebook.type": "post"}),
    ("linkedin", {"type": "post", "firstComment": "Look"}, {"comment": "Look"}),
    ("twitter", {"type": "thread", "firstComment": "x", "thread": [{"text": "One"}, {"text": "Two"}, None]},
     {"thread.2": "Two", "thread.3": ""}),
    ("bluesky", {"thread": []}, {}),
    ("pinterest", {"title": "T", "url": "https://example.org/", "board": {"serviceId": "81"}},
     {"pinterest.board:p1": "81", "pinterest.title": "T", "pinterest.link": "https://example.org/"}),
    ("youtube", {"title": "T", "privacy": "private", "madeForKids": True, "category": {"categoryId": "22"}},
     {"youtube.title": "T", "youtube.privacy": "private", "youtube.kids": "yes", "youtube.category": "22"}),
    ("tiktok", {"title": "T"}, {"tiktok.title": "T"}),
    ("mastodon", {"spoilerText": "Soup"}, {"mastodon.warning": "Soup"}),
    ("threads", {"topic": "riso"}, {"threads.topic": "riso"}),
    ("googlebusiness", {"type": "offer", "details": {
        "title": "T", "startDate": "2026-12-03T00:00:00.000Z", "endDate": "2026-12-10T12:00:00.000Z", "code": "C"}},
     {"google.type": "offer", "google.title": "T", "google.start": "2026-12-03",
      "google.end": "2026-12-10T12:00:00+00:00", "google.code": "C"}),
    ("googlebusiness", {"type": "event", "details": {
        "title": "T", "startDate": "2026-12-03T00:00:00Z", "isFullDayEvent": False, "button": "none"}},
     {"google.type": "event", "google.title": "T", "google.start": "2026-12-03T00:00:00+00:00",
      "google.button": "none"}),
    ("instagram", None, {}), ("instagram", "text", {}), ("substack", {"type": "note", "title": "x"}, {}),
    ("youtube", {"category": "x", "title": ["x"], "madeForKids": None}, {}),
]


@pytest.mark.parametrize(("service", "metadata", "fields"), READ)
async def test_what_only_the_network_knows_is_read_from_a_post(
    service: str, metadata: object, fields: dict[str, str]
) -> None:
    server = Graph(PostDetail=given(post=post("u1", channelService=service, metadata=metadata)))
    assert dict((await client_to(server).update("u1")).fields) == fields


def before(service: str, **fields: str) -> Update:
    told = {key.replace("_", "."): value for key, value in fields.items()}
    return Update("u1", "p1", "One", service=service, media=(PHOTO,), fields=told)


async def edited(edit: Edit, thread: object = None) -> tuple[list[str], dict[str, Any]]:
    """The requests of an edit, and what leaves."""
    server = Graph(EditPost=given(editPost=made("u1")), ThreadAssets=given(post={"metadata": thread}))
    await client_to(server).edit(edit)
    sent = server.inputs("EditPost")[0]
    return server.names, {key: value for key, value in sent.items() if key != "id"}


@pytest.mark.parametrize(
    ("edit", "sent"),
    [
        (Edit(before("instagram", comment="Old", instagram_type="story"), text="New"), {"text": "New"}),
        (Edit(before("instagram", comment="Old"), fields={"instagram.type": "post"}),
         {"metadata": {"instagram": {"type": "post", "shouldShareToFeed": True, "firstComment": ""}}}),
        (Edit(before("facebook", comment="Old", facebook_type="story"), fields={}),
         {"metadata": {"facebook": {"type": "post", "firstComment": ""}}}),
        (Edit(before("linkedin"), fields={"comment": "New", "mastodon.warning": "x"}),
         {"metadata": {"linkedin": {"firstComment": "New"}}}),
        (Edit(before("youtube", youtube_title="T", youtube_kids="yes", youtube_privacy="private"), fields={}),
         {"metadata": {"youtube": {"privacy": "public", "madeForKids": False}}}),
        (Edit(before("twitter"), fields={}), {}),
        (Edit(before("facebook", facebook_type="reel", comment="Kept"), media=LINK),
         {"assets": [], "metadata": {"facebook": {
             "type": "reel", "firstComment": "Kept", "linkAttachment": {"url": "https://example.org/t"}}}}),
    ],
)
async def test_an_edit_tells_what_changed_and_empties_what_is_gone(edit: Edit, sent: dict[str, Any]) -> None:
    assert await edited(edit) == (["EditPost"], sent)


LATER = {"thread": [
    {"assets": [{"type": "image", "source": "https://example.org/old.png", "image": {"altText": "stale"}}]},
    {"assets": [{"type": "image", "source": "https://example.org/2.png", "image": {"altText": "Second picture"}},
                None]},
    None,
]}
SECOND = {"image": {"url": "https://example.org/2.png", "metadata": {"altText": "Second picture"}}}


async def test_another_text_for_a_thread_sends_all_of_it_and_loses_no_picture() -> None:
    names, sent = await edited(Edit(before("twitter", thread_2="Two", thread_3="Three"), text="New"), LATER)
    assert names == ["ThreadAssets", "EditPost"]
    thread = [{"text": "New", "assets": [IMAGE]}, {"text": "Two", "assets": [SECOND]}, {"text": "Three"}]
    assert sent == {"text": "New", "metadata": {"twitter": {"thread": thread}}}


async def test_a_thread_can_grow_shrink_and_end() -> None:
    old = before("mastodon", thread_2="Two")
    _, grown = await edited(Edit(old, fields={"thread.2": "2", "thread.3": "3"}), LATER)
    assert grown["metadata"]["mastodon"]["thread"] == [
        {"text": "One", "assets": [IMAGE]}, {"text": "2", "assets": [SECOND]}, {"text": "3"}
    ]
    _, ended = await edited(Edit(old, fields={}), LATER)
    assert ended == {"metadata": {"mastodon": {"thread": []}}}
    names, begun = await edited(Edit(before("mastodon"), fields={"thread.2": "Two"}))
    assert names == ["EditPost"], "there is nothing to be lost yet"
    assert [item["text"] for item in begun["metadata"]["mastodon"]["thread"]] == ["One", "Two"]


async def test_a_time_or_another_place_leaves_a_thread_alone() -> None:
    names, sent = await edited(Edit(before("twitter", thread_2="Two"), when=NextSlot()))
    assert (names, sent) == (["EditPost"], {"mode": "addToQueue"})


async def test_a_thread_that_cannot_be_looked_at_before_is_not_edited() -> None:
    server = Graph(ThreadAssets=httpx.Response(502), EditPost=given(editPost=made("u1")))
    with pytest.raises(Offline):
        await client_to(server).edit(Edit(before("twitter", thread_2="Two"), text="New"))
    assert server.names == ["ThreadAssets"]


async def test_alt_texts_and_papers_survive_an_edit_of_the_first_attachment() -> None:
    others = (Media(photo="https://example.org/b.png", alt_text="Two orange hands"),
              Media(link="https://example.org/plan.pdf", thumbnail="https://example.org/plan.jpg"),
              Media(video="https://example.org/v.mp4", thumbnail="https://example.org/v.jpg"))
    old = replace(before("linkedin"), media=(PHOTO, *others))
    _, sent = await edited(Edit(old, media=Media(photo="https://example.org/new.png", alt_text="New")))
    assert sent["assets"] == [
        {"image": {"url": "https://example.org/new.png", "metadata": {"altText": "New"}}},
        {"image": {"url": "https://example.org/b.png", "metadata": {"altText": "Two orange hands"}}},
        {"document": {"url": "https://example.org/plan.pdf", "title": "plan.pdf",
                      "thumbnailUrl": "https://example.org/plan.jpg"}},
        {"video": {"url": "https://example.org/v.mp4"}},
    ]
    _, sent = await edited(Edit(old, text="Only another text"))
    assert sent == {"text": "Only another text"}


async def test_the_simulated_buffer_gives_back_what_it_was_told() -> None:
    pytest.importorskip("graphql")
    from buffertui.sandbox.seed import seed_organizations
    from buffertui.sandbox.transport import SandboxTransport

    clock = ManualClock(NOON)
    world = seed_organizations(clock)
    owner = world.accounts[0]
    told = {
        "instagram": {"instagram.type": "story", "instagram.feed": "no", "comment": "First"},
        "facebook": {"facebook.type": "post", "comment": "First"}, "linkedin": {"comment": "First"},
        "twitter": {"thread.2": "Two", "thread.3": "Three"},
        "mastodon": {"mastodon.warning": "Soup", "thread.2": "Two"},
        "pinterest": {"pinterest.title": "T", "pinterest.link": "https://example.org/"},
        "bluesky": {"thread.2": "Two"}, "threads": {"threads.topic": "riso", "thread.2": "Two"},
        "tiktok": {"tiktok.title": "T"},
        "youtube": {"youtube.title": "T", "youtube.category": "22", "youtube.privacy": "unlisted",
                    "youtube.kids": "yes"},
        "googlebusiness": {"google.type": "event", "google.title": "T", "google.start": "2026-12-03",
                           "google.end": "2026-12-04", "google.button": "book", "google.link": "https://example.org/"},
    }
    seen = set()
    for organization in world.organizations(owner):
        there = SandboxTransport(world)
        client = connect(Secret(owner.key), clock, BASE, organization=organization.id, transport=there)
        for profile in await client.profiles():
            if profile.service not in told:
                continue
            fields = told[profile.service]
            if profile.service == "pinterest":
                assert profile.boards
                fields = fields | {f"pinterest.board:{profile.id}": profile.boards[0].id}
            media = VIDEO if profile.service in ("youtube", "tiktok") else PHOTO
            text = f"Told to {profile.id}"
            (new,) = (await client.create(Create((profile.id,), text, media, fields=fields, draft=True))).updates
            assert new.fields == fields
            read = await client.update(new.id)
            assert {key: read.fields.get(key) for key in fields} == fields
            assert (read.media[0].alt_text, read.status) == (media.alt_text, "draft")
            await client.edit(Edit(read, text="Another text"))
            again = await client.update(new.id)
            assert (again.text, again.fields, again.media) == ("Another text", read.fields, read.media)
            seen.add(profile.service)
    assert seen >= set(told) - {"threads", "tiktok"}, sorted(set(told) - seen)
