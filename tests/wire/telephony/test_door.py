"""Who gets in: softphones with the right password, trunks by address, nobody else; and what a stranger learns."""

import asyncio
import re
import time
from pathlib import Path

import pytest

from callcenter.telephony.ports import Answer, Incoming, Registered
from callcenter.telephony.registrar import FAILURES
from tests.wire.phones import softphone, trunk
from tests.wire.telephony.conftest import make_site
from tests.wire.telephony.desk_end import Site, accounts, running
from tests.wire.telephony.scenes import answered_caller, registered_softphone

pytestmark = pytest.mark.wire


async def test_registering_renewing_and_leaving(site: Site) -> None:
    desk = await site.desk("601")
    async with trunk.party(site.phone_ip, site.server) as phone:
        granted = await softphone.register(phone, "601", "secret-601")
        assert granted.code == 200
        assert re.search(r"expires=(59|60)$", granted["contact"])
        assert await desk.wait(Registered) == Registered(account="601", reachable=True)
        assert (await softphone.register(phone, "601", "secret-601", cseq=3)).code == 200
        assert (await softphone.register(phone, "601", "secret-601", cseq=5, expires_s=0)).code == 200
        assert await desk.wait(Registered) == Registered(account="601", reachable=False)


async def test_a_registration_runs_out(site: Site) -> None:
    desk = await site.desk("601")
    async with trunk.party(site.phone_ip, site.server) as phone:
        assert (await softphone.register(phone, "601", "secret-601", expires_s=15)).code == 200
        await desk.wait(Registered)
        assert (await softphone.register(phone, "601", "secret-601", cseq=3, expires_s=14)).code == 423
        assert await desk.wait(Registered, 18.5) == Registered(account="601", reachable=False)


async def test_known_and_unknown_accounts_get_the_same_answers(site: Site) -> None:
    """No scanner learns which numbers exist: same code, same headers, for no password and for a wrong one."""
    await site.desk("601")

    def shape(message: trunk.Message) -> list[str]:
        secret = re.compile(r'nonce="[^"]*"|tag=\w+|branch=\w+|\b(601|777)\b|reg-\d+|:\d{4,5}|rport=\d+')
        return [secret.sub("", line) for line in message.text.splitlines()]

    async with trunk.party(site.phone_ip, site.server) as known, trunk.party(site.phone_ip, site.server) as unknown:
        first, second = await softphone.challenge_of(known, "601"), await softphone.challenge_of(unknown, "777")
        assert first.code == second.code == 401
        assert shape(first) == shape(second)
        wrong = await softphone.register(known, "601", "wrong", cseq=3)
        nobody = await softphone.register(unknown, "777", "wrong", cseq=3)
        assert wrong.code == nobody.code == 401
        assert shape(wrong) == shape(nobody)


async def test_nobody_registers_for_somebody_else(site: Site) -> None:
    desk = await site.desk("601", "602")
    async with trunk.party(site.phone_ip, site.server) as phone:
        asked = await softphone.challenge_of(phone, "602")
        header = softphone.authorization(asked["www-authenticate"], "601", "secret-601", "REGISTER", "sip:x")
        phone.send(softphone.register_request(phone, "602", 2, header, softphone.contact(phone, "602")))
        assert (await phone.wait(lambda m: m["cseq"] == "2 REGISTER")).code == 403
        await asyncio.sleep(0.1)
        assert not [signal for signal in desk.signals if isinstance(signal, Registered)]


async def test_a_nonce_of_another_process_or_address_is_worth_nothing(site: Site) -> None:
    await site.desk("601")
    async with trunk.party(site.phone_ip, site.server) as phone, trunk.party(site.trunk_ip, site.server) as other:
        asked = await softphone.challenge_of(other, "601")
        header = softphone.authorization(asked["www-authenticate"], "601", "secret-601", "REGISTER", "sip:x")
        phone.send(softphone.register_request(phone, "601", 2, header, softphone.contact(phone, "601")))
        assert (await phone.wait(lambda m: m["cseq"] == "2 REGISTER")).code == 401


