package io.sshra.ssh.identity;

import io.sshra.SshProfileException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Which kind of file a private key is in, and what a file is that holds none. */
enum KeyFileKind {

    OPENSSH, PEM, PUTTY;

    private static final Pattern PUBLIC_LINE = Pattern.compile("(?m)^\\s*(ssh|ecdsa|sk-ssh|sk-ecdsa)-\\S+ +AAAA");
    private static final Pattern PUBLIC_ARMOUR = Pattern.compile("-----BEGIN (RSA )?PUBLIC KEY-----|---- BEGIN SSH2 PUBLIC KEY ----");
    private static final Pattern PUTTY_FORM = Pattern.compile("(?m)^PuTTY-User-Key-File-(\\d+):");

    /**
     * @param origin where it is from, for messages
     * @throws SshProfileException that says what the file is if it holds no private key of these kinds
     */
    static KeyFileKind of(String origin, byte[] file) throws SshProfileException {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        if (text.isBlank()) {
            throw KeyFailures.unreadable(origin, "is empty");
        }
        if (isUtf16(file)) {
            throw KeyFailures.unreadable(origin, "is in UTF-16: save it as ASCII or UTF-8");
        }
        if (text.contains(PrivateKeyReader.OPENSSH_MARK)) {
            return OPENSSH;
        }
        if (PUTTY_FORM.matcher(text).find()) {
            return PUTTY;
        }
        if (text.contains("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY")) {
            throw KeyFailures.unreadable(origin, "is in the form of ssh.com, which is not supported: convert it by ssh-keygen -i");
        }
        if (text.contains("SSH PRIVATE KEY FILE FORMAT 1.")) {
            throw KeyFailures.unreadable(origin, "is for version 1 of SSH, which is not supported");
        }
        if (text.contains("PRIVATE KEY-----")) {
            return PEM;
        }
        throw KeyFailures.unreadable(origin, whatElse(file, text));
    }

    private static String whatElse(byte[] file, String text) {
        if (text.contains("-cert-v01@openssh.com AAAA")) {
            return "is a certificate, give the private key that it is for";
        }
        if (PUBLIC_LINE.matcher(text).find() || PUBLIC_ARMOUR.matcher(text).find()) {
            return "is a public key, give the private key that belongs to it: as a rule the file of the same name without .pub";
        }
        if (text.contains("-----BEGIN CERTIFICATE-----")) {
            return "is an X.509 certificate, give the private key that belongs to it";
        }
        // An ASN.1 sequence with a length of several bytes
        if (file[0] == 0x30 && file.length > 1 && (file[1] & 0x80) != 0) {
            return "is in binary form (DER or PKCS#12), which is not supported: convert it by openssl pkey or openssl pkcs12";
        }
        return "holds no private key that can be read";
    }

    /** With a byte order mark, or the zero bytes of ASCII text. */
    private static boolean isUtf16(byte[] file) {
        if (file.length < 2) {
            return false;
        }
        int first = (file[0] & 0xff) << 8 | file[1] & 0xff;
        return first == 0xfeff || first == 0xfffe || file[0] == 0 && file[1] != 0 || file[0] != 0 && file[1] == 0;
    }
}
