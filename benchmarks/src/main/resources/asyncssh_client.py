"""The benchmarks' scenarios with asyncssh and a pool with one connection for each session."""
import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time

import asyncssh

SCENARIO, SCALE, HOST, PORT, USER, KEY, KNOWN_HOSTS = sys.argv[1:8]
SHORT = SCALE == "SHORT"


def of(in_short, in_full):
    return in_short if SHORT else in_full


def figure(name, unit, value):
    print(f"FIGURE\t{name}\t{unit}\t{value:.4f}", flush=True)


class Pool:
    """Leases the connection of a session; connects if there is none."""

    def __init__(self):
        self.connections = {}

    async def lease(self, session):
        connection = self.connections.get(session)
        if connection is None:
            connection = await asyncssh.connect(HOST, int(PORT), username=USER, client_keys=[KEY], known_hosts=KNOWN_HOSTS, config=None)
            self.connections[session] = connection
        return connection

    def close(self, session):
        self.connections.pop(session).abort()


def percentiles(seconds):
    ordered = sorted(seconds)
    figure("p50", "ms", ordered[len(ordered) // 2] * 1000)
    figure("p99", "ms", ordered[int(len(ordered) * 0.99)] * 1000)


async def repeat(times, seconds, action):
    """Repeats so often, or for so long; returns the seconds of each."""
    took, end = [], time.perf_counter() + seconds
    while len(took) < times and time.perf_counter() < end:
        start = time.perf_counter()
        await action()
        took.append(time.perf_counter() - start)
    return took


async def command(pool):
    await pool.lease("s")

    async def run():
        assert (await (await pool.lease("s")).run("true")).exit_status == 0

    await repeat(of(1000, 1500), of(2, 4), run)
    before = time.process_time()
    took = await repeat(of(600, 1000), of(2, 3), run)
    used = time.process_time() - before
    percentiles(took)
    figure("processor time", "ms", used * 1000 / len(took))


async def connect(pool):
    async def lease():
        await pool.lease("s")

    async def connect_and_close():
        took.extend(await repeat(1, 60, lease))
        pool.close("s")

    took = []
    await repeat(of(15, 20), of(3, 4), connect_and_close)
    took.clear()
    await repeat(of(30, 60), of(3, 5), connect_and_close)
    percentiles(took)


async def bursts(pool, times):
    took = []
    for i in range(times):
        start = time.perf_counter()
        await asyncio.gather(*(pool.lease((i, session)) for session in range(20)))
        took.append((time.perf_counter() - start) * 1000)
        for session in range(20):
            pool.close((i, session))
    return statistics.median(took)


def dead_hosts():
    """One accepts connections and sends nothing; the other's queue is full, so that TCP gets no answer."""
    silent, full = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0), backlog=1)
    kept = [silent, full]
    while True:
        filler = socket.socket()
        kept.append(filler)
        filler.settimeout(0.2)
        try:
            filler.connect(full.getsockname())
        except TimeoutError:
            return kept


async def burst(pool):
    await bursts(pool, of(5, 8))
    alone = await bursts(pool, of(6, 8))
    figure("twenty connected", "ms", alone)
    kept = dead_hosts()

    async def in_vain(server):
        await asyncssh.connect(*server.getsockname(), username=USER, client_keys=[KEY], known_hosts=KNOWN_HOSTS, config=None)

    tries = [asyncio.create_task(in_vain(server)) for server in kept[:2]]
    await asyncio.sleep(0.2)
    beside = await bursts(pool, of(6, 8))
    figure("twenty connected beside two dead hosts", "ms", beside)
    figure("beside two dead hosts / without them", "x", beside / alone)
    for each in tries:
        each.cancel()


async def true(connection):
    assert (await connection.run("true")).exit_status == 0


async def flood(connections, seconds):
    end = time.perf_counter() + seconds

    async def loop(connection):
        done = 0
        while time.perf_counter() < end:
            await true(connection)
            done += 1
        return done

    return sum(await asyncio.gather(*(loop(connection) for connection in connections))) / seconds


async def throughput(pool):
    counts = [1, 4, 16] if SHORT else [1, 4, 16, 64]
    one = await pool.lease("s")
    await flood([one] * 4, of(1, 2))
    for count in counts:
        figure(f"one connection, {count} threads", "1/s", await flood([one] * count, 2))
    for count in counts:
        connections = [await pool.lease(i) for i in range(count)]
        figure(f"{count} connections and threads", "1/s", await flood(connections, 2))


