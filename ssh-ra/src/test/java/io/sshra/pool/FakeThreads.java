package io.sshra.pool;

import io.sshra.pool.key.PoolThreads;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Threads of a pool under test: connects as the test says, ends on the thread of the sweep unless the test says otherwise. */
final class FakeThreads extends PoolThreads {

    /** Comes before a connect is given to a thread; what it throws is thrown. */
    volatile Consumer<Runnable> beforeConnect = connect -> { };
    volatile Executor ends = Runnable::run;
    volatile boolean stopped;

    @Override
    public void connect(Runnable connect) {
        beforeConnect.accept(connect);
        super.connect(connect);
    }

    @Override
    public Executor ends() {
        return ends;
    }

    @Override
    public void stop() {
        stopped = true;
        super.stop();
    }

    /** Of the pool itself. */
    Executor ownEnds() {
        return super.ends();
    }
}
