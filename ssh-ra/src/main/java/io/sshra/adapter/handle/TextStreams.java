package io.sshra.adapter.handle;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.util.function.BiFunction;

/**
 * The readers and the writer of a process. There is one for each stream: a second one would miss what the first has in its buffer.
 * Thread-safe.
 */
final class TextStreams {

    private final One<InputStream, BufferedReader> output = new One<>("reader of the output", TextStreams::reader);
    private final One<InputStream, BufferedReader> errors = new One<>("reader of the errors", TextStreams::reader);
    private final One<OutputStream, BufferedWriter> input =
            new One<>("writer", (stream, charset) -> new BufferedWriter(new OutputStreamWriter(stream, charset)));

    private static BufferedReader reader(InputStream stream, Charset charset) {
        return new BufferedReader(new InputStreamReader(stream, charset));
    }

    BufferedReader output(InputStream stream, Charset charset) {
        return output.of(stream, charset);
    }

    BufferedReader errors(InputStream stream, Charset charset) {
        return errors.of(stream, charset);
    }

    BufferedWriter input(OutputStream stream, Charset charset) {
        return input.of(stream, charset);
    }

    /** The text side of one stream, made when it is first asked for. */
    private static final class One<S, T> {

        private final String name;
        private final BiFunction<S, Charset, T> making;
        private T made;
        private Charset charset;

        One(String name, BiFunction<S, Charset, T> making) {
            this.name = name;
            this.making = making;
        }

        synchronized T of(S stream, Charset wanted) {
            if (wanted == null) {
                throw new IllegalArgumentException("the charset is null: give UTF-8");
            }
            if (made == null) {
                made = making.apply(stream, wanted);
                charset = wanted;
            } else if (!charset.equals(wanted)) {
                throw new IllegalStateException("the " + name + " was made with the charset " + charset + ", not " + wanted);
            }
            return made;
        }
    }
}
