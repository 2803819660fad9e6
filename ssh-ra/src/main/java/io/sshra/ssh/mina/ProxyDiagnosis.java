package io.sshra.ssh.mina;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.io.ProxiedAddress.Progress;
import io.sshra.ssh.proxy.ProxyException;
import java.util.stream.Collectors;

/** Decides which exception the application gets if the proxy has not opened the way to the target. */
final class ProxyDiagnosis {

    /** In characters. */
    private static final int LONGEST = 200;

    private ProxyDiagnosis() {
    }

    /** @param progress how far the connect had come when it failed */
    static SshException explain(Target target, Progress progress, Exception failure) {
        String proxy = "the proxy " + target.proxy();
        ProxyException said = ConnectDiagnosis.find(failure, ProxyException.class);
        if (said != null) {
            return explain(said, proxy + " on the way to " + target.endpoint() + " " + SshText.visible(said.getMessage()) + heard(said), failure);
        }
        String within = " within " + target.connectTimeout().toSeconds() + " s";
        if (progress == Progress.CONNECTING) {
            return ProxyRoute.isTimeout(failure) ? new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, "no answer from " + proxy + within, failure)
                    : new SshConnectException(SshErrorCode.PROXY_UNREACHABLE, "no connection to " + proxy + detail(failure), failure);
        }
        if (ProxyRoute.isTimeout(failure)) {
            return new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, proxy + " has not connected to " + target.endpoint() + within, failure);
        }
        return new SshConnectException(SshErrorCode.PROXY_BROKEN, proxy + " broke the connection while it was asked for " + target.endpoint()
                + detail(failure), failure);
    }

    private static SshException explain(ProxyException said, String what, Exception failure) {
        return switch (said.kind()) {
            case COULD_NOT_CONNECT -> new SshConnectException(SshErrorCode.PROXY_COULD_NOT_CONNECT, what, failure);
            case REFUSED -> new SshConnectException(SshErrorCode.PROXY_REFUSED, what, failure);
            case LOG_IN_REFUSED -> new SshAuthenticationException(SshErrorCode.PROXY_LOGIN_REFUSED, what, failure);
            case BROKEN -> new SshConnectException(SshErrorCode.PROXY_BROKEN, what, failure);
        };
    }

    /** What the operating system says. */
    private static String detail(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? "" : ": " + SshText.visible(root.getMessage());
    }

    /** On one line, and of bounded length. */
    private static String heard(ProxyException said) {
        if (said.heard().isEmpty()) {
            return "";
        }
        String line = SshText.visible(said.heard().lines().map(String::strip).filter(part -> !part.isEmpty()).collect(Collectors.joining(" | ")));
        return ": \"" + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…") + "\"";
    }
}
