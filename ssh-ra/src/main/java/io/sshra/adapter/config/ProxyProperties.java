package io.sshra.adapter.config;

import io.sshra.profile.ProfileSettings;
import io.sshra.profile.PropertyRules;
import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The properties that say through which proxy a host is reached. */
public abstract class ProxyProperties extends CertificateProperties {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "Proxy to go through: socks5://[user@]host:port or http://[user@]host:port")
    private String proxy;

    @ConfigProperty(confidential = true, description = "Password of the user that proxy names")
    private String proxyPassword;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether the proxy gets the name of the host and resolves it; otherwise it gets an address")
    private Boolean proxyResolvesNames = false;

    /** For checked properties. */
    final ProfileSettings.Via via() {
        return new ProfileSettings.Via(proxy, proxyPassword, proxyResolvesNames);
    }

    /** @param jump the property of this name */
    final void checkProxy(PropertyProblems problems, String jump) {
        // The value may have a password in it by mistake.
        problems.checkSecret("proxy", proxy, url -> PropertyRules.proxy(url, proxyPassword));
        if (PropertyProblems.isGiven(proxy) && PropertyProblems.isGiven(jump)) {
            problems.add("proxy", "is given, and so is jump: the profile of the first jump host has the proxy, because that host is connected to");
        }
        if (PropertyProblems.isGiven(proxyPassword) && !PropertyProblems.isGiven(proxy)) {
            problems.add("proxyPassword", "is given: proxy is empty, and the password is for it");
        }
    }

    @Override
    protected List<Object> properties() {
        List<Object> all = new ArrayList<>(super.properties());
        all.addAll(Arrays.asList(proxy, proxyPassword, proxyResolvesNames));
        return all;
    }

    public String getProxy() {
        return proxy;
    }

    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    public String getProxyPassword() {
        return proxyPassword;
    }

    public void setProxyPassword(String proxyPassword) {
        this.proxyPassword = proxyPassword;
    }

    public Boolean getProxyResolvesNames() {
        return proxyResolvesNames;
    }

    public void setProxyResolvesNames(Boolean proxyResolvesNames) {
        this.proxyResolvesNames = proxyResolvesNames;
    }
}
