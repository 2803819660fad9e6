package io.sshra.profile;

import io.sshra.SshAlgorithms;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshIdentity;
import io.sshra.SshInputException;
import io.sshra.SshProxy;
import io.sshra.SshTarget;
import io.sshra.SshText;
import io.sshra.base.SecretText;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.Target;
import io.sshra.ssh.identity.PrivateKeySource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes targets of what applications describe by an {@link SshTarget}. Reads no files, and connects to nothing. */
final class ApplicationTargets {

    private final DefinitionSettings settings;
    /** For all of them; always the same object, see {@link Revisions}. */
    private final ConnectSettings connecting;

    ApplicationTargets(DefinitionSettings settings) {
        this.settings = settings;
        this.connecting = settings.connecting().to(settings.targetNetworks());
    }

    /** With its jump hosts. */
    Target target(SshTarget given) throws SshException {
        HostKeyRule hostKeys = HostKeys.rule(given, settings);
        List<PrivateKeySource> keys = new ArrayList<>();
        for (SshIdentity identity : given.identities()) {
            keys.add(key(identity));
        }
        Credentials credentials = new Credentials(given.password(), keys, Certificates.authority(given.certificateAuthority()), given.promptAnswers(),
                settings.asksSomebody());
        if (credentials.isEmpty()) {
            throw input("it has no password, key pair, private key or certificate authority");
        }
        Target target = new Target(new Target.Address(given.host(), given.port()), new Target.Login(given.username(), credentials),
                hostKeys, connecting(given)).with(new Target.Channels(given.allowForwarding(), given.remoteShell()));
        return given.jump() == null ? target.through(proxy(given)) : target.through(target(given.jump()));
    }

    /** Null if there is none. */
    private Proxy proxy(SshTarget given) throws SshException {
        SshProxy proxy = given.proxy();
        if (proxy == null) {
            return null;
        }
        Proxy.Kind kind = switch (proxy.kind()) {
            case SOCKS5 -> Proxy.Kind.SOCKS5;
            case HTTP -> Proxy.Kind.HTTP;
        };
        Proxy made = new Proxy(kind, new Endpoint(proxy.host(), proxy.port()), proxy.username(), proxy.password(), proxy.remoteNames());
        if (proxy.remoteNames() && !settings.allowProxyNames()) {
            made.destroy();
            throw new SshConnectException(SshErrorCode.PROXY_NAMES_DENIED, "the proxy " + SshText.visible(made.toString()) + " may not resolve the name of "
                    + SshText.visible(given.host()) + " for an application, because no rule for networks would hold for its address", null);
        }
        return made;
    }

    private ConnectSettings connecting(SshTarget given) throws SshInputException {
        try {
            return given.algorithms().equals(SshAlgorithms.DEFAULTS) ? connecting : connecting.with(ChosenAlgorithms.rule(given.algorithms()));
        } catch (IllegalArgumentException e) {
            throw input("its " + e.getMessage());
        }
    }

    static PrivateKeySource key(SshIdentity identity) {
        if (identity.keyPair() != null) {
            return PrivateKeySource.of(identity.keyPair(), identity.certificate());
        }
        char[] text = identity.privateKey();
        try {
            return PrivateKeySource.of("of the SshTarget", SecretText.utf8(text), identity.passphrase(), identity.certificate());
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    static SshInputException input(String what) {
        return new SshInputException(SshErrorCode.INVALID_TARGET, "invalid SshTarget: " + what);
    }
}
