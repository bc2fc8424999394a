"""A key is a file's name in folders, and never a folder of another key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.object_keys import require_key, require_prefix

parts = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,5}", fullmatch=True)
keys = st.builds(
    lambda folders, name, ending: "".join(f"{folder}/" for folder in folders) + f"{name}.{ending}",
    st.lists(parts, max_size=3),
    parts,
    st.sampled_from(["pdf", "parquet", "csv.gz"]),
)


@given(first=keys, second=keys)
@settings(max_examples=50)
def test_no_key_is_a_folder_of_another(first, second):
    assert require_key(first) == first
    assert not second.startswith(f"{first}/")


@pytest.mark.parametrize(
    "key",
    ["", "a", "a/b", "/a.csv", "a//b.csv", "../a.csv", "a/../b.csv", "a.b/c.csv", ".a.csv",
     "a b.csv", "a\n.csv", "a.csv\n", "a/", "a\\b.csv", "x" * 510 + ".csv"],
)  # fmt: skip
def test_other_names_are_refused(key):
    with pytest.raises(InvalidInput, match="object key"):
        require_key(key)


@pytest.mark.parametrize("prefix", ["", "a/", "a/b-1/"])
def test_a_prefix_is_whole_folders(prefix):
    assert require_prefix(prefix) == prefix


@pytest.mark.parametrize("prefix", ["a", "/", "a//", "../", "a/b"])
def test_other_prefixes_are_refused(prefix):
    with pytest.raises(InvalidInput, match="object prefix"):
        require_prefix(prefix)
