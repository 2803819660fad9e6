package io.sshra.testing;

/** A way in which {@link OddSftp} differs from what most SFTP servers do. All of them can be combined. */
public enum Oddity {

    // ---- attributes ----

    /** It tells no sizes. */
    NO_SIZES,
    /** It tells a size of 0, as of files in /proc. */
    SIZES_OF_ZERO,
    /** It tells permissions, but not what is a file, a folder or a link. */
    NO_TYPES,
    /** It tells nothing of types and permissions. */
    NO_PERMISSIONS,
    NO_TIMES,
    NO_OWNERS,
    /** All is from 1970. */
    FIRST_TIME,
    /** All is from 2106, the last second that fits. */
    LAST_TIME,

    // ---- answers ----

    /** It gives some bytes of those that were asked for. */
    SHORT_READS,
    /** The end of a file or a folder is an answer without anything in it. */
    EMPTY_END,
    STATUS_WITHOUT_TEXT,
    /** What fails has a code that version 3 does not have. */
    UNKNOWN_STATUS,
    /** An answer is overtaken by the next one. */
    REORDERED,
    /** Each answer takes a moment. */
    LATE,
    NO_EXTENSIONS,
    /** It announces extensions, and refuses them. */
    EXTENSIONS_NOT_DONE,

    // ---- refusals ----

    REFUSES_FSTAT,
    REFUSES_SETSTAT,
    REFUSES_READLINK,
    REFUSES_SYMLINK,
    REFUSES_RENAME,
    /** It takes no flag EXCL. */
    REFUSES_EXCLUSIVE,
    /** It says OK to new sizes, times and permissions, and does nothing. Like Erlang, for sizes. */
    IGNORES_SETSTAT,
    /** A file that exists is not opened for writing, as ProFTPD does without AllowOverwrite. */
    NO_OVERWRITING,
    /** It knows the combinations of flags that ssh2 for Node.js knows. */
    FLAGS_OF_SSH2,

    // ---- what it does otherwise ----

    /** A file that is opened for writing without reading is emptied, as by Erlang and rclone. */
    WRITING_EMPTIES,
    /** The name of a symbolic link comes first, as with Erlang, Twisted and MySecureShell. */
    LINK_FIRST,
    /** The relative target of a symbolic link becomes an absolute one, from the server's own folder, as with Erlang and MySecureShell. */
    ABSOLUTE_LINKS,
    /** A link is told of as what it leads to, as by ProFTPD. */
    LSTAT_FOLLOWS,
    /** The third open file gets the handle of another one, as with Erlang. */
    SAME_HANDLES,
    /** Folders have entries with slashes in their names, and one without a name. */
    SLASHES_IN_NAMES,
    /** A folder that exists is made without an error, as by ProFTPD 1.3.9e. */
    MAKES_EXISTING_FOLDERS,
    /** REMOVE removes empty folders, and RMDIR files, as with rclone. */
    REMOVES_THE_OTHER_KIND,
    /** Absolute names begin with a drive, and others do not exist. */
    WINDOWS_PATHS,

    // ---- now and then ----

    /** The fifth write fails; those around it do not. */
    FAILING_WRITE,
    FAILING_READ,
    /** Text comes in the place of the fortieth answer. */
    TEXT_BETWEEN,
    /** The thirtieth answer comes twice. */
    ANSWERING_TWICE,
    /** An answer to a request that was not made comes before the twenty-fifth. */
    UNASKED_ANSWER,

    // ---- from a request on that the test chooses ----

    /** The requests of that channel get no answers any more. */
    SILENT,
    /** That channel's requests are not even read. */
    NOT_READING,
    /** That request gets no answer. */
    MISSING_ANSWER,
    /** The answer comes when nobody waits for it any more. */
    LATE_ANSWER;
}
