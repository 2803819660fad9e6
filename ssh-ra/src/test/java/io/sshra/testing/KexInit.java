package io.sshra.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The payload of an SSH_MSG_KEXINIT (RFC 4253 section 7.1). */
public record KexInit(byte[] cookie, List<String> lists, boolean firstPacketFollows) {

    /** Its lists of algorithms, in order. */
    public enum Kind { KEY_EXCHANGE, HOST_KEY, CIPHER_TO_SERVER, CIPHER_TO_CLIENT, MAC_TO_SERVER, MAC_TO_CLIENT }

    private static final int LISTS = 10;
    private static final int COOKIE = 16;

    public static KexInit of(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload, 1, payload.length - 1);
        byte[] cookie = new byte[COOKIE];
        in.get(cookie);
        List<String> lists = new ArrayList<>();
        for (int i = 0; i < LISTS; i++) {
            byte[] list = new byte[in.getInt()];
            in.get(list);
            lists.add(new String(list, StandardCharsets.US_ASCII));
        }
        return new KexInit(cookie, lists, in.get() != 0);
    }

    public String list(Kind kind) {
        return lists.get(kind.ordinal());
    }

    public KexInit with(Kind kind, UnaryOperator<String> change) {
        List<String> changed = new ArrayList<>(lists);
        changed.set(kind.ordinal(), change.apply(list(kind)));
        return new KexInit(cookie, changed, firstPacketFollows);
    }

    /** Without a name in the list of key exchanges, which also has the markers of extensions. */
    public KexInit without(String name) {
        return with(Kind.KEY_EXCHANGE, list -> ("," + list + ",").replace("," + name + ",", ",").replaceAll("^,|,$", ""));
    }

    public KexInit followed() {
        return new KexInit(cookie, lists, true);
    }

    public byte[] payload() {
        int length = lists.stream().mapToInt(list -> 4 + list.length()).sum();
        ByteBuffer out = ByteBuffer.allocate(1 + COOKIE + length + 5).put((byte) ManInTheMiddle.MSG_KEXINIT).put(cookie);
        lists.forEach(list -> out.putInt(list.length()).put(list.getBytes(StandardCharsets.US_ASCII)));
        return out.put((byte) (firstPacketFollows ? 1 : 0)).putInt(0).array();
    }
}
