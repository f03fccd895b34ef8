"""What v1's noes become: the right class, a plain sentence, and a hint that helps."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from buffertui.api.meanings import CODES, plain
from buffertui.domain.drafts import Create, Edit
from buffertui.domain.errors import BadAnswer, Duplicate, NotFound, Refused, Retired, ServiceError, Unauthorized
from buffertui.domain.models import Update
from tests.support.v1_wire import Server, answer, client_of


async def refused(reply: httpx.Response) -> ServiceError:
    """The error of a read that meets ``reply``."""
    with pytest.raises(ServiceError) as caught:
        await client_of(Server(reply)).profile("p1")
    return caught.value


async def write_refused(reply: httpx.Response) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await client_of(Server(reply)).create(Create(("p1",), "x"))
    return caught.value


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"message": {"text": "From text", "link": "x"}, "error": "not this"}, "From text"),
        ({"message": "From message", "error": "not this"}, "From message"),
        ({"message": None, "error": "From error"}, "From error"),
        ({"message": {}, "error": "From error"}, "From error"),
        ({"message": "", "error": "From error"}, "From error"),
        ({"message": " <br> ", "error": "From error"}, "From error"),
        ({"error": {"message": "From an object"}}, "From an object"),
        ({"error_description": "From OAuth"}, "From OAuth"),
        ({"code": 1034}, "The time lies in the past."),
        ({"code": "1034"}, "The time lies in the past."),
        ({"code": 7777}, "Buffer refused the request (HTTP 400)."),
        ({"code": None}, "Buffer refused the request (HTTP 400)."),
        ({"message": [], "error": 5}, "Buffer refused the request (HTTP 400)."),
        ({}, "Buffer refused the request (HTTP 400)."),
        ([], "Buffer refused the request (HTTP 400)."),
    ],
)
async def test_the_sentence_is_read_in_the_documented_order(body: object, sentence: str) -> None:
    error = await write_refused(answer(body, 400))
    assert (type(error), error.message) == (Refused, sentence)
    assert not error.again


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('Full. <a href="https://example.org/plans">See the plans</a>', "Full. See the plans"),
        ("5 &lt; 6 &amp; &eacute;", "5 < 6 & é"),
        ("a < b and c > d", "a < b and c > d"),
        ("two\nlines\t and\r\nmore", "two lines and more"),
        ("\x1b[31mred\x07\u202e\u0000 x\ud800", "[31mred x"),
        ("<!-- hidden -->shown", "shown"),
        ("&lt;script&gt;", "<script>"),
        ("x" * 1000, "x" * 400 + "…"),
    ],
)
def test_a_sentence_is_one_line_of_plain_text(sent: str, shown: str) -> None:
    assert plain(sent) == shown


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, 1001, Unauthorized), (404, 1010, NotFound), (404, 1020, NotFound), (400, 1025, Duplicate),
        *((400, code, Refused) for code in sorted(CODES) if code not in {1001, 1010, 1020, 1025}),
    ],
)
async def test_each_code_has_its_class_and_an_own_sentence(
    status: int, code: int, expected: type[Refused]
) -> None:
    for http_status in (status, 200):
        error = await write_refused(answer({"success": False, "code": code}, http_status))
        assert type(error) is expected
        assert isinstance(error, Refused)
        assert (error.code, error.status) == (code, http_status)
        assert error.message.endswith(".")
        assert str(code) not in error.message


async def test_the_text_is_said_to_be_kept_where_a_person_would_fear_for_it() -> None:
    for code in (1004, 1022, 1023, 1024, 1025, 1028, 1030, 1031, 1032, 1033, 1034):
        error = await write_refused(answer({"success": False, "code": code}, 400))
        assert "Your text is kept" in error.hint, code


@pytest.mark.parametrize("saying_no", [False, "false", 0])
async def test_status_200_with_success_false_is_a_refusal(saying_no: object) -> None:
    error = await write_refused(answer({"success": saying_no, "message": "This update could not be shared."}))
    assert (type(error), error.message) == (Refused, "This update could not be shared.")


async def test_status_200_with_success_false_and_no_reason_says_so() -> None:
    assert (await write_refused(answer({"success": False}))).message == "Buffer refused this without a reason."


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(401, headers={"Content-Type": "text/html", "WWW-Authenticate": "OAuth realm='Service'"}),
        answer({"error": "Unauthorized"}, 401),
        answer({}, 401),
        answer({"code": 401}, 401),
        answer({"code": 1001, "message": "An access token is required"}, 403),
        httpx.Response(401, content=b"<html>no</html>"),
    ],
)
async def test_a_rejected_token_is_told_apart_from_everything_else(reply: httpx.Response) -> None:
    error = await refused(reply)
    assert isinstance(error, Unauthorized)
    assert error.message.startswith("Buffer did not accept the access token.")
    assert "Nothing that you wrote is lost" in error.hint


async def test_a_key_of_the_newer_api_is_told_what_it_opens() -> None:
    body = {"error": "OIDC tokens are not accepted for direct API access", "code": 401}
    error = await refused(answer(body, 401))
    assert isinstance(error, Unauthorized)
    assert error.message == "API v1 does not accept this kind of key."
    assert "GraphQL" in error.hint


async def test_a_403_that_is_not_json_is_something_on_the_way() -> None:
    error = await refused(httpx.Response(403, headers={"CF-Ray": "8f00ba4-TXL"}, content=b"<html>blocked</html>"))
    assert type(error) is Refused
    assert "blocked on its way" in error.message
    assert "8f00ba4-TXL" in error.hint


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(404, content=b"<html>Not here</html>"),
        httpx.Response(410, content=b"Gone"),
        httpx.Response(404),
        answer({"error": "Gone"}, 410),
        answer({"error": "The endpoint you requested was not found.", "code": 404}, 404),
        httpx.Response(301, headers={"Location": "https://elsewhere.test/"}),
        httpx.Response(302, headers={"Location": "https://elsewhere.test/"}, content=b"{}"),
    ],
)
async def test_the_end_of_v1_is_one_clear_sentence(reply: httpx.Response) -> None:
    error = await refused(reply)
    assert isinstance(error, Retired)
    assert "2027-02-01" in error.hint
    assert "elsewhere" not in error.message
    assert not error.again


async def test_a_write_refused_for_lack_of_its_endpoint_is_refused_for_certain() -> None:
    error = await write_refused(answer({"error": "No such endpoint.", "code": 404}, 404))
    assert type(error) is Refused
    assert "2027-02-01" in error.hint


@pytest.mark.parametrize("body", [b"", b"<html>hello</html>", b'{"id": ', b"\xff\xfe{}x", b"[" * 100_000, b"1" * 5000])
async def test_a_success_that_is_no_json_is_no_answer(body: bytes) -> None:
    for error in (await refused(httpx.Response(200, content=body)),
                  await write_refused(httpx.Response(200, content=body))):
        assert type(error) is BadAnswer
        assert error.again
        assert "2027-02-01" in error.hint
        assert error.__cause__ is None
        assert "hello" not in str(error)


async def test_an_unclear_answer_to_a_write_never_says_to_try_again() -> None:
    for reply in (httpx.Response(200, content=b"<html>"), answer([]), answer({"success": True})):
        error = await write_refused(reply)
        assert isinstance(error, BadAnswer)
        assert error.hint.startswith("Refresh and look before you send it again.")
        assert "Try it again" not in error.hint


async def test_json_is_known_by_its_body_and_not_by_its_type() -> None:
    reply = httpx.Response(200, headers={"Content-Type": "text/html"}, content=b'\xef\xbb\xbf{"id": "p1"}')
    assert (await client_of(Server(reply)).profile("p1")).id == "p1"


@pytest.mark.parametrize("status", [201, 202, 299])
async def test_every_2xx_is_a_success(status: int) -> None:
    assert (await client_of(Server(answer({"id": "p1"}, status))).profile("p1")).id == "p1"


async def test_a_missing_thing_without_a_code_is_not_found() -> None:
    error = await refused(answer({"error": "Profile not found"}, 404))
    assert (type(error), error.message) == (NotFound, "Profile not found")
    assert error.hint


@pytest.mark.parametrize("verb", ["edit", "share_now", "delete", "move_to_top", "reorder", "shuffle"])
async def test_every_write_reads_its_refusal(verb: str) -> None:
    client: Any = client_of(Server(answer({"success": False, "code": 1021, "message": {"text": "Not yours"}}, 403)))
    update = Update("u1", "p1", "x")
    arguments: dict[str, tuple[object, ...]] = {
        "edit": (Edit(update, text="y"),), "reorder": ("p1", ("u1",)), "shuffle": ("p1",),
    }
    with pytest.raises(Refused, match="Not yours"):
        await getattr(client, verb)(*arguments.get(verb, (update,)))
