"""Arguments of `callcenter drill` become a plan, or an error that names the argument."""

import argparse
from pathlib import Path

import pytest

from callcenter.commands.drill import add_arguments, plan_of
from callcenter.drill import DrillError


def parsed(folder: Path, *more: str) -> argparse.Namespace:
    accounts = folder / "operators.csv"
    accounts.write_text("number,name,password,skills\n8001,王,a,\n8002,李,b,\n", "utf-8")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(["--token", "t", "--accounts", str(accounts), *more])


def test_arguments_become_a_plan(tmp_path: Path) -> None:
    plan = plan_of(parsed(tmp_path, "--operators", "2", "--target", "127.9.0.1:5070", "--from-ip", "127.9.2.1"))
    assert plan.target == ("127.9.0.1", 5070)
    assert [account.number for account in plan.operators] == ["8001", "8002"]
    assert (plan.citizen_ip, plan.operator_ip, plan.citizens) == ("127.9.2.1", "127.9.2.1", 5)
    assert "token" not in repr(plan)


def test_fewer_calls_at_once_than_citizens_are_kept_to(tmp_path: Path) -> None:
    assert plan_of(parsed(tmp_path, "--operators", "1", "--citizens", "8", "--concurrent", "3")).citizens == 3


def test_each_scene_is_dialled_at_its_number(tmp_path: Path) -> None:
    plan = plan_of(parsed(tmp_path, "--operators", "1", "--number", "12300", "--show", "12399"))
    assert {plan.dialled(scene) for scene in plan.scenes} == {"12300", "12399"}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--operators", "3"), "--operators"),
        (("--operators", "0"), "--operators"),
        (("--operators", "1", "--citizens", "0"), "--citizens"),
    ],
)
def test_unfit_numbers_are_refused_by_name(tmp_path: Path, more: tuple[str, ...], named: str) -> None:
    with pytest.raises(DrillError, match=named):
        plan_of(parsed(tmp_path, *more))


@pytest.mark.parametrize("target", ["127.0.0.1", "127.0.0.1:x", ":5060", "127.0.0.1:0", "127.0.0.1:70000"])
def test_a_target_without_address_or_port_is_refused(
    tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed(tmp_path, "--target", target)
    assert "IP:PORT" in capsys.readouterr().err
