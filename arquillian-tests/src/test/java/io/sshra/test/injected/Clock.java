package io.sshra.test.injected;

import io.sshra.SshConnection;
import io.sshra.cdi.Ssh;
import io.sshra.cdi.SshScope;
import jakarta.annotation.Resource;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Uses injected connections in asynchronous methods, and in a timer, which starts at once because no transaction makes it wait. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Clock {

    private static final int PATIENCE_SECONDS = 180;
    private static final String REQUEST = "request ";

    private final Map<String, CompletableFuture<String>> results = new ConcurrentHashMap<>();
    @Inject
    @Ssh("own")
    private SshConnection ofHttpSession;
    @Inject
    @Ssh(value = "own", scope = SshScope.REQUEST)
    private SshConnection ofRequest;
    @Resource
    private TimerService timers;

    public String ofHttpSession() throws Exception {
        return inTimer("");
    }

    public String ofRequest() throws Exception {
        return inTimer(REQUEST);
    }

    private String inTimer(String kind) throws Exception {
        String name = kind + UUID.randomUUID();
        CompletableFuture<String> result = new CompletableFuture<>();
        results.put(name, result);
        timers.createSingleActionTimer(0, new TimerConfig(name, false));
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Asynchronous
    public Future<String> asynchronously(boolean request) {
        return new AsyncResult<>(InjectedServlet.coded(() -> InjectedServlet.shown(request ? ofRequest : ofHttpSession)));
    }

    @Timeout
    void tick(Timer timer) {
        String name = (String) timer.getInfo();
        CompletableFuture<String> result = results.remove(name);
        try {
            result.complete(InjectedServlet.coded(() -> InjectedServlet.shown(name.startsWith(REQUEST) ? ofRequest : ofHttpSession)));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
