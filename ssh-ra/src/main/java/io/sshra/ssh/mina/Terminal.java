package io.sshra.ssh.mina;

import io.sshra.SshPty;
import java.util.EnumMap;
import java.util.Map;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.channel.PtyChannelConfigurationHolder;
import org.apache.sshd.common.channel.PtyMode;

/** A pseudo-terminal in MINA's terms. */
final class Terminal {

    private Terminal() {
    }

    /** @param pty null for none */
    static PtyChannelConfigurationHolder of(SshPty pty) {
        if (pty == null) {
            return null;
        }
        PtyChannelConfiguration configuration = new PtyChannelConfiguration();
        configuration.setPtyType(pty.type());
        configuration.setPtyColumns(pty.columns());
        configuration.setPtyLines(pty.rows());
        Map<PtyMode, Integer> modes = new EnumMap<>(PtyMode.class);
        pty.modes().forEach((name, value) -> modes.put(PtyMode.valueOf(name), value));
        configuration.setPtyModes(modes);
        return configuration;
    }
}
