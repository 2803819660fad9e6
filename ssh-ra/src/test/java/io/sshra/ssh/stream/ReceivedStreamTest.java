package io.sshra.ssh.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.AtOnce;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ReceivedStreamTest {

    private final AtomicLong taken = new AtomicLong();
    private final ReceivedStream stream = new ReceivedStream(taken::addAndGet);
    private final OutputStream sink = stream.sink();

    /**
     * Packets of one byte, of full and of larger size, read in pieces of other sizes: nothing is lost, repeated or reordered.
     */
    @RepeatedTest(20)
    void dataIsReadInTheOrderOfItsArrival(RepetitionInfo round) throws Exception {
        byte[] content = new byte[2_000_000];
        new Random(round.getCurrentRepetition()).nextBytes(content);
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> read(new Random(1), content.length));
        Random sizes = new Random(round.getCurrentRepetition());
        for (int offset = 0; offset < content.length;) {
            int size = Math.min(content.length - offset, switch (sizes.nextInt(4)) {
                case 0 -> 1 + sizes.nextInt(10);
                case 1 -> 1024;
                case 2 -> 32 * 1024;
                default -> 1 + sizes.nextInt(70_000);
            });
            sink.write(content, offset, size);
            offset += size;
        }
        sink.close();
        assertThat(read.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(content);
        assertThat(taken).as("returned to the window").hasValue(content.length);
        assertThat(stream.read()).isEqualTo(-1);
    }

    private byte[] read(Random sizes, int length) {
        byte[] all = new byte[length];
        try {
            int offset = 0;
            for (int read = 0; read >= 0 && offset < length; offset += Math.max(0, read)) {
                read = stream.read(all, offset, Math.min(length - offset, 1 + sizes.nextInt(50_000)));
            }
            return all;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theWindowIsAdjustedOnlyWhenDataIsRead() throws Exception {
        sink.write(new byte[100_000]);
        assertThat(taken).hasValue(0);
        assertThat(stream.available()).isEqualTo(100_000);
        assertThat(stream.read()).isZero();
        assertThat(taken.get()).isBetween(1L, 100_000L);
        assertThat(stream.readNBytes(99_999)).hasSize(99_999);
        assertThat(taken).hasValue(100_000);
    }

    @Test
    void aStreamThatIsCutBeforeItsEndThrows() throws Exception {
        sink.write("part".getBytes());
        stream.cut("the rest is missing");
        sink.write("more".getBytes());
        sink.close();
        assertThat(stream.readNBytes(4)).asString().isEqualTo("part");
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
    }

    @Test
    void aStreamThatIsCutAfterItsEndIsComplete() throws Exception {
        sink.write("whole".getBytes());
        sink.close();
        stream.cut("the rest is missing");
        assertThat(stream.readAllBytes()).asString().isEqualTo("whole");
    }

    @Test
    void aWaitingReaderGetsAnExceptionWhenTheStreamIsCut() throws Exception {
        AtOnce reader = new AtOnce().run(() -> assertThatThrownBy(stream::read).isInstanceOf(IOException.class));
        stream.cut("the rest is missing");
        reader.await(Patience.LIMIT);
    }

    @Test
    void dataThatArrivedBeforeTheEndIsReadAfterIt() throws Exception {
        sink.write("late".getBytes());
        sink.close();
        assertThat(stream.readAllBytes()).asString().isEqualTo("late");
        assertThat(stream.available()).isZero();
    }

    @Test
    void aClosedStreamDropsDataSoThatTheProcessGoesOn() throws Exception {
        sink.write(new byte[5000]);
        stream.close();
        sink.write(new byte[7000]);
        assertThat(taken).hasValue(12_000);
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheStream() throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                stream.read();
            } catch (IOException e) {
                failure.set(e);
            }
        });
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING);
        reader.interrupt();
        reader.join();
        assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
        sink.write(7);
        assertThat(stream.read()).isEqualTo(7);
    }

    /** What is dropped makes room in the window, before the switch and after it; what is kept does when it is read. */
    @RepeatedTest(20)
    void onlyTheLastBytesAreKeptWhereNobodyReads(RepetitionInfo round) throws Exception {
        byte[] content = new byte[100_000];
        Random random = new Random(round.getCurrentRepetition());
        random.nextBytes(content);
        int from = random.nextInt(content.length);
        int most = 1 + random.nextInt(5000);
        for (int offset = 0; offset < content.length;) {
            int size = Math.min(content.length - offset, 1 + random.nextInt(40_000));
            sink.write(content, offset, size);
            offset += size;
            if (offset > from) {
                stream.keepLast(most);
            }
        }
        assertThat(stream.available()).isEqualTo(most);
        assertThat(taken).hasValue(content.length - most);
        assertThat(stream.readNBytes(most)).isEqualTo(Arrays.copyOfRange(content, content.length - most, content.length));
        assertThat(taken).hasValue(content.length);
    }
}
