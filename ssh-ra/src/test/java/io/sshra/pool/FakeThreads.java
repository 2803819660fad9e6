package io.sshra.pool;

import io.sshra.pool.key.PoolThreads;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The threads of a pool under test. By default connections end on the sweeping thread. */
final class FakeThreads extends PoolThreads {

    /** Runs before a connect is given to a thread; may throw. */
    volatile Consumer<Runnable> beforeConnect = connect -> { };
    volatile Executor ends = Runnable::run;

    @Override
    public void connect(Runnable connect) {
        beforeConnect.accept(connect);
        super.connect(connect);
    }

    @Override
    public Executor ends() {
        return ends;
    }

    /** The pool's own executor. */
    Executor ownEnds() {
        return super.ends();
    }
}
