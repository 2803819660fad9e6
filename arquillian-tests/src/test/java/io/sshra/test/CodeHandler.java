package io.sshra.test;

import io.sshra.SshPromptHandler;
import io.sshra.SshPromptRequest;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Local;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An application's bean that answers questions and records its calls. */
@Stateless
@Local(SshPromptHandler.class)
@PermitAll
public class CodeHandler implements SshPromptHandler {

    /** A call, with the caller that the container knew. */
    record Call(Thread thread, String principal, String request, String user, String session, String profile, String target,
            SshPromptRequest question) {
    }

    static final Queue<Call> CALLS = new ConcurrentLinkedQueue<>();

    @Resource
    private SessionContext context;

    @Inject
    private RequestMark mark;

    @Override
    public List<char[]> answer(String user, String session, String profile, String target, SshPromptRequest request) {
        CALLS.add(new Call(Thread.currentThread(), context.getCallerPrincipal().getName(), mark.value(), user, session, profile,
                target, request));
        return switch (profile) {
            case "throws" -> throw new IllegalArgumentException("no code today");
            case "silent" -> null;
            case "curt" -> List.of("good".toCharArray());
            case "wrong" -> List.of("good".toCharArray(), "?".toCharArray());
            default -> List.of("good-asked".toCharArray(), "123456".toCharArray());
        };
    }
}
