"""Ways to damage a file, each a function of its bytes and a random source."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]

_TAGS = re.compile(rb"<[^<>]{1,200}>")
_SPANS = (b"0", b"-1", b"1000", b"65534", b"99999999999999999999", b"abc", b"1e9", b"")
_OPENINGS = (
    b"<table>", b"<tr>", b"<td>", b"<div>", b"<p>", b"<td rowspan=9999 colspan=9999>", b"<!--", b"<![CDATA[",
    b"<script>", b"<style>", b"<select>", b"<svg>", b"<math>", b"<template>", b"<frameset>", b"</body>",
    b"</table>", b"<plaintext>", b"<textarea>", b"&#x110000;", b"&#0;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
)  # fmt: skip
_RUNS = (
    "一、",
    "（一）",
    "1.",
    "占",
    "件，",
    "12345",
    "\u3000",
    "２０２１年",
    "，，",
    "第二十条第（一）项",
    "\u202e",
    "𠀀",
    "\ud7ff",
)


def flip_bytes(payload: bytes, rng: Random) -> bytes:
    damaged = bytearray(payload)
    for _ in range(rng.choice((1, 3, 20, 200))):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def cut(payload: bytes, rng: Random) -> bytes:
    return payload[: rng.randrange(len(payload))]


def cut_out(payload: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(payload))
    return payload[:start] + payload[start + rng.randrange(1, 2 + len(payload) // 4) :]


def repeat_a_piece(payload: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(payload))
    piece = payload[start : start + rng.randrange(1, 4000)]
    return payload[:start] + piece * rng.choice((2, 3, 50)) + payload[start:]


def drop_tags(payload: bytes, rng: Random) -> bytes:
    share = rng.choice((0.01, 0.1, 0.5))
    return _TAGS.sub(lambda match: b"" if rng.random() < share else match[0], payload)


def double_tags(payload: bytes, rng: Random) -> bytes:
    share = rng.choice((0.01, 0.1))
    return _TAGS.sub(lambda match: match[0] * 2 if rng.random() < share else match[0], payload)


def shuffle_tags(payload: bytes, rng: Random) -> bytes:
    tags = _TAGS.findall(payload)
    rng.shuffle(tags)
    rest = iter(tags)
    return _TAGS.sub(lambda match: next(rest) if rng.random() < 0.9 else match[0], payload)


def change_spans(payload: bytes, rng: Random) -> bytes:
    """Spans that are huge, negative or none, in web pages and in Word."""
    share = rng.choice((0.05, 1))

    def other(match: re.Match[bytes]) -> bytes:
        return match[1] + rng.choice(_SPANS) + match[3] if rng.random() < share else match[0]

    return re.sub(rb'((?:colspan|rowspan|gridSpan w:val)=")(\d+)(")', other, payload)


def nest_deeply(payload: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(payload))
    opening = rng.choice(
        (b"<div>", b"<table><tr><td>", b"<font>", b"<span>", b"<b>", b"<ul><li>", b"<blockquote>", b"(", b"[")
    )
    return payload[:at] + opening * rng.choice((100, 3000, 40_000)) + payload[at:]


def throw_in(payload: bytes, rng: Random) -> bytes:
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(payload))
        payload = payload[:at] + rng.choice(_OPENINGS) + payload[at:]
    return payload


def run_on(payload: bytes, rng: Random) -> bytes:
    """A short text many times over, where patterns without bounds would run away."""
    at = rng.randrange(len(payload))
    run = "".join(rng.choice(_RUNS) for _ in range(rng.randint(1, 3))) * rng.choice((50, 2000, 20_000))
    return payload[:at] + run.encode("utf-8", "surrogatepass") + payload[at:]


def long_number(payload: bytes, rng: Random) -> bytes:
    """Digits without end, where a number stood."""
    numbers = list(re.finditer(rb"\d+", payload))
    if not numbers:
        return payload
    chosen = rng.choice(numbers)
    digits = rng.choice(
        (b"9" * 400, b"1" * 20_000, b"0" * 5000, b"1," * 3000, b"1.1.1", b"9e999", "１".encode() * 500)
    )
    return payload[: chosen.start()] + digits + payload[chosen.end() :]


def claim_another_encoding(payload: bytes, rng: Random) -> bytes:
    claim = rng.choice(
        (
            b"utf-16",
            b"utf-7",
            b"hz-gb-2312",
            b"big5",
            b"shift_jis",
            b"x-none",
            b"\xff",
            b"base64",
            b"idna",
            b"rot13",
        )
    )
    return re.sub(rb"charset=[\"']?[\w-]+", lambda _: b"charset=" + claim, payload)


def encode_otherwise(payload: bytes, rng: Random) -> bytes:
    """Text in another encoding than its page says, or in two."""
    encoding = rng.choice(("utf-16", "utf-16-be", "gb18030", "big5", "utf-32", "hz"))
    text = payload.decode("utf-8", "replace")
    at = rng.randrange(len(text)) if rng.random() < 0.5 else 0
    return text[:at].encode() + text[at:].encode(encoding, "ignore")


def damage_a_member(payload: bytes, rng: Random) -> bytes:
    """For zip files: damage what one of the members holds, and pack it again soundly."""
    members = _members(payload)
    chosen = rng.choice(sorted(members))
    return _packed(members | {chosen: rng.choice(DAMAGES)(members[chosen] or b"\x00", rng)})


def leave_out_a_member(payload: bytes, rng: Random) -> bytes:
    members = _members(payload)
    del members[rng.choice(sorted(members))]
    return _packed(members)


def _members(payload: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(payload)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


DAMAGES: tuple[Damage, ...] = (
    flip_bytes, cut, cut_out, repeat_a_piece, drop_tags, double_tags, shuffle_tags, change_spans, nest_deeply, throw_in,
    run_on, long_number, claim_another_encoding, encode_otherwise,
)  # fmt: skip
PACKAGE_DAMAGES: tuple[Damage, ...] = (damage_a_member, damage_a_member, leave_out_a_member)


def damaged(payload: bytes, rng: Random) -> tuple[bytes, tuple[str, ...]]:
    """Return the file damaged in one to three ways, and their names."""
    names = []
    for turn in range(rng.choice((1, 1, 2, 3))):
        packed = not turn and payload.startswith(b"PK\x03\x04")
        damage = rng.choice(PACKAGE_DAMAGES if packed and rng.random() < 0.8 else DAMAGES)
        payload = damage(payload, rng) or b"\x00"
        names.append(damage.__name__)
    return payload[:MOST], tuple(names)


MOST = 8_000_000
"""Bytes that a damaged file is cut to."""
