package io.sshra.ssh.algorithm;

import org.apache.sshd.common.util.security.SecurityProviderChoice;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.SunJCESecurityProviderRegistrar;
import org.apache.sshd.common.util.security.bouncycastle.BouncyCastleSecurityProviderRegistrar;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Tells MINA which cryptography to use: the JDK's where possible, and an instance of this archive's Bouncy Castle for the rest.
 * By default, MINA would add Bouncy Castle to the providers of the whole JVM, where an undeployed archive would leave it
 * behind.
 */
public final class SecurityProviders {

    static {
        SecurityUtils.setDefaultProviderChoice(SecurityProviderChoice.toSecurityProviderChoice(new BouncyCastleProvider()));
        SecurityUtils.registerSecurityProvider(new SunJCESecurityProviderRegistrar());
        SecurityUtils.registerSecurityProvider(new OwnBouncyCastle());
    }

    private SecurityProviders() {
    }

    /** Call this before the first use of MINA. Later calls do nothing. */
    public static void init() {
        // The work is done when this class is initialised.
    }

    private static final class OwnBouncyCastle extends BouncyCastleSecurityProviderRegistrar {

        @Override
        public boolean isNamedProviderUsed() {
            return false;
        }
    }
}
