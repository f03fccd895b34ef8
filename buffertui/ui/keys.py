"""Which words are keys, for the ``[keys]`` section of the configuration."""

from __future__ import annotations

from textual.keys import Keys

_NAMED = frozenset(key.value for key in Keys) | {
    "space", "slash", "question_mark", "full_stop", "comma", "colon", "semicolon", "plus", "minus", "equals_sign",
    "asterisk", "exclamation_mark", "at", "number_sign", "dollar_sign", "percent_sign", "ampersand", "apostrophe",
    "quotation_mark", "left_parenthesis", "right_parenthesis", "left_square_bracket", "right_square_bracket",
    "left_curly_bracket", "right_curly_bracket", "less_than_sign", "greater_than_sign", "underscore", "vertical_line",
    "tilde", "backslash", "circumflex_accent", "grave_accent",
}
_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super", "hyper", "meta"})


def is_key(written: str) -> bool:
    """Whether a terminal can send that: a single character, a named key, or either behind modifiers and ``+``."""
    *modifiers, last = written.split("+") if written != "+" else ("+",)
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return False
    return last in _NAMED or written in _NAMED or (len(last) == 1 and last.isprintable() and not last.isspace())
