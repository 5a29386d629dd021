"""The calls of NI's device server that the simulated one answers, in NI's own messages.

A method carries the name of its call; what has no method here is answered with UNIMPLEMENTED by gRPC itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import grpc
import session_pb2
from nidaqmx._stubs import nidaqmx_pb2

from sim_data.daq_attributes import CHANNEL, CONTINUOUS, DEVICE, DO_NOT_OVERWRITE, LINES, SYSTEM, TASK
from sim_data.daq_channels import Measuring, bridge_force, bridge_ratio
from sim_data.daq_faults import INVALID_VALUE, NOT_MODELLED, NOT_RUNNING, CallError, NiError, error_string
from sim_data.daq_reply import read_reply
from sim_data.daq_sessions import Sessions
from sim_data.daq_task import SimulatedTask

SERVICE = "nidaqmx_grpc.NiDAQmx"
SESSION_SERVICE = "nidevice_grpc.SessionUtilities"
ATTRIBUTE_CALL = re.compile(r"(Get|Set|Reset)\w*Attribute")
BY_SCAN = 1
VOLTS = 10348
TERMINALS = (-1, 10083, 10078, 10106)
EDGES = {10280: "rising", 10171: "falling"}
BUFFER_SIZE = 0x186C
OVERWRITE = 0x1211
START, STOP, VERIFY, COMMIT, RESERVE, UNRESERVE, ABORT = range(7)

Body = Callable[..., Any]
Subject = TypeVar("Subject")
CALLS: dict[str, Body] = {}


def rpc(name: str) -> Callable[[Body], Body]:
    """Mark a method as the answer to a call."""

    def enter(body: Body) -> Body:
        CALLS[name] = body
        return body

    return enter


class DeviceServicer:
    """Answers the calls on one device's sessions.

    Parameters
    ----------
    sessions : Sessions
        The tasks.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._board = sessions.device.board

    def handlers(self) -> list[grpc.GenericRpcHandler[Any, Any]]:
        """What a gRPC server needs to know."""
        calls = {
            name: handler(nidaqmx_pb2, name, self._guarded(partial(body, self), name)) for name, body in CALLS.items()
        }
        calls |= {
            name: handler(nidaqmx_pb2, name, self._guarded(partial(answer, self, name, table), name))
            for tables, answer in (
                (SYSTEM, DeviceServicer._system_attribute),
                (DEVICE, DeviceServicer._device_attribute),
                (TASK, DeviceServicer._task_attribute),
                (CHANNEL, DeviceServicer._channel_attribute),
            )
            for name, table in tables.items()
        }
        for name in attribute_calls() - calls.keys():
            calls[name] = handler(nidaqmx_pb2, name, self._guarded(partial(refuse_attribute, name)))
        utilities = {
            "EnumerateDevices": handler(session_pb2, "EnumerateDevices", self._guarded(self._enumerate)),
            "ResetServer": handler(session_pb2, "ResetServer", self._guarded(self._reset_server)),
        }
        return [
            grpc.method_handlers_generic_handler(SERVICE, calls),
            grpc.method_handlers_generic_handler(SESSION_SERVICE, utilities),
        ]

    def _guarded(self, body: Body, name: str = "") -> Body:
        """Hang while frozen, and turn faults into what a client expects."""

        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            self._board.wait_while_frozen()
            try:
                self._board.require_call(name)
                return body(request)
            except NiError as fault:
                metadata = [("ni-error", str(fault.code))]
                if hasattr(request, "num_samps_per_chan"):
                    metadata.append(("ni-samps-per-chan-read", "0"))
                context.set_trailing_metadata(tuple(metadata))
                context.abort(grpc.StatusCode.UNKNOWN, fault.message)
            except CallError as refusal:
                context.abort(grpc.StatusCode[refusal.status], refusal.message)

        return answer

    def _task(self, request: Any) -> SimulatedTask:
        return self._sessions.task(request.task.name, request.task.id)

    @rpc("CreateTask")
    def _create_task(self, request: Any) -> Any:
        name, number, new = self._sessions.open(request.session_name, request.initialization_behavior)
        session = session_pb2.Session(name=name, id=number)
        return nidaqmx_pb2.CreateTaskResponse(task=session, new_session_initialized=new)

    @rpc("ClearTask")
    def _clear_task(self, request: Any) -> Any:
        self._sessions.close(self._task(request))
        return nidaqmx_pb2.ClearTaskResponse()

    @rpc("CreateAIVoltageChan")
    def _create_voltage_channel(self, request: Any) -> Any:
        terminal = request.terminal_config or request.terminal_config_raw
        if terminal not in TERMINALS or request.custom_scale_name or (request.units or request.units_raw) != VOLTS:
            raise refused("CreateAIVoltageChan", "volts at a DIFF, RSE or NRSE terminal are all there is")
        wanted = Measuring(request.min_val, request.max_val, terminal)
        self._task(request).add_channels(request.physical_channel, request.name_to_assign_to_channel, wanted)
        return nidaqmx_pb2.CreateAIVoltageChanResponse()

    @rpc("CreateAIBridgeChan")
    def _create_bridge_channel(self, request: Any) -> Any:
        wanted = bridge_ratio(request)
        self._task(request).add_channels(request.physical_channel, request.name_to_assign_to_channel, wanted)
        return nidaqmx_pb2.CreateAIBridgeChanResponse()

    @rpc("CreateAIForceBridgeTwoPointLinChan")
    def _create_force_bridge_channel(self, request: Any) -> Any:
        wanted = bridge_force(request)
        self._task(request).add_channels(request.physical_channel, request.name_to_assign_to_channel, wanted)
        return nidaqmx_pb2.CreateAIForceBridgeTwoPointLinChanResponse()

    @rpc("CreateDOChan")
    def _create_lines(self, request: Any) -> Any:
        if request.name_to_assign_to_lines:
            raise refused("CreateDOChan", "lines have no names of their own")
        self._task(request).add_lines(request.lines)
        return nidaqmx_pb2.CreateDOChanResponse()

    @rpc("WriteDigitalLines")
    def _write_lines(self, request: Any) -> Any:
        task = self._task(request)
        if not task.running and not request.auto_start:
            raise NiError(NOT_RUNNING)
        if request.num_samps_per_chan != 1:
            raise refused("WriteDigitalLines", "one sample at a time, there is no output clock")
        task.start()
        task.write_lines([bool(level) for level in request.write_array])
        return nidaqmx_pb2.WriteDigitalLinesResponse(samps_per_chan_written=1)

    @rpc("CfgSampClkTiming")
    def _set_timing(self, request: Any) -> Any:
        if (request.sample_mode or request.sample_mode_raw) != CONTINUOUS:
            raise refused("CfgSampClkTiming", "sampling is continuous only")
        if request.source not in ("", "OnboardClock"):
            raise refused("CfgSampClkTiming", "there is the device's own clock only")
        self._task(request).set_timing(request.rate, request.samps_per_chan)
        return nidaqmx_pb2.CfgSampClkTimingResponse()

    @rpc("CfgDigEdgeStartTrig")
    def _set_trigger(self, request: Any) -> Any:
        edge = request.trigger_edge or request.trigger_edge_raw
        if edge not in EDGES:
            raise NiError(INVALID_VALUE, f"Edge: {edge}.")
        self._task(request).set_trigger(request.trigger_source, EDGES[edge])
        return nidaqmx_pb2.CfgDigEdgeStartTrigResponse()

    @rpc("SetBufferAttributeUInt32")
    def _set_buffer(self, request: Any) -> Any:
        if attribute(request) != BUFFER_SIZE:
            raise unknown("SetBufferAttributeUInt32", request)
        self._task(request).set_buffer(request.value)
        return nidaqmx_pb2.SetBufferAttributeUInt32Response()

    @rpc("SetReadAttributeInt32")
    def _set_reading(self, request: Any) -> Any:
        if attribute(request) != OVERWRITE:
            raise unknown("SetReadAttributeInt32", request)
        self._task(request)
        if (request.value or request.value_raw) != DO_NOT_OVERWRITE:
            raise refused("SetReadAttributeInt32", "unread samples are never overwritten")
        return nidaqmx_pb2.SetReadAttributeInt32Response()

    @rpc("TaskControl")
    def _control(self, request: Any) -> Any:
        task = self._task(request)
        action = request.action or request.action_raw
        deeds: Mapping[int, Callable[[], object]] = {
            START: task.start,
            STOP: task.stop,
            VERIFY: lambda: task.rate_hz,
            COMMIT: task.commit,
            RESERVE: task.commit,
            UNRESERVE: task.release,
            ABORT: task.release,
        }
        if action not in deeds:
            raise NiError(INVALID_VALUE, f"Action: {action}.")
        deeds[action]()
        return nidaqmx_pb2.TaskControlResponse()

    @rpc("StartTask")
    def _start(self, request: Any) -> Any:
        self._task(request).start()
        return nidaqmx_pb2.StartTaskResponse()

    @rpc("StopTask")
    def _stop(self, request: Any) -> Any:
        self._task(request).stop()
        return nidaqmx_pb2.StopTaskResponse()

    @rpc("IsTaskDone")
    def _is_done(self, request: Any) -> Any:
        task = self._task(request)
        task.check()
        return nidaqmx_pb2.IsTaskDoneResponse(is_task_done=not task.running)

    @rpc("ReadAnalogF64")
    def _read(self, request: Any) -> bytes:
        task = self._task(request)
        volts, status = task.read(request.num_samps_per_chan, request.timeout)
        if volts.size > request.array_size_in_samps:
            raise NiError(INVALID_VALUE, "The array is too small.")
        packed = volts.T if (request.fill_mode or request.fill_mode_raw) == BY_SCAN else volts
        reply = read_reply(status, packed, request.array_size_in_samps, volts.shape[1])
        return reply[: len(reply) // 2] if self._board.takes_truncation() else reply

    @rpc("GetErrorString")
    def _error_string(self, request: Any) -> Any:
        return nidaqmx_pb2.GetErrorStringResponse(error_string=error_string(request.error_code))

    @rpc("ResetDevice")
    def _reset_device(self, request: Any) -> Any:
        self._sessions.require_device(request.device_name)
        holder = self._sessions.device.holder
        if isinstance(holder, SimulatedTask):
            holder.release()
        return nidaqmx_pb2.ResetDeviceResponse()

    def _system_attribute(self, name: str, table: Mapping[int, Any], request: Any) -> Any:
        return value_reply(name, request, table, self._sessions.device)

    def _device_attribute(self, name: str, table: Mapping[int, Any], request: Any) -> Any:
        return value_reply(name, request, table, self._sessions.require_device(request.device_name))

    def _task_attribute(self, name: str, table: Mapping[int, Any], request: Any) -> Any:
        return value_reply(name, request, table, self._task(request))

    def _channel_attribute(self, name: str, table: Mapping[int, Any], request: Any) -> Any:
        task = self._task(request)
        if task.lines:
            return value_reply(name, request, LINES.get(name, {}), task)
        channels = task.named_channels(request.channel)
        replies = [value_reply(name, request, table, channel) for channel in channels]
        if any(reply != replies[0] for reply in replies):
            raise NiError(INVALID_VALUE, "The channels differ in this; ask one by one.")
        return replies[0]

    def _enumerate(self, request: Any) -> Any:
        found = [self._sessions.require_device(name) for name in self._sessions.device.plates.modules]
        listed = [
            session_pb2.DeviceProperties(
                name=each.name, model=each.converter.product, vendor="Legdrive", serial_number=f"{each.serial:X}"
            )
            for each in found
        ]
        return session_pb2.EnumerateDevicesResponse(devices=listed)

    def _reset_server(self, request: Any) -> Any:
        self._sessions.reset()
        return session_pb2.ResetServerResponse(is_server_reset=True)


def handler(messages: Any, name: str, answer: Body) -> grpc.RpcMethodHandler[Any, Any]:
    """How gRPC reads the request and writes the reply of a call; replies that are bytes already stay as they are."""
    reply = getattr(messages, f"{name}Response")
    return grpc.unary_unary_rpc_method_handler(
        answer,
        request_deserializer=getattr(messages, f"{name}Request").FromString,
        response_serializer=lambda message: message if isinstance(message, bytes) else reply.SerializeToString(message),
    )


def attribute(request: Any) -> int:
    """Number of the attribute that a request names, typed or raw."""
    return int(request.attribute or request.attribute_raw)


def value_reply(name: str, request: Any, table: Mapping[int, Callable[[Subject], Any]], subject: Subject) -> Any:
    """Reply with an attribute's value.

    Raises
    ------
    NiError
        It is not modelled.
    """
    get = table.get(attribute(request))
    if get is None:
        raise unknown(name, request)
    reply = getattr(nidaqmx_pb2, f"{name}Response")
    raw = "value_raw" in reply.DESCRIPTOR.fields_by_name
    return reply(**{"value_raw" if raw else "value": get(subject)})


def attribute_calls() -> set[str]:
    """Names of all of NI's calls that get, set or reset an attribute."""
    service = nidaqmx_pb2.DESCRIPTOR.services_by_name["NiDAQmx"]
    return {method.name for method in service.methods if ATTRIBUTE_CALL.match(method.name)}


def refuse_attribute(name: str, request: Any) -> Any:
    """Answer a call none of whose attributes is modelled."""
    raise unknown(name, request)


def unknown(name: str, request: Any) -> NiError:
    """An attribute that is not modelled."""
    return refused(name, f"attribute {attribute(request):#06x}")


def refused(name: str, what: str) -> NiError:
    """Something that is not modelled, said to the client and on standard error."""
    print(f"simulated device: {name} refused: {what}", file=sys.stderr, flush=True)
    return NiError(NOT_MODELLED, f"{name}: {what}.")
