package io.sshra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * A loopback port that forwards to another one as if that were far away: all bytes arrive later by a fixed time, but do not
 * delay each other. It counts round trips. Bytes of the client belong to the trip after the last one from which the client has
 * received bytes; bytes of the server belong to the last trip that has reached the server. So what is sent without waiting
 * costs no trip, however many packets it has. TCP's own round trip is not counted and not delayed. For one connection at a
 * time.
 */
public final class DistantPort implements AutoCloseable {

    private final int serverPort;
    private final Duration oneWay;
    private final TcpService service;
    private final AtomicInteger roundTrips = new AtomicInteger();

    /**
     * @param serverPort of 127.0.0.1
     * @param oneWay     by how much bytes are delayed, in each direction
     */
    public DistantPort(int serverPort, Duration oneWay) {
        this.serverPort = serverPort;
        this.oneWay = oneWay;
        this.service = TcpService.of(this::connect);
    }

    private void connect(Socket client) throws IOException {
        AtomicInteger reachedServer = new AtomicInteger(roundTrips.get());
        AtomicInteger cameBack = new AtomicInteger(roundTrips.get());
        client.setTcpNoDelay(true);
        try (Socket server = new Socket("127.0.0.1", serverPort)) {
            server.setTcpNoDelay(true);
            ScheduledExecutorService there = Executors.newSingleThreadScheduledExecutor();
            ScheduledExecutorService back = Executors.newSingleThreadScheduledExecutor();
            Thread answers = new Thread(() -> carry(server, client, reachedServer::get, trip -> {
                cameBack.set(trip);
                roundTrips.accumulateAndGet(trip, Math::max);
            }, back), "distant server");
            answers.start();
            carry(client, server, () -> cameBack.get() + 1, reachedServer::set, there);
            answers.join();
            there.awaitTermination(1, TimeUnit.MINUTES);
            back.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs until the end of the stream, or until one side has gone. What was read until then still arrives. */
    private void carry(Socket from, Socket to, IntSupplier trip, IntConsumer arrived, ScheduledExecutorService way) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, read);
                int number = trip.getAsInt();
                way.schedule(() -> {
                    arrived.accept(number);
                    to.getOutputStream().write(bytes);
                    return null;
                }, oneWay.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (IOException gone) {
            // The peer gets the end of the stream.
        }
        way.schedule(() -> {
            to.shutdownOutput();
            return null;
        }, oneWay.toNanos(), TimeUnit.NANOSECONDS);
        way.shutdown();
    }

    public int port() {
        return service.port();
    }

    /** The number of round trips from which bytes have come back so far. */
    public int roundTrips() {
        return roundTrips.get();
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
