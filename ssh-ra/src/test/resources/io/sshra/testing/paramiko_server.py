"""An SSH server for tests, of paramiko: commands and shells of this machine, SFTP, local forwarding. Its keys lie beside this file."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading

import paramiko

HOST, PORT, USER, PASSWORD, HOME = sys.argv[1:]
FOLDER = pathlib.Path(__file__).parent
AUTHORIZED = {tuple(line.split()[:2]) for line in (FOLDER / 'authorized_keys').read_text().splitlines()
              if line.startswith(('ssh-', 'ecdsa-'))}


def status(function):
    """Makes an SFTP status of what the operating system says."""
    def call(*arguments):
        try:
            result = function(*arguments)
            return paramiko.SFTP_OK if result is None else result
        except OSError as e:
            return paramiko.SFTPServer.convert_errno(e.errno)
    return call


class File(paramiko.SFTPHandle):

    @status
    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

    @status
    def chattr(self, attributes):
        paramiko.SFTPServer.set_file_attr(self.readfile.name, attributes)


class Files(paramiko.SFTPServerInterface):

    def canonicalize(self, path):
        return os.path.realpath(os.path.join(HOME, path))

    @status
    def list_folder(self, path):
        entries = []
        for name in os.listdir(path):
            entry = paramiko.SFTPAttributes.from_stat(os.lstat(os.path.join(path, name)))
            entry.filename = name
            entries.append(entry)
        return entries

    @status
    def stat(self, path):
        return paramiko.SFTPAttributes.from_stat(os.stat(path))

    @status
    def lstat(self, path):
        return paramiko.SFTPAttributes.from_stat(os.lstat(path))

    @status
    def open(self, path, flags, attributes):
        file = os.open(path, flags, 0o666 if attributes.st_mode is None else attributes.st_mode)
        mode = {os.O_WRONLY: 'wb', os.O_RDWR: 'rb+'}.get(flags & os.O_ACCMODE, 'rb')
        opened = os.fdopen(file, mode, 0)
        handle = File(flags & ~os.O_APPEND)
        handle.readfile = handle.writefile = opened
        handle.readfile_path = path
        return handle

    @status
    def remove(self, path):
        os.remove(path)

    @status
    def rename(self, old, new):
        if os.path.lexists(new):
            return paramiko.SFTP_FAILURE
        os.rename(old, new)

    @status
    def posix_rename(self, old, new):
        os.replace(old, new)

    @status
    def mkdir(self, path, attributes):
        os.mkdir(path)

    @status
    def rmdir(self, path):
        os.rmdir(path)

    @status
    def chattr(self, path, attributes):
        paramiko.SFTPServer.set_file_attr(path, attributes)

    @status
    def symlink(self, target, path):
        os.symlink(target, path)

    @status
    def readlink(self, path):
        return os.readlink(path)


class Server(paramiko.ServerInterface):

    def __init__(self):
        self.environment = {}
        self.destinations = {}

    def get_allowed_auths(self, username):
        return 'publickey,password,keyboard-interactive'

    def check_auth_publickey(self, username, key):
        known = username == USER and (key.get_name(), key.get_base64()) in AUTHORIZED
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else paramiko.AUTH_FAILED

    def check_auth_interactive(self, username, submethods):
        self.asked = username
        return paramiko.InteractiveQuery('', '', ('Password: ', False))

    def check_auth_interactive_response(self, responses):
        return self.check_auth_password(self.asked, responses[0] if responses else '')

    def check_channel_request(self, kind, number):
        return paramiko.OPEN_SUCCEEDED if kind == 'session' else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_direct_tcpip_request(self, number, origin, destination):
        self.destinations[number] = destination
        return paramiko.OPEN_SUCCEEDED

    def check_channel_env_request(self, channel, name, value):
        self.environment[name] = value
        return True

    def check_channel_exec_request(self, channel, command):
        self.start(channel, [b'/bin/sh', b'-c', command])
        return True

    def check_channel_shell_request(self, channel):
        self.start(channel, ['/bin/sh'])
        return True

    def start(self, channel, command):
        environment = {b'PATH': os.defpath.encode(), b'HOME': HOME.encode(), **self.environment}
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HOME,
                                 env=environment, start_new_session=True, bufsize=0)
        threading.Thread(target=feed, args=(channel, child), daemon=True).start()
        threading.Thread(target=run, args=(channel, child), daemon=True).start()


def feed(channel, child):
    try:
        while data := channel.recv(65536):
            child.stdin.write(data)
        child.stdin.close()
    except OSError:
        pass  # it does not read any more


def copy(source, send):
    try:
        while data := source.read(65536):
            send(data)
    except OSError:
        pass  # the channel is closed


def run(channel, child):
    errors = threading.Thread(target=copy, args=(child.stderr, channel.sendall_stderr), daemon=True)
    errors.start()
    copy(child.stdout, channel.sendall)
    errors.join()
    status = child.wait()
    channel.send_exit_status(status if status >= 0 else 128 - status)
    channel.close()


def forward(channel, destination):
    with socket.create_connection(destination) as there:
        def back():
            try:
                while data := channel.recv(65536):
                    there.sendall(data)
                there.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # one of the two is closed
        threading.Thread(target=back, daemon=True).start()
        try:
            while data := there.recv(65536):
                channel.sendall(data)
        except OSError:
            pass
        channel.close()


def serve(client):
    transport = paramiko.Transport(client)
    transport.add_server_key(paramiko.Ed25519Key(filename=str(FOLDER / 'host_key')))
    transport.set_subsystem_handler('sftp', paramiko.SFTPServer, Files)
    server = Server()
    try:
        transport.start_server(server=server)
    except (paramiko.SSHException, EOFError):
        return
    while transport.is_active():
        channel = transport.accept(1)
        if channel and channel.chanid in server.destinations:
            threading.Thread(target=forward, args=(channel, server.destinations[channel.chanid]), daemon=True).start()


def main():
    listener = socket.create_server((HOST, int(PORT)), backlog=50)
    print('listening on port', PORT, flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


main()
