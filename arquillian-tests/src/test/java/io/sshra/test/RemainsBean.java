package io.sshra.test;

import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** Work for the container's threads that run timers, too. */
@Stateless
public class RemainsBean {

    /** Takes a thread until the others have theirs. */
    @Asynchronous
    public Future<Boolean> work(CountDownLatch others) throws InterruptedException {
        RemainsServlet.meet(others);
        return new AsyncResult<>(true);
    }
}
