package io.sshra.ssh.algorithm;

import org.apache.sshd.common.util.security.SecurityProviderChoice;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.SunJCESecurityProviderRegistrar;
import org.apache.sshd.common.util.security.bouncycastle.BouncyCastleSecurityProviderRegistrar;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Tells MINA which cryptography to use: the JDK's where it has it, an instance of Bouncy Castle of this archive for the
 * rest. Left alone, MINA would add Bouncy Castle to the providers of the whole JVM, where a redeployed archive leaves a dead
 * one behind.
 */
public final class SecurityProviders {

    static {
        SecurityUtils.setDefaultProviderChoice(SecurityProviderChoice.toSecurityProviderChoice(new BouncyCastleProvider()));
        SecurityUtils.registerSecurityProvider(new SunJCESecurityProviderRegistrar());
        SecurityUtils.registerSecurityProvider(new OwnBouncyCastle());
    }

    private SecurityProviders() {
    }

    /** To be called before MINA is used for the first time; later calls do nothing. */
    public static void init() {
        // The work is done when the class is loaded.
    }

    private static final class OwnBouncyCastle extends BouncyCastleSecurityProviderRegistrar {

        @Override
        public boolean isNamedProviderUsed() {
            return false;
        }
    }
}
