package io.sshra.sample.monitoring;

import io.sshra.SshConnectionFactoryMXBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready, in the sense of MicroProfile Health, while the adapter runs and has turned nobody away because the whole server was
 * full. What one session or one host has too much of says nothing of the others, and is no reason to take a server out of
 * service.
 */
@ApplicationScoped
public class SshReadiness {

    private final RecentRefusals refusals = new RecentRefusals();

    /** Made here and not a class: one that implements a type that is not there costs a stack trace in WildFly's log. */
    @Produces
    @Readiness
    HealthCheck readiness() {
        return this::check;
    }

    private HealthCheckResponse check() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("ssh " + AdapterFigures.FACTORY);
        if (!AdapterFigures.areThere()) {
            return answer.down().withData("reason", "the adapter does not run").build();
        }
        SshConnectionFactoryMXBean figures = AdapterFigures.get();
        boolean full = refusals.isFull(figures.getRefusals(), System.nanoTime());
        if (full) {
            answer.withData("reason", "callers were refused: maxConnections or max-pool-size is reached");
        }
        return answer.status(!full)
                .withData("openConnections", figures.getOpenConnections())
                .withData("connecting", figures.getConnecting())
                .withData("leasesInUse", figures.getLeasesInUse())
                .withData("limitsHit", figures.getLimitsHit())
                .withData("maintenance", figures.getMaintenanceDriver())
                .build();
    }
}
