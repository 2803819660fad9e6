package io.sshra.fake;

import io.sshra.SshStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream to a {@link FakeService}. Open, then ended once: by the service, by the application, by its handle or by a loss, whichever comes
 * first.
 */
final class FakeStream implements SshStream, FakeResource {

    private final String destination;
    private final FakeService service;
    private final Runnable closed;
    private final FakePipe toService = new FakePipe();
    private final FakePipe toApplication = new FakePipe();
    private final InputStream input = toApplication.input();
    private final OutputStream output = toService.output();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    /** @param closed is told when it has ended */
    FakeStream(String destination, FakeService service, Runnable closed) {
        this.destination = destination;
        this.service = service;
        this.closed = closed;
        this.thread = new Thread(this::serve, "fake stream to " + destination);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void serve() {
        try {
            service.serve(toService.input(), toApplication.output());
            end("the other side has closed the stream", End.BY_SERVICE);
        } catch (Exception | Error e) {
            // Also an assertion of the test.
            end("the service of " + destination + " failed: " + e, End.BROKEN);
        }
    }

    /** How it ends. */
    private enum End { BY_SERVICE, BY_APPLICATION, BROKEN }

    private void end(String why, End how) {
        if (ended.compareAndSet(false, true)) {
            if (how != End.BY_SERVICE) {
                toApplication.breakOff(why);
            }
            toApplication.end();
            if (how == End.BY_APPLICATION) {
                // The service reads what was written, and then the end.
                toService.end();
            }
            toService.breakOff(why);
            closed.run();
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void shutdownOutput() throws IOException {
        output.close();
    }

    @Override
    public boolean isOpen() {
        return !ended.get();
    }

    @Override
    public void close() {
        end("the stream is closed", End.BY_APPLICATION);
    }

    @Override
    public void lost() {
        end("the connection was lost", End.BROKEN);
        thread.interrupt();
    }

    @Override
    public void handleClosed() {
        close();
    }

    @Override
    public String toString() {
        return "SshStream[to " + destination + (isOpen() ? ", open]" : ", ended]");
    }
}
