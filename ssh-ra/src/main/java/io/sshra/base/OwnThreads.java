package io.sshra.base;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads that keep nothing of the thread that creates them. Many are created on a caller's thread and outlive the caller's
 * application. Its access control context, inheritable variables or context class loader would keep the application's classes in memory.
 */
public final class OwnThreads implements ThreadFactory {

    private final String name;
    private final AtomicInteger numbers = new AtomicInteger();

    /** @param name of its threads, in front of their numbers */
    public OwnThreads(String name) {
        this.name = name;
    }

    // The only way to get an access control context that is not the caller's, with or without a security manager.
    @SuppressWarnings("removal")
    @Override
    public Thread newThread(Runnable task) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, task, name + "-" + numbers.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(OwnThreads.class.getClassLoader());
            return thread;
        });
    }
}
