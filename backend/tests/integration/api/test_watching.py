"""What operators and other programs look at: keys, metrics, ids in logs."""


async def test_the_keys_lie_where_other_programs_look(client):
    found = await client.get("/.well-known/jwks.json")
    assert found.status_code == 200
    assert found.json() == (await client.get("/api/v1/auth/jwks")).json()
    assert {key["alg"] for key in found.json()["keys"]} == {"RS256"}
    assert all("d" not in key for key in found.json()["keys"])
