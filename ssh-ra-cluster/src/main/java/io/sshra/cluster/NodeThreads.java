package io.sshra.cluster;

import java.util.concurrent.ThreadFactory;

/** Daemon threads that have this module's class loader, whatever thread creates them. */
record NodeThreads(String name) implements ThreadFactory {

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(NodeThreads.class.getClassLoader());
        return thread;
    }
}
