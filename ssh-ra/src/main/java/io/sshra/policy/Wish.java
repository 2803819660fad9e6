package io.sshra.policy;

import io.sshra.SshApproval;
import io.sshra.SshPty;
import io.sshra.base.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * What one user wants to do in one session on one target, and a fingerprint of all of it: two wishes are the same if nothing that runs, and
 * nothing of where and for whom it runs, differs.
 *
 * @param asker   for whom, and where
 * @param level   the level whose rules count
 * @param rule    the rule that asks
 * @param use     what will run
 */
public record Wish(Asker asker, Level level, String rule, Use use) {

    /**
     * For whom, and where.
     *
     * @param sessionKey what tells this session from all others, names included
     * @param definition the connection definition
     * @param target     {@code user@host:port}
     * @param revision   of the profile's settings, and the kind of the session
     */
    public record Asker(Object sessionKey, String definition, String user, String session, String profile, String target, String revision) {
    }

    /** What the approver sees. */
    SshApproval.What what() {
        Use.Details details = use.details();
        return new SshApproval.What(use.kind().word(), details.text(), details.stdin().length,
                details.stdin().length == 0 ? null : Sha256.hex(details.stdin()), details.openInput(), details.variables(),
                details.terminal());
    }

    /** Each part with its length, so that no two different wishes have the same parts. */
    String fingerprint() {
        MessageDigest digest = Sha256.digest();
        Use.Details details = use.details();
        List.of(asker.definition(), asker.user(), asker.session(),
                asker.profile(), asker.target(), asker.revision(), level.name(), use.kind().word(), details.text(), details.charset(),
                String.valueOf(details.openInput())).forEach(part -> add(digest, part));
        use.words().forEach(word -> add(digest, word));
        add(digest, "");
        add(digest, details.stdin());
        new TreeMap<>(details.variables()).forEach((name, value) -> {
            add(digest, name);
            add(digest, value);
        });
        SshPty terminal = details.terminal();
        add(digest, terminal == null ? "" : terminal.type() + " " + terminal.columns() + " " + terminal.rows() + " " + new TreeMap<>(terminal.modes()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String part) {
        add(digest, part.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }
}
