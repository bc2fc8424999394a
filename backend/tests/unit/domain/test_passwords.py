"""Passwords (security.md 1 and 2): length counts, and what is tried first is refused."""

import time

import pytest

from app.domain.passwords import LENGTH_MAX, refusal

COMMON = [
    *("123456789012", "1234567890123", "password1234", "passwordpassword", "1q2w3e4r5t6y"),
    *("qwertyuiop123", "qwerty123456", "1qaz2wsx3edc", "administrator", "iloveyou1234"),
    *("letmeinletmein", "unbelievable", "zaq12wsxcde3", "P@ssw0rd2024!", "qwertyuiopasdfgh"),
    *("abcdefghijkl", "Welcome12345!", "passwordadmin1", "aaaaaaaaaaaa", "abcabcabcabc"),
]
GOOD = [
    *("three lemons, one troubadour", "kX9vQ2mT7pL4", "пароль длинный ☂ зонт", "tropical-mango-91"),
    *("correct horse battery staple", "x7Y ☂ z8Q ☂ w9P", "a" * 60 + "bcdefghijk mnop qrst"),
]


@pytest.mark.parametrize("password", COMMON)
def test_what_is_tried_first_is_refused(password):
    assert refusal(password) == (
        "is among those tried first; choose words or characters nobody would guess"
    )


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    assert refusal(password) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kX9vQ2mT7pL", "has 11 characters; must have 12 or more"),
        ("kX9 vQ2!" * 150, "has 1200 characters; must have 1024 or fewer"),
        ("my ApexTrade desk 7", "contains the name of this product; choose something unrelated"),
        ("Lovelace and 3 lemons", "contains your address; choose something unrelated"),
    ],
)
def test_a_refusal_says_why(password, reason):
    assert refusal(password, "lovelace@example.com") == reason


def test_the_longest_password_is_judged_at_once():
    started = time.thread_time()
    refusal("kX9vQ2mT7pL4" * (LENGTH_MAX // 12))
    refusal("qwertyuiop" * (LENGTH_MAX // 10))
    assert time.thread_time() - started < 0.25
