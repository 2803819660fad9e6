package io.sshra.base;

/** What a user of a file system may do, by the real paths of files. Thread-safe. */
public interface FileAccess {

    /** What a request needs. */
    enum Need {

        /** To read a file, or to list a folder. */
        READ,
        /** To change, create, rename or remove a file or folder, or to change its attributes. */
        WRITE,
        /** One of the two, because the request is about attributes. */
        EITHER
    }

    /** Whether the user has this right, without a record of it. */
    boolean allows(Need need, String path);

    /**
     * Records the decision.
     *
     * @throws RefusedPathException if the user does not have this right
     */
    void check(Need need, String path) throws RefusedPathException;

    /** The exception for a request that is refused whatever the user may do with the path. */
    RefusedPathException refusal(String path, String why);
}
