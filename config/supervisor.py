"""Runs several programs as one: all start together, and when one ends all end."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType, TracebackType

SECONDS_TO_END = 8
"""How long a program may take to end after it was asked to; an idle worker takes four."""

SECONDS_BETWEEN_LOOKS = 0.1


class StopAsked(Exception):
    """The terminal or the system wants the programs to end."""


class Supervisor:
    """Programs that live and end together; each is the head of its own process group."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self.commands = commands
        self.programs: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Supervisor":
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, _ask_to_stop)
        for name, command in self.commands.items():
            # Own sessions: Ctrl-C reaches only this process, which then ends the others in order.
            self.programs[name] = subprocess.Popen(command, start_new_session=True)  # noqa: S603
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, signal.SIG_IGN)
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_END
        while self._running() and time.monotonic() < deadline:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        # Also for groups whose head has ended: a child of it may be left over.
        self._signal_all(signal.SIGKILL)
        for program in self.programs.values():
            program.wait()

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Whether it became ready in time, with every program still running."""
        deadline = time.monotonic() + seconds
        while self.ended() is None and time.monotonic() < deadline:
            if ready():
                return True
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return False

    def wait(self) -> str:
        """Wait for the first program that ends by itself; its name."""
        while (name := self.ended()) is None:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return name

    def ended(self) -> str | None:
        """The name of a program that is no longer running."""
        return next(
            (name for name, program in self.programs.items() if program.poll() is not None), None
        )

    def _running(self) -> bool:
        return any(program.poll() is None for program in self.programs.values())

    def _signal_all(self, signal_number: signal.Signals) -> None:
        for program in self.programs.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal_number)


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopAsked
