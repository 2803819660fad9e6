package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferProgress;
import io.sshra.SshTransferResult;
import io.sshra.adapter.handle.HandleControl;
import io.sshra.testing.Content;
import io.sshra.testing.OddSftp.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.sshd.sftp.common.SftpConstants;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads from streams and downloads to streams. */
class StreamTransferTest extends OddSftpServerTest {

    private static final byte[] LARGE = Content.random(3_000_001);
    private static final SshTransferOptions DEFAULTS = SshTransferOptions.defaults();

    /** Gives some bytes at a time, and notes whether it is closed. */
    private static final class Pieces extends InputStream {

        private final ByteArrayInputStream content;
        private final Random random = new Random(1);
        private boolean closed;

        Pieces(byte[] content) {
            this.content = new ByteArrayInputStream(content);
        }

        @Override
        public int read() {
            return content.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            return content.read(to, offset, Math.min(length, 1 + random.nextInt(40_000)));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Notes what happens to it. */
    private static final class Noted extends ByteArrayOutputStream {

        private boolean flushed;
        private boolean closed;

        @Override
        public void flush() {
            flushed = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static InputStream failingAfter(int bytes, IOException failure) {
        return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(LARGE, bytes)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }
        });
    }

    private String target() {
        return there.resolve("target").toString();
    }

    private void assertNothingHasChanged() {
        assertThat(there.resolve("target")).hasContent("old");
        assertThat(names(there)).containsExactly("target");
    }

    /** The connection itself goes on: the container has not destroyed the lease yet. */
    @Test
    void aTransferWhoseLeaseIsTakenAwayFailsForThatReason() throws Exception {
        ByteArrayInputStream rest = new ByteArrayInputStream(LARGE);
        InputStream source = new SequenceInputStream(new ByteArrayInputStream(LARGE), new InputStream() {
            @Override
            public int read() {
                HandleControl.of(connection).takenAway();
                return rest.read();
            }
        });

        assertThatThrownBy(() -> connection.upload(source, target(), DEFAULTS)).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.CONTAINER_DESTROYED);
        assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.CONTAINER_DESTROYED);
        assertThat(there.resolve("target")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024, 32 * 1024 + 1, 3_000_001})
    void allBytesOfAStreamAreUploaded(int size) throws Exception {
        byte[] content = Arrays.copyOf(LARGE, size);
        Files.writeString(there.resolve("target"), "old");
        for (SshTransferOptions options : List.of(DEFAULTS, DEFAULTS.withDirectWriting())) {
            Pieces source = new Pieces(content);
            SshTransferResult result = connection.upload(source, target(), options);
            assertThat(there.resolve("target")).satisfies(Content.exactly(content));
            assertThat(names(there)).containsExactly("target");
            assertThat(source.closed).isFalse();
            assertThat(result.bytes()).isEqualTo(size);
            assertThat(result.files()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32 * 1024, 32 * 1024 + 1, 3_000_001})
    void allBytesOfAFileAreDownloaded(int size) throws Exception {
        byte[] content = Arrays.copyOf(LARGE, size);
        Files.write(there.resolve("target"), content);
        Noted stream = new Noted();
        SshTransferResult result = connection.download(target(), stream);
        assertThat(stream.toByteArray()).isEqualTo(content);
        assertThat(stream.flushed).isTrue();
        assertThat(stream.closed).isFalse();
        assertThat(result.bytes()).isEqualTo(size);
        assertThat(result.files()).isEqualTo(1);
    }

    @Test
    void theFileHasItsNameWhenTheStreamHasEnded() throws Exception {
        Files.writeString(there.resolve("target"), "old");
        List<SshTransferProgress> told = new ArrayList<>();
        Thread caller = Thread.currentThread();
        connection.upload(new Pieces(LARGE), target(), DEFAULTS.withListener(progress -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            if (progress.bytes() < LARGE.length) {
                assertThat(there.resolve("target")).hasContent("old");
            }
            return told.add(progress);
        }));
        assertThat(told).hasSizeGreaterThan(2).allMatch(progress -> progress.size() == -1 && progress.source().equals("stream"));
        assertThat(told.get(told.size() - 1).bytes()).isEqualTo(LARGE.length);
    }

    @Test
    void aStreamThatFailsChangesNothing() throws Exception {
        Files.writeString(there.resolve("target"), "old");
        assertFails(() -> connection.upload(failingAfter(1_000_000, new IOException("disk on fire")), target()),
                SshErrorCode.TRANSFER_FAILED, "disk on fire");
        assertNothingHasChanged();
    }

    /** This exception is an InterruptedIOException. */
    @Test
    void theTimeOutOfAStreamIsNotTakenForAnInterrupt() throws Exception {
        Files.writeString(there.resolve("target"), "old");
        assertFails(() -> connection.upload(failingAfter(1_000_000, new SocketTimeoutException("Read timed out")), target()),
                SshErrorCode.TRANSFER_FAILED, "Read timed out");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertNothingHasChanged();
    }

    @Test
    void aRefusedWriteChangesNothing() throws Exception {
        Files.writeString(there.resolve("target"), "old");
        sftp.answering((type, nth) -> type == SftpConstants.SSH_FXP_WRITE && nth == 5 ? Answer.FAILURE : Answer.USUAL);
        assertFails(() -> connection.upload(new Pieces(LARGE), target()), SshErrorCode.TRANSFER_FAILED, "stream to " + target());
        assertNothingHasChanged();
    }

    @Test
    void anInterruptEndsTheTransfer() throws Exception {
        Files.writeString(there.resolve("target"), "old");
        SshTransferOptions interrupting = DEFAULTS.withListener(progress -> {
            if (progress.bytes() > 1_000_000) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        assertFails(() -> connection.upload(new Pieces(LARGE), target(), interrupting), SshErrorCode.INTERRUPTED, "");
        assertThat(Thread.interrupted()).isTrue();
        assertNothingHasChanged();
        Files.write(there.resolve("target"), LARGE);
        assertFails(() -> connection.download(target(), new Noted(), interrupting), SshErrorCode.INTERRUPTED, "");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theTimeLimitEndsTheTransfer() throws Exception {
        SshTransferOptions limited = DEFAULTS.withTimeout(Duration.ofMillis(300));
        sftp.silentFrom(SftpConstants.SSH_FXP_WRITE, 5);
        assertFails(() -> connection.upload(new Pieces(LARGE), target(), limited), SshErrorCode.TRANSFER_TIMEOUT, "stream");
        Files.write(there.resolve("target"), LARGE);
        sftp.silentFrom(SftpConstants.SSH_FXP_READ, 5);
        assertFails(() -> connection.download(target(), new Noted(), limited), SshErrorCode.TRANSFER_TIMEOUT, target());
    }

    @Test
    void theListenerCancelsTheTransfer() throws Exception {
        Files.writeString(there.resolve("target"), "old");
        SshTransferOptions cancelling = DEFAULTS.withListener(progress -> progress.bytes() < 1_000_000);
        assertFails(() -> connection.upload(new Pieces(LARGE), target(), cancelling), SshErrorCode.TRANSFER_CANCELLED, "stream");
        assertNothingHasChanged();
    }

    @Test
    void anIncompleteDownloadIsNoSuccess() throws Exception {
        Files.write(there.resolve("target"), LARGE);
        sftp.saying(usual -> {
            usual.computeIfPresent("size", (name, size) -> ((Number) size).longValue() + 1);
            return usual;
        });
        assertFails(() -> connection.download(target(), new Noted()), SshErrorCode.TRANSFER_FAILED, "fewer");
        assertFails(() -> connection.download(there.toString(), new Noted()), SshErrorCode.TRANSFER_FAILED, "not a regular file");
        assertFails(() -> connection.download(there + "/missing", new Noted()), SshErrorCode.TRANSFER_FAILED, "missing");
    }

    @Test
    void aStreamThatCannotBeWrittenEndsTheDownload() throws Exception {
        Files.write(there.resolve("target"), LARGE);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertFails(() -> connection.download(target(), full), SshErrorCode.TRANSFER_FAILED, "no space left");
        assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
    }

    @Test
    void whatAStreamDoesNotHaveIsRefused() {
        for (SshTransferOptions options : List.of(DEFAULTS.withResume(), DEFAULTS.withTimes(), DEFAULTS.withPermissions())) {
            assertInvalid(() -> connection.upload(new Pieces(LARGE), target(), options), "a stream has no times");
            assertInvalid(() -> connection.download(target(), new Noted(), options), "a stream has no times");
        }
        assertInvalid(() -> connection.upload((InputStream) null, target()), "the local side of the transfer is null");
        assertInvalid(() -> connection.download(target(), (OutputStream) null), "the local side of the transfer is null");
        assertThat(names(there)).isEmpty();
    }

    private static void assertInvalid(ThrowingCallable call, String problem) {
        assertThatThrownBy(call).isExactlyInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(problem);
    }
}
