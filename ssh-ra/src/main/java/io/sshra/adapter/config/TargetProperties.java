package io.sshra.adapter.config;

import io.sshra.SshAlgorithms;
import io.sshra.profile.ProfileSettings;
import io.sshra.profile.PropertyRules;
import io.sshra.ssh.algorithm.AlgorithmKind;
import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The properties that say how to reach a host and log in there: those of a connection definition for its own profile, and those
 * of an administered object.
 *
 * <p>Containers find {@code @ConfigProperty} on the fields of superclasses: IronJacamar ({@code Annotations}, what it calls plain
 * properties), Open Liberty ({@code RAAnnotationProcessor}) and GlassFish ({@code ConfigPropertyHandler.processParent}). TomEE
 * takes all JavaBean properties, inherited ones included.
 */
public abstract class TargetProperties extends ProxyProperties {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "Host name or address; a connection definition without it has no profile of its own")
    private String host;

    @Bounds(min = 1, max = 65_535)
    @ConfigProperty(defaultValue = "22", description = "TCP port")
    private Integer port = 22;

    @ConfigProperty(description = "User name on the host")
    private String username;

    @ConfigProperty(confidential = true, description = "Password")
    private String password;

    @ConfigProperty(description = "Private key: a file in OpenSSH, PEM, PKCS#8 or PuTTY format")
    private String privateKeyFile;

    @ConfigProperty(confidential = true, description = "Passphrase of privateKeyFile")
    private String privateKeyPassphrase;

    @ConfigProperty(description = "OpenSSH certificate for privateKeyFile")
    private String certificateFile;

    @ConfigProperty(confidential = true, description = "Answers to keyboard-interactive questions, one a line: a part of the question, =, the answer")
    private String promptAnswers;

    @ConfigProperty(description = "Accepted host keys as ssh-keygen -l prints them (SHA256:...), separated by commas")
    private String hostKeyFingerprints;

    @ConfigProperty(description = "known_hosts file; the one of a connection definition is also for profiles without one")
    private String knownHostsFile;

    @ConfigProperty(description = "Privilege level, which says which rules of a policyFile count")
    private String privilegeLevel;

    @ConfigProperty(description = "Profiles of the jump hosts, separated by commas")
    private String jump;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether ports may be forwarded, and streams opened; a connection definition's value is also for its profilesFile")
    private Boolean allowForwarding = false;

    @ConfigProperty(description = "Host key algorithms to offer: names with commas, with +, - or ^ in front as in ssh_config")
    private String hostKeyAlgorithms;

    @ConfigProperty(description = "Key exchange methods to offer, in the same form")
    private String kexAlgorithms;

    @ConfigProperty(description = "Ciphers to offer, in the same form")
    private String ciphers;

    @ConfigProperty(description = "MACs to offer, in the same form")
    private String macs;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether SHA-1 and CBC are offered behind everything else, for old devices")
    private Boolean legacyAlgorithms = false;

    @ConfigProperty(defaultValue = "posix", description = "Shell that reads command lines on the host: posix, sh, rc, elvish or other; a connection definition's value is for its own profile only")
    private String remoteShell = "posix";

    /**
     * The target and the login as the settings of a profile. For checked properties.
     *
     * @param name           of the profile
     * @param itsKnownHosts  its own known_hosts file; null for that of the connection definition
     * @param options        what is not common to both kinds of bean
     */
    protected final ProfileSettings targetSettings(String name, String itsKnownHosts, ProfileSettings.Options options) {
        return ProfileSettings.named(name).with(new ProfileSettings.Route(host, port, jump, via()))
                .with(new ProfileSettings.Login(username, password,
                        new ProfileSettings.KeyFile(privateKeyFile, privateKeyPassphrase, certificateFile), promptAnswers, authority()))
                .with(new ProfileSettings.AcceptedHostKeys(hostKeyFingerprints, itsKnownHosts))
                .with(new SshAlgorithms(hostKeyAlgorithms, kexAlgorithms, ciphers, macs, legacyAlgorithms))
                .with(options);
    }

    /** Checks what both kinds of bean have in common. */
    @Override
    public void check(PropertyProblems problems) {
        super.check(problems);
        problems.check("host", host, PropertyRules::host);
        problems.check("hostKeyFingerprints", hostKeyFingerprints, PropertyRules::fingerprints);
        problems.check("jump", jump, PropertyRules::jumps);
        checkProxy(problems, jump);
        check(problems, "hostKeyAlgorithms", hostKeyAlgorithms, AlgorithmKind.HOST_KEYS);
        check(problems, "kexAlgorithms", kexAlgorithms, AlgorithmKind.KEY_EXCHANGES);
        check(problems, "ciphers", ciphers, AlgorithmKind.CIPHERS);
        check(problems, "macs", macs, AlgorithmKind.MACS);
        problems.check("remoteShell", remoteShell, PropertyRules::remoteShell);
        problems.checkSecret("promptAnswers", promptAnswers, PropertyRules::promptAnswers);
        problems.check("privateKeyFile", privateKeyFile, file -> PropertyRules.privateKey(file, privateKeyPassphrase));
        if (hasAuthority() && PropertyProblems.isGiven(privateKeyFile)) {
            problems.add("privateKeyFile", "is " + privateKeyFile + ": a certificate authority is named, too, and only one of them can be");
        }
        if (PropertyProblems.isGiven(certificateFile) && !PropertyProblems.isGiven(privateKeyFile)) {
            problems.add("certificateFile", "is " + certificateFile + ": privateKeyFile is empty, and a certificate is for a key");
        } else if (!problems.found().containsKey("privateKeyFile")) {
            problems.check("certificateFile", certificateFile, file -> PropertyRules.certificate(file, privateKeyFile, privateKeyPassphrase));
        }
    }

    private void check(PropertyProblems problems, String property, String list, AlgorithmKind kind) {
        problems.check(property, list, text -> PropertyRules.algorithms(kind, text, Boolean.TRUE.equals(legacyAlgorithms)));
    }

    @Override
    protected List<Object> properties() {
        List<Object> all = new ArrayList<>(super.properties());
        all.addAll(Arrays.asList(host, port, username, password, privateKeyFile, privateKeyPassphrase, certificateFile, promptAnswers,
                hostKeyFingerprints, knownHostsFile, privilegeLevel, jump, allowForwarding, hostKeyAlgorithms, kexAlgorithms,
                ciphers, macs, legacyAlgorithms, remoteShell));
        return all;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public Integer getPort() {
        return port;
    }

    public void setPort(Integer port) {
        this.port = port;
    }

    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getPrivateKeyFile() {
        return privateKeyFile;
    }

    public void setPrivateKeyFile(String privateKeyFile) {
        this.privateKeyFile = privateKeyFile;
    }

    public String getPrivateKeyPassphrase() {
        return privateKeyPassphrase;
    }

    public void setPrivateKeyPassphrase(String privateKeyPassphrase) {
        this.privateKeyPassphrase = privateKeyPassphrase;
    }

    public String getCertificateFile() {
        return certificateFile;
    }

    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    public String getPromptAnswers() {
        return promptAnswers;
    }

    public void setPromptAnswers(String promptAnswers) {
        this.promptAnswers = promptAnswers;
    }

    public String getHostKeyFingerprints() {
        return hostKeyFingerprints;
    }

    public void setHostKeyFingerprints(String hostKeyFingerprints) {
        this.hostKeyFingerprints = hostKeyFingerprints;
    }

    public String getKnownHostsFile() {
        return knownHostsFile;
    }

    public void setKnownHostsFile(String knownHostsFile) {
        this.knownHostsFile = knownHostsFile;
    }

    public String getPrivilegeLevel() {
        return privilegeLevel;
    }

    public void setPrivilegeLevel(String privilegeLevel) {
        this.privilegeLevel = privilegeLevel;
    }

    public String getJump() {
        return jump;
    }

    public void setJump(String jump) {
        this.jump = jump;
    }

    public Boolean getAllowForwarding() {
        return allowForwarding;
    }

    public void setAllowForwarding(Boolean allowForwarding) {
        this.allowForwarding = allowForwarding;
    }

    public String getHostKeyAlgorithms() {
        return hostKeyAlgorithms;
    }

    public void setHostKeyAlgorithms(String hostKeyAlgorithms) {
        this.hostKeyAlgorithms = hostKeyAlgorithms;
    }

    public String getKexAlgorithms() {
        return kexAlgorithms;
    }

    public void setKexAlgorithms(String kexAlgorithms) {
        this.kexAlgorithms = kexAlgorithms;
    }

    public String getCiphers() {
        return ciphers;
    }

    public void setCiphers(String ciphers) {
        this.ciphers = ciphers;
    }

    public String getMacs() {
        return macs;
    }

    public void setMacs(String macs) {
        this.macs = macs;
    }

    public Boolean getLegacyAlgorithms() {
        return legacyAlgorithms;
    }

    public void setLegacyAlgorithms(Boolean legacyAlgorithms) {
        this.legacyAlgorithms = legacyAlgorithms;
    }

    public String getRemoteShell() {
        return remoteShell;
    }

    public void setRemoteShell(String remoteShell) {
        this.remoteShell = remoteShell;
    }
}
