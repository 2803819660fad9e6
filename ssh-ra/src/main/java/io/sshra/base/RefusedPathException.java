package io.sshra.base;

import java.nio.file.AccessDeniedException;

/** The rules of a level do not allow an operation on a file. Nothing of this operation was sent. */
public final class RefusedPathException extends AccessDeniedException {

    private static final long serialVersionUID = 1L;

    private final String level;

    /**
     * @param file the real path
     * @param why  what is not allowed, with the level
     */
    public RefusedPathException(String file, String level, String why) {
        super(file, null, why);
        this.level = level;
    }

    /** The level whose rules count. */
    public String level() {
        return level;
    }
}
