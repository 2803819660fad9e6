package io.sshra.adapter.config;

import io.sshra.profile.ProfileSettings;
import io.sshra.profile.PropertyRules;
import jakarta.resource.spi.ConfigProperty;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The properties that say which authority signs a certificate for each connection, and what the certificates say. */
public abstract class CertificateProperties implements CheckedProperties.Bean, Serializable {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "Private key of a certificate authority, a file: each connection gets a new key and a certificate for it")
    private String certificateAuthorityFile;

    @ConfigProperty(confidential = true, description = "The same key as text, in place of a file; spaces may stand for its line breaks")
    private String certificateAuthorityKey;

    @ConfigProperty(confidential = true, description = "Passphrase of the authority's key")
    private String certificateAuthorityPassphrase;

    @ConfigProperty(description = "JNDI name of an SshCertificateSource that signs the certificates, where the authority's key is not here")
    private String certificateSource;

    @ConfigProperty(description = "Principals of the certificates, separated by commas; the username if empty")
    private String certificatePrincipals;

    @Bounds(min = 30, max = 3600)
    @ConfigProperty(defaultValue = "300", description = "How long before and after its making a certificate is valid")
    private Integer certificateValiditySeconds = 300;

    @ConfigProperty(description = "Networks (address/prefix, separated by commas) that the certificates may be used from; any if empty")
    private String certificateSourceAddress;

    @ConfigProperty(description = "Command that the server runs in place of every other one")
    private String certificateForceCommand;

    @ConfigProperty(description = "What the certificates allow beyond commands and SFTP: permit-pty, permit-port-forwarding, permit-user-rc, separated by commas")
    private String certificateExtensions;

    /** For checked properties. */
    final ProfileSettings.Authority authority() {
        return new ProfileSettings.Authority(certificateAuthorityFile, certificateAuthorityKey, certificateAuthorityPassphrase, certificateSource,
                new ProfileSettings.CertificateText(certificatePrincipals, Duration.ofSeconds(certificateValiditySeconds), certificateSourceAddress,
                        certificateForceCommand, certificateExtensions));
    }

    /** Whether an authority is named. */
    final boolean hasAuthority() {
        return Stream.of(certificateAuthorityFile, certificateAuthorityKey, certificateSource).anyMatch(PropertyProblems::isGiven);
    }

    @Override
    public void check(PropertyProblems problems) {
        problems.check("certificateAuthorityFile", certificateAuthorityFile, file -> PropertyRules.privateKey(file, certificateAuthorityPassphrase));
        problems.checkSecret("certificateAuthorityKey", certificateAuthorityKey, key -> PropertyRules.authorityKey(key, certificateAuthorityPassphrase));
        if (PropertyProblems.isGiven(certificateAuthorityFile) && PropertyProblems.isGiven(certificateAuthorityKey)) {
            problems.add("certificateAuthorityKey", "is set, and so is certificateAuthorityFile: only one of them can be");
        }
        if (PropertyProblems.isGiven(certificateSource) && (PropertyProblems.isGiven(certificateAuthorityFile) || PropertyProblems.isGiven(certificateAuthorityKey))) {
            problems.add("certificateSource", "is set, and so is the key of an authority: only one of them can be");
        }
        problems.check("certificatePrincipals", certificatePrincipals, PropertyRules::principals);
        problems.check("certificateSourceAddress", certificateSourceAddress, PropertyRules::sourceAddress);
        problems.check("certificateForceCommand", certificateForceCommand, PropertyRules::forceCommand);
        problems.check("certificateExtensions", certificateExtensions, PropertyRules::certificateExtensions);
    }

    /** The values of all properties, for equality. */
    protected List<Object> properties() {
        return Arrays.asList(certificateAuthorityFile, certificateAuthorityKey, certificateAuthorityPassphrase, certificateSource, certificatePrincipals,
                certificateValiditySeconds, certificateSourceAddress, certificateForceCommand, certificateExtensions);
    }

    public String getCertificateAuthorityFile() {
        return certificateAuthorityFile;
    }

    public void setCertificateAuthorityFile(String certificateAuthorityFile) {
        this.certificateAuthorityFile = certificateAuthorityFile;
    }

    public String getCertificateAuthorityKey() {
        return certificateAuthorityKey;
    }

    public void setCertificateAuthorityKey(String certificateAuthorityKey) {
        this.certificateAuthorityKey = certificateAuthorityKey;
    }

    public String getCertificateAuthorityPassphrase() {
        return certificateAuthorityPassphrase;
    }

    public void setCertificateAuthorityPassphrase(String certificateAuthorityPassphrase) {
        this.certificateAuthorityPassphrase = certificateAuthorityPassphrase;
    }

    public String getCertificateSource() {
        return certificateSource;
    }

    public void setCertificateSource(String certificateSource) {
        this.certificateSource = certificateSource;
    }

    public String getCertificatePrincipals() {
        return certificatePrincipals;
    }

    public void setCertificatePrincipals(String certificatePrincipals) {
        this.certificatePrincipals = certificatePrincipals;
    }

    public Integer getCertificateValiditySeconds() {
        return certificateValiditySeconds;
    }

    public void setCertificateValiditySeconds(Integer certificateValiditySeconds) {
        this.certificateValiditySeconds = certificateValiditySeconds;
    }

    public String getCertificateSourceAddress() {
        return certificateSourceAddress;
    }

    public void setCertificateSourceAddress(String certificateSourceAddress) {
        this.certificateSourceAddress = certificateSourceAddress;
    }

    public String getCertificateForceCommand() {
        return certificateForceCommand;
    }

    public void setCertificateForceCommand(String certificateForceCommand) {
        this.certificateForceCommand = certificateForceCommand;
    }

    public String getCertificateExtensions() {
        return certificateExtensions;
    }

    public void setCertificateExtensions(String certificateExtensions) {
        this.certificateExtensions = certificateExtensions;
    }
}