async def test_many_wrong_passwords_silence_an_address_and_only_that(site: Site) -> None:
    desk = await site.desk("601")
    async with (
        trunk.party("127.12.0.66", site.server) as attacker,
        registered_softphone(site, desk),
        answered_caller(site, desk) as caller,
    ):
        for number in range(FAILURES):
            assert (await softphone.register(attacker, "601", "wrong", cseq=1 + 2 * number)).code == 401
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(softphone.challenge_of(attacker, "601", 99), 0.5)
        caller.call.bye()
        assert (await caller.call.answer(200)).code == 200
        assert "banned" in site.log()
        assert "secret" not in site.log()


async def test_an_invite_from_a_stranger_needs_an_account(site: Site) -> None:
    """Without password 401, with a wrong one 401, with the right one a call whose account is named."""
    desk = await site.desk("601")
    async with trunk.party(site.phone_ip, site.server) as phone:
        body = trunk.offer(site.phone_ip, 4000)
        call = phone.invite("602", body)
        asked = await call.answer(401)
        call.ack_refusal()
        header = softphone.authorization(asked["www-authenticate"], "601", "wrong", "INVITE", call.target)
        call = phone.invite("602", body, header)
        assert (await call.answer(401)).code == 401
        call.ack_refusal()
        header = softphone.authorization(asked["www-authenticate"], "601", "secret-601", "INVITE", call.target)
        call = phone.invite("602", body, header)
        incoming = await desk.wait(Incoming)
        assert (incoming.account, incoming.trunk, incoming.dialled) == ("601", "", "602")
        desk.order(Answer(leg_id=incoming.leg_id, call_id="c1"))
        await call.answer(200)
        call.ack()
        call.bye()
        assert (await call.answer(200)).code == 200
        assert not [signal for signal in desk.signals if isinstance(signal, Incoming)]


async def test_an_account_that_is_removed_is_gone(site: Site) -> None:
    desk = await site.desk("601", "602")
    async with registered_softphone(site, desk) as phone:
        desk.order(accounts("602"))
        assert await desk.wait(Registered) == Registered(account="601", reachable=False)
        assert (await softphone.register(phone, "601", "secret-601", cseq=10)).code == 401


async def test_one_phone_with_an_old_password_does_not_silence_its_office(site: Site) -> None:
    """Phones behind one address: those that gave the right password go on being heard."""
    desk = await site.desk("601", "602")
    async with registered_softphone(site, desk) as good, trunk.party(site.phone_ip, site.server) as bad:
        for number in range(FAILURES + 2):
            assert (await softphone.register(bad, "602", "old", cseq=1 + 2 * number)).code == 401
        assert (await softphone.register(good, "601", "secret-601", cseq=50)).code == 200


async def test_two_hundred_phones_behind_one_address_register_within_seconds(site: Site) -> None:
    """After a power cut an office comes back all at once; nobody waits for a minute."""
    numbers = [str(1000 + index) for index in range(200)]
    desk = await site.desk(*numbers)
    async with trunk.party(site.phone_ip, site.server) as office:
        begun = time.monotonic()
        for number in numbers:
            granted = await softphone.register(office, number, f"secret-{number}")
            assert granted.code == 200
        assert time.monotonic() - begun < 10.0
    assert len({(await desk.wait(Registered)).account for _ in numbers}) == 200


async def test_when_every_port_is_in_use_calls_are_refused_and_a_freed_one_is_used_again(tmp_path: Path) -> None:
    small = make_site(tmp_path, port_min=20000, port_max=20015)  # four, and two legs of six
    async with running(small) as site, trunk.party(site.trunk_ip, site.server) as party:
        desk = await site.desk()
        async with answered_caller(site, desk) as first, answered_caller(site, desk):
            call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
            assert (await call.answer(503)).code == 503
            call.ack_refusal()
            first.call.bye()
            await first.call.answer(200)
            for _ in range(20):
                async with answered_caller(site, desk) as another:
                    another.call.bye()
                    await another.call.answer(200)


async def test_an_invite_without_contact_is_refused(site: Site) -> None:
    async with trunk.party(site.trunk_ip, site.server) as party:
        call = party.invite("12345", trunk.offer(site.trunk_ip, 4000))
        await call.answer(180)
        text = call.invite.replace("Contact", "X-Contact").replace(call.branch, trunk.new_branch())
        party.send(text.replace(call.call_id, "other"))
        assert (await party.wait(lambda m: m.code >= 300)).code == 400
