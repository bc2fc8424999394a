"""Letters: their links lead to the configured address and carry the token whole."""

import pytest

from app.services.auth import letters

BASE = "https://desk.example"


@pytest.mark.parametrize(
    ("write", "page"), [(letters.verification, "verify"), (letters.reset, "reset")]
)
def test_a_link_leads_to_the_configured_address(write, page):
    assert f"{BASE}/{page}?token=a%2Bb%26c" in write(BASE, "a+b&c").text


@pytest.mark.parametrize(
    "write", [letters.already_registered, letters.password_changed, letters.token_reused]
)
def test_a_notice_carries_no_token(write):
    letter = write(BASE)
    assert BASE in letter.text
    assert "token=" not in letter.text
    assert "\n" not in letter.subject
