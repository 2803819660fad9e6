package io.sshra.profile;

import io.sshra.SshException;
import io.sshra.base.Wildcards;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Target;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.ssh.algorithm.AlgorithmRule;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of an alias of a file, in a form that allows a comparison of ours with those of ssh. {@link #ofSsh}, and nothing
 * else, removes all deliberate differences.
 */
final class Effective {

    /** By default ssh has no time-out. With this default here, a comparison needs no adjustment. */
    private static final Duration NO_TIMEOUT = Duration.ofDays(1);
    private static final Path DEFINITION_KNOWN_HOSTS = Path.of("/definition/known_hosts");

    private static Map<String, List<String>> defaultsOfSsh;

    private Effective() {
    }

    // ---- ours ----

    static SshConfigFile read(Path file) throws SshException {
        return SshConfigFile.read(file, new WatchedFiles(System.nanoTime()));
    }

    /** Creates the key and certificate files that the file names and that are missing. */
    static Map<String, Object> ofOurs(Path file, String alias) throws SshException, IOException {
        HostSettings settings = read(file).settings(new Hop(alias));
        List<Path> keys = settings.paths(Keyword.IDENTITY_FILE);
        List<Path> certificates = settings.paths(Keyword.CERTIFICATE_FILE);
        for (Path needed : Stream.concat(keys.stream(), certificates.stream()).toList()) {
            if (!Files.exists(needed)) {
                Files.createDirectories(needed.getParent());
                Files.writeString(needed, "not parsed before it is needed");
            }
        }
        DefinitionSettings definition = Definitions.of(file, DEFINITION_KNOWN_HOSTS, NO_TIMEOUT, Duration.ZERO);
        FileProfiles.Found found = new FileProfiles(definition, new WatchedFiles(System.nanoTime())).find(new Hop(alias));
        Target target = found.target();
        ConnectSettings connecting = target.settings();
        Map<String, Object> effective = new TreeMap<>();
        effective.put("hostname", target.host());
        effective.put("port", String.valueOf(target.port()));
        effective.put("user", target.username());
        effective.put("identityfile", keys);
        effective.put("identities", target.credentials().privateKeys().size());
        effective.put("certificatefile", certificates);
        effective.put("userknownhostsfile", target.hostKeys().knownHostsFiles());
        effective.put("hostkeyalias", String.valueOf(target.hostKeys().alias()));
        effective.put("stricthostkeychecking", target.hostKeys().policy() == HostKeyRule.Policy.ACCEPT_NEW ? "accept-new" : "yes");
        AlgorithmRule algorithms = connecting.algorithms();
        effective.put("hostkeyalgorithms", algorithms.hostKeys().isEmpty() ? AlgorithmKind.HOST_KEYS.known() : algorithms.hostKeys());
        effective.put("kexalgorithms", algorithms.keyExchanges());
        effective.put("ciphers", algorithms.ciphers());
        effective.put("macs", algorithms.macs());
        effective.put("proxyjump", found.jumps().hops().stream().map(Hop::toString).toList());
        effective.put("serveraliveinterval", String.valueOf(connecting.keepaliveInterval().toSeconds()));
        effective.put("serveralivecountmax", String.valueOf(connecting.keepaliveMaxMissed()));
        effective.put("connecttimeout", connecting.connectTimeout().equals(NO_TIMEOUT) ? "none"
                : String.valueOf(connecting.connectTimeout().toSeconds()));
        effective.put("sendenv", settings.sentVariables());
        effective.put("environment", target.environment());
        effective.put("preferredauthentications", connecting.authentications());
        effective.put("numberofpasswordprompts", String.valueOf(connecting.passwordPrompts()));
        effective.put("requiredrsasize", String.valueOf(target.hostKeys().strength().rsaBits()));
        effective.put("compression", connecting.compression() ? "yes" : "no");
        effective.put("addressfamily", connecting.addressFamily().name().toLowerCase(Locale.ROOT));
        effective.put("bindaddress", String.valueOf(connecting.bindAddress()));
        return effective;
    }

    // ---- that of ssh, with the deliberate differences ----

    /**
     * @param ours has the order of our algorithms if the file does not give one
     * @return null if ssh refuses the file
     */
    static Map<String, Object> ofSsh(Path file, String alias, Map<String, Object> ours) throws Exception {
        Map<String, List<String>> ssh = SshG.effective(file, alias);
        if (ssh == null) {
            return null;
        }
        HostSettings settings = read(file).settings(new Hop(alias));
        UnaryOperator<String> tokens = tokens(ssh, alias);
        Map<String, Object> effective = new TreeMap<>();
        // ssh normalises addresses. Here they stay as written, and Java reads them.
        effective.put("hostname", sameAddress(one(ssh, "hostname"), (String) ours.get("hostname")));
        effective.put("port", one(ssh, "port"));
        // Without User, ssh uses the name of the local account. Here there is none.
        effective.put("user", settings.values(Keyword.USER).isEmpty() && one(ssh, "user").equals(localAccount()) ? "" : one(ssh, "user"));
        // Keys of the local account are not used here. ssh prints paths as written, and resolves relative ones against its
        // working folder.
        List<Path> keys = all(ssh, "identityfile").stream().filter(path -> !path.startsWith("~/.ssh/id_"))
                .filter(path -> !path.equals("none")).map(tokens).map(path -> file.resolveSibling(path)).distinct().toList();
        effective.put("identityfile", keys);
        effective.put("identities", keys.size());
        effective.put("certificatefile", all(ssh, "certificatefile").stream().filter(path -> !path.equals("none")).map(tokens)
                .map(path -> file.resolveSibling(path)).distinct().toList());
        // The known hosts of the local account are not read: those of the connection definition are used instead.
        effective.put("userknownhostsfile", one(ssh, "userknownhostsfile").contains("/.ssh/known_hosts2")
                ? List.of(DEFINITION_KNOWN_HOSTS)
                : Stream.of(one(ssh, "userknownhostsfile").split(" ")).map(path -> file.resolveSibling(path)).toList());
        // Those of the machine are read only where the file says so.
        if (!one(ssh, "globalknownhostsfile").equals("/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2")) {
            Stream<Path> global = Stream.of(one(ssh, "globalknownhostsfile").split(" ")).filter(path -> !path.equals("none"))
                    .map(file::resolveSibling);
            @SuppressWarnings("unchecked")
            List<Path> own = (List<Path>) effective.get("userknownhostsfile");
            effective.put("userknownhostsfile", Stream.concat(own.stream(), global).distinct().toList());
        }
        effective.put("hostkeyalias", all(ssh, "hostkeyalias").isEmpty() ? "null" : one(ssh, "hostkeyalias").toLowerCase(Locale.ROOT));
        // Nobody can be asked.
        effective.put("stricthostkeychecking", one(ssh, "stricthostkeychecking").replaceAll("^(ask|true)$", "yes"));
        for (Keyword keyword : List.of(Keyword.HOST_KEY_ALGORITHMS, Keyword.KEX_ALGORITHMS, Keyword.CIPHERS, Keyword.MACS)) {
            String name = keyword.spelling().toLowerCase(Locale.ROOT);
            effective.put(name, algorithms(List.of(one(ssh, name).split(",")), settings.text(keyword, "-"), ours, name, file));
        }
        // ssh prints the last one as parsed, the others as written.
        effective.put("proxyjump", all(ssh, "proxyjump").stream().flatMap(hops -> Stream.of(hops.split(",")))
                .map(hop -> hop.replaceFirst("^ssh://", "").replaceFirst("\\[([^:\\]]+)]", "$1").replaceFirst("[/:]$", ""))
                .map(tokens).toList());
        effective.put("serveraliveinterval", one(ssh, "serveraliveinterval"));
        effective.put("serveralivecountmax", one(ssh, "serveralivecountmax"));
        effective.put("connecttimeout", one(ssh, "connecttimeout"));
        effective.put("sendenv", all(ssh, "sendenv"));
        effective.put("environment", environment(ssh));
        effective.put("preferredauthentications", methods(ssh));
        // A server that asks three times for the same stored password counts three failures, so the default here is once.
        effective.put("numberofpasswordprompts", settings.values(Keyword.NUMBER_OF_PASSWORD_PROMPTS).isEmpty()
                && one(ssh, "numberofpasswordprompts").equals("3") ? "1" : one(ssh, "numberofpasswordprompts"));
        effective.put("requiredrsasize", one(ssh, "requiredrsasize"));
        effective.put("compression", one(ssh, "compression"));
        effective.put("addressfamily", one(ssh, "addressfamily"));
        effective.put("bindaddress", all(ssh, "bindaddress").isEmpty() ? "null" : one(ssh, "bindaddress"));
        return effective;
    }

    /** Unsupported methods are left out, and the default order differs. */
    private static List<String> methods(Map<String, List<String>> ssh) {
        List<String> switchedOff = Map.of("publickey", "pubkeyauthentication", "password", "passwordauthentication",
                "keyboard-interactive", "kbdinteractiveauthentication").entrySet().stream()
                .filter(method -> List.of("no", "false").contains(one(ssh, method.getValue()))).map(Map.Entry::getKey).toList();
        return (all(ssh, "preferredauthentications").isEmpty() ? ConnectSettings.AUTHENTICATIONS.stream()
                : Stream.of(one(ssh, "preferredauthentications").split(","))).filter(ConnectSettings.AUTHENTICATIONS::contains)
                .filter(method -> !switchedOff.contains(method)).distinct().toList();
    }

    /** Whether ssh refuses the file, or could not log in anywhere by what it says. Here that is an error in the profile. */
    static boolean isUselessForSsh(Path file, String alias) throws IOException, InterruptedException {
        Map<String, List<String>> ssh = SshG.effective(file, alias);
        return ssh == null || methods(ssh).isEmpty();
    }

    private static String localAccount() {
        return System.getProperty("user.name");
    }

    private static List<String> all(Map<String, List<String>> ssh, String keyword) {
        return ssh.getOrDefault(keyword, List.of());
    }

    private static String one(Map<String, List<String>> ssh, String keyword) {
        return String.join("\n", all(ssh, keyword));
    }

    private static UnaryOperator<String> tokens(Map<String, List<String>> ssh, String alias) {
        return text -> text.replace("%%", "\0").replace("%h", one(ssh, "hostname")).replace("%n", alias)
                .replace("%k", all(ssh, "hostkeyalias").isEmpty() ? alias : one(ssh, "hostkeyalias").toLowerCase(Locale.ROOT))
                .replace("%p", one(ssh, "port")).replace("%r", one(ssh, "user")).replace("%u", localAccount())
                .replace("${PATH}", System.getenv("PATH")).replace('\0', '%');
    }

    private static String sameAddress(String ofSsh, String ours) throws IOException {
        boolean isAddress = ofSsh.indexOf(':') >= 0 || ofSsh.matches("[0-9.]+");
        return isAddress && InetAddress.getByName(ofSsh).equals(InetAddress.getByName(ours)) ? ours : ofSsh;
    }

    /**
     * Each side has algorithms that the other refuses or lacks, and its own default order. So this compares which of the common
     * algorithms are left, and their order only if the file gives one.
     */
    private static List<String> algorithms(List<String> ofSsh, String rule, Map<String, Object> ours, String name,
            Path file) throws Exception {
        @SuppressWarnings("unchecked")
        List<String> mine = (List<String>) ours.get(name);
        boolean ordered = rule.charAt(0) != '-' && rule.charAt(0) != '+';
        Stream<String> patterns = ordered ? Stream.of(rule.replaceFirst("^\\^", "").split(",")) : Stream.of();
        List<String> head = patterns.flatMap(pattern -> mine.stream().filter(each -> Wildcards.match(pattern, each)))
                .filter(ofSsh::contains).distinct().toList();
        List<String> known = knownBySsh(name, file);
        Stream<String> rest = mine.stream().filter(each -> !head.contains(each))
                .filter(each -> ofSsh.contains(each) || !known.contains(each));
        List<String> asked = rule.charAt(0) == '-' ? List.of() : List.of(rule.replaceFirst("^[\\^+]", "").split(","));
        List<String> offered = kind(name).offered();
        Stream<String> missing = ofSsh.stream().filter(kind(name).known()::contains).filter(each -> !mine.contains(each))
                .filter(each -> offered.contains(each) || asked.stream().anyMatch(pattern -> Wildcards.match(pattern, each)));
        return Stream.of(head.stream(), rest, missing).flatMap(each -> each).toList();
    }

    private static AlgorithmKind kind(String name) {
        return switch (name) {
            case "hostkeyalgorithms" -> AlgorithmKind.HOST_KEYS;
            case "kexalgorithms" -> AlgorithmKind.KEY_EXCHANGES;
            case "ciphers" -> AlgorithmKind.CIPHERS;
            default -> AlgorithmKind.MACS;
        };
    }

    /** What ssh offers by default. If one of these is missing, the file has removed it. */
    private static synchronized List<String> knownBySsh(String name, Path file) throws Exception {
        if (defaultsOfSsh == null) {
            defaultsOfSsh = SshG.effective(Files.writeString(file.resolveSibling("empty"), ""), "any");
        }
        return List.of(one(defaultsOfSsh, name).split(","));
    }

    /** What ssh would send: its variables that match a pattern, and then those that are set. */
    private static Map<String, String> environment(Map<String, List<String>> ssh) {
        Map<String, String> environment = System.getenv().entrySet().stream()
                .filter(variable -> all(ssh, "sendenv").stream().anyMatch(pattern -> variable.getKey().matches(
                        pattern.replace("*", ".*").replace("?", "."))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
        for (String assignment : new ArrayList<>(all(ssh, "setenv"))) {
            environment.put(assignment.replaceFirst("(?s)=.*", ""), assignment.substring(assignment.indexOf('=') + 1));
        }
        return environment;
    }
}
