"""An SSH server for tests: commands and shells of this machine, SFTP, forwarding. Its keys lie beside this file."""

import asyncio
import fcntl
import os
import pathlib
import pty
import signal
import struct
import sys
import termios

import asyncssh

HOST, PORT, USER, PASSWORD, HOME = sys.argv[1:]
FOLDER = pathlib.Path(__file__).parent
REKEY_BYTES = 1_000_000


async def copy(source, target):
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except OSError:
        pass  # nobody has the other end open any more
    if isinstance(target, asyncio.StreamWriter):
        target.close()


class Server(asyncssh.SSHServer):

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return (username, password) == (USER, PASSWORD)

    def kbdint_auth_supported(self):
        return True

    def get_kbdint_challenge(self, username, lang, submethods):
        return '', '', '', [('Password: ', False)]

    def validate_kbdint_response(self, username, responses):
        return (username, responses) == (USER, [PASSWORD])

    def session_requested(self):
        return Process()

    def connection_requested(self, dest_host, dest_port, orig_host, orig_port):
        return True

    def server_requested(self, listen_host, listen_port):
        return True


class Process(asyncssh.SSHServerProcess):
    """A command or a shell, on a terminal if one is asked for. (asyncssh's own redirection drops input before its end.)"""

    def __init__(self):
        super().__init__(self.run, asyncssh.SFTPServer, 3, False)
        self.child = None
        self.terminal = None

    async def run(self, process):
        command = ['/bin/sh', '-c', process.command] if process.command else ['/bin/sh', '-i']
        environment = {'PATH': os.defpath, 'HOME': HOME, **process.env}
        if process.term_type:
            environment['TERM'] = process.term_type
            await self.run_on_terminal(command, environment)
        else:
            await self.run_on_pipes(command, environment)
        status = await self.child.wait()
        if status < 0:
            self.exit_with_signal(signal.Signals(-status).name[3:])
        else:
            self.exit(status)

    async def run_on_pipes(self, command, environment):
        self.child = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            cwd=HOME, env=environment, start_new_session=True)
        feeding = asyncio.create_task(copy(self.stdin, self.child.stdin))
        await asyncio.gather(copy(self.child.stdout, self.stdout), copy(self.child.stderr, self.stderr))
        feeding.cancel()

    async def run_on_terminal(self, command, environment):
        self.terminal, theirs = pty.openpty()
        self.resize(*self.term_size)
        self.child = await asyncio.create_subprocess_exec(
            *command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=HOME, env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        loop = asyncio.get_running_loop()
        output = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(output), os.fdopen(os.dup(self.terminal), 'rb', 0))
        typing = asyncio.create_task(self.type())
        await copy(output, self.stdout)
        typing.cancel()

    async def type(self):
        while data := await self.stdin.read(1024):
            os.write(self.terminal, data)

    def resize(self, width, height, pixwidth, pixheight):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', height, width, pixwidth, pixheight))

    def terminal_size_changed(self, width, height, pixwidth, pixheight):
        self.resize(width, height, pixwidth, pixheight)

    def signal_received(self, signal_name):
        os.killpg(self.child.pid, getattr(signal, 'SIG' + signal_name))

    def connection_lost(self, exc):
        if self.child and self.child.returncode is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        super().connection_lost(exc)


async def main():
    await asyncssh.listen(HOST, int(PORT), server_factory=Server, encoding=None, line_editor=False,
                          server_host_keys=[str(FOLDER / 'host_key')], authorized_client_keys=str(FOLDER / 'authorized_keys'),
                          rekey_bytes=REKEY_BYTES)
    print('listening on port', PORT, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
