package io.sshra.test;

import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** Gives work to the container's timer threads, too. */
@Stateless
public class RemainsBean {

    /** Occupies a thread until the others have theirs. */
    @Asynchronous
    public Future<Boolean> work(CountDownLatch others) throws InterruptedException {
        RemainsServlet.meet(others);
        return new AsyncResult<>(true);
    }
}
