"""What an account is known by, and which passwords it may have."""

import pytest

from app.domain.errors import InvalidInput
from app.services.auth.accounts import normal_email, require_good


@pytest.mark.parametrize("text", ["ada@example.com", " Ada@Example.COM ", "ADA@example.com\n"])
def test_an_address_has_one_form(text):
    assert normal_email(text) == "ada@example.com"


def test_a_weak_password_is_pointed_at():
    with pytest.raises(InvalidInput) as caught:
        require_good("short", "ada@example.com")
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.message) == (
        "/password",
        "the password has 5 characters; must have 12 or more",
    )
