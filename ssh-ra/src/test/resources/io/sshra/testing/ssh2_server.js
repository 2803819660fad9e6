// An SSH server for tests, of npm's ssh2: commands and shells of this machine, SFTP, forwarding. Its keys lie beside this file.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const path = require('path');
const { Server, utils } = require('ssh2');

const [HOST, PORT, USER, PASSWORD, HOME] = process.argv.slice(2);
const { OPEN_MODE, STATUS_CODE, flagsToString } = utils.sftp;
const authorized = fs.readFileSync(path.join(__dirname, 'authorized_keys'), 'utf8').split('\n')
    .filter((line) => /^(ssh|ecdsa)-/.test(line)).map((line) => utils.parseKey(line));

function authenticate(context) {
    if (context.username !== USER) {
        context.reject();
    } else if (context.method === 'password') {
        context.password === PASSWORD ? context.accept() : context.reject(['publickey', 'password', 'keyboard-interactive']);
    } else if (context.method === 'keyboard-interactive') {
        context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => answers[0] === PASSWORD ? context.accept() : context.reject());
    } else if (context.method === 'publickey') {
        const key = authorized.find((known) => known.type === context.key.algo && known.getPublicSSH().equals(context.key.data)
            || known.type === 'ssh-rsa' && context.key.algo.startsWith('rsa-sha2-') && known.getPublicSSH().equals(context.key.data));
        if (key && (!context.signature || key.verify(context.blob, context.signature, context.hashAlgo) === true)) {
            context.accept();
        } else {
            context.reject();
        }
    } else {
        context.reject(['publickey', 'password', 'keyboard-interactive']);
    }
}

function run(channel, args, environment) {
    const child = spawn('/bin/sh', args, { cwd: HOME, env: { PATH: '/usr/bin:/bin', HOME, ...environment }, detached: true });
    channel.pipe(child.stdin);
    child.stdin.on('error', () => { });
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    child.on('close', (code, signal) => {
        if (signal) {
            channel.exit(signal, false, '');
        } else {
            channel.exit(code);
        }
        channel.end();
    });
    channel.on('close', () => {
        try {
            process.kill(-child.pid, 'SIGKILL');
        } catch (gone) {
            // It has ended.
        }
    });
    return child;
}

function session(accept) {
    const environment = {};
    let child = null;
    accept().on('env', (accepted, reject, info) => {
        environment[info.key] = info.val;
        accepted && accepted();
    }).on('exec', (accepted, reject, info) => {
        child = run(accepted(), ['-c', info.command], environment);
    }).on('shell', (accepted) => {
        child = run(accepted(), [], environment);
    }).on('signal', (accepted, reject, info) => {
        child && process.kill(-child.pid, info.name.startsWith('SIG') ? info.name : 'SIG' + info.name);
        accepted && accepted();
    }).on('sftp', (accepted) => serveFiles(accepted()));
}

// ---- SFTP ----

