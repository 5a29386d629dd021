"""A simulated NI gRPC device server with one device and two force plates wired to it.

An unmodified ``nidaqmx.Task`` works on it, so that a capture takes the same path as with real hardware. It answers the
calls on sessions, analog voltage input, bridges (two NI 9237 modules), continuous sampling, buffer, reading, digital
output lines, and the few attributes that they need.

What it does not model, and refuses: every other call (UNIMPLEMENTED) and attribute (−200452, also said on standard
error); events and callbacks; finite sampling; external clocks and exported signals; several devices; analog
output, digital inputs, clocked lines, counters and thermocouples; custom scales; TDMS logging; channel subsets, reading
relative to anything but the current position, overwriting unread samples; raw and integer reads; TEDS, calibration, and
TLS. A read does not start a task by itself.

What it models only in part: terminal configurations make no difference to the volts, they are only refused where the
input cannot have them; the converter's own errors (gain, settling, ghosting between inputs) are
missing; a device that was removed loses nothing that it has acquired before, and comes back under its name; the sample
clock has no drift against the computer's clock; USB transfers are not modelled, samples are there when they are due.
The wording of errors is the simulator's own, the codes are NI's. Everything runs on the loopback interface only.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import grpc

from sim_data.amplifier import PlateSettings
from sim_data.daq_control import Control
from sim_data.daq_device import SimulatedDevice
from sim_data.daq_servicer import DeviceServicer
from sim_data.daq_sessions import Sessions
from sim_data.plate_kinds import AMTI, PlateSet
from sim_data.plates import PlateForces

HOST = "127.0.0.1"
WORKERS = 64
"""A hanging call holds a worker."""
OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
)


class SimulatedDeviceServer:
    """The server; a context manager that starts and stops it.

    Parameters
    ----------
    forces : callable
        Gives what stands on the plates, anew for every start of a task.
    settings : PlateSettings, optional
        Faults of the plates' chain; by default what is usual for the plates.
    speed : float or None
        Speed of the sample clock: 1 real time, ``None`` free running.
    port : int
        0 lets the system choose.
    plates : PlateSet
        What is wired to the device.

    Attributes
    ----------
    address : str
        ``grpc://127.0.0.1:port``.
    control_port : int
        Where faults are ordered, see :mod:`sim_data.daq_control`.
    """

    def __init__(
        self,
        forces: Callable[[], PlateForces],
        settings: PlateSettings | None = None,
        *,
        speed: float | None = None,
        port: int = 0,
        plates: PlateSet = AMTI,
    ) -> None:
        self.sessions = Sessions(SimulatedDevice(forces, settings or plates.chain, speed, plates=plates))
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="device")
        self._server = grpc.server(self._workers, options=OPTIONS)
        self._server.add_generic_rpc_handlers(tuple(DeviceServicer(self.sessions).handlers()))
        require_free(port)
        self.port = int(self._server.add_insecure_port(f"{HOST}:{port}"))
        self._control = Control(self.sessions)
        self.address = f"grpc://{HOST}:{self.port}"
        self.control_port = self._control.port

    def __enter__(self) -> Self:
        self._server.start()
        self._control.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sessions.device.board.mend("clear")
        self.sessions.reset()
        self._server.stop(grace=0.2).wait(2.0)
        self._control.stop()
        self._workers.shutdown(wait=False)


def require_free(port: int) -> None:
    """Raise ``OSError`` where a port is taken; gRPC would say it in its own log and not in words."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            what = f"port {port} cannot be had ({error.strerror}); leave --port out to have one chosen"
            raise OSError(error.errno, what) from error
