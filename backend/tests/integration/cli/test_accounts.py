"""Accounts from the console."""


def test_an_administrator_is_made_once(apextrade):
    first = apextrade("create-admin", "Ada@example.com", "--json").document
    assert first["created"]
    assert len(first["password"]) >= 20
    second = apextrade("create-admin", "ada@example.com", "--json").document
    assert (second["created"], second["password"]) == (False, None)


def test_a_wrong_address_is_refused(apextrade):
    said = apextrade("create-admin", "nobody")
    assert said.code == 2
    assert "NAME@HOST" in said.sentence


def test_the_outbox_begins_empty(apextrade):
    assert apextrade("outbox").out.strip() == "the outbox is empty"
    assert apextrade("outbox", "--json").document == []


def test_an_invitation_is_printed(apextrade):
    ends, _, stamp = apextrade("invite", "ada@example.com").out.strip().partition(".")
    assert ends.isdigit()
    assert len(stamp) == 43
