package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Carries a session through another one, in the place of a socket. Nothing blocks. */
public interface Tunnel {

    /**
     * From now on the action runs whenever there may be something to read, room to write, or the end. On any thread; it does not block. What
     * has happened before is not told.
     */
    void onChange(Runnable action);

    /** The next piece of what has come; null if there is none now. The other side may send as much again. Called on the loop only. */
    ByteBuffer read();

    /** Whether nothing more comes when {@link #read()} has returned null. */
    boolean isAtEnd();

    /**
     * Writes as much as there is room for. Called by one thread at a time.
     *
     * @return the number of bytes, which may be 0
     * @throws IOException if nothing can be written any more
     */
    int write(ByteBuffer bytes) throws IOException;

    /** Whether nothing more comes, and what has come is not all. */
    boolean isCut();

    /** Whether nothing can be written any more, and nothing more comes. */
    boolean isOver();

    /** The other side reads the end after what was written. */
    void endOutput() throws IOException;

    /** Ends both directions, without waiting for the other side. A no-op if they have ended. From any thread. */
    void end();
}
