"""Digest answers to a challenge (RFC 3261 22, RFC 7616): MD5 and SHA-256, with and without qop=auth."""

import hashlib
import re
import secrets


class ChallengeError(ValueError):
    """The challenge asks for something this phone cannot give."""


def authorization(challenge: dict[str, str], *, method: str, uri: str, username: str, password: str) -> str:
    """Return the value of the Authorization header.

    Raises:
        ChallengeError: no realm or nonce, or an algorithm other than MD5 and SHA-256.
    """
    algorithm = challenge.get("algorithm", "MD5")
    hashing = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}.get(algorithm.upper())
    if hashing is None or not challenge.get("realm") or not challenge.get("nonce"):
        raise ChallengeError(f"expected a digest challenge with MD5 or SHA-256, realm and nonce, found {algorithm}")

    def digest(*parts: str) -> str:
        return hashing(":".join(parts).encode()).hexdigest()

    realm, nonce = challenge["realm"], challenge["nonce"]
    fields = {"username": username, "realm": realm, "nonce": nonce, "uri": uri}
    secret, asked = digest(username, realm, password), digest(method, uri)
    plain = f"algorithm={algorithm}"
    if re.search(r"\bauth\b(?!-int)", challenge.get("qop", "")):
        client_nonce, count = secrets.token_hex(8), "00000001"
        fields |= {"cnonce": client_nonce, "response": digest(secret, nonce, count, client_nonce, "auth", asked)}
        plain += f", qop=auth, nc={count}"
    else:
        fields["response"] = digest(secret, nonce, asked)
    if challenge.get("opaque"):
        fields["opaque"] = challenge["opaque"]
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in fields.items()) + f", {plain}"
