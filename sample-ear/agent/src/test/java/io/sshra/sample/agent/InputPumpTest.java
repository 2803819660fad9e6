package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InputPumpTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsAddedIsWrittenInOrderAndThenTheInputEnds() {
        InputPump pump = new InputPump(bytes("one "), true);
        pump.add(bytes("two "), false);
        pump.add(bytes("three"), true);
        StringBuilder written = new StringBuilder();
        pump.pump(new ByteArrayOutputStream() {
            @Override
            public void close() {
                written.append(toString(StandardCharsets.UTF_8)).append(" closed");
            }
        });
        assertThat(written).hasToString("one two three closed");
        assertThatThrownBy(() -> pump.add(bytes("more"), false)).isInstanceOf(Refusal.class).hasMessageContaining("has ended");
    }

    /** Otherwise commands that read nothing could take all of the server's memory. */
    @Test
    void noMoreWaitsThanMay() {
        assertThatThrownBy(() -> new InputPump(new byte[InputPump.MOST + 1], false)).isInstanceOf(Refusal.class).hasMessageContaining("ssh_write_file");
        InputPump pump = new InputPump(new byte[InputPump.MOST], true);
        assertThatThrownBy(() -> pump.add(new byte[1], false)).isInstanceOf(Refusal.class).hasMessageContaining("has not read");
    }
}
