package io.sshra.sample.monitoring;

import io.sshra.SshConnectionFactoryMXBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check of MicroProfile Health. The server is ready while the adapter is running and has refused nobody because the
 * whole server was full. The limit of one session or one host does not affect others, so it is no reason to take a server out of
 * service.
 */
@ApplicationScoped
public class SshReadiness {

    private final RecentRefusals refusals = new RecentRefusals();

    /** A lambda and not a class: a class that implements a missing type costs a stack trace in WildFly's log. */
    @Produces
    @Readiness
    HealthCheck readiness() {
        return this::check;
    }

    private HealthCheckResponse check() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("ssh " + AdapterFigures.FACTORY);
        if (!AdapterFigures.areThere()) {
            return answer.down().withData("reason", "the adapter is not running").build();
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
