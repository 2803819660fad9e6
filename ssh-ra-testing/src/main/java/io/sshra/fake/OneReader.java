package io.sshra.fake;

import java.nio.charset.Charset;
import java.util.function.Function;

/** The reader or writer of a stream, made when it is first asked for: a second one would miss what the first has in its buffer. */
final class OneReader<T> {

    private final Function<Charset, T> making;
    private T made;
    private Charset charset;

    OneReader(Function<Charset, T> making) {
        this.making = making;
    }

    synchronized T with(Charset wanted) {
        if (wanted == null) {
            throw new IllegalArgumentException("the charset is null: give UTF-8");
        }
        if (made == null) {
            made = making.apply(wanted);
            charset = wanted;
        } else if (!charset.equals(wanted)) {
            throw new IllegalStateException("it was made with the charset " + charset + ", not " + wanted);
        }
        return made;
    }
}
