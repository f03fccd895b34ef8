"""From a draft to a write: what speaks against sending it, what is sent, and what was made of it."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
)
_NEWLINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def editable(text: str) -> tuple[str, int]:
    """A text as it can be edited and sent, and how many controls and escape sequences were left out of it.

    Line ends become ``\\n``; half of a surrogate pair, which no encoding can carry, becomes U+FFFD. Buffer refuses
    control characters other than tab and newline.
    """
    text = _NEWLINE.sub("\n", text)
    text, sequences = _SEQUENCE.subn("", text)
    text, controls = _CONTROL.subn("", text)
    return _SURROGATE.sub("\ufffd", text), sequences + controls
