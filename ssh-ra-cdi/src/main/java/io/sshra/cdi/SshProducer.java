package io.sshra.cdi;

import io.sshra.SshConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;

/** Makes what is injected. */
@ApplicationScoped
class SshProducer {

    @Inject
    private Scopes scopes;

    @Produces
    @Ssh("")
    SshConnection connection(InjectionPoint point) {
        Ssh wanted = point.getQualifiers().stream().filter(Ssh.class::isInstance).map(Ssh.class::cast).findFirst().orElseThrow();
        return LazyConnection.of(scopes, new Wanted(wanted.scope(), wanted.factory(), wanted.value()));
    }
}
