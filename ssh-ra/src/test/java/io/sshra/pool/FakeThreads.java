package io.sshra.pool;

import io.sshra.pool.key.PoolThreads;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The threads of a pool under test. By default connections end on the sweeping thread. */
final class FakeThreads extends PoolThreads {

    /** Runs before a connect is passed to a thread; may throw. */
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

    /** The pool's own executor. */
    Executor ownEnds() {
        return super.ends();
    }
}
