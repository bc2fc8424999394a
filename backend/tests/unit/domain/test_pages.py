"""What may be asked of a list."""

import pytest

from app.domain.errors import InvalidInput
from app.domain.pages import PageRequest


@pytest.mark.parametrize(
    ("page", "limit", "fields"),
    [
        (0, 20, ["page"]),
        (10**19, 20, ["page"]),
        (1, 0, ["limit"]),
        (1, 10**9, ["limit"]),
        (-1, 101, ["page", "limit"]),
    ],
)
def test_a_number_out_of_range_is_named(page, limit, fields):
    with pytest.raises(InvalidInput) as refused:
        PageRequest(page, limit)
    assert [fault.pointer for fault in refused.value.faults] == fields


@pytest.mark.parametrize("sort", ["-created_at;drop", "__class__", "-", "--name", "password_hash"])
def test_only_listed_fields_sort(sort):
    with pytest.raises(InvalidInput, match="allowed is name, created_at"):
        PageRequest(sort=sort).checked(("name", "created_at"))


def test_a_sign_in_front_turns_the_order():
    asked = PageRequest(3, 10, "-created_at").checked(("created_at",))
    assert (asked.offset, asked.sort_field, asked.is_descending) == (20, "created_at", True)
    assert not PageRequest(sort="name").checked(("name",)).is_descending
    assert PageRequest().checked(()).sort_field == ""
