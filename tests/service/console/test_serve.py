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

import pytest

from service.serving import check_web, running_lab, simulated_settings
from service.settings import LabSettings, read_settings

END_S = 60.0


def serve(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "service.cli", "serve", "--port", "0", *words]
    environment = {**os.environ, "LEGDRIVE_PATHS__FOLDER": str(folder / "lab"), "HOME": str(folder / "home")}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


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


def test_other_computers_need_a_certificate(tmp_path: Path) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_text('[web]\nhost = "0.0.0.0"\n')
    with pytest.raises(Exception, match="only with a certificate"):
        check_web(read_settings(lab))
    lab.write_text('[web]\nhost = "0.0.0.0"\ncertificate = "a.pem"\nkey = "a.key"\n')
    check_web(read_settings(lab))


def test_what_is_simulated_never_lies_among_what_was_lifted(tmp_path: Path) -> None:
    real = LabSettings(paths={"folder": tmp_path}, store={"url": "postgresql://db/lab"})  # type: ignore[arg-type]
    simulated = simulated_settings(real)
    assert simulated.folder == tmp_path / "simulated"
    assert simulated.store_url == f"sqlite:///{tmp_path / 'simulated' / 'legdrive.db'}"


def test_a_laboratory_without_plates_is_refused(tmp_path: Path) -> None:
    settings = LabSettings(paths={"folder": tmp_path})  # type: ignore[arg-type]
    with pytest.raises(Exception, match="no rig is named"), running_lab(settings, None):
        pass