function serveFiles(sftp) {
    const handles = new Map();
    let last = 0;

    const made = (value) => {
        const handle = Buffer.alloc(4);
        handle.writeUInt32BE(++last);
        handles.set(last, value);
        return handle;
    };
    const of = (handle) => handles.get(handle.readUInt32BE(0));
    const failed = (id, e) => sftp.status(id, { ENOENT: STATUS_CODE.NO_SUCH_FILE, EACCES: STATUS_CODE.PERMISSION_DENIED }[e.code]
        || STATUS_CODE.FAILURE, e.message);
    const answered = (id, work) => {
        try {
            work();
        } catch (e) {
            failed(id, e);
        }
    };
    const done = (id, work) => answered(id, () => {
        work();
        sftp.status(id, STATUS_CODE.OK);
    });
    const attributes = (stat) => ({ mode: stat.mode, uid: stat.uid, gid: stat.gid, size: stat.size,
        atime: Math.floor(stat.atimeMs / 1000), mtime: Math.floor(stat.mtimeMs / 1000) });
    const change = (file, attrs) => {
        if (attrs.size !== undefined) {
            fs.truncateSync(file, attrs.size);
        }
        if (attrs.mode !== undefined) {
            fs.chmodSync(file, attrs.mode & 0o7777);
        }
        if (attrs.mtime !== undefined) {
            fs.utimesSync(file, attrs.atime, attrs.mtime);
        }
    };

    sftp.on('OPEN', (id, name, flags, attrs) => {
        const mode = flagsToString(flags);
        if (mode === null) {
            sftp.status(id, STATUS_CODE.OP_UNSUPPORTED, 'unknown flags ' + flags);
            return;
        }
        answered(id, () => sftp.handle(id, made({ name, fd: fs.openSync(name, mode, attrs.mode === undefined ? 0o666 : attrs.mode) })));
    }).on('READ', (id, handle, offset, length) => answered(id, () => {
        const data = Buffer.alloc(length);
        const read = fs.readSync(of(handle).fd, data, 0, length, offset);
        read ? sftp.data(id, data.subarray(0, read)) : sftp.status(id, STATUS_CODE.EOF);
    })).on('WRITE', (id, handle, offset, data) => done(id, () => {
        for (let at = 0; at < data.length;) {
            at += fs.writeSync(of(handle).fd, data, at, data.length - at, offset + at);
        }
    })).on('CLOSE', (id, handle) => done(id, () => {
        const { fd } = of(handle);
        handles.delete(handle.readUInt32BE(0));
        fd === undefined || fs.closeSync(fd);
    })).on('FSTAT', (id, handle) => answered(id, () => sftp.attrs(id, attributes(fs.fstatSync(of(handle).fd)))))
        .on('FSETSTAT', (id, handle, attrs) => done(id, () => change(of(handle).name, attrs)))
        .on('STAT', (id, name) => answered(id, () => sftp.attrs(id, attributes(fs.statSync(name)))))
        .on('LSTAT', (id, name) => answered(id, () => sftp.attrs(id, attributes(fs.lstatSync(name)))))
        .on('SETSTAT', (id, name, attrs) => done(id, () => change(name, attrs)))
        .on('OPENDIR', (id, name) => answered(id, () => sftp.handle(id, made({ name, left: fs.readdirSync(name) }))))
        .on('READDIR', (id, handle) => answered(id, () => {
            const { name, left } = of(handle);
            const names = left.splice(0, 100).map((filename) => ({ filename, longname: filename,
                attrs: attributes(fs.lstatSync(path.join(name, filename))) }));
            names.length ? sftp.name(id, names) : sftp.status(id, STATUS_CODE.EOF);
        })).on('REMOVE', (id, name) => done(id, () => fs.unlinkSync(name)))
        .on('RMDIR', (id, name) => done(id, () => fs.rmdirSync(name)))
        .on('MKDIR', (id, name) => done(id, () => fs.mkdirSync(name)))
        .on('RENAME', (id, from, to) => done(id, () => {
            if (fs.existsSync(to)) {
                throw new Error('there is one');
            }
            fs.renameSync(from, to);
        })).on('REALPATH', (id, name) => answered(id, () => {
            const filename = path.resolve(HOME, name);
            sftp.name(id, [{ filename, longname: filename, attrs: {} }]);
        })).on('READLINK', (id, name) => answered(id, () => {
            const filename = fs.readlinkSync(name);
            sftp.name(id, [{ filename, longname: filename, attrs: {} }]);
        })).on('SYMLINK', (id, target, link) => done(id, () => fs.symlinkSync(target, link)));
}

// ---- forwarding ----

function connect(accept, reject, info) {
    const socket = net.connect(info.destPort, info.destIP, () => {
        const channel = accept();
        socket.pipe(channel).pipe(socket);
        channel.on('error', () => socket.destroy());
        channel.on('close', () => socket.destroy());
    });
    socket.once('error', () => socket.connecting ? reject() : socket.destroy());
}

function listen(client, listeners, info, accept) {
    const listener = net.createServer((socket) => {
        client.forwardOut(info.bindAddr, listener.address().port, socket.remoteAddress, socket.remotePort, (e, channel) => {
            if (e) {
                socket.destroy();
            } else {
                socket.pipe(channel).pipe(socket);
                socket.on('error', () => channel.close());
            }
        });
    });
    listener.listen(info.bindPort, HOST, () => accept(listener.address().port));
    listeners.push(listener);
}

new Server({ hostKeys: [fs.readFileSync(path.join(__dirname, 'host_key'))], keepaliveInterval: 0 }, (client) => {
    const listeners = [];
    client.on('authentication', authenticate).on('session', session).on('tcpip', connect)
        .on('request', (accept, reject, name, info) => {
            if (name === 'tcpip-forward') {
                listen(client, listeners, info, accept);
            } else if (name === 'cancel-tcpip-forward') {
                listeners.forEach((listener) => listener.close());
                accept && accept();
            } else {
                reject && reject();
            }
        })
        .on('close', () => listeners.forEach((listener) => listener.close())).on('error', () => { });
}).listen(Number(PORT), HOST, () => console.log('listening on port ' + PORT));
