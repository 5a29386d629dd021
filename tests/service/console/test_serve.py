"""``legdrive serve`` as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from acquisition.errors import ConfigurationRejected
from service.commands.serve import lab_file_of
from service.serving import check_web, own_hosts, running_lab, simulated_settings
from service.serving_place import check_certificate, listening, mail_trouble, served_alone
from service.settings import (
    LabSection,
    LabSettings,
    MailSection,
    PathsSection,
    StoreSection,
    WebSection,
    read_settings,
)
from service.store_lock import store_served_alone

END_S = 60.0


def serve(folder: Path, *words: str, start_new_session: bool = False) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "service.cli", "serve", "--port", "0", *words]
    environment = {**os.environ, "LEGDRIVE_PATHS__FOLDER": str(folder / "lab"), "HOME": str(folder / "home")}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=start_new_session,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_its_address_and_leaves_cleanly_with_all_files_in_the_folder(
    tmp_path: Path, number: signal.Signals
) -> None:
    child = serve(tmp_path, "--simulate", "--speed", "free")
    assert child.stdout is not None
    address = child.stdout.readline().strip()
    with urllib.request.urlopen(f"{address}login") as page:
        assert page.url == f"{address}first"
        assert "SIMULATED" in page.read().decode()
    child.send_signal(number)
    out, told = child.communicate(timeout=END_S)
    assert child.returncode == 0
    assert out == ""
    assert told.splitlines()[-1] == "Stopped."
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and (tmp_path / "lab") not in path.parents]
    assert outside == []


def test_serve_without_a_rig_says_what_to_do(tmp_path: Path) -> None:
    child = serve(tmp_path)
    _, told = child.communicate(timeout=END_S)
    assert child.returncode == 2
    assert told.splitlines()[-1].endswith("name it under [paths] rig, or give --simulate")
    assert "Traceback" not in told


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        child = serve(tmp_path, "--simulate", "--port", str(taken.getsockname()[1]))
        _, told = child.communicate(timeout=END_S)
    assert child.returncode == 1
    assert "in use" in told.splitlines()[-1]
    assert "Traceback" not in told


def test_a_folder_that_is_served_already_is_one_line_that_names_its_address(tmp_path: Path) -> None:
    first = serve(tmp_path, "--simulate", "--speed", "free")
    assert first.stdout is not None
    address = first.stdout.readline().strip()
    second = serve(tmp_path, "--simulate")
    _, told = second.communicate(timeout=END_S)
    assert second.returncode == 1
    assert told.splitlines() == [
        f"legdrive: {tmp_path}/lab/simulated: is served already at {address} by process {first.pid}; "
        "use that one, or end it first"
    ]
    with urllib.request.urlopen(f"{address}login") as page:  # the first one was not disturbed
        assert page.status == 200
    first.send_signal(signal.SIGINT)
    _, told = first.communicate(timeout=END_S)
    assert (first.returncode, told.splitlines()[-1]) == (0, "Stopped.")
    with served_alone(tmp_path / "lab" / "simulated"):
        pass


def test_ctrl_c_at_a_terminal_reaches_all_processes_and_says_one_word(tmp_path: Path) -> None:
    child = serve(tmp_path, "--simulate", "--speed", "free", start_new_session=True)
    assert child.stdout is not None
    child.stdout.readline()
    os.killpg(child.pid, signal.SIGINT)
    _, told = child.communicate(timeout=END_S)
    assert child.returncode == 0
    assert [line.split()[0] for line in told.splitlines()] == ["Everything", "Other", "Stopped."]


def test_a_speed_that_is_none_is_one_line(tmp_path: Path) -> None:
    child = serve(tmp_path, "--simulate", "--speed", "fast")
    _, told = child.communicate(timeout=END_S)
    assert child.returncode == 1
    [line] = told.splitlines()
    assert line.startswith("legdrive: simulated plates: did not start (ValueError: no speed is called fast")


def test_a_certificate_that_is_none_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    check_certificate(WebSection())
    (tmp_path / "a.pem").write_text("no certificate")
    for name in ("a.pem", "missing.pem"):
        with pytest.raises(ConfigurationRejected, match=r"cannot be used .*mend them under \[web\]") as caught:
            check_certificate(WebSection(certificate=tmp_path / name, key=tmp_path / "a.pem"))
        assert "\n" not in caught.value.line


def test_why_no_mail_can_go_out_is_told_when_the_service_starts(tmp_path: Path) -> None:
    password = tmp_path / "mail-password"
    mail = MailSection(host="smtp.example.org", sender="lab@example.org", password_file=password)
    assert mail_trouble(MailSection()) == ""
    assert "no sender is named" in mail_trouble(MailSection(host="smtp.example.org"))
    assert "No such file or directory; mails wait" in mail_trouble(mail)
    password.write_bytes(b"\xff\xfe")
    assert "is no text; mails wait" in mail_trouble(mail)
    password.write_text("\n")
    assert "is empty; mails wait" in mail_trouble(mail)
    password.write_text("secret\n")
    assert mail_trouble(mail) == ""


def test_a_host_that_is_not_this_computer_is_one_line() -> None:
    with (
        pytest.raises(ConfigurationRejected, match=r"192.0.2.1 port 0: cannot be served"),
        listening(WebSection(host="192.0.2.1"), 0, tls=False),
    ):
        pass


def test_other_computers_need_a_certificate(tmp_path: Path) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_text('[web]\nhost = "0.0.0.0"\n')
    with pytest.raises(Exception, match="only with a certificate"):
        check_web(read_settings(lab))
    encrypted = '[web]\nhost = "0.0.0.0"\ncertificate = "a.pem"\nkey = "a.key"\n'
    lab.write_text(encrypted)
    with pytest.raises(ConfigurationRejected, match=r"under which name 0\.0\.0\.0 is reached"):
        check_web(read_settings(lab))
    lab.write_text(encrypted + 'names = ["plates.example.org"]\n')
    check_web(read_settings(lab))


@pytest.mark.parametrize(
    ("web", "printed", "hosts"),
    [
        (WebSection(host="127.0.0.2"), "http://127.0.0.2:", ("127.0.0.2",)),
        (WebSection(host="127.0.0.2", names=("a.example",)), "http://a.example:", ("a.example", "127.0.0.2")),
        (WebSection(host="0.0.0.0", names=("a.example",)), "http://a.example:", ("a.example",)),
        (WebSection(names=("a.example",)), "http://127.0.0.1:", ("a.example", "127.0.0.1")),
    ],
)
def test_the_printed_address_is_one_that_is_let_in(web: WebSection, printed: str, hosts: tuple[str, ...]) -> None:
    with listening(web, 0, tls=False) as (_, address):
        assert address.startswith(printed)
    assert own_hosts(web) == hosts
    assert urlsplit(address).hostname in {*hosts, "127.0.0.1"}


def test_what_is_simulated_never_lies_among_what_was_lifted(tmp_path: Path) -> None:
    real = LabSettings(paths={"folder": tmp_path}, store={"url": "postgresql://db/lab"})  # type: ignore[arg-type]
    simulated = simulated_settings(real)
    assert simulated.folder == tmp_path / "simulated"
    assert simulated.store_url == f"sqlite:///{tmp_path / 'simulated' / 'legdrive.db'}"


def test_a_laboratory_without_plates_is_refused(tmp_path: Path) -> None:
    settings = LabSettings(paths={"folder": tmp_path})  # type: ignore[arg-type]
    with pytest.raises(Exception, match="no rig is named"), running_lab(settings, None):
        pass


def test_a_certificate_without_its_key_and_a_file_that_is_not_there_are_named(tmp_path: Path) -> None:
    here, gone = tmp_path / "a.pem", tmp_path / "gone.pem"
    here.write_text("-")
    for web, told in (
        (WebSection(certificate=here), r"lab\.toml \[web\]: certificate is named, key is not; name both"),
        (WebSection(key=here), "key is named, certificate is not"),
        (WebSection(certificate=here, key=gone), r"gone\.pem: cannot be used \(no such file\); mend them under"),
        (WebSection(certificate=gone, key=here), r"gone\.pem: cannot be used"),
    ):
        with pytest.raises(ConfigurationRejected, match=told):
            check_certificate(web)


def test_commands_reach_what_is_simulated_by_the_lab_toml_that_is_written_there(tmp_path: Path) -> None:
    lab = LabSection(name='Lab "North" Ü', place="Hall\t2", utc_offset="+01:00")
    settings = LabSettings(lab=lab, paths=PathsSection(folder=tmp_path), store=StoreSection(url="sqlite:///other.db"))
    simulated = simulated_settings(settings)
    simulated.folder.mkdir()
    found = read_settings(lab_file_of(simulated))
    assert (found.lab, found.folder, found.store_url) == (lab, simulated.folder, simulated.store_url)


def test_two_folders_with_one_store_have_one_service(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lab.toml").write_text(f'[store]\nurl = "sqlite:///{tmp_path}/one.db"\n')
    with store_served_alone(f"sqlite:///{tmp_path}/one.db"):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LEGDRIVE_PATHS")}
        told = subprocess.run(
            [sys.executable, "-P", "-m", "service.cli", "serve", "--port", "0"], cwd=tmp_path / "b", env=environment,
            capture_output=True, text=True, timeout=END_S, check=False,
        )  # fmt: skip
    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        f"legdrive: {tmp_path}/one.db: is served already; use that one, or end it first"
    ]
