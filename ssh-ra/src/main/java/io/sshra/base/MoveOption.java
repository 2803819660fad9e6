package io.sshra.base;

import java.nio.file.CopyOption;

/** How a file is moved on a server, in addition to the JDK's options. */
public enum MoveOption implements CopyOption {

    /**
     * Looks whether the file is gone from its old name, without waiting for the answer to the move first. Some servers say that a move is
     * done, and do nothing: then an {@link java.nio.file.AtomicMoveNotSupportedException} is thrown.
     */
    CHECKED
}