async def load(pool):
    connection = await pool.lease("s")

    async def latency(rate, seconds):
        took = []

        async def run(intended):
            await true(connection)
            took.append(time.perf_counter() - intended)

        begin, tasks = time.perf_counter(), []
        for i in range(rate * seconds):
            intended = begin + i / rate
            await asyncio.sleep(max(0, intended - time.perf_counter()))
            tasks.append(asyncio.create_task(run(intended)))
        await asyncio.gather(*tasks)
        return sorted(took)

    await latency(200, 4)
    for rate in (100, 300):
        took = await latency(rate, of(3, 4))
        figure(f"{rate} commands a second, p50", "ms", took[len(took) // 2] * 1000)
        figure(f"{rate} commands a second, p99", "ms", took[int(len(took) * 0.99)] * 1000)


async def stream(pool):
    size = of(64, 128) << 20
    connection = await pool.lease("s")
    read, write = [], []
    block = bytes(64 * 1024)
    end = time.perf_counter() + of(6, 14)
    while len(read) < 2 or len(read) < 4 and time.perf_counter() < end:
        start = time.perf_counter()
        async with connection.create_process(f"head -c {size} /dev/zero", encoding=None) as process:
            got = 0
            while True:
                data = await process.stdout.read(64 * 1024)
                if not data:
                    break
                got += len(data)
            assert got == size
        read.append(size / 1e6 / (time.perf_counter() - start))
        start = time.perf_counter()
        async with connection.create_process("cat > /dev/null", encoding=None) as process:
            for _ in range(size // len(block)):
                process.stdin.write(block)
                await process.stdin.drain()
            process.stdin.write_eof()
            await process.wait()
        write.append(size / 1e6 / (time.perf_counter() - start))
    figure("read", "MB/s", statistics.median(read[1:]))
    figure("write", "MB/s", statistics.median(write[1:]))


async def large_file(pool):
    size = of(64, 128) << 20
    connection = await pool.lease("s")
    up, down = [], []
    with tempfile.TemporaryDirectory() as folder:
        file, there, back = (os.path.join(folder, name) for name in ("file", "there", "back"))
        with open(file, "wb") as out:
            out.write(os.urandom(size))
        async with connection.start_sftp_client() as sftp:
            end = time.perf_counter() + of(6, 14)
            while len(up) < 2 or len(up) < of(3, 6) and time.perf_counter() < end:
                start = time.perf_counter()
                await sftp.put(file, there)
                up.append(size / 1e6 / (time.perf_counter() - start))
                start = time.perf_counter()
                await sftp.get(there, back)
                down.append(size / 1e6 / (time.perf_counter() - start))
                assert os.path.getsize(back) == size
                os.remove(there)
                os.remove(back)
    figure("upload", "MB/s", statistics.median(up[1:]))
    figure("download", "MB/s", statistics.median(down[1:]))


async def round_trips(pool):
    def count():
        with socket.create_connection(("127.0.0.1", int(os.environ["ROUND_TRIPS_PORT"]))) as connection:
            return int(connection.makefile().read())

    async def step(name, report, action):
        before, start = count(), time.perf_counter()
        await action
        took = (time.perf_counter() - start) * 1000
        if report:
            figure(name, "ms", took)
            figure(name, "trips", count() - before)

    async def put(file, there):
        sftp = await (await pool.lease("up")).start_sftp_client()
        await sftp.put(file, there)

    async def get(there, back):
        sftp = await (await pool.lease("down")).start_sftp_client()
        await sftp.get(there, back)

    with tempfile.TemporaryDirectory() as folder:
        file, there, back = (os.path.join(folder, name) for name in ("file", "there", "back"))
        with open(file, "wb") as out:
            out.write(bytes(1024))
        for i in range(of(2, 6)):
            report = i > 0
            await step("connect", report, pool.lease("up"))
            await step("first command", report, (await pool.lease("up")).run("true"))
            for _ in range(3):
                await step("command", report, (await pool.lease("up")).run("true"))
            await step("SFTP and a file up", report, put(file, there))
            os.remove(there)
            await step("another file up", report, put(file, there))
            pool.close("up")
            await pool.lease("down")
            await step("SFTP and a file down", report, get(there, back))
            os.remove(back)
            await step("another file down", report, get(there, back))
            pool.close("down")
            os.remove(there)
            os.remove(back)


asyncio.run({
    "COMMAND": command, "CONNECT": connect, "BURST": burst, "THROUGHPUT": throughput, "LOAD": load, "STREAM": stream,
    "LARGE_FILE": large_file, "ROUND_TRIPS": round_trips,
}[SCENARIO](Pool()))
